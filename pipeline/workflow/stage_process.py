"""Runs a stage of a very large study in a process of its own, so that its memory is free when it ends.

What a stage has loaded and no longer needs (models, libraries, fragments between objects) otherwise stays with the
process and adds to the memory of the next stage. The process ends with the one that started it.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.stage import NullReporter, Reporter, Stage

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WORTH_OWN_PROCESS = 2_000_000  # words of a study


@dataclass(frozen=True)
class StageTask:
    """What the process is given.

    Attributes:
        study: the study; the process that starts this one holds its locks.
        engine: distributes work over further processes.
        stage: the stage.
        key: digest of everything it depends on.
        before: the receipt of its last run.
        upstream: the receipts of the stages before it.
    """

    study: Study
    engine: Engine
    stage: Stage
    key: str
    before: Receipt | None
    upstream: Sequence[Receipt]


def is_worth_own_process(upstream: Sequence[Receipt]) -> bool:
    """Whether the study that these stages have read is so large."""
    return sum(receipt.summary.get("words", 0) for receipt in upstream) >= WORTH_OWN_PROCESS


def run_in_own_process(
    run: Callable[[StageTask, Reporter], Receipt], task: StageTask, *, reporter: Reporter
) -> Receipt:
    """Run the stage with this module-level function, and return its receipt.

    Raises:
        UserError: as the stage does.
        RuntimeError: if it fails otherwise, with the traceback of the process.
    """
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run_and_tell, args=(run, task, theirs))
    process.start()
    theirs.close()
    try:
        while True:
            told = ours.recv()
            if isinstance(told, Receipt):
                return told
            if isinstance(told, UserError):
                raise told
            if isinstance(told, str):
                raise RuntimeError(told)
            reporter.progress(task.stage, *told)
    except EOFError:
        raise RuntimeError(f"the process of stage {task.stage.name} was ended from outside") from None
    finally:
        ours.close()  # ends the process, if it has not ended
        process.join()


class _PipeReporter(NullReporter):
    """Sends progress to the process that started this one."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        self._pipe.send((what, done, total))


def _run_and_tell(run: Callable[[StageTask, Reporter], Receipt], task: StageTask, pipe: Connection) -> None:
    done = threading.Event()
    threading.Thread(target=_end_with_parent, args=(pipe, done), daemon=True).start()
    told: Receipt | UserError | str
    try:
        told = run(task, _PipeReporter(pipe))
    except UserError as error:
        told = error
    except Exception:
        told = traceback.format_exc()
    done.set()
    pipe.send(told)


def _end_with_parent(pipe: Connection, done: threading.Event) -> None:
    """Nothing is ever sent to this process: what comes is the end of the process that started it."""
    with suppress(EOFError, OSError):
        pipe.recv()
    if not done.is_set():
        os._exit(1)
