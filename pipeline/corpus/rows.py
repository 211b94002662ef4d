"""Tables that are collected record by record, and written as they grow."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from itertools import islice
from math import nan
from operator import attrgetter
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, overload

from pipeline.corpus.schema import DTYPES, R, Table, Type, stored
from pipeline.corpus.storage import ROWS_IN_A_GROUP, arrow_table, parquet_group, parquet_groups, read_open_parquet

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.parquet as pq

HELD_AT_MOST = 50_000  # records; more are read when they are gone through, and not held
_GROUPS_HELD = 2
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
            values.append(nan if value is None else stored(value) if isinstance(value, frozenset) else value)
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

    def records(self) -> StoredRecords[R]:
        """The records; nothing can be added any more."""
        return StoredRecords(self.table, partial(BytesIO, self.parquet()))


def _everything(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


class StoredRecords(Sequence[R]):
    """The records of a Parquet file, read one row group at a time whenever they are gone through.

    Args:
        table: their table.
        opened: opens the file.
        shown: leaves out rows that are not to be seen.
    """

    def __init__(
        self,
        table: Table[R],
        opened: Callable[[], BinaryIO],
        *,
        shown: Callable[[pd.DataFrame], pd.DataFrame] = _everything,
    ) -> None:
        self._table = table
        self._opened = opened
        self._shown = shown
        self._length = -1

    def _groups(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        with self._opened() as file:
            yield from map(self._shown, parquet_groups(file, columns))

    def __len__(self) -> int:
        if self._length < 0:
            self._length = sum(map(len, self._groups()))
        return self._length

    def __iter__(self) -> Iterator[R]:
        for group in self._groups():
            yield from self._table.records(group)

    @overload
    def __getitem__(self, at: int) -> R: ...
    @overload
    def __getitem__(self, at: slice) -> list[R]: ...
    def __getitem__(self, at: int | slice) -> R | list[R]:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return list(islice(self, first, last, step)) if step > 0 else list(self)[at]
        return next(islice(self, range(len(self))[at], None))

    def by_source(self, *, order: Callable[[R], Any]) -> RecordsBySource[R]:
        """The records of each source, in this order."""
        return RecordsBySource(self._table, self._opened(), self._shown, order)


class RecordsBySource(Mapping[str, list[R]]):
    """The records of each source of a Parquet file, of which two row groups are held at a time."""

    def __init__(
        self,
        table: Table[R],
        file: BinaryIO,
        shown: Callable[[pd.DataFrame], pd.DataFrame],
        order: Callable[[R], Any],
    ) -> None:
        import pyarrow.parquet as pq

        self._table = table
        self._shown = shown
        self._order = order
        self._file = pq.ParquetFile(file)
        self._groups: dict[str, list[int]] = {}
        self._held: dict[int, dict[str, list[R]]] = {}
        for group in range(self._file.num_row_groups):
            for source in shown(parquet_group(self._file, group, ["source"]))["source"].unique():
                self._groups.setdefault(source, []).append(group)

    def __getitem__(self, source: str) -> list[R]:
        return sorted((one for group in self._groups[source] for one in self._of(group)[source]), key=self._order)

    def _of(self, group: int) -> dict[str, list[R]]:
        if group not in self._held:
            if len(self._held) == _GROUPS_HELD:
                del self._held[next(iter(self._held))]
            found: dict[str, list[R]] = {}
            frame = self._shown(parquet_group(self._file, group))
            for source, record in zip(frame["source"], self._table.records(frame), strict=True):
                found.setdefault(source, []).append(record)
            self._held[group] = found
        return self._held[group]

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)
