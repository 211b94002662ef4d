"""Runs the targets, each in a process of its own: python -m tests.fuzz [--seconds N] [--runs N] [TARGET …].

A target fails when it raises what no user is meant to see, hangs for more than ten seconds, or grows by more than a
gigabyte. What made it fail is kept in build/fuzz/TARGET, and becomes a regression test.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HANGS_AFTER = 10  # seconds
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


def watch(name: str, seconds: int, runs: int) -> tuple[str, int, str]:
    """Fuzz one target in a process of its own: its name, exit code, and what it said."""
    command = [sys.executable, "-m", "tests.fuzz", "--one", name, "--seconds", str(seconds), "--runs", str(runs)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace", env=environment)
    return name, done.returncode, done.stdout + done.stderr


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
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        fuzz(given.one, given.seconds, given.runs)
    from tests.fuzz.targets import targets

    names = given.names or list(targets())
    failed = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for name, code, said in pool.map(lambda name: watch(name, given.seconds, given.runs), names):
            runs = re.search(r"number_of_executed_units:\s*(\d+)", said)
            peak = re.search(r"peak_rss_mb:\s*(\d+)", said)
            found = re.findall(r"cov: (\d+)", said)
            figures = f"{runs[1] if runs else '?':>9} runs  {found[-1] if found else '?':>6} branches"
            tell(
                f"{name:<14}{figures}  {peak[1] if peak else '?':>5} MB  {'ok' if code == 0 else 'FAILED'}",
            )
            if code:
                failed += 1
                tell(said[-6000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
