"""CSV files open correctly in a spreadsheet, run no formulas, and are read back unchanged."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.corpus.csv_safety import escaped, unescaped
from pipeline.emit.table_files import csv_bytes, csv_rows

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("'cause we had to", "'cause we had to"),
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+44", "'+44"),
        ("- and then", "'- and then"),
        ("@council", "'@council"),
        ("\tindented", "'\tindented"),
        ("\rreturned", "'\rreturned"),
        ("'=quoted", "''=quoted"),
        ("", ""),
    ],
)
def test_a_cell_that_could_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert escaped(text) == cell
    assert unescaped(cell) == text


@given(TEXT)
@example("''=")
def test_every_text_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert escaped(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_every_table_comes_back(rows: list[tuple[str, str]]) -> None:
    assert [tuple(row.values()) for row in csv_rows(csv_bytes(["a", "=b"], rows))] == rows


def test_bytes_are_as_a_spreadsheet_likes_them() -> None:
    made = csv_bytes(["a", "b"], [("é, “x”", 1), ("two\nlines", None), ('say "so"', -0.5)])
    assert made == '\ufeffa,b\r\n"é, “x”",1\r\n"two\nlines",\r\n"say ""so""",-0.5\r\n'.encode()


def test_no_handed_over_cell_can_run(files: dict[str, bytes]) -> None:
    cells = [
        cell
        for path, content in files.items()
        if path.endswith(".csv")
        for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for cell in line
    ]
    assert "'=good" in cells
    runs = [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r", "-")]
    # A figure below zero is a number, and no text: agreement may be worse than chance.
    assert [cell for cell in runs if not re.fullmatch(r"-\d+\.\d+", cell)] == []
