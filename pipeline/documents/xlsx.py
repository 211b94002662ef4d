"""Workbooks (.xlsx): reads the sheets with the transcript or the answers as cells of text, with their notes."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.documents.document import Document, Problem, Unreadable, check_cells
from pipeline.documents.packages import damaged, opened, part
from pipeline.documents.sheet_notes import sheet_notes
from pipeline.documents.sheets import WorkbookSheet, chosen
from pipeline.documents.text import cleaned

if TYPE_CHECKING:
    import zipfile


def read_workbook(content: bytes) -> Document:
    """The cells of the fullest sheet of an .xlsx and those that continue its transcript; others in `sheets`.

    Raises:
        Unreadable: if the package is damaged, locked, or not an Excel workbook.
    """
    import openpyxl

    package = opened(content)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [_sheet(sheet, sheet_notes(package, _path(sheet))) for sheet in workbook.worksheets]
        workbook.close()
        uncomputed = _uncomputed(content) if _has_formulas(package) else {}
    except Unreadable:
        raise
    except Exception as error:  # openpyxl fails in as many ways as a package can be damaged
        raise damaged() from error
    sheets = [sheet for sheet in sheets if sheet.grid]
    if not sheets:
        return Document(grid=[])
    read, used, problems = chosen(sheets)
    if cells := [cell for name in used for cell in uncomputed.get(name, ())]:
        told = ", ".join(cells[:5]) + (" and others" if len(cells) > 5 else "")
        problems.append(
            Problem(
                level="check",
                finding=f"{len(cells)} cells hold a formula without its result, and were read as empty: {told}",
                remedy="Open the file in Excel or LibreOffice, which compute formulas, and save it again",
            )
        )
    others = {sheet.name: sheet.grid for sheet in sheets if sheet.name not in used}
    return Document(
        grid=read.grid,
        notes=read.notes,
        problems=tuple(problems),
        sheet=read.name if others else "",
        sheets=others,
    )


def _path(sheet: Any) -> str:
    """The path of a sheet in the package."""
    return str(sheet._worksheet_path).lstrip("/")  # openpyxl has no public name for it


def _has_formulas(package: zipfile.ZipFile) -> bool:
    """Whether any sheet has a formula; only then must the workbook be read again."""
    sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
    return any(mark in part(package, name) for name in sheets for mark in (b"<f>", b"<f ", b":f>"))


def _uncomputed(content: bytes) -> dict[str, list[str]]:
    """The cells, by sheet, with a formula whose result is not stored."""
    import openpyxl

    kept = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    written = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found: dict[str, list[str]] = {}
    for results, formulas in zip(kept.worksheets, written.worksheets, strict=True):
        results.reset_dimensions()
        formulas.reset_dimensions()
        for values, cells in zip(results.iter_rows(values_only=True), formulas.iter_rows(), strict=False):
            for value, cell in zip(values, cells, strict=False):
                if value is None and cell.data_type == "f":
                    found.setdefault(results.title, []).append(cell.coordinate)
    return found


def _sheet(sheet: Any, notes: Mapping[int, Sequence[str]]) -> WorkbookSheet:
    """A sheet without its blank rows; a note on a blank row is assigned to the row above."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    sheet.reset_dimensions()  # the size declared by the sheet would pad every row
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_shown(value) for value in row]
        if any(cells):
            rows.append(cells[: _last_filled(cells)])
            numbers.append(number)
    width = max((_last_filled(row) for row in rows), default=0)
    check_cells(len(rows), width)
    anchored: dict[int, list[str]] = {}
    for number, texts in sorted(notes.items()):
        anchored.setdefault(max(0, bisect_right(numbers, number) - 1), []).extend(texts)
    return WorkbookSheet(sheet.title, [[*row[:width], *[""] * (width - len(row))] for row in rows], anchored)


def _last_filled(row: list[str]) -> int:
    """The number of cells up to the last non-blank one."""
    return max((at + 1 for at, cell in enumerate(row) if cell), default=0)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, timedelta):
        total = int(value.total_seconds())
        return f"{total // 3600}:{total // 60 % 60:02d}:{total % 60:02d}"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return cleaned(str(value)).strip()
