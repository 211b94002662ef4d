"""What a change to a finished study costs: `python -m tests.bench.changes --data DATA [--only NAME ...]`.

A study of a hundred transcripts is run once. Each change is then made to a copy of the finished study, and the
whole command `pipeline run` is timed as a process of its own, medians of several runs: with nothing changed, after
a decision, an edited code, an edited organisations.csv, and a changed transcript. `make bench` includes it.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from pipeline.corpus.study import Study
from tests.bench.material import write_transcripts
from tests.bench.processes import Took, take

ROOT = Path(__file__).parents[2]
MANY = 100  # transcripts
DECIDED = 150  # decisions, from which codes are learned


def nothing(study: Study) -> None:
    """No change."""


def decide(study: Study) -> None:
    """Decide about one suggestion."""
    _write_decisions(study, _suggestions(study)[:1])


def decide_again(study: Study) -> None:
    """Decide about another suggestion in a study whose codes have been learned from many decisions."""
    _write_decisions(study, _suggestions(study)[: DECIDED + 1])


def decide_many(study: Study) -> None:
    """Accept three fifths of `DECIDED` suggestions, and reject the others."""
    _write_decisions(study, _suggestions(study)[:DECIDED])


def _suggestions(study: Study) -> list[dict[str, str]]:
    """The suggestions of the first run, in random order, the same each time."""
    path = study.outputs.parent / "suggestions.csv"
    if not path.exists():
        shutil.copyfile(study.outputs / "dataset" / "coded_quotes.csv", path)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = [
            row for row in csv.DictReader(opened) if row["state"] == "suggested" and row["origin"] == "codebook"
        ]
    Random(3).shuffle(rows)
    return rows


def _write_decisions(study: Study, rows: list[dict[str, str]]) -> None:
    with (study.models / "decisions.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["quote_id", "source", "theme_id", "decision", "coder"])
        for number, row in enumerate(rows):
            decision = "accept" if number * 7 % 5 < 3 else "reject"
            writer.writerow([row["quote_id"], row["source"], row["theme_id"], decision, "AB"])


def edit_code(study: Study) -> None:
    """Add a few words to the definition of the first code."""
    start = "    definition: >-\n"
    _replace(study.models / "codebook.yaml", start, f"{start}      Said of oneself or of others.\n")


def edit_organisations(study: Study) -> None:
    """Give the most often mentioned organisation that is not in the list a sector."""
    path = study.models / "organisations.csv"
    text = path.read_text("utf-8")
    with (study.outputs / "dataset" / "organisations.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = sorted(csv.DictReader(opened), key=lambda row: -int(row["mentions"]))
    name = next(row["organisation"] for row in rows if f"\n{row['organisation']}," not in text)
    with path.open("a", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerow([name, "", "", "community organisation", "organisation", "", "", ""])


def change_transcript(study: Study) -> None:
    """Add an answer to the transcript in the middle, about the same subjects as the others."""
    path = sorted(study.transcripts.glob("*.txt"))[MANY // 2]
    path.write_text(
        path.read_text("utf-8")
        + "Lynne Neagle AM: We asked the Quenby Moor Trust in Wrexham about that last spring, and they told us "
        "that the school nurse had gone and nobody was there to talk to the children any more. So "
        "the parents met in the library on a Tuesday, with Rhiannon Pryce, and that group is still going after two "
        "years without a penny from the council.\n",
        "utf-8",
    )


AFTER_MANY = f"one decision after {DECIDED}"
CHANGES: dict[str, Callable[[Study], None]] = {
    "nothing changed": nothing,
    "one decision": decide,
    AFTER_MANY: decide_again,
    "one code edited": edit_code,
    "organisations.csv edited": edit_organisations,
    "one transcript changed": change_transcript,
}
# What is done, and followed by a run, before the change whose cost is measured.
BEFORE: dict[str, Callable[[Study], None]] = {AFTER_MANY: decide_many}


@dataclass(frozen=True)
class Cost:
    """Median seconds of a command, by the clock and of the processors."""

    wall: float
    cpu: float

    @classmethod
    def of(cls, runs: list[Took]) -> Cost:
        """The medians of runs that ended well."""
        if failed := [run for run in runs if run.code not in (0, 1)]:
            raise SystemExit(f"a run ended with {failed[0].code}: {failed[0].printed[-300:]}")
        return cls(median(run.wall for run in runs), median(run.cpu for run in runs))


def costs_of_changes(
    data: Path, folder: Path, *, words: int, repeats: int, limit: float, only: list[str] | None = None
) -> Iterator[tuple[str, Cost]]:
    """Measure `ingest` alone, a whole first run, and a run after each change.

    Args:
        data: the folder of public data.
        folder: where the studies are made.
        words: the size of the study.
        repeats: how often each run but the first is measured.
        limit: the time limit of one run in seconds.
        only: the names of the changes; none for all.
    """
    study = _study(folder / "finished")
    write_transcripts(data, study.transcripts, words=words, files=MANY)
    shutil.copytree(ROOT / "models", study.models, ignore=shutil.ignore_patterns("decisions.csv"))
    started = [take(_command(study, "ingest"), limit=limit)]
    for _ in range(repeats - 1):
        shutil.rmtree(study.outputs)
        started.append(take(_command(study, "ingest"), limit=limit))
    yield "first picture (ingest)", Cost.of(started)
    shutil.rmtree(study.outputs)
    yield "first run", Cost.of([take(_command(study, "run"), limit=limit)])
    for name, change in CHANGES.items():
        if only and name not in only:
            continue
        runs = []
        for _ in range(repeats):
            changed = _study(folder / "changed")
            shutil.copytree(folder / "finished", folder / "changed")
            if name in BEFORE:
                BEFORE[name](changed)
                take(_command(changed, "run"), limit=limit)
            change(changed)
            runs.append(take(_command(changed, "run"), limit=limit))
            shutil.rmtree(folder / "changed")
        yield name, Cost.of(runs)


def lines(costs: dict[str, Cost]) -> Iterator[str]:
    """The costs as Markdown, each with its share of the first run."""
    whole = costs["first run"].cpu
    yield f"| {MANY} transcripts | wall, s | processors, s | of a first run |"
    yield "|---|---|---|---|"
    for name, cost in costs.items():
        yield f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.cpu / whole:.0%} |"


def _study(folder: Path) -> Study:
    return Study(folder / "transcripts", folder / "models", folder / "outputs")


def _command(study: Study, command: str) -> list[str]:
    folders = ["--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs]
    return [sys.executable, "-m", "pipeline", *map(str, folders), "--quiet", command]


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    if old not in text:
        raise SystemExit(f"{path} does not contain {old!r}")
    path.write_text(text.replace(old, new, 1), "utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.changes", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], choices=CHANGES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = costs_of_changes(
            given.data, Path(folder), words=given.words, repeats=given.repeats, limit=3600, only=given.only
        )
        sys.stdout.write("\n".join(lines(dict(measured))) + "\n")


if __name__ == "__main__":
    main()
