"""Respondents are participants: ids that stay, rows of participants.csv, attributes, and names for redaction."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.records import Consent, Participant
from pipeline.ingest.survey_columns import AnswerColumn, attribute_of, decided
from pipeline.ingest.survey_respondents import name_columns
from pipeline.people.consent import Citing
from pipeline.people.redaction import Redactor
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


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("Sector", "sector"),
        ("What type of organisation are you?", "sector"),
        ("Organisation type", "sector"),
        ("Which sector do you work in?", "sector"),
        ("Which of these best describes your organisation?", "sector"),
        ("Which of the following most closely describes your group?", "sector"),
        ("Which best describes your role?", "role"),
        ("Industry #2:What industries does your work support?", "sector"),
        ("Region 1:Which region do you cover?", "region"),
        ("Role: what was hard about it?", ""),
        ("Feedback:What did your organisation learn?", ""),
        ("Which of these best describes you?", ""),
        ("How would you describe your organisation's relationship with the council?", ""),
        ("Role", "role"),
        ("What is your job title?", "role"),
        ("Your role in the organisation", "role"),
        ("Organisation", "organisation"),
        ("Name of your organization", "organisation"),
        ("Which organisation do you work for?", "organisation"),
        ("Region", "region"),
        ("Which area are you based in?", "region"),
        ("How many organisations do you work with?", ""),
        ("What role did the council play?", ""),
        ("How often do you visit the area?", ""),
        ("Town", ""),
        ("Age", ""),
    ],
)
def test_attributes_by_the_name_of_the_column(name: str, attribute: str) -> None:
    assert attribute_of(name) == attribute


def test_names_of_people_are_told_from_other_names() -> None:
    names = ["Last Name", "Email", "First Name", "User name", "Organisation name"]
    assert name_columns(names, range(5)) == [2, 0]


SURVEY = """First name,Last name,Email,Sector,Your role,Region,Organisation,What helped you to work together?
Orla,Quennell,o@example.org,Charity,Manager,North East,Kettle Trust,The council paid us and that was it.
Idris,Fenwick,i@example.org,Council,Officer,South West,Hull Council,Orla Quennell rang us and we answered.
Mary,Tolliver,m@example.org,Charity,n/a,North East,,Somebody at the desk answered when we rang them.
"""


def test_respondents_have_the_attributes_that_the_survey_gives(tmp_path: Path) -> None:
    made = ingest(study(tmp_path / "in", answers__csv=SURVEY), tmp_path / "out")
    people = made.tables["participants"]
    assert people[["sector", "role", "organisation"]].to_numpy().tolist() == [
        ["charity", "Manager", "Kettle Trust"],
        ["council", "Officer", "Hull Council"],
        ["charity", "", ""],
    ]
    assert made.tables["sources"]["place"].tolist() == ["North East", "South West", "North East"]
    assert people["name"].tolist() == ["Orla Quennell", "Idris Fenwick", "Mary Tolliver"]
    assert not any("@" in text or "Fenwick" in text for text in made.texts.values())


def test_a_name_in_a_private_column_is_replaced_in_what_others_wrote(tmp_path: Path) -> None:
    from pipeline.people.everyone import everybody

    made = ingest(study(tmp_path / "in", answers__csv=SURVEY), tmp_path / "out")
    rows = [
        Participant(participant=row.participant, case=row.case, name=row.name, speaker=row.speaker)
        for row in made.tables["participants"].itertuples()
    ]
    assert "Quennell" in made.texts["answers-r002"]
    assert "Quennell" not in everybody(rows).redacted(made.texts["answers-r002"])


def test_a_respondent_without_consent_on_record_stays_anonymous() -> None:
    person = Participant(participant="R002", case="Survey", name="Idris Fenwick", role="Officer", sector="council")
    citing = Citing(Redactor([]), settings=[], strictest={})
    row = citing.attribution(person, in_survey=True)
    assert (row.attribution, row.role, row.consent) == ("Survey respondent 2", "", Consent.ANONYMOUS)


@pytest.mark.parametrize(
    ("values", "attribute"),
    [
        (["Charity", "Council", "Charity", "Council"], "sector"),
        (["Kettle Trust", "Hull Hub", "Loom", "Ark"], "organisation"),
    ],
)
def test_kinds_of_organisation_are_no_organisations(values: list[str], attribute: str) -> None:
    assert decided(AnswerColumn("Organisation", values))[0] == attribute


def test_other_facts_are_the_respondents_attributes(tmp_path: Path) -> None:
    survey = "ID,Age,Town,What helped?\n1,30 to 39,Ripon,They rang us every week\n2,,n/a,The room was always warm\n"
    people = ingest(study(tmp_path / "in", answers__csv=survey), tmp_path / "out").tables["participants"]
    assert people["attributes"].tolist() == ["Age: 30 to 39\nTown: Ripon", ""]


OPTIONS = ["Charity", "Council", "Other (please specify)"]


@pytest.mark.parametrize(
    "header",
    [
        [f"What type of organisation do you work for? – {one}" for one in OPTIONS],
        [f"What type of organisation do you work for? - {one}" for one in OPTIONS],
        [f"Which sector do you work in? [{one}]" for one in OPTIONS],
        [f"{one}:Which sector do you work in?" for one in OPTIONS],
        [f"Organisation type - {one}" for one in OPTIONS],
    ],
)
def test_an_attribute_with_a_column_for_each_option(tmp_path: Path, header: list[str]) -> None:
    rows = ["Charity,,", ",Council,", ",,A choir", ",,A parish church", "Charity,,"]
    said = ["They rang us every week", "Nobody asked us at all", "The room was warm", "We had keys", "It was late"]
    lines = [",".join([f'"{name}"' for name in header] + ["What helped?"])]
    survey = "\n".join(lines + [f"{row},{one}" for row, one in zip(rows, said, strict=True)])
    made = ingest(study(tmp_path / "in", answers__csv=survey), tmp_path / "out")
    people = made.tables["participants"]
    assert people["sector"].tolist() == ["charity", "council", "a choir", "a parish church", "charity"]
    questions = made.tables["survey_columns"].query("use == 'question'")["column"].tolist()
    assert questions == ["What helped?"]


@pytest.mark.parametrize(
    ("first", "second"), [("Country", "Region"), ("Region", "Country"), ("Nation", "Which county do you live in?")]
)
def test_a_region_tells_more_than_a_country(tmp_path: Path, first: str, second: str) -> None:
    values = {"Country": "Wales", "Nation": "Wales", "Region": "Powys", "Which county do you live in?": "Powys"}
    survey = f"ID,{first},{second},What helped?\n" + "\n".join(
        f"{at},{values[first]},{values[second]},{said}"
        for at, said in enumerate(["They rang us every week", "Nobody asked us at all", "We had the keys"])
    )
    made = ingest(study(tmp_path / "in", answers__csv=survey), tmp_path / "out")
    assert set(made.tables["sources"]["place"]) == {"Powys"}


@pytest.mark.parametrize(
    "name",
    [
        "Where do you live?", "And where do you live?", "Where are you based?", "Where in the county do you live?",
        "Where do you work?", "Wo wohnen Sie?", "Où habitez-vous ?", "¿Dónde vive?",
    ],
)  # fmt: skip
def test_where_somebody_lives_is_an_attribute(name: str) -> None:
    assert decided(AnswerColumn(name, ["Ripon", "Whitby", "Selby", "Ripon"]))[0] in ("attribute", "region")


@pytest.mark.parametrize(
    "name", ["Where do you go for help?", "Where did you hear of us?", "What is your degree of involvement?"]
)
def test_where_something_else_is_no_attribute(name: str) -> None:
    assert decided(AnswerColumn(name, ["Church", "Library", "Church", "Church"]))[0] == "closed"
