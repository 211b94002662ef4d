"""Open questions found in public survey exports: `python -m tests.ingest.evaluate_surveys FOLDER`.

FOLDER holds clones or downloads of public exports; none of them is part of the repository. `survey_gold.csv` says,
by the number of the column, which ask for an answer in the respondent's own words; it was written by reading the
exports. `either` marks a column that two researchers may use differently (a list of tools below "Other", a subject
of study): it is counted neither as missed nor as wrong. An export is recognised by a digest of its first row, so
that the table holds no words of others.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.documents.document import Grid
from pipeline.documents.readers import recognised
from pipeline.ingest import survey_words
from pipeline.ingest.survey import Questionnaire, column_findings, questionnaire

GOLD = Path(__file__).with_name("survey_gold.csv")
_KINDS = (".csv", ".tsv", ".xlsx")


@dataclass(frozen=True)
class Export:
    """A public export: columns by number, from 1, that are open questions, and those that may be either."""

    name: str
    open: frozenset[int]
    either: frozenset[int]


@dataclass(frozen=True)
class Score:
    """What was found in one export.

    Attributes:
        found: open questions that were read as questions.
        missed: open questions that were not.
        wrong: columns read as questions that are none.
        either: columns read as questions that two researchers may use differently.
        silent: columns that are neither questions nor named in a finding.
    """

    found: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    either: tuple[str, ...]
    silent: tuple[str, ...]


def gold() -> dict[str, Export]:
    """The exports by the digest of their first row."""
    found: dict[str, tuple[str, set[int], set[int]]] = {}
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _, opened, either = found.setdefault(row["columns"], (row["export"], set(), set()))
            if row["column"]:
                (opened if row["gold"] == "open" else either).add(int(row["column"]))
    return {
        key: Export(name, frozenset(opened), frozenset(either)) for key, (name, opened, either) in found.items()
    }


def digest(grid: Grid) -> str:
    """What an export is recognised by."""
    row = "\n".join(" ".join(cell.split()) for cell in grid[0]) if grid else ""
    return hashlib.sha256(row.encode()).hexdigest()[:12]


def score(export: Export, form: Questionnaire) -> Score:
    """Compare the columns of an export with the gold."""
    taken = {at + 1 for at in form.questions}
    names = dict(enumerate(form.names, start=1))
    told = "\n".join(problem.finding for problem in column_findings(form, most=len(names)))
    used = {at + 1 for at in (*form.questions, *form.consent)}
    return Score(
        tuple(names[at] for at in sorted(taken & export.open)),
        tuple(names[at] for at in sorted(export.open - taken)),
        tuple(names[at] for at in sorted(taken - export.open - export.either)),
        tuple(names[at] for at in sorted(taken & export.either)),
        tuple(name for at, name in names.items() if at not in used and f"'{name}'" not in told),
    )


def exports(folder: Path) -> Iterator[tuple[Export, Questionnaire]]:
    """The exports with gold that lie in a folder, each once."""
    known = gold()
    seen: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix.casefold() not in _KINDS or not path.is_file():
            continue
        content = path.read_bytes()
        grid = recognised(path.suffix.casefold(), content).read(content).grid
        key = digest(grid) if grid else ""
        if grid and key in known and key not in seen:
            seen.add(key)
            yield known[key], questionnaire(grid)


def main(folder: Path) -> None:
    """Print found, missed and wrongly taken, export by export and over all."""
    found = missed = wrong = either = below = silent = 0
    click.echo(f"{'export':<50} found missed wrong either no line")
    for export, form in exports(folder):
        one = score(export, form)
        line = f"{export.name:<50} {len(one.found):5} {len(one.missed):6} {len(one.wrong):5} {len(one.either):6}"
        click.echo(f"{line} {len(one.silent):7}")
        for what, names in (("missed", one.missed), ("wrong", one.wrong), ("no line", one.silent)):
            for name in names:
                click.echo(f"    {what}: {name[:100]}")
        found, missed = found + len(one.found), missed + len(one.missed)
        wrong, silent = wrong + len(one.wrong), silent + len(one.silent)
        either += len(one.either)
        below += sum(survey_words.OTHER.search(name) is not None for name in one.either)
    if not found + missed:
        sys.exit(f"{folder} holds none of the exports; see the module's docstring.")
    recall, precision = found / (found + missed), found / max(1, found + wrong)
    click.echo(
        f"recall {recall:.3f} (aim .97), precision {precision:.3f} (aim .95), columns without a line {silent}"
    )
    click.echo(f"precision if each column marked either were wrong: {found / max(1, found + wrong + either):.3f}")
    click.echo(
        f"precision if those below Other were right, and the {either - below} others of them wrong: "
        f"{(found + below) / max(1, found + wrong + either):.3f}"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.ingest.evaluate_surveys FOLDER")
    main(Path(sys.argv[1]))
