"""Figures in words and in digits: `twelve` is 12, `sixty thousand pounds` is £60,000."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90
}  # fmt: skip
_LARGE = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "dozen": 12}
_ORDINAL = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_UNITS = {"£": "£", "pound": "£", "pounds": "£", "quid": "£", "%": "%", "percent": "%", "per cent": "%",
          "$": "$", "dollars": "$", "€": "€", "euros": "€"}  # fmt: skip
_TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|per cent|[^\W\d_]+|[£$€%]", re.I)


def value_of(text: str) -> tuple[float, str] | None:
    """The figure that a text is, and what it counts (`£`, `%`, `th` for an ordinal); None if it is none."""
    total, current, unit, seen = 0.0, 0.0, "", False
    for token in _TOKEN.findall(text.casefold()):
        if token in _UNITS:
            unit = _UNITS[token]
        elif token[0].isdigit():
            current, seen = current + float(token.replace(",", "")), True
        elif token in ("st", "nd", "rd", "th"):
            unit = "th"
        elif token in _SMALL or token in _TENS or token in _ORDINAL:
            current += _SMALL.get(token, 0) + _TENS.get(token, 0) + _ORDINAL.get(token, 0)
            unit, seen = ("th" if token in _ORDINAL else unit), True
        elif token in _LARGE:
            current = max(current, 1.0) * _LARGE[token]
            if _LARGE[token] >= 1_000:
                total, current = total + current, 0.0
            seen = True
        elif token not in ("and", "a"):
            return None
    return (total + current, unit) if seen else None


def holds_number(words: Sequence[str]) -> bool:
    """Whether one of the words is a figure."""
    return any(word[:1].isdigit() or word in _SMALL or word in _TENS or word in _LARGE for word in words)


def small_number(word: str) -> int | None:
    """The whole number that one word or figure says."""
    value = value_of(word.replace("-", " "))
    return int(value[0]) if value and not value[1] and value[0] == int(value[0]) else None
