"""The processor time for 100,000 rows of decisions.

`python -m tests.bench.decisions` measures reading and matching only; with `--run` it measures `pipeline run` on the
sample study with such a file, minus the same run with a file that has only the header.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyarrow.parquet import read_table

from pipeline.corpus.codebook import CODEBOOK_FILE, parse_codebook
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decision_matching import DecidablePassage, match_decisions
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.decisions_file import written_decisions

ROOT = Path(__file__).parents[2]
ROWS = 100_000
VALID, BLIND, RETIRED, LOST, MOVED, SAME = KINDS = (
    "valid, of many coders",
    "valid, of many coders who worked blind",
    "about themes that do not exist",
    "lost",
    "moved",
    "the same again",
)
THEMES = tuple(f"theme-{n}" for n in range(7))


def passages() -> list[DecidablePassage]:
    """Two thousand passages from twenty sources."""
    chance = random.Random(13)
    words = [f"word{n}" for n in range(3000)]
    return [DecidablePassage(f"q-{n}", f"s-{n % 20}", " ".join(chance.choices(words, k=40))) for n in range(2000)]


def decisions(kind: str, some: Sequence[DecidablePassage], themes: Sequence[str] = THEMES) -> Iterator[Decision]:
    """The rows of one kind; rows of lost or moved passages have different words."""
    for n in range(ROWS):
        one = some[n % len(some)]
        gone = kind in (LOST, MOVED)
        text = " ".join(reversed(one.text.split())) if kind == LOST else one.text
        theme = n // len(some)
        yield Decision(
            quote_id=f"gone-{n}" if gone else one.quote_id,
            theme_id=f"retired-{n}" if kind == RETIRED else themes[0 if kind == SAME else theme % len(themes)],
            decision="accept" if kind == BLIND or n % 3 == 0 else "reject",
            coder=f"Coder {theme // len(themes)}",
            source=one.source,
            quote=f"{text} {n}" if gone else text,
            mode="blind" if kind == BLIND else "",
        )


def measure_reading() -> None:
    """Measure reading and matching, and print them as a table."""
    some = passages()
    sys.stdout.write("| 100,000 rows | reading | matching |\n|---|---|---|\n")
    for kind in KINDS:
        text = written_decisions(decisions(kind, some)).decode("utf-8-sig")
        began = time.process_time()
        read = read_decisions(text)
        read_in = time.process_time() - began
        began = time.process_time()
        match_decisions(read.decisions, some)
        matched_in = time.process_time() - began
        sys.stdout.write(f"| {kind} | {read_in:.1f} s | {matched_in:.1f} s |\n")


def measure_runs() -> None:
    """Measure whole runs of the sample study, and print them as a table."""
    with tempfile.TemporaryDirectory() as folder:
        models, outputs = Path(folder) / "models", Path(folder) / "outputs"
        shutil.copytree(ROOT / "models", models)
        file = models / "decisions.csv"
        file.write_bytes(written_decisions(()))
        run_seconds(models, outputs)  # a warm-up run, so that files are in the disk cache
        some = _passages_of(outputs)
        themes = [code.id for code in parse_codebook((models / CODEBOOK_FILE).read_text()).codes]
        shutil.rmtree(outputs)
        header_only = run_seconds(models, outputs)
        sys.stdout.write(f"| 100,000 rows | more than the {header_only:.1f} s with a header only |\n|---|---|\n")
        for kind in KINDS:
            shutil.rmtree(outputs)
            file.write_bytes(written_decisions(decisions(kind, some, themes)))
            more = run_seconds(models, outputs) - header_only
            sys.stdout.write(f"| {kind} | {more:.1f} s |\n")
            sys.stdout.flush()


def run_seconds(models: Path, outputs: Path) -> float:
    """User and system time of `pipeline run` with one process, including child processes."""
    words = ["--jobs", "1", "--quiet", "--models", str(models), "--outputs", str(outputs), "run"]
    before = os.times()
    ended = subprocess.run([sys.executable, "-m", "pipeline", *words], cwd=ROOT, check=False, capture_output=True)
    after = os.times()
    if ended.returncode not in (0, 1):
        raise RuntimeError(ended.stderr.decode())
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def _passages_of(outputs: Path) -> list[DecidablePassage]:
    tables = outputs / "private" / "tables"
    texts = {path.stem: path.read_text() for path in (outputs / "private" / "text").glob("*.txt")}
    rows = read_table(tables / "passages.parquet").select(["quote_id", "source", "start", "end"]).to_pylist()
    return [
        DecidablePassage(row["quote_id"], row["source"], texts[row["source"]][row["start"] : row["end"]])
        for row in rows
    ]


if __name__ == "__main__":
    measure_runs() if "--run" in sys.argv[1:] else measure_reading()
