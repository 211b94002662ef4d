"""`cases.csv` and `participants.csv`: the researcher's description of the study, in CSV as Excel writes it.

Consent depends on these two files, so nothing in them is guessed: if anything cannot be understood, the run stops
with the line and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.csv_safety import saved_table, unescaped
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Consent, Finding, Kind
from pipeline.corpus.spans import folded
from pipeline.corpus.study import refused
from pipeline.documents.tables import separated
from pipeline.documents.text import cleaned, decoded
from pipeline.ingest.label_evidence import names_person
from pipeline.ingest.layouts import LAYOUTS
from pipeline.people.labels import label_key, plausible

if TYPE_CHECKING:
    pass


CASE_COLUMNS = ("file", "case", "kind", "title", "place", "date", "layout", "checked", "recording")
PARTICIPANT_COLUMNS = (
    "case", "speaker", "name", "role", "organisation", "sector", "consent", "attribution", "interviewer",
)  # fmt: skip
_SPELLINGS = {"organization": "organisation", "org": "organisation", "filename": "file"}
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "✓"})
_NO = frozenset({"no", "n", "false", "0"})
_NONE_GIVEN = frozenset({"", "-", "?", "n/a", "na", "tbc", "unknown", "not recorded", "unrecorded", "pending"})


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A row of cases.csv."""

    file: str
    case: str = ""
    kind: str = ""
    title: str = ""
    place: str = ""
    date: str = ""
    layout: str = ""
    checked: bool = False
    recording: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class ParticipantRow:
    """A row of participants.csv; `interviewer` is None if the file does not say."""

    case: str
    speaker: str
    name: str = ""
    role: str = ""
    organisation: str = ""
    sector: str = ""
    consent: str = ""
    attribution: str = ""
    interviewer: bool | None = None
    line: int = 0


@dataclass(frozen=True)
class StudyRow:
    """A row of one of these files: its cells by column, and its line number."""

    cells: Mapping[str, str]
    line: int


def read_cases(path: Path, files: Sequence[str]) -> tuple[dict[str, CaseRow], list[Finding]]:
    """The rows of cases.csv, by the file that each describes.

    Args:
        path: the file; it may not exist.
        files: names of the transcripts.

    Raises:
        UserError: for an unknown column, kind or layout, for a duplicate, and for a file name that nearly matches
            another.
    """
    if not _is_there(path):
        return {}, []
    rows, findings = study_rows(path, CASE_COLUMNS, required=("file",))
    known = {name_key(file): file for file in files}
    by_name: dict[str, list[str]] = {}
    for file in files:
        for short in {name_key(Path(file).name), name_key(Path(file).stem), name_key(file.rpartition(".")[0])}:
            by_name.setdefault(short, []).append(file)
    found: dict[str, CaseRow] = {}
    absent: list[StudyRow] = []
    for row in rows:
        written = row.cells["file"]
        if not written:
            raise UserError("the file is not named", "Fill in the column 'file'", path, row.line)
        others = by_name.get(name_key(written), [])
        file = known.get(name_key(written)) or (others[0] if len(others) == 1 else "")
        if not file:
            absent.append(row)
            continue
        if file in found:
            raise UserError(f"a second row for '{file}' (see line {found[file].line})", "Keep one", path, row.line)
        cells = {
            **{name: row.cells[name] for name in CASE_COLUMNS if name != "checked"},
            "file": file,
            "kind": _one_of(row, "kind", [str(kind) for kind in Kind], path),
            "layout": _one_of(row, "layout", [layout.name for layout in LAYOUTS], path),
        }
        found[file] = CaseRow(**cells, checked=bool(_yes_or_no(row, "checked", path)), line=row.line)
    findings += [_absent(row, [file for file in files if file not in found], path) for row in absent]
    return found, findings


