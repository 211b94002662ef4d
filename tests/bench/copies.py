"""Memory for a study that would take hours: `python -m tests.bench.copies --data DATA [--words N] [--copies N]`.

A study is run once, and then with several copies of each transcript and the cached results of the first run, so
that the models have nothing to do but all tables have their full size. For both runs it prints the highest resident
memory of the main process, alone and with its workers, stage by stage. The copies do not show the workers' memory
while models run; it does not depend on the size of the study, and is in the figures of the first run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.cli.stages import STAGES
from tests.bench.material import write_transcripts
from tests.bench.processes import own_memory, tree_memory

ROOT = Path(__file__).parents[2]
_EVERY = 0.2  # seconds


def peaks(transcripts: Path, outputs: Path) -> dict[str, tuple[int, int]]:
    """The peak memory in MB of the process, alone and with its children, by stage."""
    command = [sys.executable, "-m", "tests.bench.one_run", str(transcripts), str(outputs)]
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    )
    found: dict[str, tuple[int, int]] = {}
    while child.poll() is None:
        done = sum((outputs / "private" / f"receipt_{stage.name}.json").exists() for stage in STAGES)
        name = STAGES[min(done, len(STAGES) - 1)].name
        own, tree = found.get(name, (0, 0))
        found[name] = max(own, own_memory(child.pid) // 10**6), max(tree, tree_memory(child.pid) // 10**6)
        time.sleep(_EVERY)
    if child.returncode:
        raise SystemExit(f"the run ended with {child.returncode}")
    return found


def main() -> None:
    """Both runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--copies", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        one, many = Path(folder) / "one", Path(folder) / "many"
        words = write_transcripts(given.data, one / "transcripts", words=given.words)
        told = {words: peaks(one / "transcripts", one / "outputs")}
        (many / "transcripts").mkdir(parents=True)
        for number in range(given.copies):
            for path in sorted((one / "transcripts").iterdir()):
                shutil.copy(path, many / "transcripts" / f"copy_{number}_{path.name}")
        (many / "outputs" / "private").mkdir(parents=True)
        shutil.copy(one / "outputs" / "private" / "cache.sqlite", many / "outputs" / "private")
        told[words * given.copies] = peaks(many / "transcripts", many / "outputs")
    sys.stdout.write("| words | stage | the process, MB | with its workers, MB |\n|---|---|---|---|\n")
    for size, stages in told.items():
        for stage, (own, tree) in stages.items():
            sys.stdout.write(f"| {size:,} | {stage} | {own:,} | {tree:,} |\n")


if __name__ == "__main__":
    main()
