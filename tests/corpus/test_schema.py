"""Tables follow their schemas, and violations are reported row by row."""

import math
from collections.abc import Hashable
from dataclasses import dataclass, fields, replace
from typing import Annotated

import pandas as pd
import pytest

from pipeline.corpus.schema import Column, Field, Table, TableError, table
from pipeline.corpus.storage import read_table, write_table
from pipeline.corpus.tables import WORKING

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
        ({**GOOD, "id": math.nan}, "id"),
        ({**GOOD, "id": 7}, "id, row 1: 7 is not text"),
        ({**GOOD, "level": 7}, "level"),
        ({**GOOD, "level": ""}, "level, row 1: '' is not one of its values"),
    ],
)
def test_a_wrong_cell_is_named(row, column):
    with pytest.raises(TableError, match=column):
        TABLE.frame([{**GOOD, "id": "first"}, row])


@pytest.mark.parametrize(
    "change",
    [{}, *({name: value} for name in GOOD for value in (None, math.nan, 7, 0.5, "x", "high", True, "first"))],
)
def test_rows_are_checked_as_a_table_of_them_is(change):
    by_columns = replace(TABLE, record=None)
    rows = [list({**GOOD, "id": "first"}.values()), list({**GOOD, **change}.values())]

    def refused(check) -> bool:
        try:
            check(rows)
        except (TableError, ValueError, TypeError):
            return True
        return False

    assert refused(by_columns.check_rows) == refused(by_columns.frame_of_values)
    by_columns.check_rows([])


def test_two_rows_with_one_key_are_refused():
    with pytest.raises(TableError, match="id, row 1: 'a' occurs twice"):
        TABLE.frame([GOOD, GOOD])


def test_two_rows_with_one_key_of_two_columns_are_refused():
    by_both = replace(TABLE, key=("age", "level"))
    by_both.frame([GOOD, {**GOOD, "id": "b", "level": "high"}])
    with pytest.raises(TableError, match="age, level, row 1: 3, 'low' occurs twice"):
        by_both.frame([GOOD, {**GOOD, "id": "b"}])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda frame: frame.assign(extra=1), "extra"),
        (lambda frame: frame.drop(columns="here"), "the columns are id, age, score, level; they should be"),
        (lambda frame: frame[["age", "id", "score", "level", "here"]], "the columns are age, id"),
        (lambda frame: frame.assign(age=3.0), "age is of type float64, and should be int64"),
        (lambda frame: frame.assign(score=1), "score is of type int64"),
        (lambda frame: frame.assign(here="yes"), "here is of type"),
        (lambda frame: frame.assign(id=pd.array(["a"], dtype="string")), "id is of type string"),
        (lambda frame: frame.assign(level=frame["level"].astype("category")), "level is of type category"),
    ],
)
def test_wrong_columns_are_refused(change, told):
    with pytest.raises(TableError, match=told):
        TABLE.check(change(TABLE.frame([GOOD])))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kite:
    """For the tests."""

    kite: Annotated[str, Field("id", unique=True)]
    colours: Annotated[frozenset[str], Field("separated by '; '")] = frozenset()
    length: Annotated[float, Field("metres")] = math.nan
    tails: Annotated[int, Field("how many")] = 0
    flies: Annotated[bool, Field("whether it does")] = False
    kind: Annotated[str, Field("its kind", values=("box", "delta", ""))] = ""


KITES = table(Kite, name="kites", description="For the tests.", key=("kite",))
SOME = [
    Kite(kite="k-1", colours=frozenset({"red", "amber"}), length=1.5, tails=2, flies=True, kind="box"),
    Kite(kite="k-2"),
]


def test_a_record_declares_its_table():
    assert [(each.name, each.type, each.values, each.unique) for each in KITES.columns] == [
        ("kite", "string", (), True),
        ("colours", "string", (), False),
        ("length", "number", (), False),
        ("tails", "integer", (), False),
        ("flies", "boolean", (), False),
        ("kind", "string", ("box", "delta", ""), False),
    ]
    assert KITES.columns[2].description == "metres"


def test_records_come_back_as_they_were():
    frame = KITES.frame(SOME)
    assert frame["colours"].tolist() == ["amber; red", ""]
    first, second = KITES.records(frame)
    assert first == SOME[0]
    assert math.isnan(second.length)
    assert (second.kite, second.colours, second.tails, second.flies) == ("k-2", frozenset(), 0, False)
    assert {type(value) for value in (first.tails, second.tails)} == {int}
    pd.testing.assert_frame_equal(KITES.frame([first, second]), frame)
    assert KITES.records(KITES.frame()) == []


def test_mappings_make_the_same_table():
    rows = [{"kite": "k-1", "colours": "amber; red", "length": 1.5, "tails": 2, "flies": True, "kind": "box"}]
    pd.testing.assert_frame_equal(KITES.frame([*rows, {"kite": "k-2"}]), KITES.frame(SOME))


def test_records_of_a_wrong_value_are_refused():
    with pytest.raises(TableError, match="kind"):
        KITES.frame([Kite(kite="k-1", kind="sled")])


def test_a_table_of_columns_alone_has_no_records():
    with pytest.raises(LookupError, match="people"):
        TABLE.records(TABLE.frame([GOOD]))


@pytest.mark.parametrize("table", WORKING, ids=lambda table: table.name)
def test_the_record_of_each_table_is_small_frozen_and_described(table):
    record = table.record
    assert record.__doc__
    assert not record.__doc__.startswith(f"{record.__name__}(")
    assert not hasattr(object.__new__(record), "__dict__")
    assert record.__dataclass_params__.frozen
    assert [each.name for each in fields(record)] == table.column_names
    assert all(each.kw_only for each in fields(record))
    assert issubclass(record, Hashable)


def test_each_record_has_a_table_of_its_own():
    assert len({table.record for table in WORKING}) == len(WORKING)
