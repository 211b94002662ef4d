"""Builds the tables of the earlier stages from a few lines of text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.corpus.records import NARRATOR, PARTICIPANT, Finding
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.corpus.tables import (
    MENTIONS,
    ORGANISATIONS,
    PARTICIPANTS,
    PEOPLE,
    SEGMENTS,
    SOURCES,
    TIME_CODES,
    TURNS,
    WORKING,
)
from pipeline.quotes.stage import QUOTES
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import Outcome, Stage, Work

_LABEL = re.compile(r"^(?:(\d+)s )?([A-Z][\w .'’-]{0,40}): ", re.M)


@dataclass
class Material:
    """The material of a test, from which the tables are built."""

    texts: dict[str, str] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    participants: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)

    def source(self, name: str, text: str, **about: Any) -> Material:
        """Add a source; lines `Name: words` (or `12s Name: words`) are turns, in a document every paragraph."""
        self.texts[name] = text
        row = {"source": name, "file": f"{name}.txt", "case": name, "kind": "interview", "characters": len(text)}
        self.sources.append(row | about)
        if about.get("kind") == "document":
            at = [0, *(match.end() for match in re.finditer(r"\n\n", text)), len(text)]
            for start, end in pairwise(at):
                self.turn(name, "", start, len(text[:end].rstrip()), role=NARRATOR)
            return self
        labels = list(_LABEL.finditer(text))
        for match, after in zip(labels, [*labels[1:], None], strict=True):
            end = after.start() if after else len(text)
            self.turn(name, match[2], match.end(), len(text[:end].rstrip()), seconds=float(match[1] or "nan"))
        return self

    def turn(self, source: str, speaker: str, start: int, end: int, **about: Any) -> None:
        """Add a turn by its offsets."""
        asks = speaker.startswith("Interviewer")
        row = {
            "source": source,
            "turn_id": f"t-{len(self.turns):04}",
            "speaker": speaker,
            "participant": self.participant_id(speaker) if speaker else "",
            "role": "interviewer" if asks else PARTICIPANT,
            "start": start,
            "end": end,
            "seconds": math.nan,
        }
        self.turns.append(row | about)

    def participant_id(self, speaker: str) -> str:
        """The id of a speaker on record; a respondent's is given by the label."""
        known = {person["speaker"]: person["participant"] for person in self.participants}
        return known.get(speaker, speaker)

    def participant(self, participant: str, speaker: str, **about: Any) -> Material:
        """Put somebody on record; call it before the source is added."""
        self.participants.append({"participant": participant, "speaker": speaker} | about)
        return self

    def seen(self, source: str, *names: str) -> Material:
        """Let the language model see these people wherever they stand."""
        return self._mark(self.people, source, names)

    def mention(self, source: str, *names: str) -> Material:
        """Let organisations be recognised wherever they stand."""
        return self._mark(self.mentions, source, names)

    def heading(self, source: str, words: str) -> Material:
        """Let the paragraph of these words be a heading, and nobody's narrative."""
        start = self.texts[source].index(words)
        row = {"source": source, "kind": "heading", "start": start, "end": start + len(words)}
        self.segments.append(row)
        self.turns[:] = [turn for turn in self.turns if (turn["source"], turn["start"]) != (source, start)]
        return self

    def _mark(self, rows: list[dict[str, Any]], source: str, names: tuple[str, ...]) -> Material:
        for name in names:
            for match in re.finditer(re.escape(name), self.texts[source]):
                row = {"source": source, "text": name, "start": match.start(), "end": match.end()}
                rows.append(row | {"mention_id": f"m-{len(rows)}"})
        return self

    def run(self, folder: Path, *, engine: Engine | None = None) -> Made:
        """Run the stage over it, by way of the runner."""
        study = Study(folder / "transcripts", folder / "models", folder / "outputs")
        study.transcripts.mkdir(parents=True, exist_ok=True)
        (study.transcripts / "a.txt").write_text("a")
        run = Run(study, engine=engine or Engine(jobs=1))
        (receipt,) = run.through((self._before(), QUOTES))[1:]
        tables = {t.name: read_table(study.tables / f"{t.name}.parquet", t) for t in WORKING if t in QUOTES.outputs}
        rows = {name: frame.to_dict("records") for name, frame in tables.items()}
        return Made(rows, list(receipt.findings), dict(receipt.summary), self.texts, study)

    def _before(self) -> Stage:
        """A stage that makes what the stages before would have made."""
        given = (
            (SOURCES, self.sources),
            (SEGMENTS, self.segments),
            (TURNS, self.turns),
            (TIME_CODES, []),
            (PARTICIPANTS, self.participants),
            (MENTIONS, self.mentions),
            (ORGANISATIONS, []),
            (PEOPLE, self.people),
        )

        def make(work: Work) -> Outcome:
            tables = {table.name: table.frame(rows) for table, rows in given}
            files = {f"private/text/{name}.txt": text.encode() for name, text in self.texts.items()}
            return Outcome(tables=tables, files=files.items())

        return Stage(name="before", help="", inputs=(), outputs=tuple(table for table, _ in given), run=make)


@dataclass
class Made:
    """The results of the stage."""

    tables: dict[str, list[dict[Any, Any]]]
    findings: list[Finding]
    summary: dict[str, int]
    texts: dict[str, str]
    study: Study

    def words(self, table: str) -> list[str]:
        """The text of each row, trimmed."""
        return [self.texts[row["source"]][row["start"] : row["end"]].strip() for row in self.tables[table]]
