"""survey_columns.csv: written by init, never overwritten, and a person's edit wins."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pipeline.corpus.records import ColumnUse
from pipeline.corpus.study import Study
from pipeline.ingest.study_templates import templates
from tests.ingest.helpers import ingest, study

SURVEY = """ID,Name,Where from,What helped?,Rating,Notes on the day
1,Orla Quennell,Northton,They rang us every week and it helped,5,The van came late to us
2,Idris Fenwick,Southby,The room was warm and that was enough,4,Nobody had the key for it
3,Mary Tolliver,Northton,Somebody at the desk answered us,5,We were glad of the tea
"""


def made_with(folder: Path, *rows: str, survey: str = SURVEY):
    """The study with these rows of survey_columns.csv."""
    told = {"survey_columns__csv": "\n".join(["file,column,use", *rows])} if rows else {}
    return ingest(study(folder / "in", answers__csv=survey, **told), folder / "out")


def uses(made) -> dict[str, str]:
    """The use of each column."""
    table = made.tables["survey_columns"]
    return dict(zip(table["column"], table["use"], strict=True))


def test_init_writes_a_row_for_each_column(tmp_path: Path) -> None:
    made = made_with(tmp_path)
    written = templates(made.tables, Study(tmp_path / "in", tmp_path / "m", tmp_path / "out"))["survey_columns.csv"]
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert [row["column"] for row in rows] == SURVEY.splitlines()[0].split(",")
    helped = rows[3]
    assert (helped["file"], helped["use"], helped["answers"], helped["different answers"]) == (
        "answers.csv", "question", "3", "3",
    )  # fmt: skip
    assert float(helped["mean words"]) > 5
    assert all(row["why"] for row in rows)
    assert {row["use"] for row in rows} <= set(ColumnUse)


def test_init_leaves_the_use_of_an_empty_column_open(tmp_path: Path) -> None:
    survey = "ID,Contact ref,Notes for us,What helped?\n1,,,They rang us every week\n2,,,Nobody asked us at all\n"
    made = ingest(study(tmp_path / "in", answers__csv=survey), tmp_path / "out")
    written = templates(made.tables, Study(tmp_path / "in", tmp_path / "m", tmp_path / "out"))
    rows = list(csv.DictReader(io.StringIO(written["survey_columns.csv"].decode("utf-8-sig"))))
    assert [row["use"] for row in rows] == ["id", "", "", "question"]


def test_init_gives_no_survey_the_region_of_a_respondent(tmp_path: Path) -> None:
    survey = "ID,Region,What helped?\n1,North,They rang us every week\n2,South,Nobody asked us at all\n"
    made = ingest(study(tmp_path / "in", answers__csv=survey), tmp_path / "out")
    written = templates(made.tables, Study(tmp_path / "in", tmp_path / "m", tmp_path / "out"))["cases.csv"]
    assert next(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))["place"] == ""


def test_init_does_not_overwrite(tmp_path: Path) -> None:
    made = made_with(tmp_path, "answers.csv,Rating,question")
    assert "survey_columns.csv" not in templates(
        made.tables, Study(tmp_path / "in", tmp_path / "m", tmp_path / "out")
    )


def test_init_writes_none_without_a_survey(tmp_path: Path) -> None:
    made = ingest(study(tmp_path / "in", talk__txt="Ana: Who came?\n\nTom: We all did.\n"), tmp_path / "out")
    assert "survey_columns.csv" not in templates(
        made.tables, Study(tmp_path / "in", tmp_path / "m", tmp_path / "out")
    )


@pytest.mark.parametrize(
    ("column", "written", "use"),
    [
        ("Where from", "region", "region"),
        ("Where from", "sector", "sector"),
        ("Where from", "Role", "role"),
        ("Where from", "organisation", "organisation"),
        ("Where from", "organization", "organisation"),
        ("Where from", "other attribute", "attribute"),
        ("Rating", "question", "question"),
        ("Notes on the day", "closed", "closed"),
        ("Notes on the day", "leave out", "leave out"),
        ("Notes on the day", "administrative", "administrative"),
        ("notes on the  DAY", "private", "private"),
        ("Notes on the day", "name or contact", "private"),
        ("Where from", "consent", "consent"),
        ("ID", "id", "id"),
    ],
)
def test_a_persons_edit_wins(tmp_path: Path, column: str, written: str, use: str) -> None:
    made = made_with(tmp_path, f"answers.csv,{column},{written}")
    found = {name.casefold(): value for name, value in uses(made).items()}
    assert found[" ".join(column.casefold().split())] == use
    assert not [finding for finding in made.findings if finding.level == "problem"]


def test_what_is_left_out_is_nowhere_in_the_texts(tmp_path: Path) -> None:
    made = made_with(tmp_path, "answers.csv,Notes on the day,leave out", "answers.csv,Rating,private")
    assert not any("glad of the tea" in text or "Rating" in text for text in made.texts.values())


def test_a_region_that_a_person_named_is_the_place(tmp_path: Path) -> None:
    made = made_with(tmp_path, "answers.csv,Where from,region")
    assert made.tables["sources"]["place"].tolist() == ["Northton", "Southby", "Northton"]


def test_a_blank_use_is_decided_by_the_program(tmp_path: Path) -> None:
    assert uses(made_with(tmp_path, "answers.csv,What helped?,"))["What helped?"] == "question"


@pytest.mark.parametrize(
    ("row", "finding", "remedy"),
    [
        ("answers.csv,Rating,qestion", "unknown use 'qestion'", "Did you mean 'question'?"),
        ("answers.csv,Rating,banana", "unknown use 'banana'", "question, sector, region"),
        ("answers.csv,Ratng,question", "no column 'Ratng'", "Did you mean 'Rating'?"),
        ("answers.csv,Banana,question", "no column 'Banana'", "Its columns are ID, Name"),
        ("other.csv,Rating,question", "a file that is not in the folder", "Delete the row"),
    ],
)
def test_a_row_that_is_not_understood_is_a_finding(tmp_path: Path, row: str, finding: str, remedy: str) -> None:
    made = made_with(tmp_path, row)
    told = [one for one in made.findings if one.file == "survey_columns.csv"]
    assert len(told) == 1
    assert finding in told[0].finding
    assert remedy in told[0].remedy
    assert told[0].line == 2
    assert uses(made)["Rating"] == "closed"


def test_a_table_without_an_open_question_can_be_given_one(tmp_path: Path) -> None:
    survey = "ID,Rating,Word\n1,5,Tea\n2,4,Tea\n3,5,Tea\n"
    made = made_with(tmp_path, "answers.csv,Word,question", survey=survey)
    assert made.tables["turns"]["question"].tolist() == ["Word"] * 3


def test_two_questions_of_the_same_words_are_told_apart(tmp_path: Path) -> None:
    survey = SURVEY.replace("Notes on the day", "What helped?")
    assert list(uses(made_with(tmp_path, survey=survey)))[-1] == "What helped? (2)"
