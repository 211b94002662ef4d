"""Surveys: each row is a respondent, each column of free text a question, and any other column an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.counts import counted
from pipeline.corpus.records import ColumnUse, Consent, SegmentKind, SurveyColumn, SurveyResponse
from pipeline.documents.document import Block, Grid, LinePart, Problem, Unreadable
from pipeline.ingest.survey_columns import AnswerColumn, alike, decided
from pipeline.ingest.survey_headers import headed, without_markup
from pipeline.ingest.survey_respondents import consent_in, may_ask_consent, strictest
from pipeline.language.words import is_no_answer

_DICTIONARY = (
    frozenset({"description", "definition", "meaning"}),
    frozenset({"tag", "code", "theme", "label", "id"}),
)
_MOST_NAMED = 30  # maximum columns named in one finding


@dataclass(frozen=True)
class Questionnaire:
    """The columns of a survey and their uses, by index.

    Attributes:
        columns: the columns with their answers.
        uses: the use of each column.
        because: the reason for each use.
        header: number of rows above the answers.
        rows: rows below the header that belong to the same table.
        problems: irregularities in the table.
    """

    columns: tuple[AnswerColumn, ...]
    uses: tuple[ColumnUse, ...]
    because: tuple[str, ...]
    header: int
    rows: Grid
    problems: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(column.name for column in self.columns)

    def having(self, *uses: ColumnUse) -> tuple[int, ...]:
        """Indices of the columns with one of these uses."""
        return tuple(at for at, use in enumerate(self.uses) if use in uses)

    @property
    def questions(self) -> tuple[int, ...]:
        """Columns with answers in the respondents' own words."""
        return self.having(ColumnUse.QUESTION)

    @property
    def private(self) -> tuple[int, ...]:
        """Columns that would identify the respondent."""
        return self.having(ColumnUse.PRIVATE)

    @property
    def consent(self) -> tuple[int, ...]:
        """Columns that ask whether the respondent may be quoted."""
        return self.having(ColumnUse.CONSENT)

    @property
    def noted(self) -> tuple[int, ...]:
        """Columns that are stored with the answers but are not answers."""
        without = (ColumnUse.QUESTION, ColumnUse.PRIVATE, ColumnUse.LEAVE_OUT)
        return tuple(at for at, use in enumerate(self.uses) if use not in without)

    def listed(self, rows: Sequence[int] | None = None) -> list[SurveyColumn]:
        """The columns in the form in which they are reported.

        Args:
            rows: indices of the rows to count; by default all of them.
        """
        columns = self.columns
        if rows is not None and len(rows) < len(self.rows):
            columns = tuple(AnswerColumn(each.name, [each.cells[at] for at in rows]) for each in columns)
        return [
            SurveyColumn(
                file="",
                column=column.name,
                use=str(use),
                answers=len(column.said),
                different=len(column.counted),
                words=round(column.words, 1),
                non_answers=len(column.filled) - len(column.said),
                repeated=column.repeated,
                because=because,
            )
            for column, use, because in zip(columns, self.uses, self.because, strict=True)
        ]


DECIDED = "survey_columns.csv says so"


def questionnaire(grid: Grid, told: Mapping[str, str] | None = None) -> Questionnaire:
    """Determine the use of each column: as declared, or else from its name and answers.

    Args:
        grid: the table.
        told: uses by column name, from survey_columns.csv.

    Raises:
        Unreadable: if the table is a list of codes.
    """
    table = headed(grid)
    told = {" ".join(name.split()).casefold(): use for name, use in (told or {}).items()}
    folded = {name.casefold() for name in table.names}
    if not told and len(table.names) <= 3 and folded & _DICTIONARY[0] and folded & _DICTIONARY[1]:
        raise Unreadable(
            "this looks like a codebook, not like survey answers",
            "Move it out of the folder; codes belong in models/codebook.yaml",
        )
    columns = tuple(AnswerColumn(name, tuple(row[at] for row in table.rows)) for at, name in enumerate(table.names))
    guessed = alike([decided(column) for column in columns], columns)
    decisions = [
        (ColumnUse(told[column.name.casefold()]), DECIDED) if column.name.casefold() in told else guess
        for column, guess in zip(columns, guessed, strict=True)
    ]
    return Questionnaire(
        columns,
        tuple(use for use, _ in decisions),
        tuple(because for _, because in decisions),
        table.header,
        table.rows,
        table.problems,
    )


