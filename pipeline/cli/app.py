"""What all commands have in common: they hold the study's locks, and turn a user's error into exit code 2."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import click

from pipeline.cli.console import COULD_NOT_RUN, AppContext
from pipeline.cli.logs import place_of
from pipeline.corpus.errors import MENDABLE, UserError, check_limits, exhausted, mendable
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
