"""How rightly files are read, and whether doubt is where the errors are: `make evaluate-ingest`.

Reads every file whose speakers are known, through the whole stage, and compares word by word: the layouts of
`renderings`, the files of `hard_readings`, the cases, public meetings and interviews, and the same with their
labels damaged, so that there are wrong readings to be doubtful of. A file is right if at most one word in two
hundred stands under a wrong speaker and at most one in fifty is missing.

    python -m tests.ingest.evaluate [--data FOLDER] [FOLDER …]

Each FOLDER holds transcripts. Of a file with its turns beside it (`NAME.turns.jsonl`, speaker and text on each
line) the errors are counted; of any other, the layout, the speakers and whether it is held are shown.
"""

from __future__ import annotations

import argparse
import csv
import html
import importlib.util
import json
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from pathlib import Path
from types import ModuleType

from pipeline.corpus.errors import UserError
from pipeline.people.labels import is_field, label_key
from tests.ingest.hard_readings import hard_files
from tests.ingest.helpers import DATA, Ingested, gold_turns, ingest
from tests.ingest.layout_table import CHATTY, TALK
from tests.ingest.renderings import RENDERINGS, expected

Turns = Sequence[tuple[str, str]]

_WORD = re.compile(r"[^\W_]+")
_MOST_WRONG, _MOST_LOST = 0.005, 0.02
_BANDS = (0.0, 0.3, 0.45, 0.6, 0.8, 0.95, 1.01)
_DAMAGED = 8  # files of each public collection of which damaged copies are made


@dataclass(frozen=True)
class EvaluatedFile:
    """How a file was read.

    Attributes:
        name: of the file.
        group: the material it belongs to.
        words: how many were said.
        wrong: those that stand under a wrong speaker.
        lost: those that are in no turn.
        held: whether it was held.
        score: how well the layout fits.
    """

    name: str
    group: str
    words: int
    wrong: int
    lost: int
    held: bool
    score: float

    @property
    def right(self) -> bool:
        """Whether the words are under their speakers."""
        return self.wrong <= _MOST_WRONG * self.words and self.lost <= _MOST_LOST * self.words


@dataclass(frozen=True)
class KnownFile:
    """A file and what is said in it; nothing where it must be held."""

    name: str
    content: bytes
    turns: Turns


