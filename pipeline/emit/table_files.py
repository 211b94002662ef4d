"""Tables as CSV that a spreadsheet opens well: UTF-8 with a BOM, RFC 4180, CRLF, and no cell that runs."""

from __future__ import annotations

import csv
import io
import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace

import pipeline
from pipeline.corpus.csv_safety import escaped, unescaped
from pipeline.corpus.schema import Table
from pipeline.emit.handover import AnySheet, File, Handover, Written
from pipeline.emit.schemas import ESCAPE_NOTE
from pipeline.language.models import PINS


def csv_bytes(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
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


_ARROW = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool"}


def parquet_path(table: Table) -> str:
    """Where a table lies, below the outputs folder."""
    return f"dataset/parquet/{table.name}.parquet"


def parquet_files(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """Every table as Parquet; texts are as they were, without the apostrophes of the CSV files."""
    for sheet in handover.sheets.values():
        yield parquet_path(sheet.table), _bytes(sheet)


def _bytes(sheet: AnySheet) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = sheet.table.columns
    arrays = [
        pa.array(sheet.column(at), type=pa.type_for_alias(_ARROW[column.type])) for at, column in enumerate(columns)
    ]
    whole = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=sheet.table.column_names), whole, compression="zstd")
    return whole.getvalue()


DATAPACKAGE = "dataset/datapackage.json"


def datapackage(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The description of the CSV files that were written."""
    described = {
        "profile": "tabular-data-package",
        "name": "coded-interviews",
        "title": "Coded interviews",
        "description": "What participants said, coded by theme, with the organisations they mention. Redacted as "
        f"consent requires. {ESCAPE_NOTE}",
        "resources": [_resource(sheet, written[csv_path(sheet.table)]) for sheet in handover.sheets.values()],
    }
    yield DATAPACKAGE, json_bytes(described)


def json_bytes(value: object) -> bytes:
    """JSON that a person can read."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(sheet: AnySheet, written: Written) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": sheet.table.name,
        "description": sheet.table.description,
        "path": csv_path(sheet.table).removeprefix("dataset/"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": _header_as_written(sheet.table).frictionless(),
    }


def _header_as_written(table: Table) -> Table:
    return replace(table, columns=tuple(replace(column, name=escaped(column.name)) for column in table.columns))


RUN_RECORD = "dataset/run.json"


def run_record(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """Versions, language models, settings, counts, and a checksum of every file that was written before."""
    python = ".".join(platform.python_version_tuple()[:2])
    record = {
        "pipeline": pipeline.__version__,
        "python": python,
        "libraries": dict(sorted(handover.libraries.items())),
        "language_models": [asdict(pin) for pin in PINS],
        "settings": asdict(handover.settings),
        "counts": asdict(handover.counts),
        "sha256": {path: one.sha256 for path, one in sorted(written.items())},
    }
    yield RUN_RECORD, json_bytes(record)
