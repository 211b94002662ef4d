"""Occurrences that were overlooked are added if the name was found elsewhere."""

import pytest

from pipeline.organisations.names import PROVISIONAL, FoundName, RecognisedNames, SeenName
from pipeline.organisations.recognise import PATTERN
from pipeline.organisations.repeats import add_repeats


def repeats_in(text, *, name, others=()):
    """The mentions added to a text for a name that was found at the start of another."""
    first = f"{name} is where I work."
    found = [
        RecognisedNames([FoundName(0, len(name), PATTERN, "said")], []),
        RecognisedNames([], [SeenName(text.find(o), text.find(o) + len(o), "PERSON") for o in others]),
    ]
    add_repeats([first, text], found)
    return [(text[start:end], basis == PROVISIONAL) for start, end, _, basis in found[1].organisations]


@pytest.mark.parametrize(
    ("name", "text", "added"),
    [
        ("Pellgate Exchange", "I like Pellgate Exchange.", [("Pellgate Exchange", False)]),
        ("Pellgate Exchange", "We met at the Exchange in May.", [("Exchange", True)]),
        ("Pellgate Exchange", "the Exchange Rate, an Exchange", []),
        ("Learn Welsh", "We heard that the Welsh bac is hard.", []),
        ("Convention on the Rights of the Child", "It is for the child. A child is a child, the Child.", []),
        ("Health and Social Care", "She is Minister for Health and Social Care.", []),
        ("Sarn Valley Council", "And Sarn Valley sent a form.", [("Sarn Valley", True)]),
        ("Sarn Valley Council", "We walked through Sarn Valley.", []),
        ("Harrowdale Voluntary Action", "HVA helped us, HVAC did not.", [("HVA", True)]),
        ("Personal Independence Project", "I was on PIP.", []),
    ],
)
def test_what_is_added(name, text, added):
    assert repeats_in(text, name=name) == added


def test_a_person_is_not_the_body_of_the_same_name():
    assert repeats_in("Mary Ward said so.", name="Mary Ward Centre", others=["Mary Ward"]) == []


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("myHarbour", "We use myHarbour, and myHarbours.", ["myHarbour"]),
        ("iCove", "Then iCove rang.", ["iCove"]),
        ("Tidewell", "At Tidewell we met; Tidewells did not.", ["Tidewell"]),
        ("Re:Cove", "I like Re:Cove best.", ["Re:Cove"]),
        ("Corvane", "I saw the corvane, and Corvane.", []),  # a word of the language
        ("Trust", "In Trust, then.", []),
    ],
)
def test_a_single_word_found_once_is_found_everywhere(name, text, wanted):
    assert [said for said, _ in repeats_in(text, name=name)] == wanted


def test_names_that_are_mostly_places_are_not_repeated():
    assert repeats_in("Exbury is cold.", name="Exbury", others=["Exbury"]) == []
