"""Measures how well relations are told in real sentences: `python -m tests.organisations.ties`.

The material is the Welsh meetings and the report in the folder of public data (`--data`), and further documents in
the folders given as `--more`. `ties_gold.csv` has the relation of two organisations in each sentence, marked by
hand under a digest of the sentence and the names, so that the repository contains no words of these people.
Sentences whose digest ends in an odd digit were not used for the patterns: they only score. Pairs without a
judgement are counted. `--told` lists the relations that are told, `--wrong` those of the other half that are
wrong or missed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.cli.stages import STAGES
from pipeline.corpus import tables
from pipeline.corpus.records import CO_MENTIONED
from pipeline.corpus.spans import folded
from pipeline.corpus.study import Study
from pipeline.organisations.stage import ORGANISATIONS
from pipeline.review.evaluation import Made
from pipeline.workflow.runner import Run

ROOT = Path(__file__).parents[2]
GOLD = Path(__file__).with_name("ties_gold.csv")
FORWARD, BACK, EITHER = ">", "<", "*"


class Pair(NamedTuple):
    """Two organisations in a sentence, in the order of their names, and the relation that is told."""

    first: str
    second: str
    sentence: str
    how: str
    direction: str

    @property
    def digest(self) -> str:
        """The digest under which the relation is marked."""
        return hashlib.sha256("|".join((self.sentence, self.first, self.second)).encode()).hexdigest()[:16]

    @property
    def only_scores(self) -> bool:
        """Whether it was not used for the patterns."""
        return int(self.digest[-1], 16) % 2 == 1


class Marked(NamedTuple):
    """A relation as marked by hand: `>` from the first to the second name, `<` back, `*` either way."""

    how: str
    direction: str

    def is_told(self, pair: Pair) -> bool:
        """Whether the relation that is told is this one."""
        return pair.how == self.how and self.direction in (pair.direction, EITHER)


def pairs_in(files: Sequence[Path], *, kind: str) -> list[Pair]:
    """The pairs of organisations that are mentioned together in these files."""
    with tempfile.TemporaryDirectory() as temporary:
        transcripts = Path(temporary) / "transcripts"
        transcripts.mkdir()
        rows = ["file,case,kind", *(f"{file.name},{file.stem},{kind}" for file in files)]
        (transcripts / "cases.csv").write_text("\n".join(rows) + "\n", "utf-8")
        for file in files:
            shutil.copy(file, transcripts)
        study = Study(transcripts, ROOT / "models", Path(temporary) / "outputs")
        Run(study).through(STAGES[: STAGES.index(ORGANISATIONS) + 1])
        made = Made(study)
        names = {one.organisation_id: one.organisation for one in made.records(tables.ORGANISATIONS)}
        found = []
        for tie in made.records(tables.TIES):
            a, b = names[tie.organisation_id_a], names[tie.organisation_id_b]
            forward = {"a to b": FORWARD, "b to a": BACK}.get(tie.direction, "")
            if a > b:
                a, b, forward = b, a, {FORWARD: BACK, BACK: FORWARD}.get(forward, "")
            found.append(Pair(a, b, folded(tie.span.of(made.texts[tie.source])), tie.how, forward))
    return list(dict.fromkeys(found))


def marked() -> dict[str, Marked]:
    """The relations marked by hand, by digest."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        return {row["digest"]: Marked(row["how"], row["direction"]) for row in csv.DictReader(file)}


def _lines(data: Path, more: Sequence[Path], *, listed: bool, wrong: bool) -> Iterator[str]:
    gold = marked()
    materials = [
        (sorted((data / "transcripts" / "welsh-parliament").rglob("*.txt")), "interview"),
        (sorted((data / "reports").glob("*/report.txt")), "document"),
        *((sorted(folder.glob("*.txt")), "document") for folder in more),
    ]
    counts: Counter[tuple[bool, str]] = Counter()
    for files, kind in materials:
        for pair in pairs_in(files, kind=kind):
            half, right = pair.only_scores, gold.get(pair.digest)
            if listed and pair.how != CO_MENTIONED:
                told = f"{pair.first} [{pair.how} {pair.direction}] {pair.second}"
                yield f"  {right} {pair.digest} {told}: {pair.sentence}"
            if right is None:
                counts[half, "told, not marked"] += pair.how != CO_MENTIONED
                continue
            counts[half, "marked"] += 1
            counts[half, "wanted"] += right.how != CO_MENTIONED
            counts[half, "told"] += pair.how != CO_MENTIONED
            counts[half, "right"] += pair.how != CO_MENTIONED and right.is_told(pair)
            if wrong and not half and right.how != pair.how:
                yield f"  {right} told {pair.how}: {pair.first} | {pair.second}: {pair.sentence}"
    for half, name in ((False, "written with"), (True, "held out")):
        told, wanted, good = (counts[half, what] for what in ("told", "wanted", "right"))
        yield (
            f"{name:<14}{counts[half, 'marked']:>4} marked  precision {good} of {told}  recall {good} of {wanted}"
            f"  ({counts[half, 'told, not marked']} told are not marked)"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.organisations.ties", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="folders with further documents (.txt)")
    parser.add_argument("--told", action="store_true", help="list what is told")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong in the half that may be looked at")
    given = parser.parse_args()
    for line in _lines(given.data, given.more, listed=given.told, wrong=given.wrong):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
