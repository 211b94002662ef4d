"""Parses times as written in transcripts."""

from __future__ import annotations

import re

# 0:00, 00:00:05, 1:02:03.5, 00:00:05,250; also with frames (00:03:18:16).
TIME = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,:]\d{1,3})?"
BRACKETED_TIME = rf"(?:\[{TIME}\]|\({TIME}\)|<{TIME}>|\{{{TIME}\}}|#{TIME}(?:-\d)?#)"
ANY_TIME = rf"(?:{BRACKETED_TIME}|{TIME})"

_ALONE = re.compile(rf"\s*{ANY_TIME}(?:\s*(?:-->|[-–—]|to)\s*{ANY_TIME})?\s*")
_TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?:[.,](\d{1,3}))?")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,12})?")


def seconds_of(written: str) -> float | None:
    """Seconds from the start, for `0:05`, `[00:00:05]`, `1:02:03.5`; None if the text contains no time."""
    match = _TIME.search(written)
    if match is None:
        return None
    first, second, third, fraction = match.groups()
    whole = int(first) * 60 + int(second)
    if third is not None:
        whole = whole * 60 + int(third)
    return whole + (float(f"0.{fraction}") if fraction else 0.0)


def cell_seconds(cell: str, *, milliseconds: bool = False) -> float | None:
    """The seconds given in a table cell, as a time or a bare number."""
    written = cell.strip()
    if _NUMBER.fullmatch(written):
        return float(written) / (1000 if milliseconds else 1)
    return seconds_of(written)


def is_time(written: str) -> bool:
    """Whether the text is only a time or a range of times."""
    return _ALONE.fullmatch(written) is not None
