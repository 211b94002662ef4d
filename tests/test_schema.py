"""Tables keep to their schemas, and a table that does not is told apart, row by row."""

import pytest

from pipeline.schema import Column, Table, TableError
from pipeline.storage import read_table, write_table
from pipeline.tables import WORKING

TABLE = Table(
    "people",
    "For the test.",
    (
        Column("id", "id", unique=True),
        Column("age", "years", "integer"),
        Column("score", "may be missing", "number"),
        Column("level", "level", values=("high", "low")),
        Column("here", "whether", "boolean"),
    ),
    key=("id",),
)
GOOD = {"id": "a", "age": 3, "score": 0.5, "level": "low", "here": True}


def test_missing_fields_are_empty():
    frame = TABLE.frame([{"id": "a", "level": "low"}])
    assert frame.loc[0, ["id", "age", "level", "here"]].tolist() == ["a", 0, "low", False]
    assert frame["score"].isna().all()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({**GOOD, "level": "middling"}, "level"),
        ({**GOOD, "id": None}, "id"),
    ],
)
def test_a_wrong_cell_is_named(row, column):
    with pytest.raises(TableError, match=column):
        TABLE.frame([row])


def test_two_rows_with_one_key_are_refused():
    with pytest.raises(TableError, match="id"):
        TABLE.frame([GOOD, GOOD])


def test_a_column_too_many_is_refused():
    with pytest.raises(TableError, match="extra"):
        TABLE.check(TABLE.frame([GOOD]).assign(extra=1))


@pytest.mark.parametrize("rows", [[], [GOOD], [GOOD, {**GOOD, "id": "é"}]])
def test_a_table_comes_back_from_disk_as_it_was(tmp_path, rows):
    frame = TABLE.frame(rows)
    write_table(tmp_path / "people.parquet", frame)
    assert read_table(tmp_path / "people.parquet", TABLE).equals(frame)


def test_equal_tables_give_equal_bytes(tmp_path):
    for name in ("one", "two"):
        write_table(tmp_path / name, TABLE.frame([GOOD]))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("table", WORKING, ids=lambda table: table.name)
def test_every_working_table_can_be_empty_and_describes_its_columns(table):
    assert list(table.frame().columns) == table.column_names
    assert all(column.description for column in table.columns)
    assert set(table.key) <= set(table.column_names)


def test_the_frictionless_schema_says_the_same():
    schema = TABLE.frictionless()
    assert [field["name"] for field in schema["fields"]] == TABLE.column_names
    assert schema["primaryKey"] == ["id"]
    assert schema["fields"][3]["constraints"] == {"enum": ["high", "low"]}
