"""Templates that `init` writes: `cases.csv`, `participants.csv` and, for surveys, `survey_columns.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.corpus.counts import counted
from pipeline.corpus.csv_safety import escaped
from pipeline.corpus.records import ColumnUse, Finding, Kind, SurveyColumn
from pipeline.corpus.storage import write_new
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE
from pipeline.corpus.tables import SURVEY_COLUMNS
from pipeline.ingest.study_tables import CASE_COLUMNS, PARTICIPANT_COLUMNS
from pipeline.ingest.survey_uses import COLUMNS as USE_COLUMNS
from pipeline.ingest.unsafe_readings import LIKE_A_REPORT
from pipeline.people.labels import is_machine_label

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.corpus.study import Study


_ROUND = 4  # number of people answering that makes it a roundtable
_NOTES = "read as notes, shown by "


@dataclass(frozen=True, kw_only=True)
class KindProposal:
    """The proposed kind of a file.

    Attributes:
        file: name of the file.
        kind: the kind, as in cases.csv.
        reason: the evidence.
    """

    file: str
    kind: str
    reason: str


def kind_proposals(tables: Mapping[str, pd.DataFrame], findings: Iterable[Finding] = ()) -> Iterator[KindProposal]:
    """Propose a kind for each file that was read, in order.

    Args:
        tables: `sources`, `turns`, `participants` and `survey_columns`, as ingest made them.
        findings: the findings of ingest, which include the evidence that a file holds notes.
    """
    sources, people = tables["sources"], tables["participants"].set_index("participant")["interviewer"]
    spoken = tables["turns"].groupby("source")["participant"].unique().to_dict()
    shown = {each.file: each.finding for each in findings if each.finding.startswith(_NOTES)}
    columns = tables["survey_columns"]
    questions = columns[columns["use"] == ColumnUse.QUESTION].groupby("file").size()
    for file, own in sources.groupby("file", sort=False):
        who = {one for source in own["source"] for one in spoken.get(source, ()) if one in people.index}
        asking = sum(bool(people[one]) for one in who)
        kind, layout = str(own["kind"].iloc[0]), str(own["layout"].iloc[0])
        if kind == Kind.SURVEY:
            open_ones = counted(int(questions.get(file, 0)), "open question")
            reason = f"a table of {counted(len(own), 'respondent')} with {open_ones}"
        elif kind == Kind.CHAT:
            reason = f"messages of {counted(len(who), 'sender')}"
        elif kind == Kind.NOTES:
            reason = shown.get(str(file), "").removeprefix(_NOTES) or _of_notes(layout)
        elif str(own["held_because"].iloc[0]).startswith(LIKE_A_REPORT):
            kind, reason = Kind.DOCUMENT, LIKE_A_REPORT
        elif kind == Kind.INTERVIEW and who:
            kind = Kind.ROUNDTABLE if len(who) - asking >= _ROUND else Kind.INTERVIEW
            reason = f"{counted(len(who), 'speaker')}, {asking} asking"
        else:
            reason = "nothing shows another kind"
        yield KindProposal(file=str(file), kind=kind, reason=reason)


def _of_notes(layout: str) -> str:
    return "a table of notes" if layout == "board" else "points of notes"


def proposal_lines(proposals: Sequence[KindProposal]) -> Iterator[str]:
    """The proposals as lines of text."""
    width = max((len(each.file) for each in proposals), default=0)
    for each in proposals:
        yield f"  {each.file:<{width}}  {each.kind}: {each.reason}"


def write_templates(tables: Mapping[str, pd.DataFrame], study: Study, *, dry_run: bool = False) -> list[str]:
    """Write the templates that do not exist yet (all of them, or none if one fails) and return their names.

    In a dry run nothing is written.

    Raises:
        UserError: if they cannot be written.
    """
    made = templates(tables, study)
    if not dry_run:
        write_new(study.transcripts, made)
    return list(made)


def templates(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, bytes]:
    """The files that do not exist yet, by name, to be written to the folder of transcripts.

    Existing files are never included. The files are CSV in the form that Excel expects: UTF-8 with a byte order
    mark.

    Args:
        tables: `sources`, `turns`, `participants` and `survey_columns`, as ingest made them.
        study: the study's folders.
    """
    made = {
        CASES_FILE: _csv(CASE_COLUMNS, _case_rows(tables)),
        PARTICIPANTS_FILE: _csv(PARTICIPANT_COLUMNS, _participant_rows(tables["participants"])),
    }
    columns = tables["survey_columns"]
    if len(columns):
        made[SURVEY_COLUMNS_FILE] = _csv(USE_COLUMNS, _use_rows(columns))
    return {name: content for name, content in made.items() if not (study.transcripts / name).exists()}


def write_column_templates(
    columns: Sequence[SurveyColumn], cases: Mapping[str, str], study: Study, *, dry_run: bool = False
) -> list[str]:
    """Write `cases.csv` and `survey_columns.csv` for surveys without an open question, and return their names.

    Args:
        columns: columns of the surveys.
        cases: name of the case of each file.
        study: the study's folders.
        dry_run: write nothing.

    Raises:
        UserError: if they cannot be written.
    """
    blank = [""] * (len(CASE_COLUMNS) - 3)
    made = {
        CASES_FILE: _csv(CASE_COLUMNS, ([file, case, str(Kind.SURVEY), *blank] for file, case in cases.items())),
        SURVEY_COLUMNS_FILE: _csv(USE_COLUMNS, _use_rows(SURVEY_COLUMNS.frame(columns))),
    }
    made = {name: content for name, content in made.items() if not (study.transcripts / name).exists()}
    if not dry_run:
        write_new(study.transcripts, made)
    return list(made)


def _case_rows(tables: Mapping[str, pd.DataFrame]) -> Iterable[Sequence[str]]:
    kinds = {each.file: each.kind for each in kind_proposals(tables)}
    for _, row in tables["sources"].drop_duplicates("file").iterrows():
        # The layout is left empty, since a layout there is forced. A respondent's region is not the survey's place.
        place = "" if row["kind"] == Kind.SURVEY else row["place"]
        yield [row["file"], row["case"], kinds[row["file"]], row["title"], place, row["date"], "", "", ""]


def _participant_rows(people: pd.DataFrame) -> Iterable[Sequence[str]]:
    """Rows for all people except survey respondents, whose answers are anonymous.

    A program's label that refers to different people in different files of a case cannot have a row.
    """
    spoken = people[~people["participant"].str.startswith("R")]
    machine = spoken["speaker"].map(is_machine_label) & spoken.duplicated(["case", "speaker"], keep=False)
    spoken = spoken[~machine.astype(bool)]
    for _, row in spoken.iterrows():
        asks = "yes" if row["interviewer"] else "no"
        yield [*(row[name] for name in PARTICIPANT_COLUMNS[:-1]), asks]


def _use_rows(columns: pd.DataFrame) -> Iterable[Sequence[str]]:
    for _, row in columns.iterrows():
        counts = [str(row[name]) for name in ("answers", "different", "words", "non_answers")]
        # The use of an empty column is decided once an export has answers in it, unless its name decides.
        undecided = row["use"] == ColumnUse.CLOSED and not (row["answers"] or row["non_answers"])
        yield [row["file"], row["column"], "" if undecided else row["use"], *counts, row["because"]]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")
