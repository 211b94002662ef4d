"""Reads and writes decision sheets, with drop-downs and cells to fill in, without overwriting workbooks."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.coding_records import ACCEPT, NO_CODE, REJECT
from pipeline.corpus.csv_safety import saved_table, unescaped
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded, file_content, fixed_package, make_folder, write_whole
from pipeline.corpus.zip_safety import is_bomb, part_declares

if TYPE_CHECKING:
    from _csv import Reader  # the type returned by `csv.reader`

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from pipeline.corpus.study import Study


_SAVE_AGAIN = "Save it again as .xlsx or .csv"
_NEEDED = ("quote_id", "theme_id")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    Attributes:
        cells: the cells by column name, in lower case with underscores.
        sheet: the sheet's name; "" in a CSV file.
        line: the row's number in the file or sheet, counted from 1.
    """

    cells: Mapping[str, str]
    sheet: str
    line: int

    @property
    def place(self) -> str:
        """The place of the row, for messages."""
        return f"sheet {self.sheet}, row {self.line}" if self.sheet else f"line {self.line}"

    def cell(self, name: str) -> str:
        """A cell without surrounding white space; "" if there is no such column."""
        return self.cells.get(name, "").strip()


def read_rows(file: Path) -> list[SheetRow]:
    """The rows of a CSV file, or of every decision sheet of a workbook.

    Raises:
        UserError: if the file cannot be read, or has no column for the passage.
    """
    sheets = _workbook(file) if file.suffix.casefold() == ".xlsx" else [("", _csv_file(file))]
    sheets = [(name, rows) for name, rows in sheets if name != MEMOS_SHEET]  # which is for reading only
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


def read_names(file: Path) -> list[SheetRow]:
    """The rows of the sheet of people's names; empty if the file has none.

    Raises:
        UserError: if the file cannot be read.
    """
    found: list[SheetRow] = []
    for sheet, rows in _workbook(file) if file.suffix.casefold() == ".xlsx" else ():
        header = [_column(cell) for _, cells in rows[:1] for cell in cells]
        if sheet == NAMES_SHEET and {"name", "decision"} <= set(header):
            found += [SheetRow(dict(zip(header, cells, strict=False)), sheet, line) for line, cells in rows[1:]]
    return [row for row in found if row.cell("name")]


def _csv_file(file: Path) -> list[tuple[int, list[str]]]:
    table = saved_table(decoded(file_content(file)))
    reader = table.rows()
    try:
        return list(_numbered(reader, skipped=table.skipped))
    except csv.Error as error:
        raise UserError(f"cannot be read as a table ({error})", _SAVE_AGAIN, file) from error


