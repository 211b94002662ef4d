"""Reading files in tests, checking what must always hold, and scoring against a gold transcript."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd
import pytest

from pipeline.corpus.records import Finding
from pipeline.corpus.spans import Span, folded, tiles
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.reading import Item, ReadFile, read_item
from pipeline.ingest.stage import INGEST
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run

DATA = Path(__file__).parents[2].parent / "shared" / "data"
TRANSCRIPTS = DATA / "transcripts"


def read(path: Path, *, kind: str = "", layout: str = "") -> ReadFile:
    """One file, as the stage reads it."""
    return read_item(Item(path=str(path), checksum="", kind=kind, layout=layout))


def needs(ending: str) -> None:
    """Skip where the library for this ending is not installed."""
    for library, endings in {"striprtf": ("rtf",), "pypdf": ("pdf",)}.items():
        if ending in endings:
            pytest.importorskip(library)


def read_text(folder: Path, name: str, content: str | bytes, *, kind: str = "", layout: str = "") -> ReadSource:
    """The only source of a file with this content; invariants checked."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = read(path, kind=kind, layout=layout)
    assert result.sources, result.problems
    for source in result.sources:
        check(source)
    return result.sources[0]


def turns_of(source: ReadSource) -> list[tuple[str, str]]:
    """(speaker, words) of each turn, white space folded."""
    return [(turn.speaker, folded(source.text[turn.start : turn.end])) for turn in source.turns]


def check(source: ReadSource) -> None:
    """What holds for every source: segments tile the text, turns are segments, spaces are spaces."""
    text = source.text
    spans = [Span(start, end) for _, start, end, _ in source.segments]
    assert tiles(spans, 0, len(text))
    said = [(start, end, turn) for kind, start, end, turn in source.segments if kind == "turn"]
    assert said == [(turn.start, turn.end, at) for at, turn in enumerate(source.turns)]
    for kind, start, end, _ in source.segments:
        assert (kind == "space") == (not text[start:end].strip())
    assert not {"\r", "\ufeff", "\x00"} & set(text)


def marks(source: ReadSource) -> str:
    """The stored text with every segment shown: `<label>Anna:</label>`; spaces as they are."""
    shown = []
    for kind, start, end, _ in source.segments:
        covered = source.text[start:end]
        shown.append(covered if kind == "space" else f"<{kind}>{covered}</{kind}>")
    return "".join(shown)


@dataclass(frozen=True)
class Score:
    """How well turns were found, against a gold transcript."""

    turns: float
    speakers: float
    text: float


def gold_turns(path: Path) -> list[tuple[str, str]]:
    """(speaker, words) from a file of JSON lines."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["speaker"], folded(row["text"])) for row in rows]


def score(found: Sequence[tuple[str, str]], gold: Sequence[tuple[str, str]], names: dict[str, str]) -> Score:
    """Turns: F1 of turns whose words are the same; speakers: share of those with the right one (by name).

    Text: how alike all that was said is, word for word.
    """
    straight = str.maketrans("‘’“”", "''\"\"")
    mine = [text.translate(straight) for _, text in found]
    theirs = [text.translate(straight) for _, text in gold]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    pairs = [(a + i, b + i) for a, b, size in matcher.get_matching_blocks() for i in range(size)]
    right = sum(names.get(found[a][0], found[a][0]) == gold[b][0] for a, b in pairs)
    words = SequenceMatcher(None, " ".join(mine).split(), " ".join(theirs).split(), autojunk=False)
    return Score(
        turns=2 * len(pairs) / (len(found) + len(gold)),
        speakers=right / max(1, len(pairs)),
        text=words.ratio(),
    )


@dataclass(frozen=True)
class Ingested:
    """What the stage made of a folder."""

    tables: dict[str, pd.DataFrame]
    texts: dict[str, str]
    findings: Sequence[Finding]
    summary: dict[str, int]
    outputs: Path

    def roles(self) -> dict[str, bool]:
        """Whether each speaker asks the questions, by label of first use."""
        people = self.tables["participants"]
        return dict(zip(people["speaker"], people["interviewer"], strict=True))


def ingest(transcripts: Path, outputs: Path, *, models: Path | None = None) -> Ingested:
    """Run the stage over a folder; invariants checked."""
    study = Study(transcripts=transcripts, models=models or outputs / "no models", outputs=outputs)
    run = Run(study, engine=Engine(jobs=1))
    (receipt,) = run.through([INGEST])
    tables = {
        table.name: read_table(outputs / "private/tables" / f"{table.name}.parquet", table)
        for table in INGEST.outputs
    }
    texts = {}
    for source in tables["sources"]["source"]:
        texts[source] = (outputs / "private/text" / f"{source}.txt").read_bytes().decode("utf-8")
    for source, segments in tables["segments"].groupby("source"):
        spans = [Span(int(a), int(b)) for a, b in zip(segments["start"], segments["end"], strict=True)]
        assert tiles(spans, 0, len(texts[str(source)]))
    return Ingested(tables, texts, receipt.findings, dict(receipt.summary), outputs)


def study(folder: Path, **files: str) -> Path:
    """A folder with these files; `__` in a name stands for a dot."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, "utf-8")
    return folder
