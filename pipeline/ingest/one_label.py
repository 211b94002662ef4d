"""Transcripts in which only one party has a label and the paragraphs of the other have none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.interviewers import by_label
from pipeline.ingest.turn_starts import ANSWER, QUESTION, Opening
from pipeline.people.labels import label_key

_LEAST_TURNS = 3  # minimum number of turns of the labelled party
_LEAST_FOLLOWED = 0.8  # minimum share of those turns that are followed by another speaker
_ASKS = 0.5  # minimum share of paragraphs that ask, for the interviewer
_ANSWERS = 0.25  # maximum share of paragraphs that ask, for the participant
_ASKED = re.compile(r"\?[\s\"'”’)\]]*$")


class Paragraph(NamedTuple):
    """A paragraph of a text, given by the indices of its first and last line."""

    first: int
    last: int


class OneLabelReading(NamedTuple):
    """The turn starts, with or without a label, and how regularly the two parties alternate."""

    openings: Mapping[int, Opening]
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
    labelled: Mapping[int, Opening], lines: Sequence[Line], *, width: int
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
    return sum(_ASKED.search(lines[each.last].text[-40:]) is not None for each in said) / len(said) if said else 0.0


def _without_label(label: str, line: Line) -> Opening:
    return Opening(label, (), "", line.text.strip(), line.seconds)
