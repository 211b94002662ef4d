"""Loads the tables of the last run, for commands that search or copy its results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.corpus.errors import UserError
from pipeline.corpus.layers import RunTables
from pipeline.corpus.schema import Table
from pipeline.corpus.storage import read_parquet
from pipeline.corpus.study import Study

if TYPE_CHECKING:
    import pandas as pd


def run_tables(study: Study, wanted: Iterable[Table], *, held: bool = False) -> RunTables:
    """The tables of the last run, not validated again because the run that wrote them has done so.

    Args:
        study: the study.
        wanted: the tables to load.
        held: whether to include held sources.

    Raises:
        UserError: if there is no finished run, or one of its tables is damaged.
    """
    import pyarrow as pa

    def read(table: Table) -> pd.DataFrame:
        path = study.tables / f"{table.name}.parquet"
        if not path.exists():
            raise UserError("no finished run with participants was found", "Run: pipeline run", path)
        try:
            return read_parquet(path, table.column_names)
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            raise UserError(f"the working table '{table.name}' is damaged", "Run: pipeline run", path) from error

    return RunTables(wanted, read, held=held)
