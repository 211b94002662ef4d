"""`--dry-run`: a command is carried out on a copy of the models folder, and the copy is thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import UNFINISHED
from pipeline.corpus.study import Study

dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
NOTHING_CHANGED = "Dry run: nothing was changed."
# Neither read nor written by a command with --dry-run: the language models, locks, and the history of the page.
_LEFT_OUT = ("*.onnx", ".*", "review.sqlite*")


@dataclass(frozen=True)
class Rehearsal:
    """Where a command works: on the study itself, or in a dry run on a copy of its models folder."""

    study: Study
    given: Study

    def say(self, line: str) -> None:
        """Print a line, with the study's own paths."""
        click.echo(line.replace(str(self.study.models), str(self.given.models)))


@contextmanager
def rehearsed(study: Study, *, dry_run: bool) -> Iterator[Rehearsal]:
    """The study to work on. A dry run ends with the files that would have changed.

    The copy may hold words of participants: it lies in the private folder, if there is one, and the next command
    removes it if this one is killed.
    """
    if not dry_run:
        yield Rehearsal(study, study)
        return
    inside = study.private if study.private.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".dry-run-", suffix=UNFINISHED, dir=inside) as place:
        copy = replace(study, models=Path(place) / "models")
        if study.models.is_dir():
            shutil.copytree(study.models, copy.models, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        before = _lines(copy.models)
        try:
            yield Rehearsal(copy, study)
        except UserError as error:
            path = error.path and str(error.path).replace(str(copy.models), str(study.models))
            raise UserError(error.problem, error.remedy, path, error.line) from error
        click.echo(NOTHING_CHANGED)
        after = _lines(copy.models)
        for name in sorted(name for name in before | after if before.get(name) != after.get(name)):
            old, new = before.get(name, Counter()), after.get(name, Counter())
            parts = [(new - old).total(), (old - new).total()]
            told = " and ".join(
                f"{count:,} {what}" for count, what in zip(parts, ("more", "fewer"), strict=True) if count
            )
            lines = counted(sum(parts), "line").partition(" ")[2]
            click.echo(f"{study.models / name} would have {told} {lines}.")


def _lines(folder: Path) -> dict[str, Counter[bytes]]:
    """The lines of each file in a folder, by its path there."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(folder).as_posix(): Counter(path.read_bytes().splitlines()) for path in files}
