"""Respondents are participants: their ids stay, and rows of participants.csv are about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.helpers import ingest, study

HEADER = (
    "Response ID,Full name,E-mail,Sector,Your job title,Which region are you in?,What helped?,May we quote you?"
)
ROWS = [
    "ab1,Orla Quennell,orla@example.org,Charity,Manager,North East,They rang us every week and it helped,Yes",
    "cd2,Idris Fenwick,idris@example.org,Council,Officer,South West,Orla Quennell answered us on the day,No",
    "ef3,Mary Tolliver,mary@example.org,Charity,Driver,North East,The room was warm all winter,only if anonymous",
]
PEOPLE = "case,speaker,name,role,organisation,sector,consent,attribution\n"


def made_of(folder: Path, *rows: str, people: str = ""):
    """The study of these rows."""
    more = {"participants__csv": PEOPLE + people} if people else {}
    return ingest(study(folder / "in", answers__csv="\n".join([HEADER, *rows]), **more), folder / "out")


@pytest.mark.parametrize(
    "later",
    [
        [ROWS[2], ROWS[0], ROWS[1]],
        [
            ROWS[0].replace("zz9", "zz9"),
            *ROWS[1:],
            ROWS[0].replace("ab1", "zz9").replace("Orla Quennell", "Tom Reed"),
        ],
        [ROWS[0].replace("ab1", "zz9").replace("Orla Quennell", "Tom Reed"), *ROWS],
    ],
)
def test_a_later_export_gives_the_same_ids(tmp_path: Path, later: list[str]) -> None:
    first = made_of(tmp_path, *ROWS).tables["participants"]
    (tmp_path / "in" / "answers.csv").write_text("\n".join([HEADER, *later]))
    second = ingest(tmp_path / "in", tmp_path / "out").tables["participants"]
    before = dict(zip(first["name"], first["participant"], strict=True))
    after = dict(zip(second["name"], second["participant"], strict=True))
    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == len(later)


@pytest.mark.parametrize(
    "who", ["ab1", "AB1", "Orla Quennell", "orla quennell", "orla@example.org", "Respondent 001", "R001"]
)
def test_a_row_of_participants_is_about_the_respondent(tmp_path: Path, who: str) -> None:
    made = made_of(tmp_path, *ROWS, people=f"answers,{who},,Director,Kettle Trust,,named,the director\n")
    person = made.tables["participants"].set_index("participant").loc["R001"]
    assert (person["role"], person["organisation"], person["sector"]) == ("Director", "Kettle Trust", "charity")
    assert (person["consent"], person["attribution"]) == ("named", "the director")
    assert len(made.tables["participants"]) == 3
    assert not [one for one in made.findings if "does not speak" in one.finding]


@pytest.mark.parametrize(
    ("who", "row", "consent"),
    [("cd2", "named", "none"), ("ef3", "named", "anonymous"), ("ef3", "none", "none"), ("ab1", "role", "role")],
)
def test_of_two_consents_the_careful_one_wins(tmp_path: Path, who: str, row: str, consent: str) -> None:
    made = made_of(tmp_path, *ROWS, people=f"answers,{who},,,,,{row},\n")
    people = made.tables["participants"].set_index("participant")
    number = {"ab1": "R001", "cd2": "R002", "ef3": "R003"}[who]
    assert people.loc[number, "consent"] == consent
    told = any("allows more than the respondent agreed to" in one.finding for one in made.findings)
    assert told is (row == "named")


def test_a_row_that_fits_nobody_is_told(tmp_path: Path) -> None:
    made = made_of(tmp_path, *ROWS, people="answers,Tom Reed,,,,,named,\n")
    assert any("does not speak in any transcript" in one.finding for one in made.findings)


def test_a_name_that_two_respondents_have_is_told(tmp_path: Path) -> None:
    rows = [*ROWS, ROWS[0].replace("ab1", "gh4").replace("They rang", "Nobody rang")]
    made = made_of(tmp_path, *rows, people="answers,Orla Quennell,,,,,none,\n")
    assert any("fits 2 respondents" in one.finding for one in made.findings)
    assert made.tables["participants"]["consent"].tolist() == ["none", "none", "anonymous", "none"]


def test_the_same_name_in_another_case_is_another_person(tmp_path: Path) -> None:
    folder = study(
        tmp_path / "in",
        answers__csv="\n".join([HEADER, *ROWS]),
        talk__txt="Ana: Who came?\n\nOrla Quennell: We all did.\n\nAna: Why?\n\nOrla Quennell: It was warm.\n",
        participants__csv=PEOPLE + "talk,Orla Quennell,,,,,named,\n",
    )
    people = ingest(folder, tmp_path / "out").tables["participants"].set_index("participant")
    assert people.loc["R001", "consent"] == ""


def test_private_columns_are_nowhere_in_the_texts_or_findings(tmp_path: Path) -> None:
    made = made_of(tmp_path, *ROWS)
    told = "\n".join([*(one.finding for one in made.findings), *made.texts.values()])
    assert not [word for word in ("@example", "Fenwick", "Tolliver") if word in told]
