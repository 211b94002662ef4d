"""Every table as Parquet, for those who compute: the content of the CSV files with their types kept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from pipeline.emit.handover import File, Handover, Sheet, Written
from pipeline.schema import Table

_ARROW = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool"}


def parquet_path(table: Table) -> str:
    """Where a table lies, below the outputs folder."""
    return f"dataset/parquet/{table.name}.parquet"


def parquet_files(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """Every table as Parquet; texts are as they were, without the apostrophes of the CSV files."""
    for sheet in handover.sheets.values():
        yield parquet_path(sheet.table), _bytes(sheet)


def _bytes(sheet: Sheet) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = sheet.table.columns
    values = list(zip(*sheet.rows, strict=True)) if sheet.rows else [()] * len(columns)
    arrays = [
        pa.array(of_column, type=pa.type_for_alias(_ARROW[column.type]))
        for column, of_column in zip(columns, values, strict=True)
    ]
    whole = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=sheet.table.column_names), whole, compression="zstd")
    return whole.getvalue()
