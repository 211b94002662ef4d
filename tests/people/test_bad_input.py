"""Studies that are typed or named in ways that finders of names go wrong on."""

import pytest

from pipeline.corpus.records import Participant
from pipeline.corpus.spans import Span
from pipeline.people.everyone import NamedPerson, people_named
from pipeline.people.pseudonyms import PseudonymRegister
from pipeline.people.redaction import Person, Redactor
from tests.people.evaluate import read_by_models


def found(text: str) -> list[str]:
    return [each.span.of(text) for each in people_named([read_by_models(text)], participants=())["s"]]


def test_a_study_without_capitals() -> None:
    text = "so i rang siobhan about the key\nand what did siobhan say\nthe hall was open and will is no word for it"
    assert found(text) == ["siobhan", "siobhan"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SO I RANG SIOBHAN ABOUT THE KEY.\nTHE NHS SAID YES, AND WE HOPE SO.", ["SIOBHAN"]),
        ("AND MAUREEN OKAFOR CAME WITH MR PATEL.\nTHE COUNCIL SAID NO.", ["MAUREEN OKAFOR", "PATEL"]),
        ("THEN JEAN WENT TO HULL WITH HER SISTER AGNESZKA.", ["JEAN", "AGNESZKA"]),
        ("WE WERE OPEN IN MAY. WILL YOU COME? IT WAS A GRACE PERIOD.", []),
        ("THE BBC AND THE YMCA CAME TO GRIMSBY TOWN HALL ON MONDAY.", []),
    ],
)
def test_third_parties_in_a_study_in_capitals(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We went with the NHS and the BBC. Then ANNE OXLEY rang. It was GREAT.", ["ANNE OXLEY"]),
        ("JS said so, and the YMCA agreed. I mean the CEO, not the CAB.", []),
    ],
)
def test_a_name_in_capitals_among_other_words(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "we rang agnieszka kowalska twice\nand oluwaseun came\nthe council said no",
            ["agnieszka kowalska", "oluwaseun"],
        ),
        ("so mrs hargreaves said may we\nwill you come in may\nit was a joy and a hope", ["hargreaves"]),
        ("i live in florence street near the victoria centre in chelsea", []),
    ],
)
def test_third_parties_in_a_study_without_capitals(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "name",
    ["Анна Коваленко", "王小明", "محمد الحسن", "Ελένη Παππά", "ਹਰਪ੍ਰੀਤ ਕੌਰ", "김민준", "प्रिया शर्मा", "தமிழ்ச்செல்வி"],
)
@pytest.mark.parametrize("said", ["Then {} came in.", "{}: we kept the hall open", "I asked ({}), twice", "«{}»"])
def test_a_name_in_another_script_in_other_places(name: str, said: str) -> None:
    redactor = Redactor([Person(participant="P01", name=name)])
    assert redactor.redacted(said.format(name)) == said.format("[name]")


def test_a_study_in_capitals_throughout() -> None:
    redactor = Redactor([Person(participant="P01", name="Siobhan Penhaligan")])
    text = "SO I RANG SIOBHAN ABOUT THE KEY, AND THE PENHALIGANS CAME. WE HOPE THE HALL IS OPEN IN MAY."
    assert redactor.redacted(text) == (
        "SO I RANG [name] ABOUT THE KEY, AND THE [name] CAME. WE HOPE THE HALL IS OPEN IN MAY."
    )


@pytest.mark.parametrize("name", ["Анна Коваленко", "王小明", "محمد الحسن", "Ελένη Παππά"])
def test_a_name_in_another_script(name: str) -> None:
    redactor = Redactor([Person(participant="P01", name=name)])
    assert redactor.redacted(f"Then {name} came in.") == "Then [name] came in."


@pytest.mark.parametrize("name", ["Will", "Hope", "Grace", "Mark"])
@pytest.mark.parametrize(
    "said", ["{word} it was. We {word} so. I asked {name} about it.", "So {name} came: no {word}."]
)
def test_a_participant_whose_name_is_a_word(name: str, said: str) -> None:
    text = said.format(name=name, word=name.lower())
    at = text.index(name, 1)
    redactor = Redactor([Person(participant="P01", name=f"{name} Oxley")])
    assert redactor.redacted(text) == f"{text[:at]}[name]{text[at + len(name) :]}"


def test_a_place_that_is_a_persons_name() -> None:
    text = "We moved to Florence in May, and Chelsea was dear.\nThen Florence Okoro rang from Jordan."
    assert found(text) == ["Florence Okoro"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We moved to Jordan, and Jordan Mulvaney rang.", ["Jordan Mulvaney"]),
        ("Chelsea Okafor lives in Chelsea. We went to Chelsea on Monday.", ["Chelsea Okafor"]),
        ("The Victoria Centre is shut. I asked Victoria Okoro about it.", ["Victoria Okoro"]),
        pytest.param(
            "The Victoria Centre in Preston is shut. I asked Victoria Preston about it.",
            ["Victoria Preston"],
            marks=pytest.mark.xfail(reason="the names model sees nobody where both words were a place just before"),
        ),
        ("We drove to Lincoln and Kent, and through Florence in Italy.", []),
    ],
)
def test_places_that_are_names_among_people(text: str, names: list[str]) -> None:
    assert found(text) == names


def row(participant: str, name: str, case: str) -> Participant:
    return Participant(case=case, participant=participant, speaker=name, name=name)


def test_two_people_of_one_given_name_are_two() -> None:
    register = PseudonymRegister([row("P01", "Ann Oxley", "Hull"), row("P02", "Ann Mosley", "Ely")])
    assert register.of("P01") is not register.of("P02")
    assert register.called(register.of("P01")) != register.called(register.of("P02"))


@pytest.mark.parametrize(("case", "whose"), [("Hull", "P01"), ("Ely", "P02")])
def test_a_given_name_alone_is_the_one_of_the_case(case: str, whose: str) -> None:
    register = PseudonymRegister([row("P01", "Ann Oxley", "Hull"), row("P02", "Ann Mosley", "Ely")])
    assert register.who(NamedPerson(Span(0, 3), "P01; P02"), "Ann", case=case) is register.of(whose)


def test_two_people_of_one_whole_name_in_two_cases_have_one_pseudonym() -> None:
    register = PseudonymRegister([row("P01", "Ann Oxley", "Hull"), row("P02", "Ann Oxley", "Ely")])
    assert register.called(register.of("P01")) == register.called(register.of("P02"))
