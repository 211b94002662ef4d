"""The words around a quote, for a reader who wants to know what they answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.emit.gate import WITHHELD, Gate
from pipeline.emit.material import Material, Row
from pipeline.spans import Span, folded, span_of

_LONGEST = 200  # characters
_CUT = "…"
_OPENING = "“‘«\"'"
_CLOSING = re.compile(r"[”’»\"']+(?:[.,;:]+(?=\s|\Z))?")


class Contexts:
    """The contexts of the quotes of one source."""

    def __init__(self, source: str, *, text: str, turns: Sequence[Row], material: Material, gate: Gate) -> None:
        self._source = source
        self._text = text
        self._turns = turns
        self._position = {turn["turn_id"]: at for at, turn in enumerate(turns)}
        self._material = material
        self._gate = gate

    def before(self, turn: Row, span: Span) -> str:
        """The words before in the same turn; else the survey's question; else the end of the turn before.

        Nothing where they would tell who somebody anonymous is.
        """
        return self._untold(turn, self._before(turn, span))

    def after(self, turn: Row, span: Span) -> str:
        """The words after in the same turn, else the beginning of the next; nothing where they would tell."""
        return self._untold(turn, self._after(turn, span))

    def _untold(self, turn: Row, words: str) -> str:
        telling = self._material.telling.get(turn["participant"], ())
        plain = words.casefold()
        return "" if any(phrase in plain for phrase in telling) else words

    def _before(self, turn: Row, span: Span) -> str:
        here = Span(int(turn["start"]), _opened(self._text, span.start, int(turn["start"]))).trimmed(self._text)
        if here.start < here.end:
            return self._printed(turn, _tail(self._text, here))
        if turn["question"]:
            return self._gate.free(folded(turn["question"]))
        position = self._position[turn["turn_id"]]
        return self._neighbour(position, step=-1, cut=_tail)

    def _after(self, turn: Row, span: Span) -> str:
        here = Span(_closed(self._text, span.end, int(turn["end"])), int(turn["end"])).trimmed(self._text)
        if here.start < here.end:
            return self._printed(turn, _head(self._text, here))
        if turn["question"]:
            return ""  # what follows answers another question
        position = self._position[turn["turn_id"]]
        return self._neighbour(position, step=1, cut=_head)

    def _neighbour(self, position: int, *, step: int, cut: Callable[[str, Span], tuple[str, Span, str]]) -> str:
        """Words of the nearest turn in one direction that has any."""
        at = position + step
        while 0 <= at < len(self._turns):
            span = span_of(self._turns[at]).trimmed(self._text)
            if span.start < span.end:
                return self._printed(self._turns[at], cut(self._text, span))
            at += step
        return ""

    def _printed(self, turn: Row, cut: tuple[str, Span, str]) -> str:
        if not self._material.printable(turn):
            return WITHHELD
        left, span, right = cut
        return left + folded(self._gate.words(self._source, self._text, span)) + right


def _opened(text: str, at: int, first: int) -> int:
    """Where what stands before a quotation ends: the marks that open it are no part of that."""
    while at > first and text[at - 1] in _OPENING:
        at -= 1
    return at


def _closed(text: str, at: int, last: int) -> int:
    """Where what stands after a quotation begins: after the marks that close it, and the full stop behind them."""
    match = _CLOSING.match(text, at, last)
    return match.end() if match else at


def _tail(text: str, span: Span) -> tuple[str, Span, str]:
    """The end of a stretch, cut at a word, with the mark of the cut."""
    if span.end - span.start <= _LONGEST:
        return "", span, ""
    start = span.end - _LONGEST
    while start < span.end and not text[start - 1].isspace():
        start += 1
    if start == span.end:  # one endless word
        start = span.end - _LONGEST
    return f"{_CUT} ", Span(start, span.end).trimmed(text), ""


def _head(text: str, span: Span) -> tuple[str, Span, str]:
    """The beginning of a stretch, cut at a word, with the mark of the cut."""
    if span.end - span.start <= _LONGEST:
        return "", span, ""
    end = span.start + _LONGEST
    while end > span.start and not text[end].isspace():
        end -= 1
    if end == span.start:
        end = span.start + _LONGEST
    return "", Span(span.start, end).trimmed(text), f" {_CUT}"
