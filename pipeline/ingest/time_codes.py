"""Time codes in the middle of speech: they are times, not words that somebody said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from pipeline.documents.times import TIME, seconds_of

_SURE = rf"\[{TIME}\]|#{TIME}(?:-\d)?#"
_CODE = re.compile(rf"\s*(?P<code>{_SURE})")
_ROUND = re.compile(rf"\({TIME}\)")
_ANY_CODE = re.compile(rf"\s*(?P<code>{_SURE}|{_ROUND.pattern})")
_FEWEST = 3  # fewer times in round brackets may be the times of day that somebody wrote down


def times_rise(lines: Iterable[str]) -> bool:
    """Whether the times in round brackets rise through a file, as those of a recording do."""
    found = [seconds_of(match[0]) for line in lines for match in _ROUND.finditer(line)]
    times = [each for each in found if each is not None]
    return len(times) >= _FEWEST and all(one < other for one, other in pairwise(times))


def without_times(text: str, *, brackets_only: bool) -> tuple[str, list[str]]:
    """Speech without its time codes, and the codes in order.

    Args:
        text: what was said, as it was transcribed.
        brackets_only: leave times in round brackets where they stand.
    """
    if ":" not in text:
        return text, []
    pattern = _CODE if brackets_only else _ANY_CODE
    codes = [match["code"] for match in pattern.finditer(text)]
    return (pattern.sub("", text).strip(), codes) if codes else (text, [])
