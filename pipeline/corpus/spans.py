"""Span arithmetic: half-open ranges of Unicode code points in the stored text of a source."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Generic, NamedTuple, Protocol, TypeVar, cast

# What counts as a word: letters and digits; the same with apostrophes inside; letters alone, as in names.
BARE_WORD = re.compile(r"[^\W_]+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
S = TypeVar("S", bound=str)
_SPACE = re.compile(r"\s+")


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> Span:
        """The span moved by `by` code points."""
        return Span(self.start + by, self.end + by)

    def trimmed(self, text: str) -> Span:
        """The span without leading and trailing white space; empty, at its start, if there is nothing else."""
        start, end = self.start, min(self.end, len(text))
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(start, end) if start < end else Span(self.start, self.start)


class HasOffsets(Protocol):
    """Anything with a start and an end in a text."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """One past the last character."""


class Spanned:
    """A base of records that have a start and an end."""

    __slots__ = ()

    @property
    def span(self: HasOffsets) -> Span:
        """The characters that it covers."""
        return Span(self.start, self.end)


class SpanIndex:
    """An index of sorted spans that finds overlapping ones in time proportional to their number."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]
        self._ends = list(accumulate((span.end for span in self._spans), max))  # the greatest end so far

    def overlapping(self, span: Span) -> list[Span]:
        """Overlapping spans, last first."""
        found = []
        at = bisect_left(self._starts, span.end) - 1
        while at >= 0 and self._ends[at] > span.start:
            if self._spans[at].end > span.start:
                found.append(self._spans[at])
            at -= 1
        return found

    def holds(self, at: int) -> bool:
        """Whether a position lies strictly inside a span."""
        begun = bisect_left(self._starts, at)
        return begun > 0 and at < self._ends[begun - 1]


def gaps(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """The parts of `[start, end)` not covered by sorted, non-overlapping `spans`."""
    at = start
    for span in spans:
        if at < span.start:
            yield Span(at, min(span.start, end))
        at = max(at, span.end)
    if at < end:
        yield Span(at, end)


def tiles(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether `spans`, in order, cover `[start, end)` with no gap, overlap or empty span."""
    at = start
    for span in spans:
        if span.start != at or span.end <= span.start:
            return False
        at = span.end
    return at == end


def replaced(text: str, replacements: Sequence[tuple[Span, str]], within: Span | None = None) -> str:
    """`text[within]` with each of these non-overlapping spans replaced by its string.

    A span that extends beyond `within` is replaced as a whole, so that no part of a name remains.
    """
    within = within or Span(0, len(text))
    pieces: list[str] = []
    at = within.start
    for span, instead in sorted(replacements):
        if not span.overlaps(within):
            continue
        pieces.append(text[at : max(at, span.start)])
        pieces.append(instead)
        at = max(at, span.end)
    pieces.append(text[at : max(at, within.end)] if at < within.end else "")
    return "".join(pieces)


def folded(text: S) -> S:
    """`text` with white space normalised to single spaces, for comparison and ids."""
    return cast("S", _SPACE.sub(" ", text).strip())


class LineIndex:
    """Maps offsets to 1-based line numbers."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line_of(self, offset: int) -> int:
        """The line on which `offset` lies."""
        return bisect_right(self._starts, offset)


def stable_id(prefix: str, *parts: str) -> str:
    """An id derived from content only: the same on every machine and in every run.

    The hyphen keeps a spreadsheet from reading it as a number.
    """
    digest = hashlib.blake2b("\x1f".join(folded(part) for part in parts).encode(), digest_size=6)
    return f"{prefix}-{digest.hexdigest()}"


class IdMaker:
    """Makes `stable_id`s that stay unique for repeated content."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._seen: dict[str, int] = {}

    def make(self, *parts: str) -> str:
        """The id of this content; further occurrences get different ids, in call order."""
        first = stable_id(self._prefix, *parts)
        count = self._seen.get(first, 0)
        self._seen[first] = count + 1
        return first if count == 0 else stable_id(self._prefix, *parts, f"again {count}")


Item = TypeVar("Item")


class Overlaps(Generic[Item]):
    """Finds items by overlap in one text; their spans may overlap each other."""

    def __init__(self, items: Iterable[tuple[Span, Item]]) -> None:
        self._items = sorted(items, key=lambda item: item[0])
        self._starts = [span.start for span, _ in self._items]
        # The running maximum of ends is monotonic and can be searched by bisection.
        self._furthest = list(accumulate((span.end for span, _ in self._items), max))

    def at(self, span: Span) -> list[tuple[Span, Item]]:
        """Items that overlap `span`, in text order."""
        first = bisect_right(self._furthest, span.start)
        last = bisect_left(self._starts, span.end)
        return [item for item in self._items[first:last] if item[0].overlaps(span)]


def timecode(seconds: float | None) -> str:
    """Seconds as `h:mm:ss`; empty if unknown."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
