"""Does a piece of work in a process beside this one, which has all that this one has by being its fork.

Nothing need be sent to it, so that it is worth it for a second or two. What it makes comes back. Whatever goes
wrong there (memory is full, somebody kills it, it stands still), the work is done here, and fails here if it must.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, TypeVar

Result = TypeVar("Result")

# A fork shares this process's memory until either of them touches it, which counting references does: in the end
# there may be twice as much. A process that has held more than so many bytes does its work alone.
_MOST_TO_SHARE = 10**9
_SIGNAL_AT_PARENTS_END = 1  # PR_SET_PDEATHSIG of Linux's prctl
_PATIENCE = 30.0  # seconds in which a process that computes has used some of its processor


class BackgroundTask(Protocol):
    """Begins a piece of work beside what this process goes on to do, and gives what waits for its result.

    The work changes nothing that anybody else looks at; its result is picklable.
    """

    def __call__(self, work: Callable[[], Result], /) -> Callable[[], Result]:
        """Call what is given, once, for the result."""


def at_once(work: Callable[[], Result]) -> Callable[[], Result]:
    """The work is done here and now."""
    result = work()
    return lambda: result


def in_a_fork(work: Callable[[], Result]) -> Callable[[], Result]:
    """The work is begun in a fork of this process; where there can be none, or should not, it is done at once."""
    if not _may_fork():
        return at_once(work)
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_told, args=(work, there, os.getpid()), daemon=True)
    with warnings.catch_warnings():
        # Python 3.12 warns of forks beside threads, whose locks the fork waits for in vain: see `_stands_still`.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    there.close()

    def result() -> Result:
        try:
            if _stands_still(process, here):
                process.kill()
            made: Result = here.recv()
        except (EOFError, OSError):
            made = work()
        finally:
            here.close()
            process.join()
        return made

    return result


def _may_fork() -> bool:
    # macOS's own libraries do not bear it, Windows has none; a process that is to end with its parent starts none.
    if sys.platform != "linux" or multiprocessing.current_process().daemon:
        return False
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 <= _MOST_TO_SHARE


def _told(work: Callable[[], Result], there: Connection, parent: int) -> None:
    """In the fork. Nothing is said of what goes wrong: whoever waits does the work again, and sees it."""
    _end_with(parent)
    gc.freeze()  # a search for rings among all that was there before would touch it, and so copy it
    try:
        there.send(work())
    except (Exception, KeyboardInterrupt):
        there.close()


def _end_with(parent: int) -> None:
    """Should the parent be killed, so is this process: nothing is left behind that computes or writes."""
    import ctypes

    ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_END, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _stands_still(process: BaseProcess, here: Connection) -> bool:
    """Waits until there is a result, or an end without one; true if the process computes nothing any more."""
    before = -1
    while not here.poll(_PATIENCE):
        now = _used(process)
        if now == before:
            return True
        before = now
    return False


def _used(process: BaseProcess) -> int:
    """The ticks of the processor that a process has used."""
    after_name = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])
