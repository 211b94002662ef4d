"""Runs the targets, each in a process of its own: python -m tests.fuzz [--seconds N] [--runs N] [TARGET …].

A target fails when it raises what no user is meant to see, hangs for more than ten seconds, or grows by more than a
gigabyte. What made it fail is kept in build/fuzz/TARGET, and becomes a regression test. The fuzzer goes by the
clock, which other work on the machine can make run out: an input that does not take ten seconds of the processor
when it is tried alone is no hang, and the target goes on.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HANGS_AFTER = 10  # seconds
WAITS = 60  # seconds for an input that is tried alone, its imports included
GROWTH = 1024  # MB
BUILD = Path("build") / "fuzz"


def fuzz(name: str, seconds: int, runs: int) -> None:
    """Fuzz one target in this process, until one of the two is reached; never returns."""
    import resource

    import atheris

    with atheris.instrument_imports(include=["pipeline", "striprtf"]):
        from tests.fuzz.targets import targets

        target = targets()[name]
        corpus = BUILD / name / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        for at, content in enumerate(target.corpus):
            (corpus / f"seed-{at}").write_bytes(content)
            target.run(content)  # what is loaded once is loaded, and instrumented, before anything is measured
    now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    options = [
        f"-max_total_time={seconds}",
        f"-runs={runs or -1}",
        f"-timeout={HANGS_AFTER}",
        f"-rss_limit_mb={now + GROWTH}",
        f"-artifact_prefix={BUILD / name}/",
        "-max_len=65536",
        "-seed=1",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.run)
    atheris.Fuzz()


def alone(name: str, path: Path) -> float:
    """Run one input by itself: the seconds of a processor that it takes once all is loaded."""
    from tests.fuzz.targets import targets

    target = targets()[name]
    for content in target.corpus:
        target.run(content)
    start = time.process_time()
    target.run(path.read_bytes())
    return time.process_time() - start


def child(name: str, *options: str, limit: float | None = None) -> subprocess.CompletedProcess[str]:
    """This module in a process of its own, that is stopped after so many seconds."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *options, name],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        env=environment,
        timeout=limit,
    )


def hangs(name: str, path: Path) -> bool:
    """Whether an input that the fuzzer gave up on takes so long by itself."""
    try:
        said = child(name, "--alone", str(path), limit=WAITS)
    except subprocess.TimeoutExpired:
        return True
    return bool(said.returncode) or float(said.stdout.split()[-1]) > HANGS_AFTER


@dataclass
class Told:
    """What came of a target."""

    name: str
    code: int = 0
    said: str = ""
    runs: int = 0
    branches: int = 0
    peak: int = 0  # MB
    slow: int = 0  # inputs that ran out of the clock's ten seconds, but not of the processor's


def watch(name: str, seconds: int, runs: int) -> Told:
    """Fuzz one target in processes of its own until its time is over or it fails."""
    told = Told(name)
    until = time.monotonic() + seconds
    while (left := round(until - time.monotonic())) > 0 and (not runs or told.runs < runs):
        before = set((BUILD / name).glob("timeout-*"))
        done = child(name, "--one", "--seconds", str(left), "--runs", str(runs and runs - told.runs))
        told.said = done.stdout + done.stderr
        told.code = done.returncode
        counted = re.search(r"number_of_executed_units:\s*(\d+)", told.said)
        told.runs += int(counted[1]) if counted else 0
        told.branches = max([told.branches, *map(int, re.findall(r"cov: (\d+)", told.said))])
        told.peak = max([told.peak, *map(int, re.findall(r"peak_rss_mb:\s*(\d+)", told.said))])
        given_up = sorted(set((BUILD / name).glob("timeout-*")) - before)
        if not told.code or not given_up or any(hangs(name, path) for path in given_up):
            break
        for path in given_up:
            path.unlink()
        told.slow += len(given_up)
        told.code = 0
    return told


def tell(line: str) -> None:
    """Print a line at once: somebody is waiting."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """All targets, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--runs", type=int, default=0, help="at the most, for each target; 0 for no end")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        fuzz(given.names[0], given.seconds, given.runs)
    if given.alone:
        tell(f"{alone(given.names[0], given.alone):.3f}")
        return 0
    from tests.fuzz.targets import targets

    failed = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        names = given.names or list(targets())
        for told in pool.map(lambda name: watch(name, given.seconds, given.runs), names):
            tell(
                f"{told.name:<14}{told.runs:>9} runs  {told.branches:>6} branches  {told.peak:>5} MB  "
                f"{'FAILED' if told.code else 'ok'}{f', {told.slow} slow' if told.slow else ''}"
            )
            if told.code:
                failed += 1
                tell(told.said[-6000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
