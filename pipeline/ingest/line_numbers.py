"""Numbered lines or turns: the numbers are furniture, the rest is the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line

_NUMBERED = re.compile(r"\s*(\d{1,5})(?:[.):]|\s*\||\b)(\s+|$)")
# `[T012]`, `(12)`, `#12`, `Turn 12 -`, `[S01_T012]`, `FG1-012`: a number that cannot be a word of the line.
_SESSION = r"[a-z]{1,4}\d{0,3}[_.-]"
_UNIT = r"(?:turn|line|utterance|utt|segment|seg|paragraph|para|item|row|entry|no|nr|id|t|l|u)[ ._-]?"
_MARKED = re.compile(
    rf"\s*(?:[\[(<{{](?:{_SESSION})?(?:{_UNIT})?#?\d{{1,5}}[\])>}}]|(?:{_SESSION}|[#§¶]|(?:{_SESSION})?{_UNIT})#?\d{{1,5}}\b)"
    r"\s?[.):|–—-]?(?:\s+|$)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LABELLED = re.compile(r"[^:]{1,40}:(?:\s|$)")
_LEAST = 6


def unnumbered(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without their numbers; each number comes before its line as furniture that does not end a turn."""
    filled = sum(not line.blank and line.mark is None for line in lines)
    numbers = _matches(_MARKED, lines)
    if not _are_marked(numbers, lines, filled=filled):
        numbers = _matches(_NUMBERED, lines)
        step = _step(numbers, filled=filled) if len(numbers) >= _LEAST else _few(numbers, lines)
        numbers = _in_step(numbers, step) if step else {}
    if not numbers:
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


def _matches(pattern: re.Pattern[str], lines: Sequence[Line]) -> dict[int, re.Match[str]]:
    free = ((at, line) for at, line in enumerate(lines) if line.mark is None and line.voice is None)
    return {at: match for at, line in free if (match := pattern.match(line.text))}


def _are_marked(numbers: dict[int, re.Match[str]], lines: Sequence[Line], *, filled: int) -> bool:
    """Whether marked numbers count up, and nearly every line has one, or labels come after them."""
    values = [int(_DIGITS.findall(match[0])[-1]) for match in numbers.values()]
    by_ones = sum(after - before == 1 for before, after in pairwise(values))
    labelled = sum(_LABELLED.match(lines[at].text, match.end()) is not None for at, match in numbers.items())
    counted = len(values) >= _LEAST and by_ones >= 0.9 * (len(values) - 1)
    return counted and (len(values) >= 0.7 * filled or labelled >= 0.8 * len(values))


def _step(numbers: dict[int, re.Match[str]], *, filled: int) -> int:
    """The step of the line numbers: 1 if nearly every line has one, 5 or 10 if only some have; otherwise 0."""
    values = [int(match[1]) for match in numbers.values()]
    steps = [after - before for before, after in pairwise(values)]
    by_ones = sum(step == 1 or (step < 0 and after == 1) for step, after in zip(steps, values[1:], strict=True))
    if len(values) >= 0.7 * filled and by_ones >= 0.9 * len(steps):
        return 1
    first = values[0]
    return first if first in (5, 10) and len(_in_step(numbers, first)) >= 0.8 * len(values) else 0


def _few(numbers: dict[int, re.Match[str]], lines: Sequence[Line]) -> int:
    """The step of a few numbers that are not enough evidence on their own: each must equal its line's position."""
    first = next((int(match[1]) for match in numbers.values()), 0)
    filled = [at for at, line in enumerate(lines) if not line.blank]
    count = all(filled.index(at) + 1 == int(match[1]) for at, match in numbers.items())
    room = all(lines[at].text[:1].isspace() for at in filled if at not in numbers)
    return first if first in (5, 10) and count and room else 0


def _in_step(numbers: dict[int, re.Match[str]], step: int) -> dict[int, re.Match[str]]:
    """The numbers that continue the count or restart it; others are words of the line (`30 years ago`)."""
    found: dict[int, re.Match[str]] = {}
    last = 0
    for at, match in numbers.items():
        value = int(match[1])
        if value in (last + step, step) or not found:
            found[at] = match
            last = value
    return found
