"""Processor seconds that 100,000 rows of decisions cost to read and match: `python -m tests.bench.decisions`."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from pipeline.decision_matching import Passage, match_decisions
from pipeline.decisions import Decision, read_decisions
from pipeline.decisions_file import written_decisions

ROWS = 100_000
KINDS = ("about passages that there are", "about themes that there are not", "lost", "moved", "the same again")


def passages() -> list[Passage]:
    """Two thousand passages of twenty sources."""
    chance = random.Random(13)
    words = [f"word{n}" for n in range(3000)]
    return [Passage(f"q-{n}", f"s-{n % 20}", " ".join(chance.choices(words, k=40))) for n in range(2000)]


def decisions(kind: str, some: list[Passage]) -> Iterator[Decision]:
    """The rows of one kind, no two of them with the same words where they are lost or moved."""
    for n in range(ROWS):
        one = some[n % len(some)]
        gone = kind in ("lost", "moved")
        text = " ".join(reversed(one.text.split())) if kind == "lost" else one.text
        yield Decision(
            quote_id=f"gone-{n}" if gone else one.quote_id,
            theme_id=f"retired-{n}" if kind == KINDS[1] else "theme" if kind == KINDS[4] else f"theme-{n % 7}",
            decision="reject" if n % 3 else "accept",
            coder=f"Coder {n // len(some)}",
            source=one.source,
            quote=f"{text} {n}" if gone else text,
        )


def main() -> None:
    """Measure each kind and print it as a table."""
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


if __name__ == "__main__":
    main()
