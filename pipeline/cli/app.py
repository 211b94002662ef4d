"""How commands begin and end: the study's locks are held; a user's error becomes one line and exit code 2."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from pipeline.cli.console import COULD_NOT_RUN, AppContext
from pipeline.cli.logs import place_of
from pipeline.corpus.errors import MENDABLE, UserError, check_limits, exhausted, mendable
from pipeline.workflow.locks import WRITES_BOTH, Access
from pipeline.workflow.remote_folder import RemoteFolder


@contextmanager
def stopping_on_request() -> Iterator[None]:
    """Let a request to end (SIGTERM, as a system that shuts down sends it) end a run as Ctrl-C does: in order."""

    def stop(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # as where a notebook calls
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def printable(text: str) -> str:
    """The text without what would steer a terminal or cannot be written on it, such as a file's name may hold.

    Of one that is far too long (a cell of ten million characters, say) the middle is left out.
    """
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"
    plain = "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)
    encoding = sys.stderr.encoding or "ascii"
    return plain.encode(encoding, "replace").decode(encoding)


_LONGEST = 2_000  # characters of a message
TRACEBACK = "pipeline.traceback"  # whether a command's context is to show tracebacks
ELSEWHERE = "pipeline.elsewhere"  # where a command's context keeps its folders on other machines


def message_of(error: Exception, ctx: click.Context) -> str:
    """The message for an error that ends a command."""
    if (resource := exhausted(error)) is not None:
        return str(resource)
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError) and error.errno in MENDABLE:
        return str(mendable(error))
    if isinstance(error, BrokenPipeError):  # as in `pipeline audit | head`: Click ends quietly
        raise error
    if ctx.meta.get(TRACEBACK):
        traceback.print_exception(error)
    return _unexpected(error, ctx.find_object(AppContext))


def _unexpected(error: Exception, front: AppContext | None) -> str:
    """The message for an unforeseen error. The error's own text is left out: it may quote a participant."""
    place = place_of(error)
    log = f" The log is {front.log}." if front and front.log and front.log.exists() else ""
    return (
        f"unexpected error: {place}.{log} Run the command again with --traceback before its name, and report"
        " what it shows as CONTRIBUTING.md describes, without names or words from transcripts."
    )


class StudyCommand(click.Command):
    """A command that says what it does with the study's folders, and holds their locks while it runs.

    Attributes:
        access: what it does with the folders. It has no default: a command that writes cannot forget its lock.
        reminds: whether it points out a withdrawal that was not finished; not if it deals with it itself.
        finishes: whether it finishes such a withdrawal, and so needs the locks for that.
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
        with ctx.obj.hold(WRITES_BOTH if withdrawing else self.access):
            if self.reminds:
                point_out_unfinished(ctx.obj)
            return super().invoke(ctx)


def point_out_unfinished(front: AppContext) -> int:
    """Say which withdrawals were begun and not finished; how many they are."""
    from pipeline.privacy.withdrawal_plan import unfinished_plans

    plans = unfinished_plans(front.study)
    for plan in plans:
        click.echo(f"pipeline: {printable(plan.reminder)}", err=True)
    return len(plans)


class Commands(click.Group):
    """Lists commands in the order of their use; turns a user's error into one line and exit code 2."""

    command_class = StudyCommand

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command that says what it does with the study's folders, or a group of such commands."""
        if not isinstance(cmd, StudyCommand | Commands):
            raise TypeError(f"command {name or cmd.name} must be a StudyCommand: it holds the study's locks")
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In order of declaration."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; folders that lie elsewhere are given back, however it ends."""
        outermost = ctx.parent is None
        elsewhere = ctx.meta.setdefault(ELSEWHERE, RemoteFolder())
        try:
            with stopping_on_request():
                if outermost:
                    check_limits()
                try:
                    result = super().invoke(ctx)
                finally:
                    if outermost:
                        elsewhere.give_back()
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            told = message_of(error, ctx)
        except KeyboardInterrupt:
            told = "stopped before the end. Finished work is kept. Run the command again to continue."
        else:
            return result
        click.echo(f"pipeline: {printable(elsewhere.told(told))}", err=True)
        return ctx.exit(COULD_NOT_RUN)
