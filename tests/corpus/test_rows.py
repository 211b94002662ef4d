"""Tables that are collected record by record are the same, however many records a row group has."""

import math
from dataclasses import dataclass
from typing import Annotated

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.corpus import rows, storage
from pipeline.corpus.rows import Rows
from pipeline.corpus.schema import Field, TableError, table
from pipeline.corpus.storage import read_table, write_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    """For the test."""

    boat: Annotated[str, Field("its id", unique=True)]
    flags: Annotated[frozenset[str], Field("which")] = frozenset()
    length: Annotated[float, Field("metres")] = math.nan
    crew: Annotated[int, Field("how many")] = 0
    rig: Annotated[str, Field("what", values=("sloop", "yawl", ""))] = ""


BOATS = table(Boat, name="boats", description="For the test.", key=("boat",))
SOME = [
    Boat(
        boat=f"b-{n}", flags=frozenset({"red", "blue"}) if n % 2 else frozenset(), length=n / 3, crew=n, rig="yawl"
    )
    for n in range(10)
] + [Boat(boat="b-last")]


def gathered(some):
    made = Rows(BOATS)
    for boat in some:
        made.add(boat)
    return made


@pytest.fixture(params=[1, 3, 11, 50_000], autouse=True)
def rows_in_a_group(request, monkeypatch):
    """Row groups of one row, of some, and one for all."""
    monkeypatch.setattr(rows, "ROWS_IN_A_GROUP", request.param)
    monkeypatch.setattr(storage, "ROWS_IN_A_GROUP", request.param)
    return request.param


@pytest.mark.parametrize("some", [SOME, SOME[:3], []], ids=["several groups", "three rows", "no rows"])
def test_the_bytes_are_those_of_the_whole_table(tmp_path, some):
    write_table(tmp_path / "whole.parquet", BOATS.frame(some))
    assert gathered(some).parquet() == (tmp_path / "whole.parquet").read_bytes()


def test_rows_come_back_as_they_were(tmp_path, rows_in_a_group):
    made = gathered(SOME)
    assert len(made) == len(SOME)
    (tmp_path / "boats.parquet").write_bytes(made.parquet())
    assert pq.ParquetFile(tmp_path / "boats.parquet").num_row_groups == math.ceil(len(SOME) / rows_in_a_group)
    pd.testing.assert_frame_equal(read_table(tmp_path / "boats.parquet", BOATS), BOATS.frame(SOME))
    assert list(made.records())[:-1] == SOME[:-1]
    assert made.frame(["crew", "boat"]).columns.tolist() == ["crew", "boat"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [(Boat(boat="b-z", rig="raft"), "rig"), (SOME[0], "occurs twice")],
    ids=["a value that is not allowed", "an id of another row group"],
)
def test_what_breaks_the_schema_is_refused(wrong, word):
    with pytest.raises(TableError, match=word):
        gathered([*SOME, wrong]).parquet()
