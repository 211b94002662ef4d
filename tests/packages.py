"""Checks the locked packages for known vulnerabilities, if the list can be reached: python -m tests.packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
FOUND = "known vulnerabilit"  # in what pip-audit says where it found some
PATIENCE = 120  # seconds


def audited(lock: Path = LOCK) -> tuple[int, str]:
    """Exit code and what to say: 0 as well where nothing can be said, since a network is no part of the code."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps", "--disable-pip"]
    command += ["--require-hashes", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return 0, "pip-audit: skipped, the list of known holes does not answer"
    return judged(done.returncode, done.stdout, done.stderr)


def judged(code: int, said: str, complaint: str) -> tuple[int, str]:
    """What the answer of pip-audit means."""
    if code == 0:
        return 0, "pip-audit: no known holes"
    if FOUND in complaint:
        return 1, f"{complaint}{said}"
    last = complaint.strip().splitlines()[-1] if complaint.strip() else "no answer"
    return 0, f"pip-audit: skipped, the list of known holes cannot be reached ({last[:150]})"


if __name__ == "__main__":
    exit_code, told = audited()
    sys.stdout.write(f"{told}\n")
    sys.exit(exit_code)
