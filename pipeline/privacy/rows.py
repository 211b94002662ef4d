"""The working tables of the last run as plain rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.errors import UserError
from pipeline.schema import Table
from pipeline.study import Study

Row = dict[str, Any]


def working_rows(study: Study, tables: Iterable[Table]) -> dict[str, list[Row]]:
    """The rows of each table, by its name; not checked again: the run that wrote them has done so.

    Raises:
        UserError: if there is no finished run, or one of its tables is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = {}
    for table in tables:
        path = study.tables / f"{table.name}.parquet"
        if not path.exists():
            raise UserError("there is no finished run that says who took part", "Run: pipeline run", path)
        try:
            found[table.name] = pq.read_table(path, columns=list(table.column_names)).to_pylist()
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            raise UserError(f"the working table '{table.name}' is damaged", "Run: pipeline run", path) from error
    return found
