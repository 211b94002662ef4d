"""Measures how often quotability ranks the better of two passages first: `python -m tests.quotes.pairs_measure`.

The baselines are the longer of the two, the one with more capitals and figures, and chance (0.500).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.corpus.settings import QuotabilityWeights
from pipeline.quotes.quotability import quotability

GOLD = Path(__file__).parent / "gold" / "better_quotes.txt"
HALVES = ("development", "held out")
_SAME = 1e-9

Pair = tuple[str, str]


def pairs(half: str) -> list[Pair]:
    """The better and the worse of each pair."""
    text = GOLD.read_text("utf-8").split(f"== {half}\n")[1].split("\n== ")[0]
    both = [block.split("\n>\n") for block in text.split("\n--\n")]
    return [(better.strip(), worse.strip()) for better, worse in both]


def ours(text: str) -> float:
    """Quotability with its default weights."""
    return quotability(text).score(QuotabilityWeights())


def ranked_right(given: Sequence[Pair], score: Callable[[str], float]) -> float:
    """The share of pairs whose better one scores higher; a tie is half a pair."""
    won = sum(score(better) > score(worse) + _SAME for better, worse in given)
    tied = sum(abs(score(better) - score(worse)) <= _SAME for better, worse in given)
    return (won + tied / 2) / len(given)


def report(*, wrong: bool = False) -> Iterator[str]:
    """A line for each half and way."""
    ways: dict[str, Callable[[str], float]] = {
        "ours": ours,
        "the longer": lambda text: len(text.split()),
        "capitals and figures": lambda text: sum(char.isupper() or char.isdigit() for char in text),
    }
    for half in HALVES:
        given = pairs(half)
        for way, score in ways.items():
            yield f"{half:<12} {way:<21} {ranked_right(given, score):.3f} of {len(given)}"
        for better, worse in given if wrong else ():
            if ours(better) <= ours(worse):
                yield f"    {ours(better)} {better}\n       {quotability(better)}"
                yield f"    {ours(worse)} {worse}\n       {quotability(worse)}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report(wrong="--wrong" in sys.argv)) + "\n")
