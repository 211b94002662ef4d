"""Measures how well relations between two names are recognised: `python -m tests.organisations.sayings_of_ties`.

It prints the share of sentences whose relation is recognised correctly, for the sentences that were used to write
the patterns and for those held out. `--wrong` lists the errors, and `--held-out` includes those in held-out
sentences.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.spans import Span
from pipeline.organisations.ties import TieCue, cue_between

TABLE = Path(__file__).with_name("ties_how.txt")
_NAME = re.compile(r"[\[{]([^\]}]+)[\]}]")


@dataclass(frozen=True)
class Saying:
    """A sentence with two organisations, and their relation."""

    text: str
    first: Span
    second: Span
    others: tuple[Span, ...]
    how: str
    direction: str
    held_out: bool

    def told(self) -> TieCue:
        """The relation found by the patterns."""
        return cue_between(self.text, first=self.first, second=self.second, others=self.others)

    @property
    def is_told_rightly(self) -> bool:
        """Whether relation and direction are correct."""
        cue = self.told()
        return (cue.how, cue.direction) == (self.how, self.direction)


def sayings() -> list[Saying]:
    """All sentences of the table."""
    lines = TABLE.read_text("utf-8").splitlines()
    return [_saying(line) for line in lines if line and not line.startswith("#")]


def _saying(line: str) -> Saying:
    label, marked = line.split(" | ")
    held_out = label.startswith("* ")
    how, direction = label.removeprefix("* "), ""
    if how[-1] in "<>":
        how, direction = how[:-2], how[-1]
    text, end = "", 0
    named: list[Span] = []
    others: list[Span] = []
    for match in _NAME.finditer(marked):
        text += marked[end : match.start()]
        span = Span(len(text), len(text) + len(match[1]))
        (named if match[0].startswith("[") else others).append(span)
        text, end = text + match[1], match.end()
    return Saying(text + marked[end:], named[0], named[1], tuple(others), how, direction, held_out)


def share_told(*, held_out: bool) -> tuple[int, int]:
    """How many relations are correct, out of how many."""
    some = [saying for saying in sayings() if saying.held_out == held_out]
    return sum(saying.is_told_rightly for saying in some), len(some)


def main(arguments: list[str]) -> None:
    """Print the figures."""
    for held_out in (False, True):
        right, total = share_told(held_out=held_out)
        print(f"{'held out' if held_out else 'written with':<14}{right:>4} of {total}  {right / total:.2f}")  # noqa: T201
    kinds = Counter((s.how, s.held_out, s.is_told_rightly) for s in sayings())
    for how in dict.fromkeys(s.how for s in sayings()):
        right = [
            (kinds[how, held, True], kinds[how, held, True] + kinds[how, held, False]) for held in (False, True)
        ]
        print(f"  {how:<16}{right[0][0]:>3} of {right[0][1]:<4}{right[1][0]:>3} of {right[1][1]}")  # noqa: T201
    if "--wrong" in arguments:
        for saying in sayings():
            if not saying.is_told_rightly and (not saying.held_out or "--held-out" in arguments):
                print(f"{saying.how} {saying.direction} | {saying.text} | {saying.told()}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
