"""E-mail addresses, telephone numbers, postcodes and NHS numbers: they name a person as surely as a name does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.spans import Span, replaced


class Identifier(NamedTuple):
    """Where one stands, and what is printed for it."""

    span: Span
    replacement: str


_EMAIL = re.compile(r"(?<![\w.+'’-])[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}|GIR\s?0AA)\b")
_DIGITS = re.compile(
    r"(?<![\w£$€.,/-])(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(?0)\d(?:[ ()-]{0,2}\d){7,12}(?![\w/]|[.,]\d)"
)
_TEN = re.compile(r"(?<![\w£$€.,/+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/-]|[.,]\d)")
_LEAST, _MOST = 9, 14  # digits of a telephone number
_NHS_DIGITS = 10


def identifiers(text: str) -> list[Identifier]:
    """All of them in a text, in order; no two overlap."""
    found: list[Identifier] = []
    for each in _candidates(text):
        if not any(each.span.overlaps(other.span) for other in found):
            found.append(each)
    return sorted(found)


def without_identifiers(text: str) -> str:
    """The text with each replaced: `[email]`, `[phone]`, `[postcode]`, `[NHS number]`."""
    return replaced(text, list(identifiers(text)))


def _candidates(text: str) -> Iterator[Identifier]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Identifier(Span(*match.span()), "[email]")
    if not any(char.isdigit() for char in text):
        return
    for match in _TEN.finditer(text):
        if _is_nhs_number(match[0]):
            yield Identifier(Span(*match.span()), "[NHS number]")
    for match in _DIGITS.finditer(text):
        if _LEAST <= sum(char.isdigit() for char in match[0]) <= _MOST:
            yield Identifier(Span(*match.span()), "[phone]")
    for match in _POSTCODE.finditer(text):
        yield Identifier(Span(*match.span()), "[postcode]")


def _is_nhs_number(text: str) -> bool:
    """Whether the last of ten digits checks the others (modulus 11)."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(_NHS_DIGITS, 1, -1), strict=False)) % 11
    return check % 11 == digits[-1] and digits[0] != 0
