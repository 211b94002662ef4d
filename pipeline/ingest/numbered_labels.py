"""Numbered questions and answers: Q1 and A1 to Q9 and A9 are two speakers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from pipeline.ingest.turn_starts import Opening

_NUMBERED = re.compile(r"(?P<stem>[^\W\d_]+)[ ._-]?#?(?P<number>\d{1,3})")
_LEAST_PAIRS = 3
_QUESTIONS, _ANSWERS = frozenset({"q", "question"}), frozenset({"a", "answer", "r", "response"})


def without_numbers(found: dict[int, Opening]) -> dict[int, Opening]:
    """Remove the numbers from labels if they count questions and answers."""
    matches = {at: _NUMBERED.fullmatch(opening.label) for at, opening in found.items()}
    by_stem: dict[str, dict[int, int]] = {}
    for at, match in matches.items():
        if match:
            by_stem.setdefault(match["stem"].casefold(), {})[at] = int(match["number"])
    counting = {stem: numbers for stem, numbers in by_stem.items() if _counts_up(numbers)}
    stems = {stem for stem in counting if any(_are_pairs(counting, stem, other) for other in counting)}
    return {
        at: replace(opening, label=match["stem"]) if match and match["stem"].casefold() in stems else opening
        for (at, opening), match in zip(found.items(), matches.values(), strict=True)
    }


def _counts_up(numbers: Mapping[int, int]) -> bool:
    """Whether the numbers never decrease, and hardly any occurs twice."""
    in_order = list(numbers.values())
    return all(one <= other for one, other in pairwise(in_order)) and len(set(in_order)) > len(in_order) / 2


def _are_pairs(counting: Mapping[str, Mapping[int, int]], stem: str, other: str) -> bool:
    """Whether each of the two labels has the same numbers as the other."""
    if stem == other:
        return False
    both = set(counting[stem].values()) & set(counting[other].values())
    usual = {stem, other} & _QUESTIONS and {stem, other} & _ANSWERS
    least = 2 if usual else _LEAST_PAIRS
    return len(both) >= max(least, 0.6 * max(len(set(counting[each].values())) for each in (stem, other)))
