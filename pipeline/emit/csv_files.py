"""Tables as CSV that a spreadsheet opens well: UTF-8 with a BOM, RFC 4180, CRLF, and no cell that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.cells import escaped, unescaped
from pipeline.emit.handover import File, Handover, Written
from pipeline.schema import Table


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file; None is an empty cell, numbers are written plainly."""
    whole = io.BytesIO()
    text = io.TextIOWrapper(whole, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([escaped(column) for column in columns])
    writer.writerows([escaped(value) if isinstance(value, str) else value for value in row] for row in rows)
    text.flush()
    return whole.getvalue()


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file that `csv_bytes` made, every text as it was."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    header = [unescaped(cell) for cell in next(lines)]
    return [dict(zip(header, map(unescaped, line), strict=True)) for line in lines]


def csv_path(table: Table) -> str:
    """Where a table lies, below the outputs folder."""
    return f"dataset/{table.name}.csv"


def csv_files(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """Every table as CSV."""
    for sheet in handover.sheets.values():
        yield csv_path(sheet.table), csv_bytes(sheet.table.column_names, sheet.rows)
