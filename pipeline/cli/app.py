"""What all commands have in common: locks, exit code 2 for a user's error, and `--dry-run`.

A dry run is carried out on a copy of the models folder, and the copy is thrown away.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import click

from pipeline.cli.console import COULD_NOT_RUN, AppContext
from pipeline.cli.logs import place_of
from pipeline.corpus.counts import counted
from pipeline.corpus.errors import MENDABLE, UserError, check_limits, exhausted, mendable
from pipeline.corpus.storage import UNFINISHED
from pipeline.corpus.study import Study
from pipeline.workflow.locks import WRITES_BOTH, Access, Mode
from pipeline.workflow.remote_folder import RemoteFolder


@contextmanager
def stopping_on_request() -> Iterator[None]:
    """Make SIGTERM (sent when the system shuts down, for example) stop a run cleanly, as Ctrl-C does."""

    def stop(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # for example when called from a notebook
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def printable(text: str) -> str:
    """Make a text safe to print: control characters, and those that the terminal cannot show, are replaced.

    A file's name may contain them. A very long text (a cell of ten million characters, say) is cut in the middle.
    """
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"
    plain = "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)
    encoding = sys.stderr.encoding or "ascii"
    return plain.encode(encoding, "replace").decode(encoding)


_LONGEST = 2_000  # the most characters of a message
TRACEBACK = "pipeline.traceback"  # key in the Click context: whether to show tracebacks
REMOTE = "pipeline.remote"  # key in the Click context: the remote folders


def message_of(error: Exception, ctx: click.Context) -> str:
    """The message for an error that ends a command."""
    if (resource := exhausted(error)) is not None:
        return str(resource)
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError) and error.errno in MENDABLE:
        return str(mendable(error))
    if isinstance(error, BrokenPipeError):  # for example `pipeline audit | head`: Click exits quietly
        raise error
    if ctx.meta.get(TRACEBACK):
        traceback.print_exception(error)
    return _unexpected(error, ctx.find_object(AppContext))


def _unexpected(error: Exception, app: AppContext | None) -> str:
    """The message for an unexpected error. The error's own text is left out: it may quote a participant."""
    place = place_of(error)
    log = f" The log is {app.log}." if app and app.log and app.log.exists() else ""
    return (
        f"unexpected error: {place}.{log} Run the command again with --traceback before its name, and report"
        " what it shows as CONTRIBUTING.md describes, without names or words from transcripts."
    )


class StudyCommand(click.Command):
    """A command that declares how it uses the study's folders, and holds their locks while it runs.

    Attributes:
        access: whether it reads or writes each folder. Required, so that no command can write without a lock. With
            `--dry-run` a command only reads the models folder.
        reminds: whether it warns about an unfinished withdrawal; false if the command handles it itself.
        finishes: whether it completes such a withdrawal, and so needs the locks for that.
    """

    def __init__(
        self, name: str | None, *, access: Access, reminds: bool = True, finishes: bool = False, **given: Any
    ) -> None:
        super().__init__(name, **given)
        self.access = access
        self.reminds = reminds
        self.finishes = finishes

    def invoke(self, ctx: click.Context) -> object:
        """Run the command under its locks."""
        from pipeline.privacy.withdrawal_plan import unfinished_plans

        withdrawing = self.finishes and unfinished_plans(ctx.obj.study)
        access = WRITES_BOTH if withdrawing else self.access
        if ctx.params.get("dry_run"):
            access = replace(access, models=min(access.models, Mode.SHARED))
        with ctx.obj.hold(access):
            if self.reminds:
                point_out_unfinished(ctx.obj)
            return super().invoke(ctx)


def point_out_unfinished(app: AppContext) -> int:
    """Print a reminder of each unfinished withdrawal, and return how many there are."""
    from pipeline.privacy.withdrawal_plan import unfinished_plans

    plans = unfinished_plans(app.study)
    for plan in plans:
        click.echo(f"pipeline: {printable(plan.reminder)}", err=True)
    return len(plans)


class Commands(click.Group):
    """A group that lists commands in the order of use, and turns a user's error into one line and exit code 2."""

    command_class = StudyCommand

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command that declares its locks, or a group of such commands."""
        if not isinstance(cmd, StudyCommand | Commands):
            raise TypeError(f"command {name or cmd.name} must be a StudyCommand, which holds the study's locks")
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in order of declaration."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. Changes to remote folders are uploaded at the end, even if it fails."""
        outermost = ctx.parent is None
        remote = ctx.meta.setdefault(REMOTE, RemoteFolder())
        try:
            with stopping_on_request():
                if outermost:
                    check_limits()
                try:
                    result = super().invoke(ctx)
                finally:
                    if outermost:
                        remote.give_back()
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            message = message_of(error, ctx)
        except KeyboardInterrupt:
            message = "stopped before the end. Finished work is kept. Run the command again to continue."
        else:
            return result
        click.echo(f"pipeline: {printable(remote.told(message))}", err=True)
        return ctx.exit(COULD_NOT_RUN)


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
