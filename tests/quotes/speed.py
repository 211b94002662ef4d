"""Measures that the time for quotations is linear in the length of the text: `python -m tests.quotes.speed`.

Paragraphs as reports have them, the same in one endless paragraph, and texts of nothing but marks.
"""

from __future__ import annotations

import random
import sys
import time

from pipeline.corpus.spans import Span
from pipeline.direct_speech.quotations import quotations_in, reported_quotations

_WHO = ("Amy Lee", "Tom Rao", "the council officer", "she", "he", "they", "Northside Trust", "one member")


def report(characters: int, *, between: str = "\n\n") -> str:
    """A text of at least so many characters; its marks are not all balanced."""
    chance = random.Random(characters)
    made: list[str] = []
    length = 0
    while length < characters:
        who = chance.choice(_WHO)
        kind = chance.random()
        if kind < 0.5:
            said = f"The hall opened in 2009. “We coped, and nobody came,” said {who}. “And ‘they’ never will.”"
        elif kind < 0.8:
            said = f"Amy Lee thought of the volunteers' time. 'We were there,' added {who}, chair of the group."
        else:
            said = '"It is "what" it is" – “never, said the clerk ’ and left. ' + "“" * chance.randint(0, 3)
        made.append(said)
        length += len(said) + len(between)
    return between.join(made)


def main() -> None:
    """Print seconds."""
    texts = {
        f"{kind}, {size:,} characters": report(size, between=between)
        for kind, between in (("report", "\n\n"), ("one paragraph", " "))
        for size in (500_000, 1_000_000, 2_000_000)
    }
    texts |= {
        f"nothing but {piece!r}": piece * 50_000 for piece in ('"', "“", "”", "'", "“‘", "a “ b ", "’ a ", '" a')
    }
    for name, text in texts.items():
        marks = sum(text.count(mark) for mark in "“”‘’\"'")
        began = time.perf_counter()
        written = len(quotations_in(text))
        between = time.perf_counter()
        reported_quotations(text, Span(0, len(text)))
        ended = time.perf_counter()
        sys.stdout.write(
            f"{name:<40}{marks:>8,} marks {written:>7,} quotations"
            f"{between - began:>8.1f} s as a document{ended - between:>8.1f} s as a turn\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
