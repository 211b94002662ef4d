"""Tables that are collected record by record, and written as they grow."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic

from pipeline.corpus.schema import DTYPES, R, Table, Type, stored
from pipeline.corpus.storage import ROWS_IN_A_GROUP, arrow_table, parquet_groups, read_open_parquet

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.parquet as pq

_CODES: Mapping[Type, str] = {"integer": "q", "number": "d"}  # type code of array.array


class Rows(Generic[R]):
    """Collects the records of a table as a compressed Parquet file.

    Only the last rows are held by column, until there are enough for a row group of the file. How many records are
    added at a time makes no difference to the bytes.
    """

    def __init__(self, table: Table[R]) -> None:
        self.table = table
        self._values = attrgetter(*table.column_names)
        self._file = BytesIO()
        self._writer: pq.ParquetWriter | None = None
        self._columns = self._empty()
        self._held = self._written = 0
        self._complete = False

    def __len__(self) -> int:
        return self._written + self._held

    def _empty(self) -> dict[str, list[object] | array[Any]]:
        return {
            column.name: array(_CODES[column.type]) if column.type in _CODES else []
            for column in self.table.columns
        }

    def add(self, record: R) -> None:
        """Append one record.

        Raises:
            TableError: if records violate the schema; told for a whole row group.
        """
        for values, value in zip(self._columns.values(), self._values(record), strict=True):
            values.append(stored(value) if isinstance(value, frozenset) else value)
        self._held += 1
        if self._held == ROWS_IN_A_GROUP:
            self._write()

    def _write(self) -> None:
        """Write what is held as a row group."""
        import pandas as pd
        import pyarrow.parquet as pq

        types = {column.name: DTYPES[column.type] for column in self.table.columns}
        frame = pd.DataFrame({name: pd.Series(some, dtype=types[name]) for name, some in self._columns.items()})
        group = arrow_table(self.table.check(frame))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, group.schema, compression="zstd")
        self._writer.write_table(group)
        self._written += self._held
        self._columns, self._held = self._empty(), 0

    def parquet(self) -> bytes:
        """The table as `write_table` would write it; nothing can be added any more.

        Raises:
            TableError: if it violates its schema.
        """
        if not self._complete:
            if self._held or self._writer is None:
                self._write()
            if self._writer is not None:
                self._writer.close()
            self._complete = True
            if self._written > ROWS_IN_A_GROUP:  # the keys of one group have been checked with it
                keys = self.table.of_keys
                keys.check(self.frame(keys.column_names))
        return self._file.getvalue()

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The table, or some of its columns; nothing can be added any more."""
        return read_open_parquet(BytesIO(self.parquet()), columns)

    def records(self) -> Iterator[R]:
        """The records, one row group at a time; nothing can be added any more."""
        for group in parquet_groups(BytesIO(self.parquet())):
            yield from self.table.records(group)
