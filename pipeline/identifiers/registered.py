"""NHS and National Insurance numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.identifiers.kinds import INSURANCE, NHS, Identifier, told_before
from pipeline.language.spoken_digits import SpokenNumber
from pipeline.spans import Span

_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][ .-]?[A-CEGHJ-NPR-TW-Z](?:[ .-]?\d{2}){3}[ .-]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_INSURANCE_NEAR = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][ .-]?[A-Z][ .,-]*(?:\d[ .,-]*){6}(?:[A-Z](?![A-Za-z0-9]))?", re.IGNORECASE
)
_INSURED = re.compile(r"\b(?:national insurance|N\.?I\.?\s+number|NINO|NI)\b", re.I)
_HEALTH = re.compile(r"\b(?:NHS|hospital|patient|health)\s+(?:number|no\b)", re.I)
_TEN = re.compile(r"(?<![\w£$€.,/+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/-]|[.,]\d)")
_TEN_TOLD = re.compile(r"(?<![\w£$€.,+-])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\w-]|[.,]\d)")
_NHS_DIGITS = 10


def insurance_numbers(text: str) -> Iterator[Identifier]:
    """Two letters, six figures, a letter; a slip in one is forgiven where the words before say what it is."""
    for match in _INSURANCE.finditer(text):
        yield Identifier(Span(*match.span()), INSURANCE)
    for match in _INSURANCE_NEAR.finditer(text):
        if told_before(_INSURED, text, match.start()):
            yield Identifier(Span(*match.span()), INSURANCE)


def nhs_numbers(text: str, said: Sequence[SpokenNumber]) -> Iterator[Identifier]:
    """Ten figures whose last checks the others; any ten where the words before say what they are."""
    for match in _TEN.finditer(text):
        if _checks(match[0]):
            yield Identifier(Span(*match.span()), NHS)
    for match in _TEN_TOLD.finditer(text):
        if told_before(_HEALTH, text, match.start()):
            yield Identifier(Span(*match.span()), NHS)
    for number in said:
        if len(number.digits) == _NHS_DIGITS and told_before(_HEALTH, text, number.span.start):
            yield Identifier(number.span, NHS)


def _checks(text: str) -> bool:
    """Whether the last of ten digits checks the others (modulus 11)."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(_NHS_DIGITS, 1, -1), strict=False)) % 11
    return check % 11 == digits[-1] and digits[0] != 0
