"""A whole process from its cold start: how long it takes, what it computes, and how much memory its tree holds."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.1  # seconds between two looks at the memory
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Took:
    """What a process took.

    Attributes:
        wall: seconds from start to end.
        cpu: seconds of processors, of it and its children.
        peak: bytes that it and its children held in memory at once, at the most; what several share counts once.
        code: how it ended; None if it was stopped at its limit of time.
        printed: what it wrote.
    """

    wall: float
    cpu: float
    peak: int
    code: int | None
    printed: str


def take(command: Sequence[str], *, limit: float, environment: Mapping[str, str] | None = None) -> Took:
    """Run a command to its end, or to its limit in seconds."""
    began = time.perf_counter()
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, **(environment or {})},
    )
    peaks = [0]
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, peaks, ended))
    watcher.start()
    stopped = threading.Event()
    alarm = threading.Timer(limit, lambda: (stopped.set(), os.killpg(child.pid, 9)))
    alarm.start()
    printed = child.stdout.read() if child.stdout else ""
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    alarm.cancel()
    ended.set()
    watcher.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    code = None if stopped.is_set() else child.returncode
    return Took(wall, usage.ru_utime + usage.ru_stime, peaks[0], code, printed)


def _watch(pid: int, peaks: list[int], ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        peaks[0] = max(peaks[0], tree_memory(pid))


def own_memory(process: int) -> int:
    """Resident bytes of a process; 0 if it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def tree_memory(root: int) -> int:
    """Bytes in memory of a process and all that it started; what several share counts once."""
    processes = list(_tree(root))
    # To part what is shared takes the system some milliseconds for a gigabyte: only where there are several.
    return own_memory(root) if len(processes) == 1 else sum(map(_part_of_memory, processes))


def _part_of_memory(process: int) -> int:
    """Resident bytes of a process, of those that others hold too its share."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def _tree(root: int) -> Iterator[int]:
    yield root
    try:
        children = {child for task in Path(f"/proc/{root}/task").iterdir() for child in _children(task)}
    except OSError:  # it has just ended
        return
    for child in children:
        yield from _tree(child)


def _children(task: Path) -> list[int]:
    try:
        return [int(pid) for pid in (task / "children").read_text().split()]
    except OSError:
        return []
