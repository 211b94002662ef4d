"""Workbooks (.xlsx): the sheet that holds the transcript or the answers, as cells of text."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.documents.document import Document, Grid, Problem, Unreadable, check_cells
from pipeline.documents.packages import damaged, opened, part
from pipeline.documents.text import cleaned

if TYPE_CHECKING:
    import zipfile


def read_workbook(content: bytes) -> Document:
    """The cells of the fullest sheet of an .xlsx, and those of the others.

    Raises:
        Unreadable: if the package is damaged, locked, or not one of Excel's.
    """
    import openpyxl

    package = opened(content)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {sheet.title: _grid(sheet) for sheet in workbook.worksheets}
        workbook.close()
        uncomputed = _uncomputed(content) if _has_formulas(package) else {}
    except Unreadable:
        raise
    except Exception as error:  # openpyxl fails in as many ways as a package can be damaged
        raise damaged() from error
    sheets = {name: grid for name, grid in sheets.items() if grid}
    if not sheets:
        return Document(grid=[])
    best = max(sheets, key=lambda name: sum(len(cell) for row in sheets[name] for cell in row))
    others = {name: grid for name, grid in sheets.items() if name != best}
    problems: tuple[Problem, ...] = ()
    if cells := uncomputed.get(best):
        told = ", ".join(cells[:5]) + (" and others" if len(cells) > 5 else "")
        problems += (
            Problem(
                level="check",
                finding=f"{len(cells)} cells hold a formula without its result, and were read as empty: {told}",
                remedy="Open the file in Excel or LibreOffice, which compute formulas, and save it again",
            ),
        )
    return Document(grid=sheets[best], problems=problems, sheet=best if others else "", sheets=others)


def _has_formulas(package: zipfile.ZipFile) -> bool:
    """Whether any sheet has a formula: only then is it worth reading the workbook again."""
    sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
    return any(mark in part(package, name) for name in sheets for mark in (b"<f>", b"<f ", b":f>"))


def _uncomputed(content: bytes) -> dict[str, list[str]]:
    """The cells, by sheet, that hold a formula whose result is not stored."""
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


def _grid(sheet: Any) -> Grid:
    rows: list[list[str]] = []
    sheet.reset_dimensions()  # what the sheet says of its size fills up every row
    for row in sheet.iter_rows(values_only=True):
        cells = [_shown(value) for value in row]
        if any(cells):
            rows.append(cells[: _last_filled(cells)])
    width = max((_last_filled(row) for row in rows), default=0)
    check_cells(len(rows), width)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]


def _last_filled(row: list[str]) -> int:
    """How many cells there are up to the last that holds something."""
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
