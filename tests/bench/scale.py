"""Estimates the cost of a large study from measured rates: `python -m tests.bench.scale`, or `make scale`.

This is a simulation. Transcripts are assigned to workers as on a cluster: each worker takes the next transcript
when it is free, and occasionally a worker fails and its transcript is repeated. The work of a single process is
added at the measured cost per word, and discovery, which uses a sample, at a fixed cost.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass

_DEATHS = 0.001  # the share of tasks during which a worker fails
_SPREAD = 0.5  # the standard deviation of the logarithm of interview lengths
_WAKING = 20.0  # seconds for a worker to load its models, once
_MOST_DEALT = 200_000  # transcripts that are assigned one by one; more are assigned in batches of equal size


@dataclass(frozen=True)
class Rates:
    """Processor seconds, from docs/benchmarks.md.

    Attributes:
        spread: per million words, for the work by source: reading, names, passages, vectors.
        alone: per million words, for the work on the tables in one process.
        discovery: per study of any size, because it uses a sample.
        text: bytes stored per word: text, tables, cache.
    """

    spread: float = 410.0
    alone: float = 175.0
    discovery: float = 10.0
    text: float = 60.0


def wall(interviews: int, *, words: int, workers: int, rates: Rates) -> float:
    """The seconds until this number of workers has processed the last transcript."""
    chance = random.Random(7)
    batch = max(interviews // _MOST_DEALT, 1)
    free = [_WAKING] * workers
    for _ in range(interviews // batch):
        length = sum(chance.lognormvariate(0, _SPREAD) for _ in range(batch)) / _mean()
        seconds = length * words * rates.spread / 1e6
        if chance.random() < _DEATHS * batch:
            seconds += chance.random() * seconds / batch + _WAKING
        heapq.heappush(free, heapq.heappop(free) + seconds)
    return max(free)


def lines(interviews: int, *, words: int, rates: Rates) -> Iterator[str]:
    """The estimate as a table."""
    millions = interviews * words / 1e6
    yield f"{interviews:,} interviews of about {words:,} words: {millions:,.0f} million words"
    by_source, alone = millions * rates.spread / 3600, millions * rates.alone / 3600
    yield f"processors: {by_source:,.0f} hours by source, {alone:,.1f} alone"
    yield f"kept: {millions * rates.text / 1e3:,.1f} GB"
    yield ""
    yield "| workers | by source, hours | tables by one process, hours | in as many shards, hours | efficiency |"
    yield "|---|---|---|---|---|"
    whole = millions * rates.spread
    for workers in (2, 8, 64, 512, 4096):
        took = wall(interviews, words=words, workers=workers, rates=rates)
        alone = millions * rates.alone + rates.discovery
        sharded = millions * rates.alone / workers + rates.discovery
        yield (
            f"| {workers} | {took / 3600:,.2f} | {alone / 3600:,.2f} | {sharded / 3600:,.2f} | "
            f"{whole / (took * workers):.0%} |"
        )


def _mean() -> float:
    return 2.718281828459045 ** (_SPREAD**2 / 2)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--interviews", type=int, default=1_000_000)
    parser.add_argument("--words", type=int, default=8_000, help="words of an interview")
    parser.add_argument(
        "--spread", type=float, default=Rates.spread, help="seconds per million words, for work by source"
    )
    parser.add_argument(
        "--alone", type=float, default=Rates.alone, help="seconds per million words, for work in one process"
    )
    given = parser.parse_args()
    rates = Rates(spread=given.spread, alone=given.alone)
    for line in lines(given.interviews, words=given.words, rates=rates):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
