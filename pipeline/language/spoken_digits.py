"""Long numbers read aloud, as for a telephone: `oh seven seven double-oh nine`, `nought one, er, two`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.language.cardinals import REPEATS, TEENS, TENS, UNITS, ZEROS
from pipeline.spans import Span

_UNITS = {word: str(digit) for word, digit in UNITS.items()} | dict.fromkeys((*ZEROS, "oh", "o"), "0")
_TEENS = {word: str(number) for word, number in TEENS.items()}
_TENS = {word: str(number // 10) for word, number in TENS.items()}

_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TEEN = "|".join(sorted(_TEENS, key=len, reverse=True))
_TEN = "|".join(_TENS)
# One spoken number of up to two figures, for houses and years.
SMALL = rf"(?:(?:{_TEN})(?:[ -](?:{_UNIT}))?|{_TEEN}|{_UNIT})"
_TOKEN = rf"(?:(?:double|treble|triple)[ -](?:{_UNIT}|\d)|(?:{_UNIT}|\d)[ -](?:hundred|thousand)|{SMALL}|\d+)"
_FILLER = r"(?:(?:um|uh|er|erm|then|and|so|like|right|plus|dash|space)\b[\s,.…–—-]*)*"
_SEPARATOR = rf"(?:[\s,…–—()/-]+|\.\s*){_FILLER}"
_RUN = re.compile(rf"(?<![\w£$€.,])(?:\+\s?)?{_TOKEN}(?:{_SEPARATOR}{_TOKEN}){{2,}}(?!\w)", re.IGNORECASE)
_PART = re.compile(
    rf"(?:(double|treble|triple)[ -]({_UNIT}|\d)|({_UNIT}|\d)[ -](hundred|thousand)|({_TEN})(?:[ -]({_UNIT}))?"
    rf"|({_TEEN})|({_UNIT})|(\d+))(?!\w)",
    re.IGNORECASE,
)


class SpokenNumber(NamedTuple):
    """Where a row of figures is said, the figures, and how many of its parts are words."""

    span: Span
    digits: str
    words: int


def spoken_numbers(text: str) -> Iterator[SpokenNumber]:
    """Rows of at least three numbers one after another, in words or figures."""
    for match in _RUN.finditer(text):
        digits, words = "", 0
        for part in _PART.finditer(match[0]):
            figures = _figures(part)
            digits += figures
            words += not part[0].isdigit()
        yield SpokenNumber(Span(*match.span()), digits, words)


def _figures(part: re.Match[str]) -> str:
    times, repeated, many, zeros, tens, unit, teen, alone, plain = part.groups()
    if times:
        return _one(repeated) * REPEATS[times.casefold()]
    if many:
        return _one(many) + ("00" if zeros.casefold() == "hundred" else "000")
    if tens:
        return _TENS[tens.casefold()] + (_one(unit) if unit else "0")
    if teen:
        return _TEENS[teen.casefold()]
    return plain or _one(alone)


def _one(word: str) -> str:
    return _UNITS.get(word.casefold(), word)
