"""Recognising a survey's respondents from one export to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.given_ids import Claim, Mark
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.labels import label_key
from pipeline.ingest.naming import file_key
from pipeline.records import SegmentKind
from pipeline.spans import folded, stable_id

# A number that the export gives to a row anew ("No.", "#") is not an id.
_OWN_ID = re.compile(
    r"(?:(?:respondent|response|submission|entry|record|participant|unique|survey)[\s_-]*)?(?:id|token|uuid|guid)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Respondent:
    """One row of a survey, without its words.

    Attributes:
        own_id: the id that the export gives it; empty where it gives none.
        row: digest of all that the row holds.
        answers: digest of the answers.
    """

    own_id: str
    row: str
    answers: str


def respondents_in(sources: Sequence[ReadSource]) -> tuple[Respondent, ...]:
    """The respondents of a file, in order; none where it is not a survey."""
    rows = [each for each in sources if each.respondent]
    attributes = [_attributes(each) for each in rows]
    column = next((name for name in (attributes[0] if attributes else ()) if _tells_apart(name, attributes)), "")
    return tuple(
        Respondent(
            own_id=folded(known[column]).casefold() if column else "",
            row=stable_id("row", each.text),
            answers=stable_id("answers", *_answers(each)),
        )
        for each, known in zip(rows, attributes, strict=True)
    )


def respondent_claims(files: Iterable[tuple[str, str, Sequence[Respondent]]]) -> list[Claim]:
    """What the respondents of a study are recognised by, in order: the export's own id, the whole row, the answers.

    Identical rows are counted. Where two rows have the same answers and each has an id of its own, they are two
    respondents.

    Args:
        files: name and case of each file, and its respondents.
    """
    rows, answers = Counter[str](), Counter[str]()
    claims = []
    for file, case, respondents in files:
        for each in respondents:
            rows[each.row] += 1
            answers[each.answers] += 1
            row: tuple[Mark, ...] = (("row", each.row, str(rows[each.row])),)
            said = ("answers", each.answers, str(answers[each.answers]))
            own: tuple[Mark, ...] = ()
            if each.own_id:
                places = ("file", file_key(file)), ("case", label_key(case))
                own = tuple(("own id", *place, each.own_id) for place in places)
            with_id, without_id = ("with id", *said), ("without id", *said)
            known_by = (own, row, (without_id,) if own else (without_id, with_id))
            claims.append(Claim(known_by, (*own, *row, with_id if own else without_id)))
    return claims


def _tells_apart(name: str, attributes: Sequence[Mapping[str, str]]) -> bool:
    values = [folded(known.get(name, "")).casefold() for known in attributes]
    return _OWN_ID.fullmatch(name.strip()) is not None and all(values) and len(set(values)) == len(values)


def _attributes(each: ReadSource) -> dict[str, str]:
    """The closed columns of a row, as reading wrote them down: `Respondent ID: 101`."""
    found: dict[str, str] = {}
    for kind, start, end, turn in each.segments:
        if kind == SegmentKind.FURNITURE and turn < 0:
            name, colon, value = each.text[start:end].partition(": ")
            if colon:
                found.setdefault(name, value)
    return found


def _answers(each: ReadSource) -> list[str]:
    return [each.said(turn) for turn in each.turns]
