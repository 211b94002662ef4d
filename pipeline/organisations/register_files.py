"""Reads the file of a public register: CSV with any usual encoding and separator, a workbook, or JSON."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.corpus.errors import UserError
from pipeline.organisations.register_formats import (
    ODS_COLUMNS,
    REGISTERS,
    Cells,
    RegisterKind,
    folded_column,
    kind_of,
    looks_like_ods,
)

_ORGANISATIONS_OF_A_GRANT = {"recipientOrganization": "Recipient Org", "fundingOrganization": "Funding Org"}
_SEPARATORS = (",", "\t", ";", "|", "¬")
_LONGEST_CELL = 1_000_000
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")


@contextmanager
def register_rows(file: Path) -> Iterator[tuple[RegisterKind, Iterator[Cells]]]:
    """The kind of register that a file contains, and an iterator over its rows by folded column name.

    Raises:
        UserError: if the file is compressed or damaged, or its columns are unknown.
    """
    if not file.is_file():
        raise UserError(
            "this is a folder, a pipe or a device, not a file", "Give the path of the table itself", file
        )
    if file.suffix.lower() in (".xlsx", ".xlsm"):
        yield _with_kind(_workbook_rows(file), file=file)
        return
    if file.suffix.lower() == ".json":
        yield _with_kind(_json_rows(file), file=file)
        return
    with file.open("rb") as content:
        if content.read(4).startswith(_PACKED):
            raise UserError("this is a compressed file", "Unpack it and add the table inside", file)
    encoding = _encoding(file)
    with file.open(encoding=encoding, errors="replace", newline="") as lines:
        yield _with_kind(_table_rows(lines), file=file)


def _with_kind(rows: Iterator[Sequence[str]], *, file: Path) -> tuple[RegisterKind, Iterator[Cells]]:
    first = next(rows, [])
    kind = kind_of(first)
    header = [folded_column(name) for name in first]
    if kind is None and looks_like_ods(first):
        kind, header = kind_of(ODS_COLUMNS), list(ODS_COLUMNS)
        rows = _chained(first, rows)
    if kind is None:
        known = "".join(f"\n  {one.title}: {', '.join(one.needs)}" for one in REGISTERS)
        seen = ", ".join(name.strip() for name in first[:12] if name.strip()) or "none"
        raise UserError(
            f"its columns were not recognised: {seen}",
            "Give the file the columns register_id and organisation (optionally aliases, former_names), or "
            f"add one of these:{known}\nCapitals, spaces and punctuation in column names do not matter",
            file,
            1,
        )
    return kind, (_cells(header, row) for row in rows if any(row))


def _cells(header: Sequence[str], row: Sequence[str]) -> Cells:
    cells = dict.fromkeys(header, "")
    cells.update(zip(header, row, strict=False))
    return cells


def _chained(first: Sequence[str], rest: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield first
    yield from rest


def _table_rows(lines: IO[str]) -> Iterator[Sequence[str]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        header = lines.readline()
        separator = max(_SEPARATORS, key=lambda one: (_fit(header, one), -_SEPARATORS.index(one)))
        yield from csv.reader(io.StringIO(header), delimiter=separator)
        yield from csv.reader((line.replace("\0", "") for line in lines), delimiter=separator)
    finally:
        csv.field_size_limit(before)


def _fit(header: str, separator: str) -> tuple[bool, int]:
    """Whether the header, split at this separator, is that of a register, and the number of its cells."""
    cells = next(csv.reader(io.StringIO(header), delimiter=separator), [])
    return kind_of(cells) is not None, len(cells)


def _workbook_rows(file: Path) -> Iterator[Sequence[str]]:
    """The rows of the first sheet with known columns, or else of the first sheet."""
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheets = [[_shown(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook.worksheets]
        workbook.close()
    except Exception as error:  # openpyxl raises many kinds of error for damaged files
        raise UserError("the workbook cannot be read", "Save it as CSV and add that file", file) from error
    sheets = [rows for rows in sheets if rows]
    yield from next((rows for rows in sheets if kind_of(rows[0])), sheets[0] if sheets else [])


def _json_rows(file: Path) -> Iterator[Sequence[str]]:
    """A list of flat objects (the Charity Commission's), or 360Giving's `grants` with organisations inside."""
    try:
        given = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError("the file is not valid JSON", "Check that it is complete", file) from error
    grants = given.get("grants") if isinstance(given, dict) else given
    objects = [_flat(one) for one in grants if isinstance(one, dict)] if isinstance(grants, list) else []
    header = list(dict.fromkeys(name for one in objects for name in one))
    yield header
    for one in objects:
        yield [one.get(name, "") for name in header]


def _flat(one: Mapping[str, object]) -> dict[str, str]:
    flat = {name: "" if value is None else str(value) for name, value in one.items()}
    for inside, column in _ORGANISATIONS_OF_A_GRANT.items():
        listed = one.get(inside)
        first = listed[0] if isinstance(listed, list) and listed else None
        if isinstance(first, dict):
            flat[f"{column}:Name"] = str(first.get("name") or "")
            flat[f"{column}:Identifier"] = str(first.get("id") or "")
    return flat


def _shown(row: Iterable[object]) -> list[str]:
    return ["" if value is None else str(value) for value in row]


def _encoding(file: Path) -> str:
    """UTF-8 if the whole file is valid UTF-8, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as content:
        start = content.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        content.seek(0)
        try:
            while chunk := content.read(1 << 20):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
