"""Rows of a survey: previews, copies, who finished, non-answers; and surveys that are damaged or misleading."""

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
        "Nothing works", "No bus on Sundays", "see above all the staff", "None of it", "No!!! Never again",
        "Nil by mouth",
    ],
)  # fmt: skip
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


ANSWERS = ["They rang us every week", "Nobody asked us at all", "The room was always warm"]


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "answers.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    result = read(tmp_path / "answers.xlsx")
    assert not result.sources
    assert result.problems[0].level == "problem"
    assert "password" in (result.problems[0].finding + result.problems[0].remedy).casefold()


def test_five_thousand_columns(tmp_path: Path) -> None:
    header = ["ID", "What helped?", *(f"Rating {at}" for at in range(5000))]
    rows = [[f"r{at}", said, *["3"] * 5000] for at, said in enumerate(ANSWERS)]
    (tmp_path / "wide.csv").write_text("\n".join(map(",".join, [header, *rows])))
    result = read(tmp_path / "wide.csv", kind="survey")
    assert len(result.present) == 3
    assert len(result.columns) == 5002
    assert max(len(problem.finding) for problem in result.problems) < 2000
    assert any("more" in problem.finding for problem in result.problems)


def test_two_questions_of_the_same_words(tmp_path: Path) -> None:
    rows = [f"r{at},{said},And {said}" for at, said in enumerate(ANSWERS)]
    (tmp_path / "twice.csv").write_text("\n".join(["ID,Why?,Why?", *rows]))
    result = read(tmp_path / "twice.csv")
    assert [turn.question for turn in result.present[0].turns] == ["Why?", "Why? (2)"]


NAMES = ["Mary Tolliver", "Tom Reed", "Alice Fenwick", "John Marsh"]


@pytest.mark.parametrize("corner", ["Question", "", "Questions asked"])
@pytest.mark.parametrize("kind", ["", "survey"])
def test_names_of_respondents_as_headers(tmp_path: Path, corner: str, kind: str) -> None:
    lines = [",".join([corner, *NAMES])]
    for asked in ("What helped?", "What would you change?"):
        lines.append(",".join([asked, *(f"{ANSWERS[at % 3]} on day {at}" for at in range(4))]))
    (tmp_path / "turned.csv").write_text("\n".join(lines))
    made = ingest(study(tmp_path / "in", turned__csv="\n".join(lines)), tmp_path / "out") if not kind else None
    result = read(tmp_path / "turned.csv", kind=kind)
    assert len(result.present) == 4
    assert [each.about["name"] for each in result.present] == NAMES
    told = "\n".join([*(problem.finding for problem in result.problems), *(each.text for each in result.present)])
    assert not [name for name in NAMES if name in told or name.split()[1] in told]
    if made is not None:
        assert made.tables["participants"]["name"].tolist() == NAMES


@pytest.mark.parametrize(
    "names", [["Support Received", "Main Barriers"], ["Warm Rooms", "Shared Meals", "Bus Trips"]]
)
def test_headers_in_capitals_are_no_names(tmp_path: Path, names: list[str]) -> None:
    rows = [
        ",".join([f"r{at}", *(f"{said} with {name.lower()}" for name in names)]) for at, said in enumerate(ANSWERS)
    ]
    (tmp_path / "capitals.csv").write_text("\n".join([",".join(["ID", *names]), *rows]))
    result = read(tmp_path / "capitals.csv", kind="survey")
    assert [turn.question for turn in result.present[0].turns] == names


@pytest.mark.parametrize(
    ("answer", "consent"),
    [
        ("only if anonymous", "anonymous"),
        ("Yes but ask me first", "none"),
        ("It depends on what you print", "none"),
        ("yes", ""),
        ("no way", "none"),
        ("Nur anonym", "anonymous"),
        ("Uniquement de façon anonyme", "anonymous"),
        ("", "none"),
    ],
)
def test_consent_in_free_text(tmp_path: Path, answer: str, consent: str) -> None:
    rows = [
        f"r{at},{said},{given}" for at, (said, given) in enumerate(zip(ANSWERS, [answer, "Yes", "No"], strict=True))
    ]
    (tmp_path / "consent.csv").write_text("\n".join(["ID,What helped?,May we quote you?", *rows]))
    result = read(tmp_path / "consent.csv")
    assert result.present[0].consent == consent
    assert any("consent was read from 'May we quote you?'" in problem.finding for problem in result.problems)


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        ("Dürfen wir Sie zitieren?", "Ja", "Nein"),
        ("Pouvons-nous vous citer ?", "Oui", "Non"),
        ("¿Podemos citarle?", "Sí", "No"),
        ("A gawn ni eich dyfynnu?", "Cewch", "Na chewch"),
    ],
)
def test_consent_in_other_languages(tmp_path: Path, asked: str, yes: str, no: str) -> None:
    rows = [f"r{at},{said},{given}" for at, (said, given) in enumerate(zip(ANSWERS, [yes, no, ""], strict=True))]
    (tmp_path / "consent.csv").write_text("\n".join([f"ID,What helped?,{asked}", *rows]))
    assert [each.consent for each in read(tmp_path / "consent.csv").present] == ["", "none", "none"]


def test_a_row_that_is_cut_off_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "cut.csv").write_text(
        "ID,What helped?,Region\n1,They rang us every week,North\n2,Nobody asked us at all\n"
    )
    assert len(read(tmp_path / "cut.csv", kind="survey").present) == 2


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("ID,What helped?,Region\n")
    result = read(tmp_path / "empty.csv", kind="survey")
    assert not result.sources
    assert result.problems[0].level == "problem"
