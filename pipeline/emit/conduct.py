"""What was done with files, consent and codes: the record that the methods statement is written from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import PARTICIPANT, ColumnUse, FileState, Kind, SurveyResponse
from pipeline.corpus.schema import PrintableText
from pipeline.emit.gate import Gate
from pipeline.emit.material import Material
from pipeline.emit.naming import Labels


@dataclass(frozen=True)
class UnusedFile:
    """A file that was not used: its name, as it may be printed, what became of it, and why."""

    name: PrintableText
    state: str
    reason: PrintableText


@dataclass(frozen=True)
class AppliedFrom:
    """From which confidence a theme was applied, how many decisions taught it, and from which it is sure.

    Where no confidence makes a coding sure, `sure_from` is not a number.
    """

    theme_id: PrintableText
    threshold: float
    decided: int
    sure_from: float = math.nan


@dataclass(frozen=True, kw_only=True)
class ReportedSurvey:
    """A survey: who answered, its open questions, and how many other columns there are of each use.

    Attributes:
        name: of its file, as it may be printed.
        response: how many people answered.
        questions: each open question, as it may be printed, with its answers and non-answers.
        repeated: answers that repeat another respondent's word for word.
        others: how many columns have each other use.
    """

    name: PrintableText
    response: SurveyResponse
    questions: Sequence[tuple[PrintableText, int, int]] = ()
    repeated: int = 0
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """What was done.

    Attributes:
        unused: files that were not used.
        applied_from: the confidence from which each theme of the codebook was applied; none where nothing could be
            coded.
        cited: how many participants are cited at each level of consent.
        unrecorded: how many of those who speak in interviews and roundtables have no consent on record.
        redactions: how many places the redaction log holds.
        surveys: who answered each survey, and what.
    """

    unused: Sequence[UnusedFile] = ()
    applied_from: Sequence[AppliedFrom] = ()
    cited: Mapping[str, int] = field(default_factory=dict)
    unrecorded: int = 0
    redactions: int = 0
    surveys: Sequence[ReportedSurvey] = ()


def conduct_of(material: Material, *, labels: Labels, gate: Gate) -> Conduct:
    """The record of this run."""
    surveys = {row.source for row in material.sources if row.kind == Kind.SURVEY}
    said = [turn for turn in material.turns if turn.role == PARTICIPANT]
    voices = {turn.participant for turn in said}
    speaking = {turn.participant for turn in said if turn.source not in surveys}
    return Conduct(
        unused=[
            UnusedFile(gate.name(row.file), row.state, gate.free(row.reason))
            for row in material.files
            if row.state != FileState.READ
        ],
        applied_from=[
            AppliedFrom(labels.theme_ids[row.theme_id], row.threshold, row.decided, row.sure_from)
            for row in material.thresholds
            if row.theme_id in labels.theme_ids
        ],
        cited=Counter(row.consent for row in material.attributions if row.participant in voices),
        unrecorded=sum(not row.consent and row.participant in speaking for row in material.participants),
        redactions=len(material.redactions),
        surveys=list(_surveys(material, gate=gate)),
    )


def _surveys(material: Material, *, gate: Gate) -> Iterator[ReportedSurvey]:
    for response in material.survey_responses:
        own = [column for column in material.survey_columns if column.file == response.file]
        asked = [column for column in own if column.use == ColumnUse.QUESTION]
        yield ReportedSurvey(
            name=gate.name(response.file),
            response=response,
            questions=[(gate.free(column.column), column.answers, column.non_answers) for column in asked],
            repeated=sum(column.repeated for column in asked),
            others=Counter(column.use for column in own if column.use != ColumnUse.QUESTION),
        )
