"""What two Dask workers save: `python -m tests.bench.cluster --data DATA [--words N]`.

On a machine with two cores, two workers, the scheduler and the program that gives them work share the cores, which
is what the clock mostly measures. Here the processor seconds of each process are counted instead, stage by stage.
With a core for each process, the spread work takes as long as the worker with the most to do, if the main process
needs less at the same time. The last line gives that ratio: one worker's seconds to those of the busier of two.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter, Stage
from tests.bench.material import write_transcripts
from tests.bench.one_run import MODELS
from tests.bench.processes import take
from tests.cluster.servers import cluster
from tests.conftest import ROOT

_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(process: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / _TICKS


class Accounts(NullReporter):
    """The processor seconds of several processes, the main one first, by stage."""

    def __init__(self, workers: Sequence[int]) -> None:
        self._processes = (os.getpid(), *workers)
        self._before: list[float] = []
        self.by_stage: dict[str, list[float]] = {}

    def started(self, stage: Stage) -> None:
        self._before = [*map(processor_seconds, self._processes)]

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        now = map(processor_seconds, self._processes)
        self.by_stage[stage.name] = [round(after - one, 1) for after, one in zip(now, self._before, strict=True)]


def run_once(transcripts: Path, outputs: Path, scheduler: str, workers: Sequence[int]) -> None:
    """Run all stages on a cluster, and print the accounts as a line of JSON."""
    accounts = Accounts(workers)
    Run(Study(transcripts, MODELS, outputs), Engine(scheduler=scheduler), accounts).through(STAGES)
    sys.stdout.write(json.dumps(accounts.by_stage) + "\n")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cluster", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        transcripts, outputs, scheduler, *workers = given.run
        run_once(Path(transcripts), Path(outputs), scheduler, [*map(int, workers)])
        return
    busiest: dict[int, dict[str, float]] = {}
    sys.stdout.write("| workers | stage | the main process, s | workers, s |\n|---|---|---|---|\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        base = Path(folder)
        write_transcripts(given.data, base / "transcripts", words=given.words)
        for many in (1, 2):
            place = base / str(many)
            place.mkdir()
            with cluster(place, workers=many) as started:
                told = [str(base / "transcripts"), str(place / "outputs"), started.address]
                told += [str(worker.pid) for worker in started.workers]
                command = [sys.executable, "-m", "tests.bench.cluster", "--run", *told]
                took = take(command, limit=7200, environment={"PYTHONPATH": str(ROOT)}, every=5)
            if took.code:
                raise SystemExit(f"the run ended with {took.code}: {took.printed[-2000:]}")
            by_stage = json.loads(took.printed.strip().rpartition("\n")[2])
            for stage, (own, *workers) in by_stage.items():
                sys.stdout.write(
                    f"| {many} | {stage} | {own:.1f} | {', '.join(f'{one:.1f}' for one in workers)} |\n"
                )
            busiest[many] = {stage: max(workers) for stage, (_, *workers) in by_stage.items()}
    for stage in busiest[1]:
        if busiest[2][stage] >= 1.0:
            sys.stdout.write(f"{stage}: {busiest[1][stage] / busiest[2][stage]:.2f}\n")
    sys.stdout.write(f"all spread work: {sum(busiest[1].values()) / sum(busiest[2].values()):.2f}\n")


if __name__ == "__main__":
    main()