@dataclass(frozen=True)
class ParticipantsFile:
    """participants.csv before its cells are checked, which requires the list of cases from the files.

    Attributes:
        path: the file; it may not exist.
        rows: rows that are not blank.
        findings: findings on columns that are not used.
    """

    path: Path
    rows: Sequence[StudyRow]
    findings: Sequence[Finding]

    @classmethod
    def opened(cls, path: Path) -> ParticipantsFile:
        """Read the file as it is.

        Raises:
            UserError: for an unknown or a missing column.
        """
        if not _is_there(path):
            return cls(path, (), ())
        return cls(path, *study_rows(path, PARTICIPANT_COLUMNS, required=("case", "speaker")))

    def unusual_labels(self) -> list[str]:
        """The keys of labels whose form alone would not show that they are speakers.

        Other labels are left out, so that a new row does not cause every file to be read again.
        """
        labels = {row.cells[column] for row in self.rows for column in ("speaker", "name")}
        return sorted(
            {label_key(label) for label in labels if label and not (plausible(label) and names_person(label))}
        )


def read_participants(table: ParticipantsFile, cases: Sequence[str]) -> tuple[list[ParticipantRow], list[Finding]]:
    """The rows of participants.csv, in order.

    Args:
        table: the file.
        cases: names of the cases.

    Raises:
        UserError: for an unknown consent, yes/no value or case, for a duplicate, and for a row without speaker and
            name.
    """
    path = table.path
    by_key = {label_key(case): case for case in cases}
    seen: dict[tuple[str, str], int] = {}
    found = []
    for row in table.rows:
        speaker = row.cells["speaker"] or row.cells["name"]
        if not speaker:
            raise UserError(
                "neither speaker nor name is given", "Fill in the label as in the transcript", path, row.line
            )
        case = row.cells["case"]
        if case and label_key(case) not in by_key:
            remedy = _did_you_mean(case, cases) or "Write the case as in cases.csv"
            raise UserError(f"there is no case '{case}'", remedy, path, row.line)
        case = by_key.get(label_key(case), "")
        key = (case, label_key(speaker))
        if key in seen:
            raise UserError(f"the same speaker and case as line {seen[key]}", "Keep one row", path, row.line)
        seen[key] = row.line
        cells = dict(row.cells) | {"case": case, "speaker": speaker}
        cells["sector"] = row.cells["sector"].casefold()
        cells["consent"] = _consent(row, path)
        interviewer = _yes_or_no(row, "interviewer", path)
        del cells["interviewer"]
        found.append(ParticipantRow(**cells, interviewer=interviewer, line=row.line))
    return found, list(table.findings)


def _is_there(path: Path) -> bool:
    """Whether the file exists, or a link with that name, whatever its target."""
    return path.exists() or path.is_symlink()


def study_rows(
    path: Path, columns: Sequence[str], *, required: Sequence[str]
) -> tuple[list[StudyRow], list[Finding]]:
    """The rows that are not blank, with all their columns; and a finding on columns that are not used."""
    if (wrong := refused(path, path.parent.resolve())) is not None:
        raise UserError(wrong[0], wrong[1], path)
    try:
        text = cleaned(decoded(path.read_bytes())[0])
    except OSError as error:
        raise UserError(f"could not be opened ({error.strerror})", "Close it in other programs", path) from error
    if text.lower().startswith("sep=") and "\n" in text:  # a separator hint written by Excel
        text = text.partition("\n")[2]
    _refuse_damage(text, path)
    grid = separated(text, keep_blank=True)
    filled = [at for at, row in enumerate(grid) if any(row)]
    if not filled:
        raise UserError("the file is empty", f"It needs the columns {', '.join(columns)}", path)
    head = filled[0]
    names, findings = _header(grid[head], columns, path=path, line=head + 1)
    for name in required:
        if name not in names.values():
            raise UserError(f"there is no column '{name}'", f"The columns are {', '.join(columns)}", path, head + 1)
    rows = []
    for at in filled[1:]:
        cells = dict.fromkeys(columns, "")
        cells |= {
            name: unescaped(folded(grid[at][index])) for index, name in names.items() if index < len(grid[at])
        }
        rows.append(StudyRow(cells, at + 1))
    return rows, findings


