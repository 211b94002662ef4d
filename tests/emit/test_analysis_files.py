"""Files for other programs can be read with the program's own reader, or follow its rules."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from pipeline.corpus.coding_records import Decision
from pipeline.emit.analysis_files import IRAMUTEQ, SPSS, STATA, statistics_files
from pipeline.emit.handover import Handover, Sheet
from pipeline.emit.matrices import MatrixRow, matrices
from pipeline.emit.table_files import csv_rows
from pipeline.themes.codings import logged
from tests.emit.conftest import PRIVATE_NAMES, WITHHELD_WORDS


def test_matrices_hold_what_counts(files: dict[str, bytes]) -> None:
    passages = {row["quote_id"]: row for row in csv_rows(files["dataset/passage_by_theme.csv"])}
    assert passages["Q-T-2.2"]["Cogs of connection"] == "1"
    assert passages["Q-T-2.2"]["Not waiting"] == "0"  # suggested
    assert passages["Q-T-5.1"]["Cogs of connection"] == "0"  # rejected
    assert passages["Q-T-2.1"]["Cogs of connection"] == "0"
    assert not any("rang" in name for name in passages["Q-T-2.1"])  # a candidate has no column
    assert not [row for row in passages.values() if row["participant"] == "P05"]
    cases = {row["case"]: row for row in csv_rows(files["dataset/case_by_theme.csv"])}
    binary = {row["case"]: row for row in csv_rows(files["dataset/case_by_theme_binary.csv"])}
    framework = {row["case"]: row for row in csv_rows(files["dataset/theme_by_case.csv"])}
    for case, row in cases.items():
        for theme in ("Cogs of connection", "Not waiting"):
            assert int(row[theme]) == int(framework[case][theme].partition(" ")[0] or 0)
            assert binary[case][theme] == str(int(int(row[theme]) > 0))
    assert sum(int(row["Not waiting"]) for row in cases.values()) == 3  # with one that may not be printed


def test_theme_by_theme_is_symmetrical(files: dict[str, bytes]) -> None:
    rows = csv_rows(files["dataset/theme_by_theme.csv"])
    names = [row["theme"] for row in rows]
    themes = {row["theme_id"]: row for row in csv_rows(files["dataset/themes.csv"])}
    for at, row in enumerate(rows):
        assert row[names[at]] == themes[row["theme_id"]]["passages"]
        for other in rows:
            assert row[other["theme"]] == other[row["theme"]]


def test_a_study_without_themes_has_matrices_without_columns() -> None:
    for table, rows in matrices([], [], [], counted=(), in_case={}, together={}):
        assert rows == []
        assert len(table.columns) <= 6


def read_back(content: bytes, suffix: str, folder: Path) -> tuple[pd.DataFrame, pyreadstat.metadata_container]:
    path = folder / f"read{suffix}"
    path.write_bytes(content)
    return (pyreadstat.read_sav if suffix == ".sav" else pyreadstat.read_dta)(path)


@pytest.mark.parametrize("path", [SPSS, STATA])
def test_statistics_files_have_labels_and_no_words(files: dict[str, bytes], path: str, tmp_path: Path) -> None:
    frame, about = read_back(files[path], path[-4:], tmp_path)
    assert about.column_names_to_labels["t_cogs"] == "Cogs of connection"
    assert {0: "no", 1: "yes"} in about.value_labels.values()
    table = csv_rows(files["dataset/passage_by_theme.csv"])
    assert list(frame["quote_id"]) == [row["quote_id"] for row in table]
    assert [int(value) for value in frame["t_cogs"]] == [int(row["Cogs of connection"]) for row in table]
    assert not [name for name in PRIVATE_NAMES if name.encode() in files[path]]


@pytest.mark.parametrize("ids", [["a b", "a-b", "A_B"], ["x" * 60, "x" * 61], ["1st", "éclair", "«»"]])
def test_names_of_variables_are_legal_and_different(handed: Handover, ids: list[str], tmp_path: Path) -> None:
    from pipeline.corpus.schema import Column, Table

    themes = [replace(handed.sheets["themes"].records[0], theme_id=own, theme="ü" * 100) for own in ids]
    table = Table("passage_by_theme", "", (Column("quote_id", "id"), *(Column(own, "", "integer") for own in ids)))
    sheets = {
        "themes": replace(handed.sheets["themes"], records=themes),
        "passage_by_theme": Sheet(table, [MatrixRow(("q-1",), (1,) * len(ids))]),
    }
    for path, content in statistics_files(replace(handed, sheets=sheets), {}):
        frame, about = read_back(content, path[-4:], tmp_path)
        names = list(frame.columns)
        assert len({name.casefold() for name in names}) == len(ids) + 1
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}", name) for name in names)
        assert about.column_names_to_labels[names[1]].startswith("üü")


def test_statistics_files_are_the_same_at_any_time(handed: Handover) -> None:
    first = dict(statistics_files(handed, {}))
    for content in first.values():
        assert not re.search(rb"20[2-9]\d[ :]\d\d:\d\d", content)
    assert first[SPSS][84:92] == struct.pack("<d", 100)  # what compressed numbers are counted from
    assert first[SPSS][92:109] == b"01 Jan 0000:00:00"
    assert first[SPSS][109:].startswith(b"Coded passages")
    assert b"01 Jan 2000 00:00" in first[STATA]


def test_the_corpus_for_iramuteq_keeps_its_rules(files: dict[str, bytes]) -> None:
    text = files[IRAMUTEQ].decode()
    heads = [line for line in text.splitlines() if line.startswith("****")]
    assert len(heads) == len(csv_rows(files["dataset/passage_by_theme.csv"]))
    for head in heads:
        assert re.fullmatch(r"\*\*\*\*( \*[a-z]+_[A-Za-z0-9]+)+", head)
    assert "*case_Grimsby" in text
    assert "*theme_Cogs" in text
    words = "".join(line for line in text.splitlines() if not line.startswith("****"))
    assert "*" not in words


def test_coded_transcripts_show_themes_with_their_state(files: dict[str, bytes]) -> None:
    text = files["exchange/coded_transcripts/grimsby.md"].decode()
    assert text.startswith("# The Larder\n")
    assert "- Cogs of connection (confirmed); Not waiting (suggested): “We are the cogs" in text
    whole = "".join(
        content.decode() for path, content in files.items() if path.endswith(".md") and "coded_" in path
    )
    assert not [name for name in PRIVATE_NAMES if name in whole]
    assert not [words for words in WITHHELD_WORDS if words in whole]
    assert "\\[name\\]" in whole


def test_the_audit_trail_is_in_order_and_keeps_consent(files: dict[str, bytes]) -> None:
    rows = csv_rows(files["dataset/audit_trail.csv"])
    assert [(row["order"], row["date"], row["quote_id"], row["decision"], row["undone"]) for row in rows] == [
        ("1", "2024-05-01", "Q-T-2.2", "accept", ""),
        ("2", "2024-05-03", "Q-T-5.1", "accept", "yes"),
        ("3", "2024-05-05", "Q-T-5.1", "none", ""),
    ]
    assert rows[0]["theme"] == "Cogs of connection"
    assert rows[0]["quote"].startswith("We are the cogs")
    assert "Pike" not in rows[1]["note"]
    assert "one word of mine" not in str(rows)


def test_decisions_are_logged_in_the_order_of_time() -> None:
    dates = ["2024-03-02", "in March", "2024-01-09T10:00:00+00:00", ""]
    rows = [
        Decision(quote_id=f"q-{at}", theme_id="t", decision="accept", coder="A", date=date)
        for at, date in enumerate(dates)
    ]
    assert [one.quote_id for one in logged(rows)] == ["q-1", "q-3", "q-2", "q-0"]
    assert [one.order for one in logged(rows)] == [1, 2, 3, 4]
