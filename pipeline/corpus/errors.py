"""Errors that the user can fix, as opposed to bugs."""

from __future__ import annotations

import errno
from pathlib import Path

# Operating-system errors that the user can do something about.
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

_OUT_OF_HANDLES = frozenset({errno.EMFILE, errno.ENFILE})
_OUT_OF_MEMORY = frozenset({errno.ENOMEM, errno.EAGAIN})  # EAGAIN: no further process or thread
# Messages of libraries without an exception of their own for it: ONNX Runtime, the dynamic loader, threads.
_SAID_OF_MEMORY = (
    "cannot allocate memory",
    "failed to map segment",
    "bad allocation",
    "bad_alloc",
    "alloc failed",
    "failed to allocate",
    "out of memory",
    "can't start new thread",
    "cannot create thread",
)
_KILLED = frozenset({"TerminatedWorkerError", "BrokenProcessPool", "BrokenExecutor", "KilledWorker"})
LEAST_FILES = 64
LEAST_SPACE = 3_000_000_000  # bytes of address space; most of it is only reserved
_LESS = "Close other programs, or use fewer processes (--jobs 1); then run again"
_FURTHEST = 20  # depth to which causes are followed


class UserError(Exception):
    """An error in the user's files or settings that the user can fix.

    The command line prints it as one line on stderr and exits with 2. Bugs never raise it.

    Attributes:
        problem: what is wrong, as a sentence without a full stop.
        remedy: what to do next, as an imperative sentence without a full stop.
        path: the file concerned, if any.
        line: 1-based line in that file, if known.
    """

    def __init__(
        self, problem: str, remedy: str = "", path: Path | str | None = None, line: int | None = None
    ) -> None:
        super().__init__(
            problem, remedy, path, line
        )  # the arguments that are pickled when it crosses to another process
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


def exhausted(error: BaseException | None) -> UserError | None:
    """A `UserError` if the cause is lack of memory or open files, else None.

    Libraries report this in many ways and wrap it in their own exceptions, so the chain of causes is searched.
    """
    seen = 0
    while error is not None and seen < _FURTHEST:
        number = error.errno if isinstance(error, OSError) else None
        said = "" if isinstance(error, UserError) else str(error).casefold()  # ours may quote a file
        if number in _OUT_OF_HANDLES or "too many open files" in said:
            return UserError(
                "this computer allows no more open files",
                "Close other programs, or allow more with 'ulimit -n 1024'; then run again",
            )
        if (
            isinstance(error, MemoryError)
            or number in _OUT_OF_MEMORY
            or any(words in said for words in _SAID_OF_MEMORY)
        ):
            return UserError(
                "there is not enough memory",
                "Close other programs, or use fewer processes (--jobs 1); then run again",
            )
        if type(error).__name__ in _KILLED:
            return UserError(
                "a process that worked for this one has ended, most likely because the memory was full", _LESS
            )
        error = error.__cause__ or error.__context__
        seen += 1
    return None


def check_limits() -> None:
    """Stop early if the shell's resource limits are too low for the libraries.

    Some libraries abort or hang if they cannot get a thread or a file handle.

    Raises:
        UserError: with the limit, and how to raise it.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files != resource.RLIM_INFINITY and files < LEAST_FILES:
        raise UserError(
            f"no more than {files} files may be open at once here, and the pipeline needs {LEAST_FILES}",
            "Allow more with 'ulimit -n 1024'; then run again",
        )
    space, _ = resource.getrlimit(resource.RLIMIT_AS)
    if space != resource.RLIM_INFINITY and space < LEAST_SPACE:
        raise UserError(
            f"no more than {space // 10**6:,} MB of address space may be used here, "
            f"and the pipeline needs {LEAST_SPACE // 10**6:,} MB",
            "Allow more with 'ulimit -v unlimited'; then run again",
        )


def mendable(error: OSError) -> UserError:
    """A `UserError` with a remedy for an operating-system error number in `MENDABLE`."""
    return UserError(f"{error.strerror or error}", _REMEDIES[error.errno or 0], error.filename)
