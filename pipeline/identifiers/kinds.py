"""What an identifier is, and of what kinds."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.spans import Span

PHONE, EMAIL, POSTCODE, ADDRESS = "phone", "email", "postcode", "address"
NHS, INSURANCE, BIRTH = "NHS number", "National Insurance number", "date of birth"

BEFORE = 60  # characters in which something says what a number is


class Identifier(NamedTuple):
    """Where something stands that tells who somebody is, and of what kind it is."""

    span: Span
    kind: str

    @property
    def replacement(self) -> str:
        """What is printed for it: `[phone]`."""
        return f"[{self.kind}]"


def told_before(what: re.Pattern[str], text: str, at: int, *, most: int = BEFORE) -> bool:
    """Whether the words before a place in a text say so."""
    return bool(what.search(text[max(0, at - most) : at]))
