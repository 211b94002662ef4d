"""Questions and answers: numbered labels (Q1 and A1), and transcripts in which only one party has a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.interviewers import by_label
from pipeline.ingest.turn_starts import ANSWER, QUESTION, TurnStart
from pipeline.people.labels import label_key

_NUMBERED_LABEL = re.compile(r"(?P<stem>[^\W\d_]+)[ ._-]?#?(?P<number>\d{1,3})")
_LEAST_PAIRS = 3
_QUESTION_STEMS, _ANSWER_STEMS = frozenset({"q", "question"}), frozenset({"a", "answer", "r", "response"})


def without_numbers(found: dict[int, TurnStart]) -> dict[int, TurnStart]:
    """Remove the numbers from labels if they count questions and answers."""
    matches = {at: _NUMBERED_LABEL.fullmatch(opening.label) for at, opening in found.items()}
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
    usual = {stem, other} & _QUESTION_STEMS and {stem, other} & _ANSWER_STEMS
    least = 2 if usual else _LEAST_PAIRS
    return len(both) >= max(least, 0.6 * max(len(set(counting[each].values())) for each in (stem, other)))


_LEAST_TURNS = 3  # minimum number of turns of the labelled party
_LEAST_FOLLOWED = 0.8  # minimum share of those turns that are followed by another speaker
_ASKS = 0.5  # minimum share of paragraphs that ask, for the interviewer
_ANSWERS = 0.25  # maximum share of paragraphs that ask, for the participant
ENDS_ASKING = re.compile(r"\?[\s\"'”’)\]]*$")  # of a text that ends in a question


class Paragraph(NamedTuple):
    """A paragraph of a text, given by the indices of its first and last line."""

    first: int
    last: int


class OneLabelReading(NamedTuple):
    """The turn starts, with or without a label, and how regularly the two parties alternate."""

    openings: Mapping[int, TurnStart]
    score: float


def paragraphs(lines: Sequence[Line], start: int, end: int, *, width: int) -> Iterator[Paragraph]:
    """The paragraphs in a range of lines, without headings, furniture and notes.

    Args:
        lines: the text.
        start: index of the first line.
        end: index after the last line.
        width: width at which lines were wrapped; 0 if each line is a paragraph.
    """
    first = -1
    for at in range(start, end):
        line = lines[at]
        if line.blank or line.mark is not None or furniture.is_known(line.text):
            first = -1
            continue
        first = at if first < 0 or not width else first
        if not width or at + 1 == end or lines[at + 1].blank:
            yield Paragraph(first, at)


def one_label_reading(
    labelled: Mapping[int, TurnStart], lines: Sequence[Line], *, width: int
) -> OneLabelReading | None:
    """The turns of a labelled party and of the unlabelled one; None if the transcript is not of this type.

    Args:
        labelled: the turn starts that have a label.
        lines: the text.
        width: width at which lines were wrapped; 0 if each line is a paragraph.
    """
    labels = {label_key(opening.label): opening.label for opening in labelled.values()}
    asking = all(by_label(label, speakers=2) for label in labels.values())
    if len(labelled) < _LEAST_TURNS or not (len(labels) == 1 or asking):
        return None
    own: list[Paragraph] = []
    others: list[list[Paragraph]] = []
    for at, end in zip(labelled, [*list(labelled)[1:], len(lines)], strict=True):
        said = list(paragraphs(lines, at if labelled[at].speech else at + 1, end, width=width))
        own += said[:1]
        others.append(said[1:])
    followed = sum(map(bool, others)) / len(others)
    unlabelled = [each for group in others for each in group]
    if followed < _LEAST_FOLLOWED or not unlabelled:
        return None
    label = _label_of_others(_share_asking(own, lines), _share_asking(unlabelled, lines), asking=asking)
    if not label:
        return None
    found = {each.first: _without_label(label, lines[each.first]) for each in unlabelled}
    if label == QUESTION and (before := list(paragraphs(lines, 0, min(labelled), width=width))):
        found[before[-1].first] = _without_label(label, lines[before[-1].first])
    return OneLabelReading(dict(sorted({**found, **labelled}.items())), followed)


def _label_of_others(own: float, others: float, *, asking: bool) -> str:
    """The role of the unlabelled party, from each party's share of paragraphs that ask; "" if it is not clear."""
    if others <= _ANSWERS and (asking or own >= _ASKS):
        return ANSWER
    return QUESTION if own <= _ANSWERS and others >= _ASKS else ""


def _share_asking(said: Sequence[Paragraph], lines: Sequence[Line]) -> float:
    return (
        sum(ENDS_ASKING.search(lines[each.last].text[-40:]) is not None for each in said) / len(said)
        if said
        else 0.0
    )


def _without_label(label: str, line: Line) -> TurnStart:
    return TurnStart(label, (), "", line.text.strip(), line.seconds)
