"""Markers that a transcriber writes between the words of a turn: `[inaudible]`, `(laughs)`, `[00:03:31]`.

A marker stays in the turn's text, which is verbatim, but does not count as a word. All stages recognise markers
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from pipeline.corpus.spans import Span


class MarkKind(StrEnum):
    """What a marker means."""

    LOST = "lost"  # words that could not be heard
    SOUND = "sound"  # laughter, a pause, a telephone
    TIME = "time"  # a place in the recording
    NOTE = "note"  # any other remark in square brackets, such as `[name]`


class Mark(NamedTuple):
    """A marker and its span."""

    span: Span
    kind: MarkKind


_LOST = (
    r"inaudible|unintelligible|indistinct|unclear|crosstalk|cross[- ]talk|overlapping|talking over|redacted|blank"
)
_SOUND = (
    r"laugh\w*|chuckl\w*|giggl\w*|paus\w*|silence|sigh\w*|cough\w*|cry\w*|cries|sob\w*|tearful|applause|clap\w*|"
    r"nod\w*|gestur\w*|smil\w*|sniff\w*|phone rings?|telephone rings?|door \w+|noise|background \w+|break|music"
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIME = re.compile(rf"[\[(<]\s*{_CLOCK}(?:\s*[-–—]\s*{_CLOCK})?\s*[\])>]")
_SQUARE = re.compile(r"\[[^\[\]\n]{0,80}\]")
# Round brackets may also contain asides, so only text that starts like a marker is one.
_ROUND = re.compile(rf"\((?:(?:all|both|long|short|they|he|she)\s+)?(?:{_LOST}|{_SOUND})\b[^()\n]{{0,40}}\)", re.I)
_ANY = re.compile(f"{_TIME.pattern}|{_SQUARE.pattern}|{_ROUND.pattern}", re.I)
_LOST_INSIDE = re.compile(rf"\b(?:{_LOST})\b|^\W*\?+\W*$", re.I)
_SOUND_INSIDE = re.compile(rf"^\W*(?:(?:all|both|long|short|they|he|she)\s+)?(?:{_SOUND})\b", re.I)


def marks_in(text: str) -> Iterator[Mark]:
    """The markers in a text, in order."""
    for match in _ANY.finditer(text):
        yield Mark(Span(*match.span()), _kind(match[0]))


def without_marks(text: str) -> str:
    """The text with every character of a marker replaced by a space, so that offsets do not change."""
    return _ANY.sub(lambda match: " " * len(match[0]), text)


def _kind(mark: str) -> MarkKind:
    if _TIME.fullmatch(mark):
        return MarkKind.TIME
    if _LOST_INSIDE.search(mark):
        return MarkKind.LOST
    return MarkKind.SOUND if _SOUND_INSIDE.search(mark) else MarkKind.NOTE
