"""The sheet Memos of the review workbook: to be read; the import passes it over, and a withdrawal cleans it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.corpus import tables
from pipeline.corpus.review_files import MEMO_COLUMNS, MEMOS_FILE
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.emit.table_files import csv_bytes
from pipeline.review.sheets import filled_in
from tests.review.test_names_sheet import called


def passage_of(study: Study, participant: str) -> tuple[str, str]:
    """The id and words of a passage of theirs."""
    rows = read_table(study.tables / "passages.parquet", tables.PASSAGES)
    row = next(one for one in tables.PASSAGES.records(rows) if one.participant == participant and one.words > 15)
    return row.quote_id, row.span.of((study.texts / f"{row.source}.txt").read_text("utf-8"))


def write(study: Study, rows: list[tuple[str, ...]]) -> Path:
    path = study.models / MEMOS_FILE
    path.write_bytes(csv_bytes(MEMO_COLUMNS, rows))
    return path


def exported(study: Study) -> Path:
    file = study.outputs.parent / "review.xlsx"
    told = called(study, "review", "export", str(file))
    assert told.exit_code == 0, told.output
    return file


def rows_of(file: Path) -> list[tuple[str, ...]]:
    return [tuple(cell.value or "" for cell in row) for row in load_workbook(file)["Memos"].iter_rows()]


def test_each_memo_stands_with_what_it_is_about(sample_copy: Study) -> None:
    quote_id, words = passage_of(sample_copy, "P14")
    write(sample_copy, [
        ("study", "", "Bea", "2026-01-04", "=Begin with the roundtables", "", ""),
        ("passage", "Q-gone", "Ann", "2026-01-03", "Where is it?", "s", "We mended it."),
        ("case", "Harrowdale", "Ann", "2026-01-02", "Two lines:\nthis is the second.", "", ""),
        ("passage", quote_id, "Ann", "2026-01-01", "A metaphor.", "s", "other words"),
        ("code", "trust", "Bea", "", "Too wide?", "", ""),
        ("code", "kites", "Bea", "", "Gone from the codebook.", "", ""),
        ("study", "", "Bea", "2026-01-05", "", "", ""),
    ])  # fmt: skip
    file = exported(sample_copy)
    head, *rows = rows_of(file)
    assert head == ("about", "subject", "memo", "coder", "date", "quote_id")
    names = {row[0].value: row[1].value for row in load_workbook(file)["Themes"].iter_rows()}
    assert [row[0] for row in rows] == ["passage", "passage", "code", "code", "case", "study"]
    assert set(rows) == {
        ("passage", "We mended it.", "Where is it?", "Ann", "2026-01-03", "Q-gone"),
        ("passage", words, "A metaphor.", "Ann", "2026-01-01", quote_id),
        ("code", "kites", "Gone from the codebook.", "Bea", "", ""),
        ("code", names["trust"], "Too wide?", "Bea", "", ""),
        ("case", "Harrowdale", "Two lines:\nthis is the second.", "Ann", "2026-01-02", ""),
        ("study", "", "=Begin with the roundtables", "Bea", "2026-01-04", ""),
    }
    assert not load_workbook(file)["Memos"].data_validations.dataValidation
    assert not filled_in(file)
    assert any("Sheet Memos" in str(row[0].value) for row in load_workbook(file)["About"].iter_rows())


def test_without_memos_there_is_no_sheet(sample_copy: Study) -> None:
    assert "Memos" not in load_workbook(exported(sample_copy)).sheetnames
    write(sample_copy, [])
    (sample_copy.outputs.parent / "review.xlsx").unlink()
    book = load_workbook(exported(sample_copy))
    assert "Memos" not in book.sheetnames
    assert not any("Sheet Memos" in str(row[0].value) for row in book["About"].iter_rows())


@pytest.mark.parametrize(
    "written",
    [
        *({column: "accept"} for column in ("about", "subject", "memo", "coder", "date", "quote_id")),
        {"decision": "accept"},
        {"theme_id": "trust", "decision": "accept"},
    ],
    ids=str,
)
def test_the_import_passes_the_sheet_over(sample_copy: Study, written: dict[str, str]) -> None:
    quote_id, words = passage_of(sample_copy, "P14")
    path = write(sample_copy, [("passage", quote_id, "Ann", "2026-01-01", "A metaphor.", "s", words)])
    before = path.read_bytes()
    file = exported(sample_copy)
    book = load_workbook(file)
    sheet = book["Memos"]
    for column, value in written.items():
        at = next((cell.column for cell in sheet[1] if cell.value == column), sheet.max_column + 1)
        sheet.cell(1, at).value = column
        sheet.cell(2, at).value = value
    book.save(file)
    told = called(sample_copy, "review", "import", str(file), "--coder", "Ann")
    assert told.exit_code == 0, told.output
    assert path.read_bytes() == before
    decisions = sample_copy.models / "decisions.csv"
    assert not decisions.exists() or quote_id not in decisions.read_text("utf-8")
