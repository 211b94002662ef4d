"""Locks on a study's folders: one command writes at a time, and nobody reads what is half-changed.

A command says with an `Access` what it does; `hold` takes the locks for it, and waits a bounded time for another
command. Two folders are locked: the outputs, and the models, which several outputs folders may share. The outputs
are always locked first, so that two commands cannot wait for each other. The operating system holds each lock and
drops it when its process ends, however it ends: a crash leaves no stale lock behind. The package filelock is not
used because its only lock for readers and writers is an SQLite database, which a reader must be able to write.
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

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import PRIVATE_FILE, make_folder, remove_folder, sweep_unfinished
from pipeline.corpus.study import Study

LOCK_FILE = "lock"  # in the private folder of the outputs
MODELS_LOCK_FILE = ".lock"  # in the models folder
WAIT = 60.0  # seconds to wait for another command
_POLL = 0.1
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK)
_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)

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


NO_LOCKS = Access(Mode.NONE, Mode.NONE)
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
        busy: Callable[[Path], None] | None = None,
        unsupported: Callable[[Path], None] | None = None,
    ) -> None:
        """Take the lock, waiting for whoever holds it.

        Args:
            folder: the locked folder as the user knows it, for messages.
            mode: shared with other readers, or exclusive.
            until: time on `time.monotonic` at which to give up; in the past: do not wait.
            busy: called once, with the folder, when another process holds the lock.
            unsupported: called with the folder where its disk has no locks; then nothing is locked.

        Raises:
            UserError: if another process still holds it at that time.
        """
        if self.held:
            return
        handle = self._opened(mode)
        if handle is None:
            return
        try:
            while (problem := _attempt(handle, mode)) in _TAKEN:
                if time.monotonic() >= until:
                    raise UserError(
                        "another pipeline command is at work in this folder",
                        "Wait until it has ended, then run this command again",
                        folder,
                    )
                if busy is not None:
                    busy(folder)
                    busy = None
                time.sleep(_POLL)
            if problem and unsupported is not None:
                unsupported(folder)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Release the lock. The file stays: with it deleted, two processes could each lock a file of that name."""
        if self._handle is not None:
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


def _attempt(handle: int, mode: Mode) -> int:
    """Try to lock a file; 0, or the number of the error.

    The error itself goes no further: behind a `UserError`, EAGAIN would be taken for a lack of memory.
    """
    try:
        _lock(handle, mode)
    except OSError as error:
        return error.errno or errno.ENOLCK
    return 0


@contextmanager
def hold(
    study: Study, access: Access, *, wait: float = WAIT, tell: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the locks that `access` needs while the block runs.

    Within a thread it may be nested: what is held already is not taken again. A writer first removes the temporary
    files that a killed command left in the folders it writes.

    Args:
        study: whose folders.
        access: what the block does with them.
        wait: seconds to wait for other commands, in all.
        tell: called with a sentence for the user when another command has to be waited for, and where a disk has no
            locks.

    Raises:
        UserError: if another command does not end in that time.
        LookupError: if the block would write what an outer block only reads.
    """
    until = time.monotonic() + wait
    notices = _Notices(wait, tell)
    with ExitStack() as stack:
        if access.outputs is Mode.EXCLUSIVE:
            make_folder(study.outputs)
            make_folder(study.private, private=True)
        lock_file = study.private / LOCK_FILE
        if stack.enter_context(_held(lock_file, access.outputs, study.outputs, until, notices)):
            sweep_unfinished(study.outputs)
            remove_folder(study.scratch)
        if access.models is Mode.EXCLUSIVE:
            make_folder(study.models)
        lock_file = study.models / MODELS_LOCK_FILE
        if stack.enter_context(_held(lock_file, access.models, study.models, until, notices)):
            sweep_unfinished(study.models)
        yield


class _Notices:
    """What the user is told while the locks are taken; that a disk has no locks, once for both folders."""

    def __init__(self, wait: float, tell: Callable[[str], None] | None) -> None:
        self._wait = wait
        self._tell = tell
        self._unsupported_told = False

    def busy(self, folder: Path) -> None:
        if self._tell:
            self._tell(f"another command is at work in {folder}; waiting up to {self._wait:g} s for it to end ...")

    def unsupported(self, folder: Path) -> None:
        if self._tell and not self._unsupported_told:
            self._tell(f"{folder}: this disk has no file locks. Run one command at a time in this study.")
            self._unsupported_told = True


@contextmanager
def _held(path: Path, mode: Mode, folder: Path, until: float, notices: _Notices) -> Iterator[bool]:
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
    lock.take(folder=folder, mode=mode, until=until, busy=notices.busy, unsupported=notices.unsupported)
    modes[key] = mode
    try:
        yield mode is Mode.EXCLUSIVE
    finally:
        del modes[key]
        lock.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, mode: Mode) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # Windows' C library has no shared locks: readers take turns

else:
    import fcntl

    def _lock(handle: int, mode: Mode) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if mode is Mode.SHARED else fcntl.LOCK_EX) | fcntl.LOCK_NB)
