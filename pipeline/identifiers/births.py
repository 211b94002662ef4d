"""Dates of birth: dates beside which somebody says that they are one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.identifiers.kinds import BEFORE, BIRTH, Identifier
from pipeline.language.spoken_digits import SMALL
from pipeline.spans import Span

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_TH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    r"|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_SAID_YEAR = rf"(?:nineteen|twenty)[ -](?:oh[ -])?{SMALL}|two thousand(?: and {SMALL})?"
_YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|\d\d(?!\d)|{_SAID_YEAR})"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_TH})"
_DATE = re.compile(
    rf"(?<![\w/])(?:\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d\d-\d\d"
    rf"|(?:the\s+)?{_DAY}(?:\s+of)?\s+{_MONTH}\b(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?)(?![\w/])",
    re.IGNORECASE,
)
_BORN_BEFORE = re.compile(
    r"(?:\bborn\b|\bdate of birth\b|\bd\.?\s?o\.?\s?b\b\.?|\bbirthday\b|\bbirth ?date\b|\bbirth certificate\b)"
    r"(?:(?![.!?]\s+[A-Z]).){0,45}$",
    re.I | re.S,
)
_BORN_AFTER = re.compile(
    r"^[\s,]{0,2}(?:is|was|that['’]?s)?\s?(?:\w+['’]?s?\s){0,2}(?:birthday|date of birth|when \w+ was born)", re.I
)


def dates_of_birth(text: str) -> Iterator[Identifier]:
    """`born on the 3rd of May 1961`, `the fourth of June, that's her birthday`."""
    for match in _DATE.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if _BORN_BEFORE.search(before) or _BORN_AFTER.search(text[match.end() : match.end() + BEFORE]):
            yield Identifier(Span(*match.span()), BIRTH)
