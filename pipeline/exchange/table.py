"""The codebook as a table: CSV that a spreadsheet opens well, and tables of codes that other programs make."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.cells import saved_table, unescaped
from pipeline.emit.csv_files import csv_bytes
from pipeline.errors import UserError
from pipeline.exchange.given import Given, Listing, clean, found, items
from pipeline.records import Finding
from pipeline.storage import decoded, file_content
from pipeline.themes.codebook import Code

COLUMNS = ("id", "name", "definition", "include", "exclude", "phrases", "examples", "parent")
_LISTS = ("phrases", "examples")  # one a line of the cell
# What other programs call these columns.
_ALSO = {
    "code": "name",
    "code_name": "name",
    "tag": "name",
    "theme": "name",
    "description": "definition",
    "memo": "definition",
    "comment": "definition",
    "code_id": "id",
    "theme_id": "id",
    "parent_code": "parent",
    "category": "parent",
    "inclusion": "include",
    "exclusion": "exclude",
}


def csv_of(codes: Sequence[Code]) -> bytes:
    """The codebook as CSV; several phrases or examples stand on lines of their own within their cell."""
    return csv_bytes(COLUMNS, ([_cell(getattr(code, column)) for column in COLUMNS] for code in codes))


def codes_of_csv(file: Path) -> Listing:
    """The codes of a table, read as a spreadsheet saves it: UTF-8 or not, with commas, semicolons or tabs.

    Raises:
        UserError: if the file cannot be read, or has no column of names.
    """
    try:
        table = saved_table(decoded(file_content(file)))
    except OSError as error:
        raise UserError(f"could not be read ({error.strerror})", "Check the name", file) from error
    reader, skipped = table.rows(), table.skipped
    rows: list[tuple[int, dict[str, str]]] = []
    findings: list[Finding] = []
    try:
        header = [_column(cell) for cell in next(reader, [])]
        _check_header(header, file=file, line=1 + skipped)
        strange = [name for name in header if name and name not in COLUMNS]
        if strange:
            findings.append(
                found(
                    "note",
                    f"the columns {', '.join(strange)} have no place in the codebook, and were left out",
                    f"The columns are {', '.join(COLUMNS)}",
                    file=file.name,
                    line=1 + skipped,
                )
            )
        begins = reader.line_num + 1 + skipped
        for cells in reader:
            line, begins = begins, reader.line_num + 1 + skipped
            row = dict(zip(header, map(unescaped, cells), strict=False))
            if clean(row.get("name", "")):
                rows.append((line, row))
            elif any(map(clean, cells)):
                findings.append(
                    found("check", "a row without a name was left out", "Name the code", file=file.name, line=line)
                )
    except csv.Error as error:
        raise UserError(
            f"is no table that can be read ({error})", "Save it as CSV", file, reader.line_num + skipped
        ) from error
    return Listing(_given(rows), findings)


def _cell(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _check_header(header: Sequence[str], *, file: Path, line: int) -> None:
    for name in COLUMNS:
        if header.count(name) > 1:
            raise UserError(f"there are two columns for '{name}'", "Keep one of them", file, line)
    if "name" not in header:
        raise UserError(
            "there is no column 'name'", f"The first line must name the columns {', '.join(COLUMNS)}", file, line
        )


def _column(cell: str) -> str:
    name = clean(unescaped(cell)).casefold().replace(" ", "_")
    return _ALSO.get(name, name)


def _given(rows: Sequence[tuple[int, dict[str, str]]]) -> list[Given]:
    by_id: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for at, (_, row) in enumerate(rows):
        by_id.setdefault(clean(row.get("id", "")), at)
        by_name.setdefault(clean(row["name"]).casefold(), at)
    by_id.pop("", None)
    made = []
    for line, row in rows:
        fields: dict[str, Any] = {
            name: _items(row.get(name, ""), name=name) if name in _LISTS else clean(row.get(name, ""))
            for name in COLUMNS
        }
        parent = fields.pop("parent")
        above = by_id.get(parent, by_name.get(parent.casefold())) if parent else None
        made.append(Given(**fields, above=above, parent="" if above is not None else parent, line=line))
    return made


def _items(cell: str, *, name: str) -> tuple[str, ...]:
    """One a line; phrases on a single line may also be parted by semicolons, as people write them."""
    lines = cell.splitlines()
    return items(cell.split(";") if name == "phrases" and len(lines) < 2 else lines)
