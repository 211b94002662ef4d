"""Finding what overlaps a span, among many."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from pipeline.spans import Span

Item = TypeVar("Item")


class Overlaps(Generic[Item]):
    """Things at spans of one text; spans may overlap one another."""

    def __init__(self, items: Iterable[tuple[Span, Item]]) -> None:
        self._items = sorted(items, key=lambda item: item[0])
        self._starts = [span.start for span, _ in self._items]
        # The furthest end so far never falls, so that it can be searched by halving.
        self._furthest = list(accumulate((span.end for span, _ in self._items), max))

    def at(self, span: Span) -> list[tuple[Span, Item]]:
        """Those that share at least one character with `span`, in text order."""
        first = bisect_right(self._furthest, span.start)
        last = bisect_left(self._starts, span.end)
        return [item for item in self._items[first:last] if item[0].overlaps(span)]
