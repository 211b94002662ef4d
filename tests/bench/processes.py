"""Measures the time, processor time and memory of a process and its children."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.1  # seconds between two memory samples
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Took:
    """The resources that a process used.

    Attributes:
        wall: seconds from start to end.
        cpu: processor seconds, including its children.
        peak: the peak memory in bytes, including its children; shared memory counts once.
        code: the exit code; None if it was stopped at the time limit.
        printed: its output.
    """

    wall: float
    cpu: float
    peak: int
    code: int | None
    printed: str


def take(
    command: Sequence[str], *, limit: float, environment: Mapping[str, str] | None = None, every: float = _EVERY
) -> Took:
    """Run a command until it ends or reaches the time limit in seconds; `every` is the time between two samples."""
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
    watcher = threading.Thread(target=_watch, args=(child.pid, peaks, ended, every))
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


def _watch(pid: int, peaks: list[int], ended: threading.Event, every: float) -> None:
    while not ended.wait(every):
        peaks[0] = max(peaks[0], tree_memory(pid))


def own_memory(process: int) -> int:
    """The resident memory of a process in bytes; 0 if it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def tree_memory(root: int) -> int:
    """The memory in bytes of a process and all its children; shared memory counts once."""
    processes = list(_tree(root))
    # Dividing shared memory takes some milliseconds per gigabyte, so it is only done for several processes.
    return own_memory(root) if len(processes) == 1 else sum(map(_part_of_memory, processes))


def _part_of_memory(process: int) -> int:
    """The proportional set size of a process in bytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def highest_memory(process: int) -> int:
    """The highest resident memory that a process has had, in bytes; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0


def _tree(root: int) -> Iterator[int]:
    yield root
    for child in children_of(root):
        yield from _tree(child)


def children_of(process: int) -> set[int]:
    """The processes that a process has started."""
    try:
        return {child for task in Path(f"/proc/{process}/task").iterdir() for child in _children(task)}
    except OSError:  # it has just ended
        return set()


def _children(task: Path) -> list[int]:
    try:
        return [int(pid) for pid in (task / "children").read_text().split()]
    except OSError:
        return []
