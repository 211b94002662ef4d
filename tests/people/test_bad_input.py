"""Studies that are typed or named in ways that finders of names go wrong on."""

import pytest

from pipeline.corpus.records import Participant
from pipeline.people.everyone import people_named
from pipeline.people.pseudonyms import PseudonymRegister
from pipeline.people.redaction import Person, Redactor
from tests.people.evaluate import read_by_models


def found(text: str) -> list[str]:
    return [each.span.of(text) for each in people_named([read_by_models(text)], participants=())["s"]]


def test_a_study_without_capitals() -> None:
    text = "so i rang siobhan about the key\nand what did siobhan say\nthe hall was open and will is no word for it"
    assert found(text) == ["siobhan", "siobhan"]


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


def row(participant: str, name: str, case: str) -> Participant:
    return Participant(case=case, participant=participant, speaker=name, name=name)


def test_two_people_of_one_given_name_are_two() -> None:
    register = PseudonymRegister([row("P01", "Ann Oxley", "Hull"), row("P02", "Ann Mosley", "Ely")])
    assert register.of("P01") is not register.of("P02")
