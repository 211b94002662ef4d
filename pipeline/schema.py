"""What a table is: named, typed, described columns, checked whenever it is written or read.

One declaration gives the check (pandera, every failing row at once), the empty table, the data dictionary and
the Frictionless schema, so that they cannot drift apart. Text columns hold "" for nothing, never a null;
numbers may be missing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Type = Literal["string", "integer", "number", "boolean"]
_DTYPES: Mapping[Type, str] = {"string": "object", "integer": "int64", "number": "float64", "boolean": "bool"}
_CODES: Mapping[Type, str] = {"integer": "q", "number": "d"}  # of array.array
_NOTHING: Mapping[Type, object] = {"string": "", "integer": 0, "number": float("nan"), "boolean": False}


class TableError(Exception):
    """A table does not keep to its schema: a bug in the stage that made it."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: as in the file.
        description: for the data dictionary.
        type: `string`, `integer`, `number` (may be missing) or `boolean`.
        values: the only values allowed, if there is such a list.
        unique: whether no value may come twice.
    """

    name: str
    description: str
    type: Type = "string"
    values: tuple[str, ...] = ()
    unique: bool = False


@dataclass(frozen=True)
class Table:
    """A named table and its columns; `key` names the columns that identify a row."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """In order."""
        return [column.name for column in self.columns]

    def frame(self, rows: Iterable[object] = ()) -> pd.DataFrame:
        """A checked table of these rows (mappings or dataclasses); missing fields are empty."""
        records = [_fields(row) if is_dataclass(row) else row for row in rows]
        of_columns = (
            [record.get(column.name, _NOTHING[column.type]) for record in records]  # type: ignore[attr-defined]
            for column in self.columns
        )
        return self._of_columns(of_columns)

    def frame_of_values(self, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
        """A checked table of rows that each give a value for every column, in their order."""
        return self._of_columns(zip(*rows, strict=True) if rows else [()] * len(self.columns))

    def _of_columns(self, values: Iterable[Sequence[Any]]) -> pd.DataFrame:
        import pandas as pd

        data = {
            column.name: pd.Series(of_column, dtype=_DTYPES[column.type])
            for column, of_column in zip(self.columns, values, strict=True)
        }
        return self.check(pd.DataFrame(data, columns=self.column_names))

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The same table, if it keeps to the schema.

        Raises:
            TableError: naming the table and every failing column and row.
        """
        import pandera.errors
        import pandera.pandas as pa

        columns = {
            column.name: pa.Column(
                _DTYPES[column.type],
                checks=self._checks(column),
                nullable=column.type == "number",
                unique=column.unique,
            )
            for column in self.columns
        }
        schema = pa.DataFrameSchema(
            columns, strict=True, ordered=True, unique=list(self.key) or None, name=self.name
        )
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases = error.failure_cases.head(20).to_string(index=False)
            raise TableError(f"table {self.name} does not keep to its schema:\n{cases}") from error
        return frame

    def _checks(self, column: Column) -> list[Any]:
        import pandera.pandas as pa

        checks = []
        if column.type == "string":
            checks.append(pa.Check(_is_text, error="is not text"))
        if column.values:
            checks.append(pa.Check.isin(column.values))
        return checks

    def frictionless(self) -> dict[str, object]:
        """The table schema as the Frictionless standard writes it."""
        fields = []
        for column in self.columns:
            constraints: dict[str, object] = {}
            if column.values:
                constraints["enum"] = list(column.values)
            if column.unique:
                constraints["unique"] = True
            field: dict[str, object] = {
                "name": column.name,
                "type": column.type,
                "description": column.description,
            }
            if constraints:
                field["constraints"] = constraints
            fields.append(field)
        described: dict[str, object] = {"fields": fields}
        if self.key:
            described["primaryKey"] = list(self.key)
        return described


class Rows:
    """Rows of a table, gathered column by column: a tenth of the memory of a mapping for each."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns: dict[str, list[Any] | array[Any]] = {
            column.name: array(_CODES[column.type]) if column.type in _CODES else [] for column in table.columns
        }

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def add(self, **row: object) -> None:
        """One row; what it does not give is empty."""
        for column, values in zip(self._table.columns, self._columns.values(), strict=True):
            value = row.get(column.name)
            values.append(_NOTHING[column.type] if value is None else value)

    def frame(self) -> pd.DataFrame:
        """The checked table; what was gathered is let go of."""
        import pandas as pd

        types = {column.name: _DTYPES[column.type] for column in self._table.columns}
        data = {}
        for name in list(self._columns):
            data[name] = pd.Series(self._columns.pop(name), dtype=types[name])
        return self._table.check(pd.DataFrame(data))


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}  # `fields` asks each one anew


def _is_text(values: pd.Series[Any]) -> bool | pd.Series[bool]:
    """Whether all are; if not, which are."""
    from pandas.api.types import infer_dtype

    if infer_dtype(values, skipna=False) in ("string", "empty"):
        return True
    return values.map(lambda value: isinstance(value, str))


class Record(Mapping[str, Any]):
    """A row as a mapping from column to value: the names of the columns are kept once for all rows."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: Sequence[Any]) -> None:
        self._places = places
        self._values = values

    def __getitem__(self, column: str) -> Any:
        return self._values[self._places[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def records(columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> list[Record]:
    """These rows, each with its values in the order of the columns."""
    places = {name: at for at, name in enumerate(columns)}
    return [Record(places, row) for row in rows]


def rows_of(frame: pd.DataFrame) -> list[Record]:
    """The rows of a table, in order."""
    return records(map(str, frame.columns), zip(*(frame[name].tolist() for name in frame.columns), strict=True))
