"""E-mail addresses and telephone numbers, as they are written and as they are said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.identifiers.kinds import EMAIL, PHONE, Identifier, told_before
from pipeline.language.spoken_digits import SpokenNumber
from pipeline.names import key_of, lexicon_words
from pipeline.spans import Span

_EMAIL = re.compile(r"(?<![\w.+'’-])[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_TOP = r"(?:com|org|net|info|io|uk|ie|eu|gov|ac|co|nhs|biz|me)"
_DOT = r"(?:\s?\.\s?|\s(?:dot|point)\s)"
# No part of an address is longer (RFC 5321), nor are there more: without bounds each word of a long row is tried.
_LOCAL = r"[\w+'’-]{1,64}(?:(?:\.|\s(?:dot|point|underscore|dash|hyphen)\s)[\w+'’-]{1,64}){0,8}"
_SPOKEN_EMAIL = re.compile(
    rf"\b(?P<local>{_LOCAL})\s?(?P<at>\(at\)|\[at\]|\sat\s|@)\s?[\w-]{{1,64}}(?:{_DOT}[\w-]{{1,64}}){{0,8}}{_DOT}{_TOP}\b(?!['’]s\b)",
    re.IGNORECASE,
)

_LEAST, _MOST, _LOCAL_LEAST = 9, 14, 6  # figures of a telephone number; of one without its area
_CALLING = re.compile(r"\b(?:ring|rang|call|phone|tel|telephone|number|mobile|text|whatsapp|extension)\b", re.I)
_CLOSE = 30  # characters in which something says that a few figures are a telephone number
_DIGITS = re.compile(
    r"(?<![\w£$€.,/-])(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(?0)\d(?:[ ()-]{0,2}\d){7,12}(?![\w/]|[.,]\d)"
)
_GROUPS = re.compile(r"(?<![\w£$€,/-])(?:\+|00)?\(?\d{1,5}\)?(?:[ .()/-]{1,2}\(?\d{1,5}\)?){1,6}(?![\w/-]|[.,]\d)")
_LOCAL_NUMBER = re.compile(r"(?<![\w£$€.,/-])\d{3,4}[ -]?\d{3,4}(?![\w%/-]|[.,]\d)")


def emails(text: str) -> Iterator[Identifier]:
    """`a.khan@example.org`, and `a dot khan at example dot org`."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Identifier(Span(*match.span()), EMAIL)
    for match in _SPOKEN_EMAIL.finditer(text):
        spoken = match["at"].casefold() == " at "
        if not (spoken and key_of(match["local"]) in lexicon_words("words_before_page")):
            yield Identifier(Span(*match.span()), EMAIL)


def phones(text: str, said: Sequence[SpokenNumber]) -> Iterator[Identifier]:
    """Numbers of this country and others; without an area, where the words before say that it is one."""
    if any(char.isdigit() for char in text):
        yield from _written(text)
        yield from _abroad(text)
    for number in said:
        whole = number.digits.startswith(("0", "44")) and _LEAST <= len(number.digits) <= _MOST
        told = len(number.digits) >= _LOCAL_LEAST and told_before(_CALLING, text, number.span.start, most=_CLOSE)
        if number.words > 1 and (whole or told):
            yield Identifier(number.span, PHONE)
    for match in _LOCAL_NUMBER.finditer(text):
        enough = _figures(match[0]) >= _LOCAL_LEAST
        if enough and told_before(_CALLING, text, match.start(), most=_CLOSE):
            yield Identifier(Span(*match.span()), PHONE)


def _written(text: str) -> Iterator[Identifier]:
    for match in _DIGITS.finditer(text):
        if _LEAST <= _figures(match[0]) <= _MOST:
            yield Identifier(Span(*match.span()), PHONE)
    for match in _GROUPS.finditer(text):
        if _LEAST <= _figures(match[0]) <= _MOST and match[0].startswith(("0", "+", "(0", "(+")):
            yield Identifier(Span(*match.span()), PHONE)


def _abroad(text: str) -> Iterator[Identifier]:
    """Numbers of any country, by the library that telephones go by."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    if "+" in text or "00" in text:
        for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.VALID):
            yield Identifier(Span(match.start, match.end), PHONE)


def _figures(text: str) -> int:
    return sum(char.isdigit() for char in text)
