"""Consent that a survey asks for in a column of its own: the careful reading wins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.corpus.records import Consent

_ASKS = re.compile(
    r"\b(?:quot(?:e|ed|ing)|consent|permission|publish|(?:use|share|include) (?:\w+ )?(?:your|my) "
    r"(?:words|answers?|responses?|comments?))\b",
    re.IGNORECASE,
)
_OF_THE_RESPONDENT = re.compile(r"\b(?:you|your|i|me|my|we|us)\b", re.IGNORECASE)
_REVERSED = re.compile(r"\b(?:not|don['’]?t|never)\b|\bobject\b", re.IGNORECASE)
_REFUSES = re.compile(r"^\W*(?:no|nope|false|0|n)\b|\b(?:not|never|refuse|decline|object)\b|n['’]t\b", re.I)
_ANONYMOUS = re.compile(r"\banonym|\bwithout (?:my|our|a) name|\bno names?\b|\bnot? (?:by|my|with my) name", re.I)
_AGREES = re.compile(
    r"\W*(?:yes|yep|y|true|1|ok(?:ay)?|sure|agreed?|i agree|i consent|fine|of course|happy to)"
    r"(?:[,.!]?\W*(?:please|i (?:do|agree|consent|am)|of course|that is fine|happy to|thank you))*\W*",
    re.IGNORECASE,
)


def asks_consent(name: str, cells: Sequence[str]) -> bool:
    """Whether a column asks if the respondent may be quoted: by its words, and by answers of yes or no."""
    if _ASKS.search(name) is None or _OF_THE_RESPONDENT.search(name) is None:
        return False
    decided = sum(
        1 for cell in cells if _AGREES.fullmatch(cell) or _REFUSES.search(cell) or _ANONYMOUS.search(cell)
    )
    return bool(cells) and decided >= len(cells) / 2


def consent_in(name: str, answer: str) -> Consent:
    """What an answer agrees to. A yes names nobody; an answer that is not understood is a refusal."""
    said = " ".join(answer.split())
    if not said:
        return Consent.UNRECORDED
    if _ANONYMOUS.search(said):
        return Consent.ANONYMOUS
    if _REVERSED.search(name):
        return Consent.UNRECORDED if re.match(r"\W*(?:no|false|0|n)\W*$", said, re.I) else Consent.NONE
    return Consent.UNRECORDED if _AGREES.fullmatch(said) else Consent.NONE


def strictest(found: Sequence[Consent]) -> Consent:
    """The consent that allows least."""
    order = (Consent.NONE, Consent.ANONYMOUS, Consent.UNRECORDED)
    return min(found, key=order.index, default=Consent.UNRECORDED)
