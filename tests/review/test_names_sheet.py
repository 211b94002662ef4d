"""The sheet Names of the review workbook: each detected name once; decisions on it go into models/people.csv."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from pipeline.cli.main import main
from pipeline.corpus.study import Study
from pipeline.people.decided_names import PEOPLE_FILE
from pipeline.review.sheets import filled_in, read_names


def called(study: Study, *words: str) -> Result:
    places = ["--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs]
    return CliRunner().invoke(main, [*map(str, places), *words])


@pytest.fixture
def exported(sample_copy: Study) -> Path:
    file = sample_copy.outputs.parent / "review.xlsx"
    told = called(sample_copy, "review", "export", str(file))
    assert told.exit_code == 0, told.output
    return file


def decide(file: Path, decisions: dict[str, str]) -> None:
    book = load_workbook(file)
    sheet = book["Names"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if decision := decisions.get(sheet.cell(row, columns["name"]).value):
            sheet.cell(row, columns["decision"]).value = decision
    book.save(file)


def test_each_name_stands_once_uncertain_ones_first(exported: Path) -> None:
    rows = read_names(exported)
    names = [row.cell("name") for row in rows]
    assert len(names) == len(set(names)) > 10
    scores = [float(row.cell("score")) for row in rows]
    assert scores == sorted(scores)
    for row in rows:
        assert int(row.cell("count")) > 0
        assert "{" in row.cell("contexts")
        assert "in quotes" in row.cell("outcome")
        assert not row.cell("decision")
    assert not filled_in(exported)


def test_decisions_are_imported_once(sample_copy: Study, exported: Path) -> None:
    first, second = (row.cell("name") for row in read_names(exported)[:2])
    decide(exported, {first: "keep", second: f"same as {first}"})
    assert filled_in(exported)
    told = called(sample_copy, "review", "import", str(exported))
    assert told.exit_code == 0, told.output
    assert "2 decisions about names added to models/people.csv." in told.output
    written = (sample_copy.models / PEOPLE_FILE).read_text("utf-8")
    assert f"{first},keep" in written
    assert f"{second},same as {first}" in written
    again = called(sample_copy, "review", "import", str(exported))
    assert "about names" not in again.output
    assert (sample_copy.models / PEOPLE_FILE).read_text("utf-8") == written


def test_a_decision_that_cannot_be_used_changes_nothing(sample_copy: Study, exported: Path) -> None:
    decide(exported, {read_names(exported)[0].cell("name"): "throw out"})
    told = called(sample_copy, "review", "import", str(exported))
    assert told.exit_code == 2
    assert "its decision is not known" in told.output
    assert not (sample_copy.models / PEOPLE_FILE).exists()
