"""Which columns of a survey are questions, which lead to a person, and what survey_columns.csv says of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pipeline.corpus.records import ColumnUse
from pipeline.corpus.study import Study
from pipeline.ingest.study_templates import templates
from pipeline.ingest.survey import questionnaire
from pipeline.ingest.survey_headers import without_markup
from pipeline.ingest.survey_respondents import identifies
from tests.ingest.helpers import ingest, read, study

PROSE = [
    "They rang me every week and it helped",
    "It comes on a Tuesday to the green",
    "ask us before you do it next",
]


@pytest.mark.parametrize(
    "name",
    [
        "Please tell us about your experience of the telephone befriending service",
        "Comments on the mobile library",
        "How could we address loneliness here",
        "Thoughts on your telephone befriending volunteer",
        "What the full name of the acronym meant to people",
        "Views on our new phone line",
    ],
)
def test_a_word_in_a_question_does_not_make_its_answers_private(name: str) -> None:
    assert not identifies(name, PROSE)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Full name", ["Ana Price", "Tom Reed"]),
        ("What is your name?", ["Ana Price", "Tom Reed"]),
        ("Your telephone number", ["01472 555 0101", "none"]),
        ("Contact name at your group", ["Ana Price", "Tom Reed"]),
        ("Home address of the person who answers", ["12 High Street, Grimsby", "The Old Mill, Green Lane"]),
        ("How may we reach you", ["ana@example.org", "tom@example.org"]),
        ("Telephone", PROSE),
    ],
)
def test_names_and_contacts_are_private(name: str, cells: list[str]) -> None:
    assert identifies(name, cells)


SHORT = ["Slow", "Kind staff", "Long queue", "The stairs", "Hard chairs", "Tea"]


@pytest.mark.parametrize("name", ["What was difficult?", "What was pleasant?", "Any other comments", "Describe it"])
def test_short_answers_that_differ_are_free_text(name: str) -> None:
    grid = [["ID", name], *([str(at), answer] for at, answer in enumerate(SHORT))]
    assert questionnaire(grid).questions == (1,)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("What is the name of your organisation?", ["Kite", "The Pantry", "Hall", "Ark", "Loom", "Mill"]),
        ("What would you choose?", ["Tea", "Coffee", "Tea", "Coffee", "Tea", "Tea"]),
        ("Who helped you?", ["Ana Price", "Tom Reed", "Jo Bell", "Kim Lee", "Al Moss", "Di Fox"]),
        ("Town", ["Hull", "Grimsby", "Leeds", "York", "Ripon", "Goole"]),
    ],
)
def test_categories_and_names_are_no_free_text(name: str, cells: list[str]) -> None:
    grid = [
        ["Why?", name],
        *([f"{at} {answer} is why we came", answer] for at, answer in enumerate(cells)),
    ]
    assert 1 not in questionnaire(grid).questions


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("<p>The <b>food</b>&nbsp;&amp; tea.</p>", "The food & tea."),
        ("<div>The advice,<br>from the desk</div>", "The advice,\nfrom the desk"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("fewer than 5 < 6 & more", "fewer than 5 < 6 & more"),
        ("I wrote <name> on the form", "I wrote <name> on the form"),
    ],
)
def test_markup_in_an_answer_is_no_text(stored: str, text: str) -> None:
    assert without_markup(stored) == text


FREE = ["It came on time and we were glad", "Nobody told us what to do", "The room was warm all winter"]
HEADERS = {
    "Qualtrics": [["Q1", "Q2"], ["What helped?", "Region"], ['{"ImportId":"QID1"}', '{"ImportId":"QID2"}']],
    "Qualtrics without import ids": [["Q1", "Q2"], ["What helped you most?", "Region"]],
    "SurveyMonkey": [["What helped?", "Region"], ["Open-Ended Response", "Response"]],
    "one row": [["What helped?", "Region"]],
    "below a title": [["Survey of May", "", ""], ["What helped?", "Region", "Age"]],
}


@pytest.mark.parametrize("name", HEADERS)
def test_rows_of_the_header_are_no_answers(name: str) -> None:
    top = HEADERS[name]
    if name == "SurveyMonkey":
        top = [["Respondent ID", *top[0]], ["", *top[1]]]
    width = len(top[-1])
    body = [
        [*([str(at)] if name == "SurveyMonkey" else []), text, "North", "9"][:width] for at, text in enumerate(FREE)
    ]
    form = questionnaire([*top, *body])
    assert form.header == len(top)
    assert [form.names[at].startswith("What helped") for at in form.questions] == [True]


@pytest.mark.parametrize(
    "follow",
    ["Other, please say", "Other (please specify)", "If other, please state", "Please specify", "Why?", "Other"],
)
def test_what_was_written_below_other_belongs_to_its_question(follow: str) -> None:
    grid = [["Which of these helped?", follow], *(["Hall", text] for text in FREE)]
    assert questionnaire(grid).names == ("Which of these helped?", f"Which of these helped? – {follow}")


def test_a_numbered_other_belongs_to_its_question() -> None:
    names = ("2. Which type of organisation are you?", "2.a. If you selected Other, please specify:", "3. Why?")
    grid = [
        list(names),
        *([kind, "", said] for kind, said in (("Charity", "We had keys"), ("Other", "It was late"))),
    ]
    assert questionnaire(grid).names == (names[0], f"{names[0]} – {names[1]}", names[2])


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Which helped? – A key to the hall", ["A key to the hall", "", ""]),
        ("Which helped? - A key to the hall", ["", "A key to the hall", "A key to the hall"]),
        ("What of these did you use, please tick", ["", "The hall on a Friday", "The hall on a Friday"]),
        ("Which did you use?", ["The warm hall;The small room;Tea", "The small room;Tea;The warm hall"] * 3),
    ],
)
def test_options_that_were_ticked_are_no_free_text(name: str, cells: list[str]) -> None:
    grid = [["Why?", name], *([f"{at} {FREE[at % 3]}", cell] for at, cell in enumerate(cells))]
    assert questionnaire(grid).questions == (0,)


def test_every_column_that_is_no_question_has_a_line(tmp_path: Path) -> None:
    header = "Timestamp,Sector,Email,What helped?,Age,Unused,Town"
    rows = [f"2024-05-0{at},Charity,a{at}@b.org,{FREE[at - 1]},3{at},,Town {'ABC'[at - 1]}" for at in (1, 2, 3)]
    (tmp_path / "answers.csv").write_text("\n".join([header, *rows]))
    told = "\n".join(problem.finding for problem in read(tmp_path / "answers.csv").problems)
    for column in set(header.split(",")) - {"What helped?"}:
        assert f"'{column}'" in told


def test_codes_above_answers_are_the_only_header() -> None:
    grid = [["q1", "q2"], ["Why did nobody ring us?", "4"], *([text, "5"] for text in FREE)]
    assert questionnaire(grid).header == 1


@pytest.mark.parametrize("name", ["Other comments", "Other services you know?", "Other things that got in the way"])
def test_other_comments_are_a_question_of_their_own(name: str) -> None:
    assert questionnaire([["Which helped?", name], *(["Hall", text] for text in FREE)]).names[1] == name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("What got in the way?\n<br>Please give an example.", "What got in the way? Please give an example."),
        ("<p><strong>What helped?</strong></p>", "What helped?"),
        ("*Why that score*?", "Why that score?"),
        ("What did **you** do?", "What did you do?"),
        ("You said ${q://QID4/ChoiceTextEntryValue}. Why?", "You said …. Why?"),
        ("Hi {{field:abc}}, what helped?", "Hi …, what helped?"),
        ("What helped &amp; how?", "What helped & how?"),
        ("Rate 2 * 3 * 4", "Rate 2 * 3 * 4"),
        ("Ages < 30 and > 60", "Ages < 30 and > 60"),
    ],
)
def test_markup_in_a_question_is_not_printed(name: str, plain: str) -> None:
    assert questionnaire([["ID", name], ["1", "The van came on time"], ["2", "They rang us"]]).names[1] == plain


@pytest.mark.parametrize(
    "name", ["Recipient Last Name", "Phone Number", "External Data Reference", "Telephone", "Your name", "Postal"]
)
def test_an_empty_column_for_names_or_contacts_is_private(name: str) -> None:
    assert identifies(name, [])


@pytest.mark.parametrize(
    "name", ["Did you use the telephone helpline?", "What is the full name of the project you ran?"]
)
def test_an_empty_question_is_not_private(name: str) -> None:
    assert not identifies(name, [])


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
