"""How well passages break where a thought does: `python -m tests.quotes.thoughts_measure`.

Three figures: F1 of the breaks, and Pk and WindowDiff (Beeferman 1999; Pevzner and Hearst 2002), which count near
misses for less; of these smaller is better. Beside it: a break nearest to every so many words, one at every
sentence, and none. All may break at sentence ends alone, but for ours.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import Span
from pipeline.language.english import sentences
from pipeline.quotes.passages import cut

GOLD = Path(__file__).parent / "gold" / "thoughts.txt"
HALVES = ("development", "held out")
WORDS = 40  # of a passage of fixed length: the mean length of a thought here

Cut = Callable[[str, Sequence[Span]], list[int]]


def turns(half: str) -> list[tuple[str, list[int]]]:
    """The turns of one half, and where a thought begins in each."""
    block = GOLD.read_text("utf-8").split(f"== {half}\n")[1].split("\n== ")[0]
    return [_turn(marked.strip()) for marked in block.split("\n--\n")]


def _turn(marked: str) -> tuple[str, list[int]]:
    thoughts = marked.split(" | ")
    starts = [sum(len(thought) + 1 for thought in thoughts[:n]) for n in range(1, len(thoughts))]
    return " ".join(thoughts), starts


def ours(text: str, found: Sequence[Span]) -> list[int]:
    """As it ships."""
    return [passage.start for passage in cut(text, found, settings=QuoteSettings())[1:]]


def fixed(text: str, found: Sequence[Span]) -> list[int]:
    """The sentence end nearest to every so many words."""
    ends = [span.start for span in found[1:]]
    words = [len(text[:end].split()) for end in ends]
    total = len(text.split())
    nearest = (
        (min(range(len(ends)), key=lambda at: abs(words[at] - n)) for n in range(WORDS, total, WORDS))
        if ends
        else ()
    )
    return sorted({ends[at] for at in nearest})


def scores(made: Sequence[tuple[str, list[int], list[int]]]) -> tuple[float, float, float]:
    """F1, Pk and WindowDiff over turns with their breaks, wanted and made."""
    right = sum(len(set(wanted) & set(found)) for _, wanted, found in made)
    both = sum(len(wanted) + len(found) for _, wanted, found in made)
    misses = differences = windows = 0
    for text, wanted, found in made:
        words = [at for at in range(len(text)) if at == 0 or text[at - 1] == " "]
        half = max(2, round(len(words) / (len(wanted) + 1) / 2))
        for at in range(len(words) - half):
            want, have = (_within(some, words[at], words[at + half]) for some in (wanted, found))
            misses += (want > 0) != (have > 0)
            differences += want != have
            windows += 1
    return 2 * right / both if both else 0.0, misses / windows, differences / windows


def _within(breaks: Sequence[int], start: int, end: int) -> int:
    return bisect_left(breaks, end + 1) - bisect_left(breaks, start + 1)


WAYS: dict[str, Cut] = {
    "ours": ours,
    f"every {WORDS} words": fixed,
    "every sentence": lambda text, found: [span.start for span in found[1:]],
    "none": lambda text, found: [],
}


def measured(half: str, way: Cut) -> tuple[float, float, float]:
    """The three figures of one way on one half."""
    given = turns(half)
    found = sentences([text for text, _ in given])
    return scores([(text, wanted, way(text, spans)) for (text, wanted), spans in zip(given, found, strict=True)])


def report(*, show: bool = False) -> Iterator[str]:
    """A line for each half and way."""
    for half in HALVES:
        for name, way in WAYS.items():
            f1, pk, difference = measured(half, way)
            yield f"{half:<12} {name:<15} F1 {f1:.3f}  Pk {pk:.3f}  WindowDiff {difference:.3f}"
        for text, wanted in turns(half) if show else ():
            (spans,) = sentences([text])
            found = set(ours(text, spans))
            marks = {at: ("✓|" if at in found else "✗|") if at in wanted else "+|" for at in {*wanted, *found}}
            yield "    " + "".join(marks.get(at, "") + char for at, char in enumerate(text))


if __name__ == "__main__":
    sys.stdout.write("\n".join(report(show="--show" in sys.argv)) + "\n")
