"""Rows of a survey: previews, copies, who finished, non-answers, and what is told of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.records import SurveyResponse
from pipeline.ingest.survey import questionnaire, responses
from pipeline.language.words import is_no_answer
from tests.ingest.helpers import ingest, read, study

SAID = ["They rang us every week", "Nobody asked us at all", "The room was always warm", "We were glad of the van"]


def counted(header: list[str], *rows: list[str]) -> SurveyResponse:
    return responses(questionnaire([header, *rows])).counted


@pytest.mark.parametrize(
    ("name", "preview", "ordinary"),
    [
        ("Status", "Survey Preview", "IP Address"),
        ("Response Type", "Survey Test", "IP Address"),
        ("Status", "Test", "Complete"),
        ("Distribution Channel", "preview", "anonymous"),
        ("Status", "Spam", "IP Address"),
    ],
)
def test_previews_are_set_aside_and_counted(name: str, preview: str, ordinary: str) -> None:
    found = counted(["ID", name, "What helped?"], ["1", preview, SAID[0]], ["2", ordinary, SAID[1]])
    assert (found.previews, found.invited) == (1, 1)


def test_exact_copies_are_set_aside_where_the_export_tells_rows_apart() -> None:
    rows = [["1", SAID[0]], ["2", SAID[1]], ["1", SAID[0]]]
    header = ["Timestamp", "What helped?"]
    assert counted(header, *rows).duplicates == 1


def test_the_same_answer_of_two_respondents_is_kept() -> None:
    found = counted(["Age", "What helped?"], ["30", SAID[0]], ["30", SAID[0]], ["31", SAID[1]])
    assert (found.duplicates, found.invited) == (0, 3)


@pytest.mark.parametrize(
    ("name", "done", "begun"),
    [
        ("Finished", "True", "False"),
        ("Finished", "1", "0"),
        ("Progress", "100", "42"),
        ("Status", "Complete", "Partial"),
        ("Response Type", "completed", "started"),
        ("submitdate", "2026-01-02 10:00", ""),
    ],
)
def test_who_finished_is_told_where_the_export_says_so(name: str, done: str, begun: str) -> None:
    found = counted(
        ["ID", name, "What helped?", "Rating"],
        ["1", done, SAID[0], "5"], ["2", begun, SAID[1], ""], ["3", done, "n/a", "4"], ["4", begun, "", ""],
    )  # fmt: skip
    assert (found.invited, found.started, found.complete, found.answered) == (4, 3, 2, 2)


def test_who_finished_is_not_told_where_the_export_does_not() -> None:
    assert counted(["ID", "What helped?"], ["1", SAID[0]], ["2", SAID[1]]).complete == -1


NOTHING = """n/a|N/A.|nothing|Nothing!|no|No.|idk|IDK|see above|See above.|none|nil|dk|don't know|Don’t know
not applicable|no comment|nothing to add|nothing further to add|not really|-|.|?|😀|did not answer|left blank|null
keine Angabe|nichts|rien|aucun|ninguno|no sé|dim byd|dim sylwadau"""


@pytest.mark.parametrize("cell", NOTHING.replace("\n", "|").split("|"))
def test_one_list_of_non_answers(cell: str) -> None:
    assert is_no_answer(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Nothing works",
        "No bus on Sundays",
        "see above all the staff",
        "None of it",
        "No!!! Never again",
        "Nil by mouth",
    ],
)
def test_an_answer_that_begins_as_a_non_answer(cell: str) -> None:
    assert not is_no_answer(cell)


SURVEY = "\n".join(
    [
        "Respondent ID,Status,What helped?,What would you change?,Region",
        *(f"{100 + at},Complete,{said},{change},North" for at, (said, change) in enumerate(
            zip(SAID, ["n/a", "nothing", "Open at night and at weekends", "idk"], strict=True)
        )),
        "900,Preview,This is only a test of it,n/a,North",
    ]
)  # fmt: skip


def test_a_report_of_each_survey(tmp_path: Path) -> None:
    result = read_survey(tmp_path, SURVEY)
    told = "\n".join(problem.finding for problem in result.problems)
    assert "the survey has 4 rows: 4 with any answer, 4 finished, 4 with one in the person's own words" in told
    assert "set aside: 1 previews or tests" in told
    assert "'What would you change?' was answered 1 times; non-answers such as 'n/a', left out: 3" in told
    assert "not read as answers (region: " in told


def read_survey(folder: Path, content: str):
    """A survey as the stage reads it."""
    (folder / "answers.csv").write_text(content)
    return read(folder / "answers.csv")


def test_the_report_is_a_table_and_a_figure(tmp_path: Path) -> None:
    made = ingest(study(tmp_path / "in", answers__csv=SURVEY), tmp_path / "out")
    row = made.tables["survey_responses"].iloc[0]
    assert (row["invited"], row["previews"], row["complete"]) == (4, 1, 4)
    columns = made.tables["survey_columns"].set_index("column")
    assert columns.loc["What would you change?", "non_answers"] == 3
    assert made.summary["invited"] == 4
    assert made.summary["non_answers"] == 3
    assert made.summary["set_aside"] == 1
