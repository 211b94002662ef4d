"""What can go wrong that a person can mend, as opposed to a bug."""

from __future__ import annotations

import errno
from pathlib import Path

# What the system says no to, and a person can do something about.
_REMEDIES = {
    errno.EACCES: "Ask for the right to read and write there, or name another folder",
    errno.EPERM: "Ask for the right to read and write there, or name another folder",
    errno.EROFS: "Name another folder with --outputs: this disk cannot be written",
    errno.ENOSPC: "Free some space; then run again",
    errno.EDQUOT: "Free some space; then run again",
    errno.EFBIG: "Free some space, or name another folder with --outputs; then run again",
    errno.EIO: "Check the disk: it does not answer as it should",
    errno.EMFILE: "Close other programs; then run again",
}
MENDABLE = frozenset(_REMEDIES)


class UserError(Exception):
    """Something in the user's files or settings stops the run, and the user can mend it.

    The command line turns it into one line on stderr and exit code 2. A bug is never one of these.

    Attributes:
        problem: what is wrong, as a sentence without a full stop.
        remedy: what to do next, as an imperative sentence without a full stop.
        path: the file it is about, if any.
        line: 1-based line in that file, if known.
    """

    def __init__(
        self, problem: str, remedy: str = "", path: Path | str | None = None, line: int | None = None
    ) -> None:
        super().__init__(problem, remedy, path, line)  # these travel when it crosses to another process
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.line = line

    def __str__(self) -> str:
        where = f"{self.path}" if self.path is not None else ""
        if where and self.line is not None:
            where += f", line {self.line}"
        told = f"{where}: {self.problem}." if where else f"{self.problem}."
        return f"{told} {self.remedy}." if self.remedy else told


def mendable(error: OSError) -> UserError:
    """What a person can do where the system said no: for an error number in `MENDABLE`."""
    return UserError(f"{error.strerror or error}", _REMEDIES[error.errno or 0], error.filename)
