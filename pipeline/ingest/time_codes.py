"""Time codes in the middle of speech, which are not words that were spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.documents.times import TIME, seconds_of

_RANGE = rf"{TIME}(?:\s*(?:-->|[-–—]|to)\s*{TIME})?"
_SURE = rf"\[{_RANGE}\]|\{{{_RANGE}\}}|<{_RANGE}>|#{TIME}(?:-\d)?#"
_ROUND = rf"\({_RANGE}\)"
_CODE = re.compile(rf"{_SURE}|{_ROUND}")
_CLOCK = re.compile(rf"(?<![\d:.]){TIME}(?![\d:])")
_FROM_ZERO = re.compile(r"\(0?0:")  # the time of day is not written like this in speech
_FEWEST = 3  # fewer times in round brackets may be times of day mentioned in the text


def times_rise(lines: Iterable[str]) -> bool:
    """Whether the times in a file rise, including those in round brackets, as in a recording."""
    found = [match[0] for line in lines if ":" in line for match in _marked(line)]
    times = [each for each in map(seconds_of, found) if each is not None]
    return len(times) >= _FEWEST and all(one <= other for one, other in pairwise(times)) and times[0] < times[-1]


def _marked(line: str) -> Iterator[re.Match[str]]:
    """The times in brackets, and any at the beginning or end of the line."""
    for match in _CLOCK.finditer(line):
        around = line[: match.start()].strip(), line[match.end() :].strip()
        if not all(around) or line[match.start() - 1 : match.start()] in ("(", "[", "{", "<", "#"):
            yield match


def codes_in(text: str, *, rising: bool) -> list[re.Match[str]]:
    """The time codes within speech.

    Args:
        text: the transcribed speech.
        rising: whether the times in the file rise, so that those in round brackets are time codes as well.
    """
    if ":" not in text:
        return []
    return [match for match in _CODE.finditer(text) if match[0][0] != "(" or rising or _FROM_ZERO.match(match[0])]
