"""Locks on a study's folders: one command writes at a time, and nobody reads what is half-changed.

A command says with an `Access` what it does; `hold` takes the locks for it, and waits a bounded time for another
command. Two folders are locked: the outputs, and the models, which several outputs folders may share. The outputs
are always locked first, so that two commands cannot wait for each other. The operating system holds each lock and
drops it when its process ends, however it ends: a crash leaves no stale lock behind.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from pipeline.errors import UserError
from pipeline.storage import PRIVATE_FILE, make_folder, remove_folder, sweep_unfinished
from pipeline.study import Study

LOCK_FILE = "lock"  # in the private folder of the outputs
MODELS_LOCK_FILE = ".lock"  # in the models folder
WAIT = 60.0  # seconds to wait for another command
_POLL = 0.1
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK)
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)

_open_handles: set[int] = set()
_holding = threading.local()  # .modes: lock file -> mode held by this thread


class Mode(IntEnum):
    """How a folder is locked: readers share it; a writer has it alone."""

    NONE = 0
    SHARED = 1
    EXCLUSIVE = 2


@dataclass(frozen=True)
class Access:
    """What a command does with the folders of a study."""

    outputs: Mode
    models: Mode

    @property
    def writes(self) -> bool:
        """Whether it changes any of them."""
        return Mode.EXCLUSIVE in (self.outputs, self.models)


READS = Access(Mode.SHARED, Mode.SHARED)
WRITES_OUTPUTS = Access(Mode.EXCLUSIVE, Mode.SHARED)
WRITES_MODELS = Access(Mode.SHARED, Mode.EXCLUSIVE)
WRITES_BOTH = Access(Mode.EXCLUSIVE, Mode.EXCLUSIVE)


class Lock:
    """A lock on a folder, by a file in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None

    def take(
        self,
        *,
        folder: Path,
        mode: Mode = Mode.EXCLUSIVE,
        until: float = 0.0,
        waiting: Callable[[Path], None] | None = None,
    ) -> None:
        """Take the lock, waiting for whoever holds it.

        Args:
            folder: the locked folder as the user knows it, for messages.
            mode: shared with other readers, or exclusive.
            until: time on `time.monotonic` at which to give up; in the past: do not wait.
            waiting: called once, with the folder, when the lock is not free at first.

        Raises:
            UserError: if another process still holds it at that time.
        """
        if self.held:
            return
        handle = self._opened(mode)
        if handle is None:
            return
        while True:
            try:
                _lock(handle, mode)
                break
            except OSError as error:
                if error.errno not in _TAKEN:
                    break  # a disk without locks, as some network drives are: nothing to wait for
                if time.monotonic() >= until:
                    os.close(handle)
                    raise UserError(
                        "another pipeline command is at work in this folder",
                        "Wait until it has ended, then run this command again",
                        folder,
                    ) from error
            except BaseException:
                os.close(handle)
                raise
            if waiting is not None:
                waiting(folder)
                waiting = None
            time.sleep(_POLL)
        self._handle = handle
        _open_handles.add(handle)

    def release(self) -> None:
        """Release the lock. The file stays: with it deleted, two processes could each lock a file of that name."""
        if self._handle is not None:
            _open_handles.discard(self._handle)
            os.close(self._handle)
            self._handle = None

    def _opened(self, mode: Mode) -> int | None:
        """The file's handle; None where a reader finds nothing to lock, or may not write the folder."""
        if mode is Mode.SHARED and not self._path.parent.is_dir():
            return None
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError as error:
            if mode is Mode.SHARED and error.errno in _UNWRITABLE:
                return None
            raise


@contextmanager
def hold(
    study: Study, access: Access, *, wait: float = WAIT, waiting: Callable[[Path], None] | None = None
) -> Iterator[None]:
    """Hold the locks that `access` needs while the block runs.

    Within a thread it may be nested: what is held already is not taken again. A writer first removes the temporary
    files that a killed command left in the folders it writes.

    Args:
        study: whose folders.
        access: what the block does with them.
        wait: seconds to wait for other commands, in all.
        waiting: called with the folder that has to be waited for.

    Raises:
        UserError: if another command does not end in that time.
        LookupError: if the block would write what an outer block only reads.
    """
    until = time.monotonic() + wait
    with ExitStack() as stack:
        if access.outputs is Mode.EXCLUSIVE:
            make_folder(study.outputs)
            make_folder(study.private, private=True)
        lock_file = study.private / LOCK_FILE
        if stack.enter_context(_held(lock_file, access.outputs, study.outputs, until, waiting)):
            sweep_unfinished(study.outputs)
            remove_folder(study.scratch)
        if access.models is Mode.EXCLUSIVE:
            make_folder(study.models)
        lock_file = study.models / MODELS_LOCK_FILE
        if stack.enter_context(_held(lock_file, access.models, study.models, until, waiting)):
            sweep_unfinished(study.models)
        yield


@contextmanager
def _held(
    path: Path, mode: Mode, folder: Path, until: float, waiting: Callable[[Path], None] | None
) -> Iterator[bool]:
    """Hold one lock; True if it was newly taken for writing."""
    modes: dict[Path, Mode] = _holding.__dict__.setdefault("modes", {})
    key = path.resolve()
    already = modes.get(key, Mode.NONE)
    if already >= mode:
        yield False
        return
    if already is not Mode.NONE:
        raise LookupError(f"{folder} is locked for reading; a writer must lock it before")
    lock = Lock(path)
    lock.take(folder=folder, mode=mode, until=until, waiting=waiting)
    modes[key] = mode
    try:
        yield mode is Mode.EXCLUSIVE
    finally:
        del modes[key]
        lock.release()


def _close_inherited() -> None:
    """In a forked child: the locks are its parent's, and must not outlive it."""
    for handle in _open_handles:
        os.close(handle)
    _open_handles.clear()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, mode: Mode) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # Windows' C library has no shared locks: readers take turns

else:
    import fcntl

    os.register_at_fork(after_in_child=_close_inherited)

    def _lock(handle: int, mode: Mode) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if mode is Mode.SHARED else fcntl.LOCK_EX) | fcntl.LOCK_NB)
