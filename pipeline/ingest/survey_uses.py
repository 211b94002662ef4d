"""`survey_columns.csv`: the use of each survey column as declared by the researcher."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from pipeline.corpus.records import ColumnUse, Concern, Finding, SurveyColumn
from pipeline.corpus.study import SURVEY_COLUMNS_FILE
from pipeline.ingest.study_tables import name_key, study_rows

COLUMNS = ("file", "column", "use", "answers", "different answers", "mean words", "non-answers", "why")
_ALSO = {
    "name": ColumnUse.PRIVATE,
    "contact": ColumnUse.PRIVATE,
    "name or contact": ColumnUse.PRIVATE,
    "e-mail": ColumnUse.PRIVATE,
    "email": ColumnUse.PRIVATE,
    "place": ColumnUse.REGION,
    "open": ColumnUse.QUESTION,
    "organization": ColumnUse.ORGANISATION,
    "other attribute": ColumnUse.ATTRIBUTE,
    "leave-out": ColumnUse.LEAVE_OUT,
    "leave_out": ColumnUse.LEAVE_OUT,
    "ignore": ColumnUse.LEAVE_OUT,
    "admin": ColumnUse.ADMINISTRATIVE,
}


@dataclass(frozen=True)
class ToldUses:
    """The contents of the file.

    Attributes:
        uses: the use of each column, by file and name.
        lines: the line where each use is declared.
        findings: what could not be understood.
    """

    uses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    def of(self, file: str) -> tuple[tuple[str, str], ...]:
        """The uses of a file's columns, sorted by column name."""
        return tuple(sorted(self.uses.get(file, {}).items()))


def read_uses(path: Path, files: Sequence[str]) -> ToldUses:
    """The rows of survey_columns.csv. An invalid row is a finding, and its column is decided automatically.

    Args:
        path: the file; it may not exist.
        files: names of the transcripts.

    Raises:
        UserError: if the file cannot be read, or has no column `file`, `column` or `use`.
    """
    if not path.exists() and not path.is_symlink():
        return ToldUses()
    rows, findings = study_rows(path, COLUMNS, required=("file", "column", "use"))
    known = {name_key(file): file for file in files}
    uses: dict[str, dict[str, str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        cells = row.cells
        file = known.get(name_key(cells["file"]), "")
        if not file:
            near = _did_you_mean(cells["file"], files)
            findings.append(
                _finding("the row names a file that is not in the folder", near or "Delete the row", row.line)
            )
            continue
        written = cells["use"].casefold()
        if not written:  # not filled in: the column is decided automatically
            continue
        use = _ALSO.get(written, written)
        if use not in tuple(ColumnUse):
            near = _did_you_mean(written, tuple(ColumnUse))
            findings.append(
                _finding(
                    f"unknown use '{cells['use']}'; the row is not used",
                    f"{near} " * bool(near) + f"Use one of {', '.join(ColumnUse)}",
                    row.line,
                    level="problem",
                )
            )
            continue
        column = " ".join(cells["column"].split())
        if uses.setdefault(file, {}).setdefault(column, str(use)) != use:
            first = lines[file, column]
            findings.append(
                _finding(f"a second use for a column of line {first}; the row is not used", "Keep one", row.line)
            )
        lines.setdefault((file, column), row.line)
    return ToldUses(uses, lines, findings)


def unknown_columns(told: ToldUses, columns: Mapping[str, Sequence[SurveyColumn]]) -> Iterator[Finding]:
    """Report rows about columns that the survey does not have, with the columns that it has.

    Args:
        told: survey_columns.csv.
        columns: the columns of each survey, by file.
    """
    for (file, column), line in told.lines.items():
        names = [each.column for each in columns.get(file, ())]
        if column.casefold() in {name.casefold() for name in names}:
            continue
        if not names:
            yield _finding("the row is about a file that was not read as a survey", "Delete the row", line)
            continue
        near = _did_you_mean(column, names)
        more = f" and {len(names) - 12:,} more" if len(names) > 12 else ""
        yield _finding(
            f"the survey has no column '{column}'; the row is not used",
            near or f"Its columns are {', '.join(names[:12])}{more}",
            line,
            level="problem",
        )


def _did_you_mean(value: str, known: Sequence[str]) -> str:
    best = (
        process.extractOne(value, [str(one) for one in known], scorer=fuzz.ratio, score_cutoff=65)
        if known
        else None
    )
    return f"Did you mean '{best[0]}'?" if best else ""


def _finding(finding: str, remedy: str, line: int, *, level: str = "check") -> Finding:
    return Finding(
        level=level,
        stage="ingest",
        concern=Concern.READING,
        file=SURVEY_COLUMNS_FILE,
        line=line,
        finding=finding,
        remedy=remedy,
    )
