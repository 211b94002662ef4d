"""A real scheduler and real workers over TCP, each a process of its own, for tests and for the benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PATIENCE = 120  # seconds


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs.

    Attributes:
        address: of its scheduler.
        workers: their processes.
    """

    address: str
    workers: Sequence[subprocess.Popen[bytes]]


@contextmanager
def cluster(folder: Path, *, workers: int) -> Iterator[Cluster]:
    """Start it, each worker with one thread; it ends with the context.

    Raises:
        TimeoutError: if it does not come up.
    """
    from distributed import Client

    told = folder / "scheduler.json"
    common = ["--scheduler-file", str(told), "--no-dashboard"]
    scheduler = _started("dask_scheduler", *common, "--host", "tcp://127.0.0.1", "--port", "0", folder=folder)
    started = [
        _started("dask_worker", *common, "--nthreads", "1", "--no-nanny", "--name", str(number), folder=folder)
        for number in range(workers)
    ]
    try:
        began = time.monotonic()
        while not told.exists():
            if time.monotonic() - began > _PATIENCE:
                raise TimeoutError("no scheduler")
            time.sleep(0.1)
        with Client(scheduler_file=str(told), set_as_default=False, timeout="60s") as client:
            client.wait_for_workers(workers, timeout=_PATIENCE)
            address = client.scheduler.address
        yield Cluster(address, started)
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.wait()


def _started(program: str, *options: str, folder: Path) -> subprocess.Popen[bytes]:
    # A worker on another machine inherits nothing that this process has set.
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
    with (folder / "cluster.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