def main() -> None:
    """Evaluate, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    done: list[EvaluatedFile] = []
    for group, files in _material(asked.data):
        done += _evaluated(group, files)
    _print_table(done)
    _print_calibration(done)
    _print_cases(asked.data / "cases")
    for folder in asked.folders:
        _print_folder(folder)


def _material(data: Path) -> Iterator[tuple[str, list[KnownFile]]]:
    for group, talk in (("layouts", TALK), ("layouts, chatty", CHATTY)):
        yield (
            group,
            [
                KnownFile(f"{at:03d}{each.ending}", each.written(talk), expected(each, talk))
                for at, each in enumerate(RENDERINGS)
            ],
        )
    yield "hard readings", [KnownFile(each.name, each.content.encode(), each.turns or ()) for each in hard_files()]
    public = data / "transcripts"
    for name, ending, turns in (
        ("welsh-parliament", "*.txt", _labelled_lines),
        ("oral-history", "*/*.csv", _rows),
        ("lampard-inquiry", "*.rst", _bold_labels),
        ("podcast-changelog", "*.md", _bold_labels),
    ):
        paths = [path for path in sorted((public / name).glob(ending)) if not path.name.startswith("_")]
        if not paths:
            _say(f"{name}: skipped, {public / name} is not there")
            continue
        files = [KnownFile(path.name, path.read_bytes(), turns(path)) for path in paths]
        yield name, files
        for damage, form in _DAMAGES.items():
            damaged = [KnownFile(f"{Path(each.name).stem}.txt", b"", each.turns) for each in files[:_DAMAGED]]
            yield f"{name}, {damage}", [KnownFile(one.name, form(one.turns).encode(), one.turns) for one in damaged]


def _labelled_lines(path: Path) -> Turns:
    lines = [line.partition(": ") for line in path.read_text("utf-8").split("\n") if line.strip()]
    return [(who, said) for who, _, said in lines]


def _rows(path: Path) -> Turns:
    turns: list[tuple[str, str]] = []
    for row in csv.DictReader(path.read_text("utf-8-sig").splitlines()):
        who = (row["speaker"] or "").strip().rstrip(":") or (turns[-1][0] if turns else "")
        turns.append((who, html.unescape(re.sub(r"<[^>]*>", "", row["words"] or ""))))
    return [(who, said) for who, said in turns if not is_field(who)]  # a biography, say


def _bold_labels(path: Path) -> Turns:
    turns: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        opened = re.match(r"\*\*(.+?)(?::\*\*|\*\*:)\s*(.*)", line)
        if opened:
            turns.append((opened[1], opened[2]))
        elif turns and line.strip() and not re.match(r"[#=~^*<-]|\.\. ", line):
            turns[-1] = (turns[-1][0], f"{turns[-1][1]} {line}")
    return [(who, said) for who, said in turns if who != "Break"]


def _joined(turns: Turns) -> list[tuple[str, str]]:
    return [(who, " ".join(said for _, said in each)) for who, each in groupby(turns, key=lambda turn: turn[0])]


def _one_party(turns: Turns) -> str:
    """Only the labels of whoever speaks most often are left."""
    most = Counter(who for who, _ in _joined(turns)).most_common(1)[0][0]
    return "\n\n".join(f"{who}: {said}" if who == most else said for who, said in _joined(turns))


def _half_without(turns: Turns) -> str:
    """The labels of the second half are gone."""
    joined = _joined(turns)
    half = len(joined) // 2
    return "\n\n".join(f"{who}: {said}" if at < half else said for at, (who, said) in enumerate(joined))


def _two_markings(turns: Turns) -> str:
    """The second half is marked in another way."""
    joined = _joined(turns)
    half = len(joined) // 2
    return "\n\n".join(
        f"{who}: {said}" if at < half else f"[{who}] {said}" for at, (who, said) in enumerate(joined)
    )


def _no_labels(turns: Turns) -> str:
    return "\n\n".join(said for _, said in _joined(turns))


def _other_codes(turns: Turns) -> str:
    """Each label has a code of what is said, as in collected quotations."""
    codes = ("a", "b", "c i", "d g", "e", "f i", "g")
    return "\n\n".join(f"({codes[at % 7]} {at % 5}): {said}" for at, (_, said) in enumerate(_joined(turns)))


_DAMAGES = {
    "one party labelled": _one_party,
    "half labelled": _half_without,
    "two markings": _two_markings,
    "no labels": _no_labels,
    "codes for labels": _other_codes,
}


def _evaluated(group: str, files: Sequence[KnownFile]) -> Iterator[EvaluatedFile]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        for each in files:
            (folder / each.name).write_bytes(each.content)
        made = ingest(folder, Path(name) / "out")
        found = _found(made)
        rows = {row["file"]: row for row in made.tables["sources"].to_dict("records")}
        for each in files:
            row = rows.get(each.name, {"held": True, "layout_score": 0.0})
            words, wrong, lost = _errors(each.turns, found.get(each.name, []))
            if not each.turns:  # nothing of it may be used
                words = wrong = sum(len(_words(said)) for _, said in found.get(each.name, [])) or 1
            yield EvaluatedFile(each.name, group, words, wrong, lost, row["held"], row["layout_score"])


def _found(made: Ingested) -> dict[str, list[tuple[str, str]]]:
    files = dict(zip(made.tables["sources"]["source"], made.tables["sources"]["file"], strict=True))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for turn in made.tables["turns"].itertuples():
        found[files[turn.source]].append((turn.speaker, made.texts[turn.source][turn.start : turn.end]))
    return found


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _errors(wanted: Turns, found: Turns) -> tuple[int, int, int]:
    """Words that were said, those under a wrong speaker, those in no turn.

    A label that was read stands for the person most of whose words it has.
    """
    said = [(word, label_key(who)) for who, text in wanted for word in _words(text)]
    read = [(word, label_key(who)) for who, text in found for word in _words(text)]
    mine, theirs = [word for word, _ in said], [word for word, _ in read]
    blocks = SequenceMatcher(None, mine, theirs, autojunk=len(mine) > 2000).get_matching_blocks()
    pairs = [(said[a + at][1], read[b + at][1]) for a, b, size in blocks for at in range(size)]
    by_label: dict[str, Counter[str]] = defaultdict(Counter)
    for true, label in pairs:
        by_label[label][true] += 1
    right = sum(counts.most_common(1)[0][1] for counts in by_label.values())
    return len(said), len(pairs) - right, len(said) - len(pairs)


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _print_table(done: Sequence[EvaluatedFile]) -> None:
    head = f"{'material':<40}{'files':>6}{'right':>7}{'held':>6}{'right held':>12}"
    _say(f"{head}{'wrong, not held':>17}{'words wrong, used':>19}")
    groups = [(name, list(each)) for name, each in groupby(done, key=lambda one: one.group)]
    for name, each in [*groups, ("all", list(done))]:
        silent = [one for one in each if not one.right and not one.held]
        used = sum(one.wrong for one in each if not one.held)
        _say(
            f"{name:<40}{len(each):>6}{sum(one.right for one in each):>7}{sum(one.held for one in each):>6}"
            f"{sum(one.right and one.held for one in each):>12}{len(silent):>17}{used:>19}"
        )
    for one in (one for one in done if not one.right and not one.held):
        _say(
            f"  wrong, not held: {one.group}, {one.name}: score {one.score:.2f}, {one.wrong} wrong, {one.lost} lost"
        )
    for one in (one for one in done if one.right and one.held):
        _say(f"  right, held: {one.group}, {one.name}: score {one.score:.2f}")


def _print_calibration(done: Sequence[EvaluatedFile]) -> None:
    _say()
    _say(f"{'score of the layout':<24}{'files':>6}{'right':>8}{'held':>8}")
    for low, high in pairwise(_BANDS):
        band = [one for one in done if low <= one.score < high]
        right, held = sum(one.right for one in band), sum(one.held for one in band)
        name = f"{low:.2f} to {min(high, 1):.2f}"
        _say(f"{name:<24}{len(band):>6}{_share(right, len(band)):>8}{_share(held, len(band)):>8}")


def _print_cases(cases: Path) -> None:
    _say()
    checker = _module(cases / "check.py")
    if checker is None:
        _say(f"cases: skipped, {cases / 'check.py'} is not there")
        return
    right = total = 0
    for path in sorted(cases.glob("*/expected.json")):
        wanted: Mapping[str, object] = json.loads(path.read_text("utf-8"))
        files = wanted.get("files", {})
        if not isinstance(files, dict) or not any("turns" in each for each in files.values()):
            continue
        total += 1
        with tempfile.TemporaryDirectory() as name:
            try:
                made = ingest(path.parent / "input", Path(name))
            except UserError as error:
                _say(f"  {path.parent.name}: {error}")
                continue
            findings = "\n".join(f"- {each.finding}. {each.remedy}" for each in made.findings)
            wrong = [
                text
                for file, each in files.items()
                for text in checker.check_file(Path(name), file, each, findings)
            ]
        right += not wrong
        for text in wrong[:1]:
            _say(f"  {path.parent.name}: {text}")
    _say(f"cases with turns: {right} of {total} right")


def _module(path: Path) -> ModuleType | None:
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("check_cases", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _print_folder(folder: Path) -> None:
    """How the files of a folder are read; their errors, where their turns are known."""
    _say()
    _say(str(folder))
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "in"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.turns.jsonl"))
        try:
            made = ingest(copy, Path(name) / "out")
        except UserError as error:
            _say(f"  {error}")
            return
    found = _found(made)
    for row in made.tables["sources"].drop_duplicates("file").to_dict("records"):
        turns = found.get(row["file"], [])
        told = ", ".join(f"{who} {count}" for who, count in Counter(who for who, _ in turns).most_common(5))
        known = folder / f"{row['file']}.turns.jsonl"
        errors = ""
        if known.is_file():
            words, wrong, lost = _errors(gold_turns(known), turns)
            errors = f"; of {words} words {wrong} wrong, {lost} lost"
        held = f"; held: {row['held_because']}" if row["held"] else ""
        _say(f"  {row['file']}: {row['layout']} {row['layout_score']:.2f}; {told}{errors}{held}")


if __name__ == "__main__":
    main()
