"""Runs the pipeline once and prints the seconds of each stage as a line of JSON.

`python -m tests.bench.one_run TRANSCRIPTS OUTPUTS [JOBS [SCHEDULER]]`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter, Stage

MODELS = Path(__file__).parents[2] / "models"


class Clock(NullReporter):
    """Records the duration of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        self.seconds[stage.name] = round(seconds, 2)


def main(transcripts: str, outputs: str, jobs: str = "0", scheduler: str = "") -> None:
    """Run all stages."""
    clock = Clock()
    study = Study(Path(transcripts), MODELS, Path(outputs))
    Run(study, Engine(jobs=int(jobs), scheduler=scheduler), clock).through(STAGES)
    sys.stdout.write(json.dumps(clock.seconds) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