def _numbered(reader: Reader, *, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins."""
    begins = 1 + skipped
    for cells in reader:
        yield begins, [unescaped(cell) for cell in cells]
        begins = reader.line_num + 1 + skipped


def _workbook(file: Path) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as package:
            if is_bomb(package.infolist()) or any(map(partial(_declares, package), package.infolist())):
                raise ValueError("it unpacks to far more than a workbook can hold, or declares XML entities")
        book = load_workbook(file, read_only=True, data_only=True)
        sheets = [(sheet.title, _cells(list(sheet.iter_rows(values_only=True)))) for sheet in book.worksheets]
        book.close()
    except Exception as error:  # openpyxl fails in as many ways as a package can be damaged
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise UserError(
                "the workbook is protected by a password", "Save it without a password", file
            ) from error
        raise UserError(f"cannot be read as a workbook ({error})", _SAVE_AGAIN, file) from error
    return sheets


def _cells(rows: Sequence[Sequence[object]]) -> list[tuple[int, list[str]]]:
    return [(line, ["" if cell is None else str(cell) for cell in row]) for line, row in enumerate(rows, start=1)]


def _declares(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with package.open(member) as part:
        return member.filename.endswith((".xml", ".rels")) and part_declares(part)


def _column(cell: str) -> str:
    return cell.strip().casefold().replace(" ", "_")


FOLDER = "review"  # below the private folder, since the text is verbatim
_FIXED = datetime(2000, 1, 1)
_LISTS = "Themes"  # the sheet that supplies the themes for the drop-downs
_WIDTHS = {
    **{"before": 40, "quote": 70, "after": 30, "why": 34, "said": 44, "note": 30},
    **{"theme_id": 16, "another_theme": 18},
    **{"name": 24, "count": 8, "score": 8, "outcome": 34, "evidence": 40, "contexts": 70},
    **{"subject": 60, "memo": 70},
}
_SHEET_OF_WORDS = ("quote", "said", "name", "contexts", "subject", "memo")
REVIEW_SHEET, NAMES_SHEET, MEMOS_SHEET = "Review", "Names", "Memos"


@dataclass(frozen=True)
class ReviewSheet:
    """One sheet.

    Attributes:
        title: the name of the sheet.
        columns: the column names in order.
        asked: the columns to be filled in.
        rows: the cells by column; missing cells are empty.
        choices: the choices for the column `decision`, if other than for codings.
    """

    title: str
    columns: Sequence[str]
    asked: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    choices: Sequence[str] = ()


def workbook(
    title: str, about: Sequence[str], sheets: Sequence[ReviewSheet], *, themes: Mapping[str, str]
) -> bytes:
    """The file: instructions, themes (id to name) and decision sheets. The output is reproducible."""
    import xlsxwriter

    whole = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(whole, options)
    book.set_properties({"title": title, "created": _FIXED})
    formats = {
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "quiet": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5A6470"}),
        "answer": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FBF6E9", "border": 1}),
        "head": book.add_format({"bold": True, "bg_color": "#EAF0F3", "border": 1}),
    }
    first = book.add_worksheet("About")
    first.set_column(0, 0, 110)
    first.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    for at, text in enumerate(about, start=2):
        first.write_string(at, 0, text, formats["words"])
    lists = book.add_worksheet(_LISTS)
    lists.set_column(0, 0, 24)
    lists.set_column(1, 1, 60)
    for at, (theme_id, name) in enumerate(themes.items()):
        lists.write_string(at, 0, theme_id)
        lists.write_string(at, 1, name)
    for sheet in sheets:
        _write(book, sheet, formats=formats, themes=max(len(themes), 1))
    book.close()
    return fixed_package(whole)


def _write(book: Workbook, sheet: ReviewSheet, *, formats: Mapping[str, Format], themes: int) -> None:
    made = book.add_worksheet(sheet.title)
    last = max(len(sheet.rows), 1)
    choices = f"={_LISTS}!$A$1:$A${themes}"
    for at, name in enumerate(sheet.columns):
        made.set_column(at, at, _WIDTHS.get(name, 14))
        made.write_string(0, at, name, formats["head"])
        asked = name in sheet.asked
        style = "answer" if asked else "words" if name in _SHEET_OF_WORDS else "quiet"
        for number, row in enumerate(sheet.rows, start=1):
            made.write_string(number, at, row.get(name, ""), formats[style])
        if asked and (name in ("decision", "another_theme") or name.startswith("theme_id")):
            source: str | list[str] = choices
            if name == "decision":
                source = [NO_CODE] if "theme_id" in sheet.asked else [ACCEPT, REJECT, NO_CODE]
                source = list(sheet.choices) or source
            # Several codes may be typed into one cell, so other values cause a question rather than an error.
            made.data_validation(1, at, last, at, {"validate": "list", "source": source, "error_type": "warning"})
    made.freeze_panes(1, 0)
    made.autofilter(0, 0, last, len(sheet.columns) - 1)


def save(study: Study, name: str, content: bytes) -> Path:
    """Write a workbook below the private folder, under a new name if the existing one contains decisions."""
    folder = study.private / FOLDER
    make_folder(folder, private=True)
    path, number = folder / f"{name}.xlsx", 2
    while path.exists() and filled_in(path):
        path, number = folder / f"{name}_{number}.xlsx", number + 1
    write_whole(path, content, private=True)
    return path


def _asked(sheet: str) -> tuple[str, ...]:
    """The columns exported empty; on the review sheet, the theme is the pipeline's proposal."""
    own = () if sheet == REVIEW_SHEET else ("theme_id", "theme_id_2", "theme_id_3")
    return ("decision", "another_theme", "note", *own)


def filled_in(path: Path) -> bool:
    """Whether the workbook contains a decision; also true if it cannot be read."""
    from openpyxl import load_workbook

    from pipeline.corpus.errors import UserError

    try:
        load_workbook(path, read_only=True).close()
        rows = read_rows(path)
        answered = any(row.cell(name) for row in rows for name in _asked(row.sheet) if name in row.cells)
        return answered or any(row.cell("decision") or row.cell("note") for row in read_names(path))
    except (UserError, OSError, KeyError, ValueError):
        return True
