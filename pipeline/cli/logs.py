"""Logging: on the terminal with `--verbose`, and to a private file if the command writes outputs.

The log contains stages, file names, counts and durations, but nothing from transcripts or tables. The texts of
exceptions and findings are not logged, because they may quote participants.
"""

from __future__ import annotations

import logging
import os
import platform
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click

from pipeline import __version__
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import PRIVATE_FILE
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.stage import Reporter, Stage

LOG_FILE = "pipeline.log"  # in the private folder of the outputs
LARGEST = 500_000  # bytes; one older file of up to that size is kept as well
LOGGER = logging.getLogger("pipeline")
LOGGER.addHandler(logging.NullHandler())  # a program that imports the package decides what is shown
_MOST_FRAMES = 200
_FORMAT = "%(asctime)s %(levelname)-7s %(message)s"


class PrivateFileHandler(RotatingFileHandler):
    """Writes to a file that only its owner can read. A log that cannot be written does not stop a command."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=1, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter(_FORMAT))
        self.setLevel(logging.INFO)

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(self.baseFilename, flags, PRIVATE_FILE)
        return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the line: the disk may be full."""


class TerminalHandler(logging.Handler):
    """Writes to the current stderr, which a progress bar may have replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        click.echo(self.format(record), err=True)


@contextmanager
def verbose_logging(verbose: bool) -> Iterator[None]:
    """Show the log on the terminal while a command runs, if `verbose` is set."""
    LOGGER.setLevel(logging.DEBUG if verbose else logging.INFO)
    handler = TerminalHandler(logging.DEBUG)
    handler.setFormatter(logging.Formatter(_FORMAT))
    if verbose:
        LOGGER.addHandler(handler)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


@contextmanager
def log_file(private: Path, command: str) -> Iterator[None]:
    """Log what the command does, and how it ends, to the file in this folder."""
    handler = PrivateFileHandler(private / LOG_FILE)
    LOGGER.addHandler(handler)
    try:
        with _start_and_end(command):
            yield
    finally:
        LOGGER.removeHandler(handler)
        handler.close()


@contextmanager
def _start_and_end(command: str) -> Iterator[None]:
    LOGGER.info(
        "%s: started (pipeline %s, Python %s, %s)",
        command, __version__, platform.python_version(), platform.system(),
    )  # fmt: skip
    try:
        yield
    except UserError as error:
        where = f"{error.path or 'no file'}" + (f", line {error.line}" if error.line is not None else "")
        LOGGER.error("%s: could not run (%s)", command, where)
        raise
    except KeyboardInterrupt:
        LOGGER.warning("%s: interrupted", command)
        raise
    except (click.exceptions.Exit, click.ClickException, click.Abort):
        raise
    except Exception as error:
        LOGGER.error("%s: unexpected error\n%s", command, frames(error))
        raise
    LOGGER.info("%s: finished", command)


def delete_log(private: Path) -> None:
    """Delete the log after a withdrawal: it contains file names, and a file may be named after a participant."""
    for handler in LOGGER.handlers:
        if isinstance(handler, PrivateFileHandler):
            handler.close()
            handler.stream = None  # opened again with the next line
    for path in private.glob(f"{LOG_FILE}*"):
        path.unlink(missing_ok=True)


def frames(error: BaseException) -> str:
    """The traceback of an error without its text, which may quote a participant."""
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None and len(lines) < _MOST_FRAMES:
        for frame in traceback.extract_tb(current.__traceback__):
            lines.append(f"  {frame.filename}, line {frame.lineno}, in {frame.name}")
        lines.append(f"{type(current).__name__}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def place_of(error: BaseException) -> str:
    """The type of an unexpected error, and the innermost line of the pipeline's own code in its traceback."""
    package = Path(__file__).parents[1]
    ours = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(package)
    ]
    if not ours:
        return type(error).__name__
    place = Path(ours[-1].filename).relative_to(package.parent).as_posix()
    return f"{type(error).__name__} in {place}, line {ours[-1].lineno}"


class LoggingReporter:
    """A reporter that logs, and passes everything on to another reporter."""

    def __init__(self, shown: Reporter) -> None:
        self._shown = shown

    def started(self, stage: Stage) -> None:
        """Log the start of the stage."""
        LOGGER.debug("%s: started", stage.name)
        self._shown.started(stage)

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Log the progress of a step."""
        LOGGER.debug("%s: %s %d of %d", stage.name, what, done, total)
        self._shown.progress(stage, what, done, total)

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """Log the counts, the duration, and the files that need checking."""
        counts = ", ".join(f"{what} {count:,}" for what, count in receipt.summary.items())
        state = "unchanged" if fresh else "done"
        LOGGER.info("%s: %s in %.1f s (%s)", stage.name, state, seconds, counts)
        for level, log in (("problem", logging.ERROR), ("check", logging.WARNING)):
            found = [finding for finding in receipt.findings if finding.level == level]
            files = ", ".join(dict.fromkeys(finding.file for finding in found if finding.file))
            if found:
                LOGGER.log(log, "%s: findings of level %s: %d (%s)", stage.name, level, len(found), files or "-")
        self._shown.finished(stage, receipt, fresh=fresh, seconds=seconds)