def _refuse_damage(text: str, path: Path) -> None:
    """Stop if rows may have been lost, since one of them may say that a person must not be quoted.

    Raises:
        UserError: for an unclosed quotation mark, which would swallow the rows below it, for a truncated last line,
            and for characters that cannot be read.
    """
    table = saved_table(text)
    width = len(table.cells_of(table.rest.lstrip("\n").partition("\n")[0]))
    lines = table.skipped + table.rest.count("\n") + 1
    for record in table.records(lambda cells: len(cells) == width > 1):
        if not record.closed:
            wrong, remedy = "a quotation mark is opened and not closed", "Close it, or delete it"
        elif record.line == lines and any(record.cells) and len(record.cells) < width:
            wrong, remedy = "the last line is cut off", "Complete it: later rows may be missing too"
        elif any("\ufffd" in cell or "\0" in cell for cell in record.cells):
            wrong, remedy = "it contains characters that cannot be read", "Write the row again"
        else:
            continue
        raise UserError(wrong, remedy, path, record.line)


def _header(
    cells: Sequence[str], columns: Sequence[str], *, path: Path, line: int
) -> tuple[dict[int, str], list[Finding]]:
    from rapidfuzz import fuzz

    names: dict[int, str] = {}
    unused = []
    for index, cell in enumerate(cells):
        name = re.sub(r"[\s_]+", " ", cell).strip().casefold()
        name = _SPELLINGS.get(name, name)
        if not name:
            continue
        if name in columns:
            if name in names.values():
                raise UserError(f"two columns are called '{name}'", "Rename or delete one", path, line)
            names[index] = name
            continue
        near = max(columns, key=lambda column: fuzz.ratio(name, column))
        if fuzz.ratio(name, near) >= 75:
            raise UserError(f"unknown column '{cell}'", f"Did you mean '{near}'? Rename it", path, line)
        unused.append(cell)
    if not unused:
        return names, []
    finding = Finding(
        level="note",
        stage="ingest",
        file=path.name,
        line=line,
        finding=f"columns that were not recognised: {', '.join(unused)}",
        remedy=f"No action is needed; the recognised columns are {', '.join(columns)}",
    )
    return names, [finding]


def _one_of(row: StudyRow, column: str, known: Sequence[str], path: Path) -> str:
    value = row.cells[column].casefold().replace(" ", "-") if column == "layout" else row.cells[column].casefold()
    if not value or value in known:
        return value
    if f"{value}s" in known or value.rstrip("s") in known:
        return f"{value}s" if f"{value}s" in known else value.rstrip("s")
    remedy = _did_you_mean(value, known) or f"Use one of {', '.join(known)}, or leave it empty"
    raise UserError(f"unknown {column} '{row.cells[column]}'", remedy, path, row.line)


def _consent(row: StudyRow, path: Path) -> str:
    value = row.cells["consent"].casefold()
    if value in [str(level) for level in Consent]:
        return value
    if value in _NONE_GIVEN:
        return str(Consent.UNRECORDED)
    known = [str(level) for level in Consent if level]
    remedy = _did_you_mean(value, known) or f"Use one of {', '.join(known)}, or leave it empty if none is on record"
    raise UserError(f"unknown consent '{row.cells['consent']}'", remedy, path, row.line)


def _yes_or_no(row: StudyRow, column: str, path: Path) -> bool | None:
    value = row.cells[column].casefold()
    if value in _YES or value in _NO:
        return value in _YES
    if value:
        raise UserError(f"unknown value '{row.cells[column]}' for {column}", "Use yes or no", path, row.line)
    return None


def _did_you_mean(value: str, known: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process

    best = process.extractOne(value, known, scorer=fuzz.ratio, score_cutoff=65) if known else None
    return f"Did you mean '{best[0]}'?" if best else ""


def _absent(row: StudyRow, without: Sequence[str], path: Path) -> Finding:
    """Report a row about a missing file: harmless, unless a transcript with a similar name has no row."""
    from rapidfuzz import fuzz, process

    written = row.cells["file"]
    near = process.extractOne(written, without, scorer=fuzz.ratio, score_cutoff=80) if without else None
    if near:
        raise UserError(f"there is no file '{written}'", f"Did you mean '{near[0]}'?", path, row.line)
    return Finding(
        level="check",
        stage="ingest",
        file=path.name,
        line=row.line,
        finding="the row names a file that is not in the folder",
        remedy="Put the file there, or delete the row",
    )


def name_key(name: str) -> str:
    """A file name without the differences that Excel, Windows and macOS introduce."""
    return unicodedata.normalize("NFC", name).replace("\\", "/").casefold().strip("./ ")
