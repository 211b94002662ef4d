"""Lines that a program numbered, one by one or every fifth: the numbers are furniture, the rest is the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.ingest.document import Line
from pipeline.records import SegmentKind

_NUMBERED = re.compile(r"\s*(\d{1,5})(?:[.):]|\b)(\s+|$)")
_LEAST = 6


def unnumbered(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without their numbers, each number before its line as furniture that passes through."""
    numbers: dict[int, re.Match[str]] = {}
    for at, line in enumerate(lines):
        match = _NUMBERED.match(line.text) if line.mark is None and line.voice is None else None
        if match:
            numbers[at] = match
    filled = sum(not line.blank and line.mark is None for line in lines)
    if len(numbers) < _LEAST or not _count(numbers, filled=filled):
        return lines
    found: list[Line] = []
    for at, line in enumerate(lines):
        if at not in numbers:
            found.append(line)
            continue
        match = numbers[at]
        number = match[0].strip()
        found.append(Line(text=number, number=line.number, mark=SegmentKind.FURNITURE, passing=True))
        if match.end() < len(line.text):
            rest = line.text[match.end() :]
            found.append(replace(line, text=rest, bold=max(0, line.bold - match.end())))
    return found


def _count(numbers: dict[int, re.Match[str]], *, filled: int) -> bool:
    """Whether the numbers count lines: nearly every line by ones, or some by fives or tens."""
    values = [int(match[1]) for match in numbers.values()]
    steps = [after - before for before, after in pairwise(values)]
    by_ones = sum(step == 1 or (step < 0 and after == 1) for step, after in zip(steps, values[1:], strict=True))
    if len(values) >= 0.7 * filled and by_ones >= 0.9 * len(steps):
        return True
    each = steps[0]
    return each in (5, 10) and values[0] == each and sum(step == each for step in steps) >= 0.9 * len(steps)