def consent_of(row: Sequence[str], survey: Questionnaire) -> Consent:
    """What a respondent agreed to; if there are several questions, the strictest answer applies."""
    return strictest([consent_in(survey.columns[at].name, row[at]) for at in survey.consent])


def column_findings(survey: Questionnaire, *, most: int = _MOST_NAMED) -> Iterator[Problem]:
    """Report each column's use and the reason, so that nothing is excluded from the answers without a finding.

    Args:
        survey: the survey.
        most: maximum columns named in one finding; survey_columns.csv lists them all.
    """
    if survey.private:
        yield Problem(
            level="note",
            finding=f"columns that could identify respondents were left out: "
            f"{_listed(survey, survey.private, most)}",
            remedy="No action is needed, unless one of them holds answers: then give it another use in "
            "survey_columns.csv",
            line=1,
        )
    because: dict[str, list[int]] = {}
    for at, (use, reason) in enumerate(zip(survey.uses, survey.because, strict=True)):
        if use not in (ColumnUse.QUESTION, ColumnUse.PRIVATE, ColumnUse.CONSENT):
            because.setdefault(f"{use}: {reason}", []).append(at)
    for reason, columns in because.items():
        yield Problem(
            level="note",
            finding=f"not read as answers ({reason}): {_listed(survey, columns, most)}",
            remedy="No action is needed, unless one of them is an open question: then give it the use 'question' "
            "in survey_columns.csv, which 'pipeline init' writes",
            line=1,
        )


def _listed(survey: Questionnaire, columns: Sequence[int], most: int) -> str:
    named = ", ".join(f"'{survey.columns[at].name}'" for at in columns[:most])
    more = len(columns) - most
    return named + (f" and {more:,} more" if more > 0 else "")


def consent_findings(survey: Questionnaire) -> Iterator[Problem]:
    """Report respondents who did not agree to be quoted, and columns that may ask for consent in other words."""
    told = ", ".join(f"'{survey.columns[at].name}'" for at in survey.consent)
    rows = survey.rows
    if survey.consent:
        refused = sum(consent_of(row, survey) == Consent.NONE for row in rows)
        blank = sum(not any(row[at].strip() for at in survey.consent) for row in rows)
        yield Problem(
            level="note",
            finding=f"consent was read from {told}: {refused} of {len(rows)} respondents did not agree to be quoted"
            + (f", of whom {blank} gave no answer" if blank and refused >= blank else ""),
            remedy="No action is needed: they are not quoted",
            line=1,
        )
    for at, name in enumerate(survey.names):
        if (
            survey.because[at] != DECIDED
            and at not in survey.consent
            and may_ask_consent(name, [row[at] for row in rows])
        ):
            yield Problem(
                level="check",
                finding=f"the column '{name}' may ask for consent, but its answers were not understood as such",
                remedy="Give it the use 'consent' in survey_columns.csv, or remove the rows of those who refused",
                line=1,
            )


def respondent_blocks(row: Sequence[str], survey: Questionnaire, *, number: int, label: str) -> list[Block]:
    """Convert one row to blocks: attributes as furniture, each question as a heading, each answer as a turn."""
    blocks = []
    for at in survey.noted:
        if row[at].strip():
            text = f"{survey.columns[at].name}: {' '.join(row[at].split())}"
            blocks.append(Block(pieces=[LinePart(kind=SegmentKind.FURNITURE, text=text)], number=number))
    for at in survey.questions:
        name, answer = survey.columns[at].name, without_markup(row[at]).strip()
        if not answer:
            continue
        blocks.append(Block(pieces=[LinePart(kind=SegmentKind.HEADING, text=name)], number=number, before="\n\n"))
        if is_no_answer(answer):
            blocks.append(Block(pieces=[LinePart(kind=SegmentKind.FURNITURE, text=answer)], number=number))
        else:
            blocks.append(Block(speaker=label, speech=[("\n", answer)], number=number, question=name))
    return blocks


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


def responses(survey: Questionnaire) -> Responses:
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
        file="",
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
