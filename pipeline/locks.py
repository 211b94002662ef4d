"""One writer at a time in one folder.

The system holds the lock, and drops it when the process that has it ends, however it ends: a lock left behind by
a crash stops nobody.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from pipeline.errors import UserError

LOCK_FILE = "lock"  # in the private folder
_PRIVATE = 0o600
_held: set[int] = set()  # handles of this process
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK)


class Lock:
    """A lock on a folder, by a file in it. Taking it twice in one process is no harm."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self._handle is not None

    def take(self, *, folder: Path) -> None:
        """Take it, or say that somebody else has it.

        Args:
            folder: the folder as the user knows it, for the message.

        Raises:
            UserError: while another process has it.
        """
        if self.held:
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, _PRIVATE)
        try:
            _lock(handle)
        except OSError as error:
            if error.errno not in _TAKEN:  # a disk that knows no locks, as some network drives
                self._keep(handle)
                return
            os.close(handle)
            raise UserError(
                "another run is at work in this folder",
                "Wait until it has ended, or name another folder with --outputs",
                folder,
            ) from error
        self._keep(handle)

    def release(self) -> None:
        """Let go of it. The file stays: to delete it would let two processes each lock a file of that name."""
        if self._handle is not None:
            _held.discard(self._handle)
            os.close(self._handle)
            self._handle = None

    def _keep(self, handle: int) -> None:
        self._handle = handle
        _held.add(handle)


def _let_go() -> None:
    """In a fork: the lock is its parent's, and must not outlive it."""
    for handle in _held:
        os.close(handle)
    _held.clear()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    os.register_at_fork(after_in_child=_let_go)

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
