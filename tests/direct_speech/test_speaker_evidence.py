"""A speaker needs positive evidence: places, verbs, days, statements and parts of names are not accepted."""

from __future__ import annotations

import pytest

from pipeline.direct_speech.quotations import quotations_in
from pipeline.direct_speech.speaker_evidence import SpeakerEvidence

WORDS = "“We kept the kitchen open all winter because people asked us to.”"


@pytest.mark.parametrize(
    "name",
    [
        "Scunthorpe",
        "Wallasey",
        "Morecambe",
        "Explains",
        "Thursday",
        "October",
        "Centre",
        "Trust",
        "Development Trust",
        "Community Centre",
        "Easterside",
        "Newcastle",
    ],
)
def test_no_evidence_of_a_person(name: str) -> None:
    text = f"{name} says: {WORDS}"
    assert [each.speaker.name for each in quotations_in(text)] == [""]


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        ("Priya Nair says: ", "Priya Nair"),
        ("Dr Oyelaran says: ", "Dr Oyelaran"),
        ("Ms Thistlewood explains: ", "Ms Thistlewood"),
        ("Gwen explains: ", "Gwen"),
        ("Zofia Brzezicka, manager of the Quayside Project, says: ", "Zofia Brzezicka"),
        ("Ravi Menon, chief executive of the Larkhill Trust in Wallasey, says: ", "Ravi Menon"),
        ("Megan Frost, director of Tide Works, Morecambe, explains: ", "Megan Frost"),
        ("Owen Hale, who chairs the residents’ group in Scunthorpe, told us: ", "Owen Hale"),
        ("Carol Finch, head of services at Mill Lane and Easterside, says: ", "Carol Finch"),
        ("Northside Trust says: ", "Northside Trust"),
        ("According to Nadia Karim, clerk of the parish council: ", "Nadia Karim"),
        ("One volunteer told us: ", "One volunteer"),
    ],
)
def test_evidence_shows_a_speaker(lead: str, name: str) -> None:
    assert [each.speaker.name for each in quotations_in(lead + WORDS)] == [name]


def test_a_family_name_needs_a_fuller_name_or_title() -> None:
    from pipeline.corpus.spans import Span

    text = "Hannah Brockway opened the hall. Brockway says it was full."
    assert SpeakerEvidence(text, people=[Span(0, 15)]).is_person("Brockway")
    assert not SpeakerEvidence("Brockway says it was full.", people=[]).is_person("Brockway")


SPOKE = "“We opened at six,” said {0}. Nobody came. “Then the rain began,” {0} said."


@pytest.mark.parametrize("name", ["Brick", "Dusty", "Halloway", "Midge", "Stump"])
def test_a_nickname_speaks_repeatedly(name: str) -> None:
    assert {each.speaker.name for each in quotations_in(SPOKE.format(name))} == {name}


@pytest.mark.parametrize("name", ["Wallasey", "Easterside", "Brick"])
def test_a_word_in_the_position_of_a_place_is_not_a_nickname(name: str) -> None:
    found = quotations_in(SPOKE.format(name) + f" It was cold in {name} that year.")
    assert {each.speaker.name for each in found} == {""}


def test_a_name_that_speaks_once_is_not_enough() -> None:
    assert [each.speaker.name for each in quotations_in("“We opened at six,” said Halloway.")] == [""]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Zenda Quorra, owner of a bakery, joined in May. “We bake for the whole street now,” she said.",
            "Zenda Quorra",
        ),
        (
            "Anne-Zora Quill came in May. “We bake for the whole street now,” said Anne-Zora Quill.",
            "Anne-Zora Quill",
        ),
        ("“We bake for the whole street now,” says Zenda Quorra.", "Zenda Quorra"),
        ("Zenda Quorra, 27, runs it. “We bake for the whole street now,” says Quorra.", "Quorra"),
        (
            "Dr Quorra runs it with Zenda Quorra. “We bake for the whole street now,” said Zenda Quorra.",
            "Zenda Quorra",
        ),
    ],
)
def test_unusual_names_with_other_evidence(text: str, name: str) -> None:
    assert [each.speaker.name for each in quotations_in(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Amy Lee opened it.\n\nZenda Quorra, of Hull, joined in May. “We bake for the whole street now,” she said.",
        "Amy Lee opened it.\n\nZenda Quorra works there. “We bake for the whole street now,” she said.",
        "Amy Lee opened it.\n\nLike Tom Rao, Zenda Quorra works there. “We bake for the street now,” she said.",
    ],
)
def test_a_pronoun_is_not_somebody_from_before_another_name(text: str) -> None:
    assert "Amy Lee" not in [each.speaker.name for each in quotations_in(text)]
