"""Passages that a coder marked in the transcript: `models/passages.csv`. The next run cuts the turns there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.corpus.csv_safety import saved_table, unescaped
from pipeline.corpus.spans import Span

OWN_PASSAGES_FILE: Final = "passages.csv"  # below the models folder
OWN_PASSAGE_COLUMNS: Final = ("source", "start", "end", "quote", "coder")


@dataclass(frozen=True, slots=True)
class OwnPassage:
    """Words that a coder marked.

    Attributes:
        source: the source's id.
        start: their first character when they were marked.
        quote: the words, verbatim.
    """

    source: str
    start: int
    quote: str

    def place(self, text: str) -> Span | None:
        """Where the words stand now: at their place, or nearest to it; None if they are gone."""
        if text.startswith(self.quote, self.start):
            return Span(self.start, self.start + len(self.quote))
        places = list(_places(text, self.quote))
        if not places:
            return None
        at = min(places, key=lambda place: abs(place - self.start))
        return Span(at, at + len(self.quote))


def read_own_passages(text: str) -> Mapping[str, Sequence[OwnPassage]]:
    """The passages of each source; rows that lack something are passed over, since they change nothing."""
    found: dict[str, list[OwnPassage]] = defaultdict(list)
    rows = saved_table(text).rows()
    names = [cell.strip().casefold() for cell in next(rows, [])]
    for cells in rows:
        row = {name: unescaped(cell) for name, cell in zip(names, cells, strict=False)}
        source, start, quote = row.get("source", ""), row.get("start", ""), row.get("quote", "")
        if source and start.isdecimal() and quote.strip():
            found[source].append(OwnPassage(source, int(start), quote))
    return found


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
