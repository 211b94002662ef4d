"""Runs that are killed and go on: `python -m tests.kills [KILLS]`, or `make kills`, kills a hundred and compares.

Half of the kills come at a moment of the clock, wherever the run is; half at one of its dealings with the disk:
before and after something is kept in the cache, with a file begun and not written, before and after it is renamed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.cache import Cache
from pipeline.runner import Run
from pipeline.stages import STAGES
from pipeline.study import Study
from pipeline.work import Quiet, Stage
from tests.conftest import ROOT, made_below

KILLS_OF_A_RUN = 10
_LONGEST = 12.0  # seconds after the start of a run in which it is killed by the clock


class Deadly(Quiet):
    """Counts a run's dealings with the disk by stage, and kills it at one of them."""

    def __init__(self, stage: str = "", at: int = 0) -> None:
        self.counts: Counter[str] = Counter()
        self._stage = "before"
        self._deadly = (stage, at)

    def started(self, stage: Stage) -> None:
        self._stage = stage.name

    def event(self) -> None:
        """One of them."""
        self.counts[self._stage] += 1
        if (self._stage, self.counts[self._stage]) == self._deadly or (
            self._deadly[0] == "any" and self.counts.total() == self._deadly[1]
        ):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Count from now on."""
        Path.replace = self._around(Path.replace)  # type: ignore[method-assign]
        Cache.put_many = self._around(Cache.put_many)  # type: ignore[method-assign]
        Cache.keep_only = self._around(Cache.keep_only)  # type: ignore[method-assign]
        tempfile.mkstemp = self._around(tempfile.mkstemp)

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.event()
            result = function(*args, **kwargs)
            self.event()
            return result

        return wrapped


def run_to(study: Study, *, stage: str = "", at: int = 0, after: float = 0.0) -> tuple[int, Counter[str]]:
    """Run in a process of its own; its exit code (-9 if it was killed), and its dealings with the disk by stage.

    Args:
        study: to run.
        stage: in which to kill it, or "any".
        at: its so many-th dealing with the disk there; 0 for none.
        after: seconds after which to kill it; 0 for none.
    """
    folders = (str(study.transcripts), str(study.models), str(study.outputs))
    ended = subprocess.run(
        [sys.executable, "-m", "tests.kills", "--child", *folders, stage, str(at), str(after)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    counts = (line.split() for line in ended.stdout.splitlines())
    return ended.returncode, Counter({name: int(count) for name, count in counts})


def child(transcripts: str, models: str, outputs: str, stage: str, at: str, after: str) -> None:
    """The process that is killed."""
    deadly = Deadly(stage, int(at))
    deadly.watch()
    if float(after):
        alarm = threading.Timer(float(after), lambda: os.kill(os.getpid(), signal.SIGKILL))
        alarm.daemon = True
        alarm.start()
    Run(Study(Path(transcripts), Path(models), Path(outputs)), reporter=deadly).through(STAGES)
    for name, count in deadly.counts.items():
        sys.stdout.write(f"{name} {count}\n")


def main(kills: int) -> None:
    """Kill so many times, and compare each run that got to its end with one that nobody disturbed."""
    chance = random.Random(20)
    done: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        whole = Study(ROOT / "transcripts" / "sample", ROOT / "models", Path(folder) / "undisturbed")
        _, events = run_to(whole)
        expected = made_below(whole.outputs)
        rounds = 0
        while done["killed"] < kills:
            rounds += 1
            study = Study(whole.transcripts, whole.models, Path(folder) / f"killed_{rounds}")
            for _ in range(KILLS_OF_A_RUN):
                if chance.random() < 0.5:
                    code, _ = run_to(study, stage="any", at=chance.randint(1, events.total() // 3))
                else:
                    code, _ = run_to(study, after=chance.uniform(0.5, _LONGEST))
                done["killed" if code == -signal.SIGKILL else "ended by themselves"] += 1
                if code == 0:
                    break
            run_to(study)
            same = made_below(study.outputs) == expected
            done["the same" if same else "OTHERS"] += 1
            sys.stdout.write(f"{rounds}: {'the same bytes' if same else 'OTHER BYTES'}; {dict(done)}\n")
            sys.stdout.flush()
    if done["OTHERS"]:
        sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
