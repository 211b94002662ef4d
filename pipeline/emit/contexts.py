"""The words that stand before and after a quote, as they may be printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.corpus.records import Turn
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.corpus.spans import Span, folded
from pipeline.emit.gate import WITHHELD, Gate, worded
from pipeline.emit.material import Material

_LONGEST = 200  # characters
_OPENING = "“‘«\"'"
_CLOSING = re.compile(r"[”’»\"']+(?:[.,;:]+(?=\s|\Z))?")


class Contexts:
    """The contexts of the quotes of one source."""

    def __init__(self, source: str, *, text: str, turns: Sequence[Turn], material: Material, gate: Gate) -> None:
        self._source = source
        self._text = text
        self._turns = turns
        self._position = {turn.turn_id: at for at, turn in enumerate(turns)}
        self._material = material
        self._gate = gate

    def before(self, turn: Turn, span: Span) -> PrintableText:
        """The words before in the same turn; else the survey's question; else the end of the turn before.

        Nothing where they would tell who somebody anonymous is.
        """
        return self._unless_identifying(turn, self._before(turn, span))

    def after(self, turn: Turn, span: Span) -> PrintableText:
        """The words after in the same turn, else the beginning of the next; nothing where they would tell."""
        return self._unless_identifying(turn, self._after(turn, span))

    def _unless_identifying(self, turn: Turn, words: PrintableText) -> PrintableText:
        identifying = self._material.identifying.get(turn.participant, ())
        plain = words.casefold()
        return NO_TEXT if any(phrase in plain for phrase in identifying) else words

    def _before(self, turn: Turn, span: Span) -> PrintableText:
        here = Span(turn.start, _opened(self._text, span.start, turn.start)).trimmed(self._text)
        if here.start < here.end:
            return self._printed(turn, _tail(self._text, here))
        if turn.question:
            return self._gate.free(folded(turn.question))
        position = self._position[turn.turn_id]
        return self._neighbour(position, step=-1, cut=_tail)

    def _after(self, turn: Turn, span: Span) -> PrintableText:
        here = Span(_closed(self._text, span.end, turn.end), turn.end).trimmed(self._text)
        if here.start < here.end:
            return self._printed(turn, _head(self._text, here))
        if turn.question:
            return NO_TEXT  # what follows answers another question
        position = self._position[turn.turn_id]
        return self._neighbour(position, step=1, cut=_head)

    def _neighbour(self, position: int, *, step: int, cut: Callable[[str, Span], _CutWords]) -> PrintableText:
        """Words of the nearest turn in one direction that has any."""
        at = position + step
        while 0 <= at < len(self._turns):
            span = self._turns[at].span.trimmed(self._text)
            if span.start < span.end:
                return self._printed(self._turns[at], cut(self._text, span))
            at += step
        return NO_TEXT

    def _printed(self, turn: Turn, cut: _CutWords) -> PrintableText:
        if not self._material.printable(turn):
            return WITHHELD
        words = folded(self._gate.words(self._source, self._text, cut.span))
        if cut.before:
            words = worded("… {words}", words=words)
        return worded("{words} …", words=words) if cut.after else words


class _CutWords(NamedTuple):
    """What is left of a stretch of text, and whether words before or after it were cut off."""

    span: Span
    before: bool = False
    after: bool = False


def _opened(text: str, at: int, first: int) -> int:
    """Where what stands before a quotation ends: the marks that open it are no part of that."""
    while at > first and text[at - 1] in _OPENING:
        at -= 1
    return at


def _closed(text: str, at: int, last: int) -> int:
    """Where what stands after a quotation begins: after the marks that close it, and the full stop behind them."""
    match = _CLOSING.match(text, at, last)
    return match.end() if match else at


def _tail(text: str, span: Span) -> _CutWords:
    """The end of a stretch of text, cut at a word."""
    if span.end - span.start <= _LONGEST:
        return _CutWords(span)
    start = span.end - _LONGEST
    while start < span.end and not text[start - 1].isspace():
        start += 1
    if start == span.end:  # one endless word
        start = span.end - _LONGEST
    return _CutWords(Span(start, span.end).trimmed(text), before=True)


def _head(text: str, span: Span) -> _CutWords:
    """The beginning of a stretch of text, cut at a word."""
    if span.end - span.start <= _LONGEST:
        return _CutWords(span)
    end = span.start + _LONGEST
    while end > span.start and not text[end].isspace():
        end -= 1
    if end == span.start:
        end = span.start + _LONGEST
    return _CutWords(Span(span.start, end).trimmed(text), after=True)
