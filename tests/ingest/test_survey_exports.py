"""Exports of survey programs, in several languages: which columns hold answers, and what the others are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.ingest.survey import questionnaire
from tests.ingest.helpers import DATA, read

SAID = [
    "It came on time and we were glad of it",
    "Nobody told us what to do with the keys",
    "The room was warm all winter and that was enough",
]
ASKED = "What helped you most?"
ADMIN = "administrative"

# Name: the rows of the header, what stands before and after the answer in each row, and the use of each column.
EXPORTS: dict[str, tuple[list[list[str]], list[list[str]], list[str]]] = {
    "Qualtrics": (
        [
            ["StartDate", "Status", "IPAddress", "ResponseId", "RecipientEmail", "Q1", "Q2"],
            ["Start Date", "Response Type", "IP Address", "Response ID", "Recipient Email", ASKED, "Region"],
            ['{"ImportId":"startDate"}', "{}", "{}", "{}", "{}", '{"ImportId":"QID1"}', '{"ImportId":"QID2"}'],
        ],
        [["2026-01-0{n}", "IP Address", "1.2.3.{n}", "R_{n}x", "a{n}@b.org", "{said}", "North East"]],
        [ADMIN, ADMIN, "private", "id", "private", "question", "region"],
    ),
    "SurveyMonkey": (
        [
            ["Respondent ID", "IP Address", "First Name", ASKED, "Which of these did you use?", "", ""],
            ["", "", "", "Open-Ended Response", "The hall", "The van", "Other (please specify)"],
        ],
        [["10{n}", "1.2.3.{n}", "Ann{n}", "{said}", "The hall", "", "{said}"]],
        ["id", "private", "private", "question", "closed", "closed", "question"],
    ),
    "SurveyMonkey without its first columns": (
        [
            ["Do you drive?", ASKED, "Which of these did you use?", "", ""],
            ["Response", "Open-Ended Response", "The hall", "The van", "The key"],
        ],
        [["Yes", "{said}", "The hall", "", "The key"]],
        ["closed", "question", "closed", "closed", "closed"],
    ),
    "SurveyMonkey with blank first columns": (
        [["", "", ASKED, "Which did you use?", "", ""], ["", "", "", "The hall", "The van", "Other, please say"]],
        [["", "", "{said}", "The hall", "", "{said}"]],
        ["closed", "closed", "question", "closed", "closed", "question"],
    ),
    "LimeSurvey, codes and texts": (
        [["id. Response ID", "submitdate", "lastpage", "seed", f"G01Q01. {ASKED}", "G01Q02[SQ001]. Tick"]],
        [["{n}", "2026-01-0{n}", "3", "en", "{said}", "Yes"]],
        ["id", ADMIN, ADMIN, ADMIN, "question", "closed"],
    ),
    "LimeSurvey, codes alone": (
        [["id", "submitdate", "lastpage", "seed", "token", "helped", "tick[1]"]],
        [["{n}", "2026-01-0{n}", "3", "8{n}1", "t{n}k", "{said}", "Y"]],
        ["id", ADMIN, ADMIN, ADMIN, "id", "question", "closed"],
    ),
    "Google Forms": (
        [["Timestamp", "Email Address", ASKED, "Your role", "What is your name?"]],
        [["01/0{n}/2026 10:00:00", "a{n}@b.org", "{said}", "Manager", "Ann Bell"]],
        [ADMIN, "private", "question", "role", "private"],
    ),
    "Microsoft Forms": (
        [["ID", "Start time", "Completion time", "Email", "Name", ASKED, "Points - Why", "Feedback - Why"]],
        [["{n}", "1/{n}/26 10:00", "1/{n}/26 10:09", "anonymous", "", "{said}", "", ""]],
        ["id", ADMIN, ADMIN, "private", "private", "question", ADMIN, ADMIN],
    ),
    "JISC": (
        [["Unique Response Number", "Started", "1. What helped?", "2. Type of organisation", "Other, please say"]],
        [["55{n}-1", "2026-01-0{n}", "{said}", "Charity", ""]],
        ["id", ADMIN, "question", "sector", "closed"],
    ),
    "Kobo": (
        [["start", "end", "today", "about/region", f"answers/{ASKED}", "_id", "_uuid", "_status", "_index"]],
        [["2026-01-0{n}T1", "2026-01-0{n}T2", "dev", "North", "{said}", "9{n}", "u-{n}", "2026-01-0{n}", "{n}"]],
        [ADMIN, ADMIN, ADMIN, "region", "question", "id", "id", ADMIN, ADMIN],
    ),
    "REDCap": (
        [["record_id", "redcap_event_name", "survey_complete", "helped_most", "use___1"]],
        [["{n}", "first", "2", "{said}", "1"]],
        ["id", ADMIN, ADMIN, "question", "closed"],
    ),
    "Typeform": (
        [["#", ASKED, "Start Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"]],
        [["a{n}f9", "{said}", "2026-01-0{n}", "2026-01-0{n}", "x9{n}", ""]],
        ["id", "question", ADMIN, ADMIN, ADMIN, ADMIN],
    ),
    "Alchemer": (
        [["Response ID", "Time Started", "Date Submitted", "Status", "Language", "Referer", "IP Address", ASKED]],
        [["{n}", "Jan {n}, 2026", "Jan {n}, 2026", "Complete", "English", "Browser", "10.0.0.{n}", "{said}"]],
        ["id", ADMIN, ADMIN, ADMIN, "attribute", ADMIN, "private", "question"],
    ),
    "below two titles": (
        [["Winter survey", "", "", ""], ["Exported in May", "", "", ""], ["ID", "Region", ASKED, "Age"]],
        [["{n}", "North", "{said}", "3{n}"]],
        ["id", "region", "question", "attribute"],
    ),
}  # fmt: skip


def grid_of(name: str) -> list[list[str]]:
    """The header and three rows of an export."""
    top, (row,), _ = EXPORTS[name]
    body = [[cell.format(n=at, said=said) for cell in row] for at, said in enumerate(SAID, start=1)]
    return [*top, *body]


@pytest.mark.parametrize("name", EXPORTS)
def test_columns_of_an_export(name: str) -> None:
    form = questionnaire(grid_of(name))
    assert form.header == len(EXPORTS[name][0])
    assert dict(zip(form.names, form.uses, strict=True)) == dict(zip(form.names, EXPORTS[name][2], strict=True))
    if name == "SurveyMonkey":
        assert form.names[-1] == "Which of these did you use? – Other (please specify)"


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_as_a_survey_without_being_told(tmp_path: Path, name: str) -> None:
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(grid_of(name))
    result = read(tmp_path / "answers.csv")
    assert (result.kind, len(result.present)) == ("survey", 3)
    assert [problem.finding for problem in result.problems if problem.level != "note"] == []
    told = "".join([*(source.text for source in result.present), *(each.finding for each in result.problems)])
    assert SAID[0] in told
    assert not [secret for secret in ("1.2.3", "@", "Ann", "ImportId") if secret in told]


LANGUAGES = {
    "Welsh": ("Beth oedd fwyaf defnyddiol?", "Eich rôl", "Rhanbarth", "Enw", "E-bost", "Dim byd"),
    "German": (
        "Was hat am meisten geholfen?", "Ihre Rolle", "Bundesland", "Nachname", "Ihre E-Mail", "Keine Angabe",
    ),
    "French": ("Qu'est-ce qui vous a aidé ?", "Votre fonction", "Région", "Prénom", "Courriel", "Rien à ajouter"),
    "Spanish": ("¿Qué le ayudó más?", "Su puesto", "Provincia", "Apellidos", "Correo", "Ninguno"),
}  # fmt: skip
SHORT = {
    "Welsh": ["Staff caredig", "Y te", "Ciw hir", "Y grisiau", "Cadeiriau caled", "Bws"],
    "German": ["Nette Leute", "der Tee", "lange Wege", "die Treppe", "harte Stühle", "zu kalt"],
    "French": ["Des gens gentils", "le thé", "la file", "un escalier", "des chaises dures", "trop froid"],
    "Spanish": ["Gente amable", "el té", "la cola", "una escalera", "sillas duras", "mucho frío"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_and_answers_in_other_languages(language: str) -> None:
    asked, role, region, name, mail, nothing = LANGUAGES[language]
    rows = [
        [said, "Manager", "Powys", "Ana Price", f"a{at}@example.org"] for at, said in enumerate(SHORT[language])
    ]
    form = questionnaire([[asked, role, region, name, mail], *rows, [nothing, "", "", "", ""]])
    assert form.uses == ("question", "role", "region", "private", "private")
    assert len(form.columns[0].filled) - len(form.columns[0].said) == 1


@pytest.mark.parametrize(
    "other",
    ["Sonstiges (bitte angeben)", "Autre, précisez", "Otro (especifique)", "Arall, nodwch", "If other, please say"],
)
def test_other_belongs_to_its_question_in_any_language(other: str) -> None:
    grid = [["Wahl 1", other], *(["Hall", said] for said in SAID)]
    assert questionnaire(grid).names == ("Wahl 1", f"Wahl 1 – {other}")


LONG = [
    ("respondent_id", "question", "answer"),
    ("Respondent ID", "Item", "Response"),
    ("person", "Question text", "value"),
    ("submission_id", "prompt", "comment"),
]


@pytest.mark.parametrize("names", LONG)
@pytest.mark.parametrize("told", ["", "survey"])
def test_one_row_an_answer_becomes_one_row_a_respondent(tmp_path: Path, names: tuple[str, ...], told: str) -> None:
    rows = [
        f'p{person},{asked},"{said}",North'
        for person, said in enumerate(SAID)
        for asked in ("What helped?", "What would you change?")
    ]
    (tmp_path / "long.csv").write_text("\n".join([",".join([*names, "Region"]), *rows]))
    result = read(tmp_path / "long.csv", kind=told)
    assert len(result.present) == 3
    assert [turn.question for turn in result.present[0].turns] == ["What helped?", "What would you change?"]
    assert result.present[0].about["region"] == "North"


@pytest.mark.parametrize(
    "rows",
    [
        ["speaker,question,answer", "Ana,Who came?,We all did", "Ana,And then?,We left", "Ana,Why?,It was late"],
        ["id,question,answer", "1,Who came?,We all did", "2,And then?,We went home", "3,Why?,It was late"],
    ],
)  # fmt: skip
def test_a_conversation_is_no_survey_of_one_row_an_answer(tmp_path: Path, rows: list[str]) -> None:
    from pipeline.ingest.survey_headers import one_row_a_respondent

    grid = [row.split(",") for row in rows]
    assert one_row_a_respondent(grid) == (grid, ())


def test_another_table_in_the_sheet_is_told_and_not_read() -> None:
    grid = [
        ["ID", ASKED, "Age"], *([str(at), said, "30"] for at, said in enumerate(SAID)),
        ["Codes of the answers", "", ""], ["ID", ASKED, "Code"], ["1", "Warmth and keys and so on", "w"],
    ]  # fmt: skip
    form = questionnaire(grid)
    assert len(form.rows) == 3
    assert "another table begins" in form.problems[0].finding
    assert form.problems[0].line == 6


def test_a_header_that_is_repeated_between_the_rows_is_no_answer() -> None:
    top = ["ID", ASKED, "Age"]
    body = [[str(at), said, "30"] for at, said in enumerate(SAID)]
    assert len(questionnaire([top, *body, top, *body]).rows) == 6


@pytest.mark.parametrize("count", [3, 9, 40])
@pytest.mark.parametrize(
    "name", ["What was difficult?", "What was pleasant?", "Aspect 1: What was pleasant?", "Why?"]
)
def test_short_answers_to_a_question_are_kept_however_many_there_are(name: str, count: int) -> None:
    words = [
        "the stairs", "long queue", "kind staff", "tea", "hard chairs", "no lift", "the heat", "old van", "a lock",
    ]  # fmt: skip
    said = [
        words[at % 9] if at < 9 else f"{words[at % 9]} {'abcdefghijklmnopqrstuvwxyz'[at % 26]}"
        for at in range(count)
    ]
    assert questionnaire([["ID", name], *([f"x{at}", one] for at, one in enumerate(said))]).questions == (1,)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Which did you use?", ["Tea"] * 6 + ["Coffee"] * 5 + ["Soup"]),
        ("Which tools? [Kettle]", ["Kettle", "", ""] * 4),
        ("How satisfied are you?", ["Very satisfied with it all", "Not at all satisfied with it"] * 6),
        ("I find joy in my job", ["Agree", "Disagree", "Neither agree nor disagree"] * 4),
        ("Do you drive?", ["Yes", "No", "Yes"] * 4),
        ("Did you come by bus?", ["Yes", "No", "No"]),
        ("Do you feel that anything stopped you?", ["Yes", "No", "Not sure"]),
        ("Was there anything else?", ["Yes", "Don't know", "Maybe", "No"]),
        ("Your comments on a scale", ["1", "5", "3"] * 4),
        ("Which of these?", ["Tea, Soup", "Soup, Bread", "Tea, Bread", "Bread, Tea"] * 4),
        ("Which of these?", ["tea, hot soup", "hot soup, bread", "tea, bread", "bread, tea"] * 4),
        ("Which of these?", ["tea soup", "soup bread", "tea bread", "tea soup bread"] * 4),
        ("Which of these?", ["Tea\nSoup", "Soup\nBread", "Tea\nBread"] * 4),
        ("Which of these?", ["Tea|Soup", "Soup|Bread", "Tea|Bread"] * 4),
        ("Website, please list", [f"https://example.org/{at}" for at in range(12)]),
        ("None", ["None of these", "", ""] * 4),
    ],
)  # fmt: skip
def test_what_was_chosen_is_no_answer_in_ones_own_words(name: str, cells: list[str]) -> None:
    assert questionnaire([["ID", name], *([f"x{at}", cell] for at, cell in enumerate(cells))]).questions == ()


@pytest.mark.parametrize("name", ["What did you use?", "Which helped?", "What else?"])
def test_lists_that_differ_are_answers(name: str) -> None:
    words = [
        "the van, the key and the hall", "tea, a lift home", "soup, kindness", "a bed, warm feet", "keys, post",
    ]  # fmt: skip
    assert questionnaire([["ID", name], *([f"x{at}", one] for at, one in enumerate(words))]).questions == (1,)


def test_an_answer_that_many_copied_is_kept() -> None:
    campaign = (
        "We ask the council to keep the library open, since it is the only warm room in the village for us all"
    )
    form = questionnaire(
        [["ID", "Any comments"], *([f"x{at}", campaign] for at in range(20)), ["y", "Keep the van"]]
    )
    assert form.questions == (1,)
    assert form.listed()[1].repeated == 19


def test_answers_with_codes_and_one_question_a_row_are_a_survey(tmp_path: Path) -> None:
    rows = [
        f'{"xn ee ap"[at % 3 * 3 :][:2]},Care,"{SAID[at % 3]} on day {at}",{at % 4},Trust {at % 2},Q{at % 2},{at}'
        for at in range(30)
    ]
    (tmp_path / "coded.csv").write_text(
        "\n".join(["code,label,feedback,criticality,organization,question,row", *rows])
    )
    result = read(tmp_path / "coded.csv")
    assert (result.kind, len(result.present)) == ("survey", 30)
    assert [column.column for column in result.columns if column.use == "question"] == ["feedback"]


@pytest.mark.slow
@pytest.mark.skipif(not (DATA / "survey").exists(), reason="the development data (shared/data) is not here")
def test_patients_answers_are_a_survey_without_being_told() -> None:
    result = read(DATA / "survey" / "nhs-friends-and-family" / "phase1_text_data.csv")
    assert (result.kind, len(result.present)) == ("survey", 10_334)
    assert [column.column for column in result.columns if column.use == "question"] == ["feedback"]
