"""Measures the way from a fresh clone to the first page: `python -m tests.bench.clone [--repeats N]`.

What is committed is cloned into an empty folder, where `make setup` and `make run` are timed one after the other:
what somebody waits for who types `make run` there. Packages come from wherever pip is set up to find them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.processes import Took, take

ROOT = Path(__file__).parents[2]
_LIMIT = 1800.0  # seconds
_STEPS = ("setup", "run")


def from_clone(folder: Path) -> dict[str, Took]:
    """Clone into a new folder, set up, and run the sample study.

    Raises:
        SystemExit: if a step fails, or makes no page.
    """
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    took = {}
    for step in _STEPS:
        took[step] = take(["make", "-C", str(clone), "--no-print-directory", step], limit=_LIMIT)
        if took[step].code != 0:
            raise SystemExit(f"make {step} ended with {took[step].code}: {took[step].printed[-500:]}")
    if not (clone / "outputs" / "report" / "index.html").exists():
        raise SystemExit("make run made no page")
    return took


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.clone", description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    runs = []
    for _ in range(given.repeats):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(from_clone(Path(folder)))
    for step in _STEPS:
        wall, cpu = (median(getattr(run[step], what) for run in runs) for what in ("wall", "cpu"))
        sys.stdout.write(f"make {step}: {wall:.1f} s, {cpu:.1f} s of processors\n")
    whole = median(sum(run[step].wall for step in _STEPS) for run in runs)
    sys.stdout.write(f"from a clone to the first page: {whole:.1f} s (target: 90 s), median of {len(runs)}\n")


if __name__ == "__main__":
    main()
