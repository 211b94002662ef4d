"""Measures the precision of relations between organisations: `python -m tests.organisations.ties`.

The material is the Welsh meetings and the report in the folder of public data (`--data`). Every relation that the
pipeline found there was judged by hand: `ties_gold.csv` contains the judgements, each under a digest of the
sentence, the two names and the relation, so that the repository contains no words of these people. Relations
without a judgement are counted separately. `--told` lists the relations found, with judgement and digest.
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
RIGHT, WRONG = "right", "wrong"


class Told(NamedTuple):
    """A relation found by the pipeline, from the first to the second if it has a direction."""

    first: str
    second: str
    how: str
    sentence: str

    @property
    def digest(self) -> str:
        """The digest under which the judgement is stored."""
        return hashlib.sha256("|".join(self).encode()).hexdigest()[:16]


def told_in(files: Sequence[Path], *, kind: str) -> tuple[list[Told], int]:
    """The distinct relations found in these files, and the number of pairs mentioned together."""
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
        every = made.records(tables.TIES)
        names = {one.organisation_id: one.organisation for one in made.records(tables.ORGANISATIONS)}
        told = []
        for tie in every:
            if tie.how != CO_MENTIONED:
                pair = [names[tie.organisation_id_a], names[tie.organisation_id_b]]
                first, second = pair[::-1] if tie.direction == "b to a" else pair
                told.append(Told(first, second, tie.how, folded(tie.span.of(made.texts[tie.source]))))
    return list(dict.fromkeys(told)), len(every)


def judgements() -> dict[str, str]:
    """The judgement of each relation, by digest."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        return {row["digest"]: row["judgement"] for row in csv.DictReader(file)}


def _lines(data: Path, *, listed: bool) -> Iterator[str]:
    known = judgements()
    meetings = sorted((data / "transcripts" / "welsh-parliament").rglob("*.txt"))
    reports = sorted((data / "reports").glob("*/report.txt"))
    counts: Counter[str] = Counter()
    for name, files, kind in (("meetings", meetings, "interview"), ("report", reports, "document")):
        told, pairs = told_in(files, kind=kind)
        here = Counter(known.get(one.digest, "not judged") for one in told)
        counts += here
        yield f"{name:<10}{pairs:>6} pairs, {len(told):>4} told: {dict(sorted(here.items()))}"
        for one in told if listed else ():
            verdict = known.get(one.digest, "?")
            yield f"  {verdict} {one.digest} {one.first} [{one.how}] {one.second}: {one.sentence}"
    judged = counts[RIGHT] + counts[WRONG]
    yield f"precision {counts[RIGHT]} of {judged}: {counts[RIGHT] / judged:.2f}" if judged else "nothing was judged"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.organisations.ties", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--told", action="store_true", help="list what is told")
    given = parser.parse_args()
    for line in _lines(given.data, listed=given.told):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
