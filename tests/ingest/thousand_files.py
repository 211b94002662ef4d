"""How ingest grows with the number of files: `python -m tests.ingest.thousand_files [COUNT …]`.

Writes COUNT transcripts of 10,000 words each (the sample's words in another order every time), reads each folder in
a process of its own, and prints seconds and peak memory of the largest process.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.corpus.study import Study
from pipeline.ingest.stage import INGEST
from pipeline.workflow.runner import Run

WORDS = 10_000
SAMPLE = Path(__file__).parents[2] / "transcripts" / "sample" / "thornaby_cross_interview.txt"


def write(folder: Path, count: int) -> None:
    words = [word for word in SAMPLE.read_text("utf-8").split() if not word.endswith(":")]
    for number in range(count):
        rng = random.Random(number)
        turns = []
        for at in range(WORDS // 100):
            label = "Interviewer" if at % 2 == 0 else f"Person{number}"
            turns.append(f"{label}: {' '.join(rng.choices(words, k=100))}?")
        (folder / f"interview_{number:04d}.txt").write_text("\n\n".join(turns), "utf-8")


def measure(folder: Path) -> None:
    began = time.perf_counter()
    study = Study(folder / "transcripts", folder / "models", folder / "outputs")
    [receipt] = Run(study).through((INGEST,))
    seconds = time.perf_counter() - began
    usage = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"{receipt.summary['interviews']:>6} files {seconds:>7.1f} s {max(usage) // 1024:>6} MB\n")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    for count in [int(given) for given in sys.argv[1:]] or [100, 300, 1000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "transcripts").mkdir()
            write(folder / "transcripts", count)
            subprocess.run([sys.executable, "-m", "tests.ingest.thousand_files", "--measure", name], check=True)


if __name__ == "__main__":
    main()
