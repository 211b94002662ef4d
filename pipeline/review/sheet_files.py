"""Reads sheets that people filled in: CSV files and workbooks, row by row with its place."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.cells import saved_table, unescaped
from pipeline.errors import UserError
from pipeline.storage import decoded, file_content
from pipeline.zips import is_bomb, part_declares

_SAVE_AGAIN = "Save it again as .xlsx or .csv"
_NEEDED = ("quote_id", "theme_id")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    Attributes:
        cells: by column name, in lower case with underscores.
        sheet: the sheet's name; "" in a CSV file.
        line: the row's number in the file or sheet, counted from 1.
    """

    cells: Mapping[str, str]
    sheet: str
    line: int

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return f"sheet {self.sheet}, row {self.line}" if self.sheet else f"line {self.line}"

    def cell(self, name: str) -> str:
        """A cell without white space around it; "" where there is no such column."""
        return self.cells.get(name, "").strip()


def read_rows(file: Path) -> list[SheetRow]:
    """The rows of a CSV file, or of every sheet of a workbook that can be decided on.

    Raises:
        UserError: if the file cannot be read or has no column for the passage.
    """
    sheets = _workbook(file) if file.suffix.casefold() == ".xlsx" else [("", _csv_file(file))]
    found: list[SheetRow] = []
    usable, absent = False, list(_NEEDED)
    for sheet, rows in sheets:
        header = [_column(cell) for _, cells in rows[:1] for cell in cells]
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            absent = missing if len(missing) < len(absent or _NEEDED) else absent
            continue
        usable = True
        twice = next((name for name, times in Counter(filter(None, header)).items() if times > 1), "")
        if twice:
            raise UserError(f"two columns are called '{twice}'", "Rename or delete one", file, 1)
        found += [SheetRow(dict(zip(header, cells, strict=False)), sheet, line) for line, cells in rows[1:]]
    if not usable:
        remedy = "Export the sheet again with `pipeline review export`, and fill it in"
        raise UserError(f"there is no column {' or '.join(absent)}", remedy, file, 1)
    return found


def _csv_file(file: Path) -> list[tuple[int, list[str]]]:
    table = saved_table(decoded(file_content(file)))
    reader = table.rows()
    try:
        return list(_numbered(reader, skipped=table.skipped))
    except csv.Error as error:
        raise UserError(f"is not a table that can be read ({error})", _SAVE_AGAIN, file) from error


def _numbered(reader: Iterator[list[str]], *, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins in."""
    begins = 1 + skipped
    for cells in reader:
        yield begins, [unescaped(cell) for cell in cells]
        begins = reader.line_num + 1 + skipped  # type: ignore[attr-defined]  # csv.reader has it, its stub type not


def _workbook(file: Path) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as package:
            if is_bomb(package.infolist()) or any(map(partial(_declares, package), package.infolist())):
                raise ValueError("it unpacks to far more than it holds, or declares entities")
        book = load_workbook(file, read_only=True, data_only=True)
        sheets = [(sheet.title, _cells(list(sheet.iter_rows(values_only=True)))) for sheet in book.worksheets]
        book.close()
    except Exception as error:  # openpyxl fails in as many ways as a package can be damaged
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise UserError("the workbook is protected by a password", "Save it without one", file) from error
        raise UserError(f"is not a workbook that can be read ({error})", _SAVE_AGAIN, file) from error
    return sheets


def _cells(rows: Sequence[Sequence[object]]) -> list[tuple[int, list[str]]]:
    return [(line, ["" if cell is None else str(cell) for cell in row]) for line, row in enumerate(rows, start=1)]


def _declares(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with package.open(member) as part:
        return member.filename.endswith((".xml", ".rels")) and part_declares(part)


def _column(cell: str) -> str:
    return cell.strip().casefold().replace(" ", "_")
