"""Lays a quotation along what was said: which word is which, what was left out, put in, exchanged.

The whole quotation is aligned with any part of the window (semi-global alignment, after Sellers 1980), with gap
costs that grow slowly (Gotoh 1982); a row at a time, in numpy.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.verify.words import Keys

    Scores = NDArray[np.float64]

_SAME, _OTHER, _ADDED = 2.0, -1.0, -1.5
_SKIP, _SKIP_WORD = 1.5, 0.05  # words left out
_ELLIPSIS, _ELLIPSIS_WORD = 0.2, 0.002
_BRACKET, _BRACKET_WORD = 0.3, 0.2
_EPSILON = 1e-6
JOIN = 3.0  # what it costs to go on in another place
_LEAST = 3  # words of each of two places that were joined


class Step(NamedTuple):
    """Words `said[a:b]` stand as `printed[c:d]`; the same ones if `same`."""

    a: int
    b: int
    c: int
    d: int
    same: bool


@dataclass(frozen=True)
class Alignment:
    """A quotation, or a part of it, aligned with a window.

    Attributes:
        score: how well.
        steps: in order; offsets are of words, in all that was said and in the quotation.
    """

    score: float
    steps: tuple[Step, ...]

    @property
    def matched(self) -> int:
        """Words that are the same."""
        return sum(step.d - step.c for step in self.steps if step.same)

    @property
    def first(self) -> int:
        """The first word of the stretch."""
        return self.steps[0].a

    @property
    def end(self) -> int:
        """One past its last."""
        return self.steps[-1].b


class AlignedWindow:
    """A stretch of what was said, and a quotation to lay along it.

    Args:
        said: words of the stretch.
        quote: words of the quotation.
        base: the number of the stretch's first word.
        gaps: the words of the quotation before which an ellipsis stands.
        brackets: the words before which an editor's words stand.
    """

    def __init__(
        self, said: Keys, quote: Keys, *, base: int, gaps: Collection[int], brackets: Collection[int]
    ) -> None:
        self._said, self._quote, self._base = said, quote, base
        self._skips = [
            (_ELLIPSIS, _ELLIPSIS_WORD)
            if at in gaps
            else (_BRACKET, _BRACKET_WORD)
            if at in brackets
            else (_SKIP, _SKIP_WORD)
            for at in range(len(quote) + 1)
        ]
        self._forward: tuple[Scores, Scores] | None = None
        self._backward: Scores | None = None

    def whole(self) -> Alignment:
        """The whole quotation."""
        return self.head(len(self._quote))

    def head(self, end: int) -> Alignment:
        """The first `end` words."""
        kept, moved = self._tables()
        last = int(np.argmax(kept[end]))
        return Alignment(float(kept[end][last]), self._steps(kept, moved, end, last))

    def heads(self) -> Scores:
        """How well the first 0, 1, 2 … words can be aligned."""
        best: Scores = self._tables()[0].max(axis=1)
        return best

    def tail(self, start: int) -> Alignment:
        """The words from `start` on."""
        other = AlignedWindow(self._said, self._quote[start:], base=self._base, gaps=(), brackets=())
        other._skips = self._skips[start:]
        made = other.whole()
        return Alignment(made.score, tuple(Step(s.a, s.b, s.c + start, s.d + start, s.same) for s in made.steps))

    def tails(self) -> Scores:
        """How well the words from 0, 1, 2 … on can be aligned."""
        if self._backward is None:
            turned = AlignedWindow(self._said[::-1], self._quote[::-1], base=0, gaps=(), brackets=())
            turned._skips = self._skips[::-1]
            self._backward = turned.heads()[::-1]
        return self._backward

    def _tables(self) -> tuple[Scores, Scores]:
        """For each word of the quotation and each place: the best score without, and with, a skip after it."""
        if self._forward is None:
            width = len(self._said) + 1
            at = np.arange(width, dtype=np.float64)
            kept = np.zeros((len(self._quote) + 1, width))
            moved = np.zeros_like(kept)
            for row, key in enumerate(self._quote, start=1):
                before = moved[row - 1]
                kept[row] = before + _ADDED
                kept[row, 1:] = np.maximum(kept[row, 1:], before[:-1] + np.where(self._said == key, _SAME, _OTHER))
                opening, each = self._skips[row]
                best = np.maximum.accumulate(kept[row] + each * at)
                moved[row] = kept[row]
                moved[row, 1:] = np.maximum(moved[row, 1:], best[:-1] - opening - each * at[1:])
            self._forward = kept, moved
        return self._forward

    def _steps(self, kept: Scores, moved: Scores, row: int, at: int) -> tuple[Step, ...]:
        steps: list[Step] = []
        base = self._base
        while row > 0:
            same = at > 0 and bool(self._said[at - 1] == self._quote[row - 1])
            along = moved[row - 1, at - 1] + (_SAME if same else _OTHER) if at > 0 else -np.inf
            if abs(kept[row, at] - along) < _EPSILON:
                steps.append(Step(base + at - 1, base + at, row - 1, row, same))
                at -= 1
            else:
                steps.append(Step(base + at, base + at, row - 1, row, False))
            row -= 1
            if row > 0 and moved[row, at] > kept[row, at] + _EPSILON:
                each = self._skips[row][1]
                before = int(np.argmax(kept[row, :at] + each * np.arange(at)))
                steps.append(Step(base + before, base + at, row, row, False))
                at = before
        return _grouped(steps[::-1])


def joined(
    one: AlignedWindow, other: AlignedWindow, *, length: int, above: float
) -> tuple[Alignment, Alignment] | None:
    """The quotation's head aligned with one window and its tail with another, where they meet best.

    Args:
        one: where the head is looked for.
        other: where the tail is.
        length: words of the quotation.
        above: the score that both together must beat.
    """
    if length < 2 * _LEAST:
        return None
    scores = one.heads() + other.tails()
    scores[:_LEAST] = scores[length - _LEAST + 1 :] = -np.inf
    at = int(np.argmax(scores))
    if scores[at] <= above:
        return None
    head, tail = one.head(at), other.tail(at)
    return (head, tail) if min(head.matched, tail.matched) >= _LEAST else None


def _grouped(steps: list[Step]) -> tuple[Step, ...]:
    """Neighbouring steps of one kind as one."""
    made: list[Step] = []
    for step in steps:
        if made and made[-1].same == step.same:
            before = made[-1]
            made[-1] = Step(before.a, step.b, before.c, step.d, step.same)
        else:
            made.append(step)
    return tuple(made)
