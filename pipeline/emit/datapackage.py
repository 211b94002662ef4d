"""`datapackage.json`: what the CSV files are, for programs (Frictionless Data Package)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.cells import escaped
from pipeline.emit.csv_files import csv_path
from pipeline.emit.handover import File, Handover, Sheet, Written
from pipeline.emit.schemas import ESCAPE_NOTE
from pipeline.schema import Table

DATAPACKAGE = "dataset/datapackage.json"


def datapackage(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The description of the CSV files that were written."""
    described = {
        "profile": "tabular-data-package",
        "name": "coded-interviews",
        "title": "Coded interviews",
        "description": "What participants said, coded by theme, with the organisations they name. Names are "
        f"replaced and words left out as consent asks. {ESCAPE_NOTE}",
        "resources": [_resource(sheet, written[csv_path(sheet.table)]) for sheet in handover.sheets.values()],
    }
    yield DATAPACKAGE, json_bytes(described)


def json_bytes(value: Any) -> bytes:
    """JSON that a person can read."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(sheet: Sheet, written: Written) -> dict[str, Any]:
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
