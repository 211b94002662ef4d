"""The rows of a survey: previews and copies are excluded, the others are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.counts import counted
from pipeline.corpus.records import ColumnUse, SurveyColumn, SurveyResponse
from pipeline.documents.document import Problem
from pipeline.ingest.survey import Questionnaire
from pipeline.language.words import is_no_answer

_PREVIEW = re.compile(r"(?:survey )?(?:preview|test|spam)(?: ?(?:response|mode))?", re.IGNORECASE)
_STATE = re.compile(r"(?:response )?(?:status|state|type)|distribution ?channel|mode", re.IGNORECASE)
_DONE_NAME = re.compile(
    r"finished|completed?|progress|(?:response )?(?:status|type)|submitdate|submitted at", re.IGNORECASE
)
_DONE = re.compile(r"true|yes|1|100|complete[d]?|finished|submitted|\d{4}-\d\d-\d\d.*", re.IGNORECASE)
_NOT_DONE = re.compile(r"false|no|0|[1-9]?\d|partial|incomplete|started|in progress|disqualified|", re.IGNORECASE)
_WHEN = re.compile(r"time|date|stamp|submitted|started|recorded", re.IGNORECASE)


@dataclass(frozen=True)
class Responses:
    """The rows that count.

    Attributes:
        rows: indices of the rows, counted from the first row below the header.
        counted: number of rows of each kind.
    """

    rows: tuple[int, ...]
    counted: SurveyResponse


def responses(survey: Questionnaire, *, file: str = "") -> Responses:
    """Exclude previews and exact copies, and count the respondents."""
    administrative = survey.having(ColumnUse.ADMINISTRATIVE)
    states = [at for at in administrative if _STATE.fullmatch(survey.names[at].strip())]
    tells_apart = [*survey.having(ColumnUse.ID)]
    tells_apart += [at for at in administrative if _WHEN.search(survey.names[at])]
    seen: set[tuple[str, ...]] = set()
    kept, previews, copies = [], 0, 0
    for number, row in enumerate(survey.rows):
        if any(_PREVIEW.fullmatch(row[at].strip()) for at in states):
            previews += 1
            continue
        cells = tuple(row)
        if any(row[at].strip() for at in tells_apart):
            if cells in seen:
                copies += 1
                continue
            seen.add(cells)
        kept.append(number)
    answers = survey.having(ColumnUse.QUESTION, ColumnUse.CLOSED)
    counted = SurveyResponse(
        file=file,
        invited=len(kept),
        started=sum(any(survey.rows[at][column].strip() for column in answers) for at in kept),
        complete=_complete(survey, kept, administrative),
        answered=sum(any(_says(survey.rows[at][column]) for column in survey.questions) for at in kept),
        previews=previews,
        duplicates=copies,
    )
    return Responses(tuple(kept), counted)


def _says(cell: str) -> bool:
    return not is_no_answer(cell)


def _complete(survey: Questionnaire, kept: Sequence[int], administrative: Sequence[int]) -> int:
    """The number of completed responses, from the column that records it; −1 if there is none."""
    for at in administrative:
        if _DONE_NAME.fullmatch(survey.names[at].strip()):
            cells = [survey.rows[number][at].strip() for number in kept]
            done = [_DONE.fullmatch(cell) is not None for cell in cells]
            if cells and all(
                is_done or _NOT_DONE.fullmatch(cell) for is_done, cell in zip(done, cells, strict=True)
            ):
                return sum(done)
    return -1


def response_findings(columns: Sequence[SurveyColumn], found: Responses) -> Iterator[Problem]:
    """Report how many people were invited, started and finished, and the number of answers to each question."""
    response = found.counted
    aside = ", ".join(
        f"{count:,} {what}"
        for count, what in ((response.previews, "previews or tests"), (response.duplicates, "exact copies"))
        if count
    )
    finished = f", {response.complete:,} finished" if response.complete >= 0 else ""
    yield Problem(
        level="note",
        finding=f"the survey has {counted(response.invited, 'row')}: {response.started:,} with any answer"
        f"{finished}, "
        f"{response.answered:,} with one in the person's own words" + (f"; set aside: {aside}" if aside else ""),
        remedy="No action is needed",
        line=1,
    )
    for column in columns:
        if column.use == ColumnUse.QUESTION:
            same = f", {column.repeated:,} of them as another's word for word" if column.repeated else ""
            yield Problem(
                level="note",
                finding=f"the question '{column.column}' was answered {column.answers:,} times{same}; non-answers "
                f"such as 'n/a', left out: {column.non_answers:,}",
                remedy="No action is needed",
                line=1,
            )
