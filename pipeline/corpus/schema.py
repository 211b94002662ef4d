"""Tables: named, typed and described columns, validated on every read and write.

A record class declares a table: its fields are the columns, `Field` describes them. The check, the empty table, the
data dictionary and the Frictionless schema are derived from it and therefore always agree. Text columns hold "" for
nothing, never a null; numbers may be missing (NaN).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Literal, NewType, get_args, get_type_hints

if TYPE_CHECKING:
    import pandas as pd
    from typing_extensions import TypeVar

    R = TypeVar("R", default=Any)  # a table that no record class declares has rows of any kind
else:
    from typing import TypeVar

    R = TypeVar("R")

Type = Literal["string", "integer", "number", "boolean"]
DTYPES: Mapping[Type, str] = {"string": "object", "integer": "int64", "number": "float64", "boolean": "bool"}
_PLAIN_TYPES: Mapping[Type, frozenset[type]] = {
    "string": frozenset((str,)),
    "integer": frozenset((int,)),
    "number": frozenset((float, int, type(None))),
    "boolean": frozenset((bool,)),
}
# Text that may be handed over. Only `pipeline.emit.gate` makes it, and all records handed over are declared
# to hold it: a writer that leaves out the gate does not pass mypy.
PrintableText = NewType("PrintableText", str)
NO_TEXT = PrintableText("")

_TYPES: Mapping[object, Type] = {
    str: "string",
    PrintableText: "string",
    int: "integer",
    float: "number",
    float | None: "number",
    bool: "boolean",
    frozenset[str]: "string",  # joined by `_SEPARATOR`, in order
}
_SEPARATOR = "; "
_MOST_ROWS = 20  # listed of those that are wrong
_NOTHING: Mapping[Type, object] = {"string": "", "integer": 0, "number": float("nan"), "boolean": False}

Cell = str | int | float | None  # a cell of an output table; None is a missing number


class TableError(Exception):
    """A table violates its schema: a bug in the stage that made it."""


@dataclass(frozen=True)
class Field:
    """What a field of a record holds: `Annotated[int, Field("words in its turns")]`.

    Attributes:
        description: the meaning and the unit, for the data dictionary.
        values: the only values allowed, if there is such a list.
        unique: whether values must be unique.
    """

    description: str
    values: tuple[str, ...] = ()
    unique: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: as in the file.
        description: for the data dictionary.
        type: `string`, `integer`, `number` (may be missing) or `boolean`.
        values: the only values allowed, if there is such a list.
        unique: whether values must be unique.
    """

    name: str
    description: str
    type: Type = "string"
    values: tuple[str, ...] = ()
    unique: bool = False


