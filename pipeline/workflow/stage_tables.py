"""The tables that a stage reads, without held sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.corpus.rows import HELD_AT_MOST, StoredRecords
from pipeline.corpus.schema import R, Table
from pipeline.corpus.storage import read_table
from pipeline.corpus.tables import Held

if TYPE_CHECKING:
    import pandas as pd


class StageTables(Mapping[str, "pd.DataFrame"]):
    """A stage's tables: each is read when it is asked for, checked, and not kept."""

    def __init__(self, paths: Mapping[Table, Path]) -> None:
        self._paths = {table.name: (path, table) for table, path in paths.items()}
        self._held = Held(lambda name: self._read(name) if name in self._paths else None)

    def _read(self, name: str) -> pd.DataFrame:
        path, table = self._paths[name]
        return read_table(path, table)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._held.left_out_of(name, self._read(name))

    def records(self, table: Table[R]) -> list[R] | StoredRecords[R]:
        """The rows of a table as records; those of a large one are read whenever they are gone through."""
        frame = self[table.name]
        if len(frame) <= HELD_AT_MOST:
            return table.records(frame)
        path, _ = self._paths[table.name]
        return StoredRecords(table, partial(_opened, path), shown=partial(self._held.left_out_of, table.name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")