@dataclass(frozen=True)
class Table(Generic[R]):
    """A named table, its columns, and the class of its records.

    Attributes:
        name: as in the file's name.
        description: for the data dictionary.
        columns: in order.
        key: the columns that identify a row.
        record: the record class; None for a table declared by its columns alone.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    record: type[R] | None = None

    @property
    def column_names(self) -> list[str]:
        """In order."""
        return [column.name for column in self.columns]

    def frame(self, rows: Iterable[R] = ()) -> pd.DataFrame:
        """A validated table of these records. Rows may be mappings; missing fields are empty."""
        rows = list(rows)
        if self.record is not None and all(isinstance(row, self.record) for row in rows):
            sets = self._sets
            of_fields = ((name, map(attrgetter(name), rows)) for name in self.column_names)
            return self._of_columns(
                list(map(stored, values) if name in sets else values) for name, values in of_fields
            )
        given = [_fields(row) for row in rows]
        return self._of_columns(
            [row.get(column.name, _NOTHING[column.type]) for row in given] for column in self.columns
        )

    def check_rows(self, rows: Sequence[Any]) -> None:
        """Validate records, or rows of values for a table that no record class declares, without making a table.

        Raises:
            TableError: as `check` does.
        """
        if self.record is not None:
            columns = [list(map(attrgetter(name), rows)) for name in self.column_names]
        else:
            columns = [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in self.columns]
        if not self._is_sound(dict(zip(self.column_names, columns, strict=True))):
            # A table names the rows that are wrong; to make one takes ten times as long.
            _ = self.frame(rows) if self.record is not None else self.frame_of_values(rows)

    def _is_sound(self, values: Mapping[str, list[Any]]) -> bool:
        """Whether all columns hold nothing but plain values of their type that are allowed."""
        rows = len(next(iter(values.values()), ()))
        keys = [(column.name,) for column in self.columns if column.unique] + ([self.key] if self.key else [])
        return all(
            set(map(type, values[column.name])) <= _PLAIN_TYPES[column.type]
            and (not column.values or set(values[column.name]) <= set(column.values))
            for column in self.columns
        ) and all(len(set(zip(*(values[name] for name in key), strict=True))) == rows for key in keys)

    def records(self, frame: pd.DataFrame) -> list[R]:
        """The rows of a validated table as records, in order.

        Fields are set by column, bypassing `__init__`: half a million records take about as long as tuples would.

        Raises:
            LookupError: for a table without a record class.
        """
        if self.record is None:
            raise LookupError(f"table {self.name} has no record class")
        restorers = {name: _RESTORED[of_type] for name, of_type in self._types.items() if of_type in _RESTORED}
        made: list[R] = [object.__new__(self.record) for _ in range(len(frame))]
        for name in self.column_names:
            set_field: Callable[[R, object], None] = getattr(self.record, name).__set__
            values: Iterable[object] = frame[name].tolist()
            deque(map(set_field, made, map(restorers[name], values) if name in restorers else values), maxlen=0)
        return made

    @property
    def _types(self) -> Mapping[str, object]:
        """The types of the fields."""
        return get_type_hints(self.record) if self.record is not None else {}

    @property
    def _sets(self) -> frozenset[str]:
        """The columns whose fields are sets of texts."""
        return frozenset(name for name, of_type in self._types.items() if of_type == frozenset[str])

    def frame_of_values(self, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
        """A validated table of rows with a value for every column, in column order."""
        return self._of_columns(zip(*rows, strict=True) if rows else [()] * len(self.columns))

    def _of_columns(self, values: Iterable[Sequence[Any]]) -> pd.DataFrame:
        import pandas as pd

        data = {
            column.name: pd.Series(of_column, dtype=DTYPES[column.type])
            for column, of_column in zip(self.columns, values, strict=True)
        }
        return self.check(pd.DataFrame(data, columns=self.column_names))

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Validate a table and return it.

        Raises:
            TableError: naming the table, the columns, and the first rows that are wrong.
        """
        if problems := list(self._problems(frame)):
            told = "\n".join(problems)
            raise TableError(f"table {self.name} does not keep to its schema:\n{told}")
        return frame

    @property
    def of_keys(self) -> Table[Any]:
        """The columns whose values must be unique, alone or together."""
        columns = tuple(column for column in self.columns if column.unique or column.name in self.key)
        return Table(self.name, self.description, columns, self.key)

    def _problems(self, frame: pd.DataFrame) -> Iterator[str]:
        if (names := list(frame.columns)) != self.column_names:
            yield f"the columns are {', '.join(map(str, names))}; they should be {', '.join(self.column_names)}"
            return
        for column in self.columns:
            values = frame[column.name]
            if values.dtype != DTYPES[column.type]:
                yield f"{column.name} is of type {values.dtype}, and should be {DTYPES[column.type]}"
                continue
            if column.type == "string":
                yield from _rows_at(column.name, values, _no_text(values), "is not text")
            if column.values:
                yield from _rows_at(column.name, values, ~values.isin(column.values), "is not one of its values")
            if column.unique:
                yield from _rows_at(column.name, values, values.duplicated(), "occurs twice")
        if self.key:
            key = frame[self.key[0]] if len(self.key) == 1 else frame[list(self.key)]
            yield from _rows_at(", ".join(self.key), key, key.duplicated(), "occurs twice")

    def frictionless(self) -> dict[str, object]:
        """The schema in Frictionless Table Schema format."""
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


def table(record: type[R], *, name: str, description: str, key: tuple[str, ...] = ()) -> Table[R]:
    """Derive a table from a record class: a column per field, in order."""
    types = get_type_hints(record, include_extras=True)
    columns = tuple(_column(each.name, types[each.name]) for each in fields(record))  # type: ignore[arg-type]
    return Table(name, description, columns, key, record)


def _column(name: str, annotated: object) -> Column:
    of_type, meaning = get_args(annotated)
    return Column(name, meaning.description, _TYPES[of_type], meaning.values, meaning.unique)


def stored(texts: frozenset[str]) -> str:
    """A set of strings as a cell."""
    return _SEPARATOR.join(sorted(texts))


def restored(cell: str) -> frozenset[str]:
    """A set of strings from a cell."""
    return frozenset(filter(None, cell.split(_SEPARATOR)))


def _number(cell: float) -> float | None:
    """A number from a cell, in which NaN stands for none."""
    return cell if cell == cell else None  # noqa: PLR0124 - only what is not a number differs from itself


# What is stored in another form, by the type of the field.
_RESTORED: Mapping[object, Callable[[Any], object]] = {frozenset[str]: restored, float | None: _number}


def _fields(row: object) -> Mapping[str, object]:
    if isinstance(row, Mapping):
        return row
    names: Iterable[str] = getattr(row, "__dataclass_fields__")  # noqa: B009 - `fields` inspects the class each time
    return {name: getattr(row, name) for name in names}


def _rows_at(
    name: str, values: pd.Series[Any] | pd.DataFrame, wrong: pd.Series[bool] | None, problem: str
) -> Iterator[str]:
    """A line for each of the first rows that are wrong."""
    if wrong is not None and wrong.any():
        for row in wrong.to_numpy().nonzero()[0][:_MOST_ROWS].tolist():
            cells = [values.iloc[row]] if values.ndim == 1 else list(values.iloc[row])
            yield f"{name}, row {row}: {', '.join(map(_shown, cells))} {problem}"


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value)


def _no_text(values: pd.Series[Any]) -> pd.Series[bool] | None:
    """Which values are not strings; None if all are."""
    from pandas.api.types import infer_dtype

    if infer_dtype(values, skipna=False) in ("string", "empty"):
        return None
    return ~values.map(lambda value: isinstance(value, str)).astype(bool)
