"""A name in circled, small, mathematical or full-width letters, or those of another script, is the name."""

from __future__ import annotations

import string
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.spans import replaced
from pipeline.language.styled_letters import plain_letters
from pipeline.people.decided_names import read_decided_names
from pipeline.people.identifiers import without_identifiers
from pipeline.people.names import Person, keys_of
from pipeline.people.redaction import Redactor
from pipeline.people.third_parties import mentioned_people
from pipeline.privacy.audit import RareNames
from pipeline.privacy.forbidden import PART, Forbidden, ForbiddenText, found_in
from tests.people.evaluate import read_by_models


def alphabet(capital: int, small: int) -> Mapping[int, str]:
    """An alphabet whose letters stand in order from two code points."""
    places = zip((string.ascii_uppercase, string.ascii_lowercase), (capital, small), strict=True)
    return {ord(char): chr(first + at) for letters, first in places for at, char in enumerate(letters)}


SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ"
STYLES: Mapping[str, Mapping[int, str]] = {
    "circled": alphabet(0x24B6, 0x24D0),
    "circled, white on black": alphabet(0x1F150, 0x1F150),
    "squared": alphabet(0x1F130, 0x1F130),
    "squared, white on black": alphabet(0x1F170, 0x1F170),
    "in brackets": alphabet(0x249C, 0x249C),
    "of flags": alphabet(0x1F1E6, 0x1F1E6),
    "full width": alphabet(0xFF21, 0xFF41),
    "bold": alphabet(0x1D400, 0x1D41A),
    "bold italic": alphabet(0x1D468, 0x1D482),
    "bold script": alphabet(0x1D4D0, 0x1D4EA),
    "black letter": alphabet(0x1D56C, 0x1D586),
    "sans serif": alphabet(0x1D5A0, 0x1D5BA),
    "of a typewriter": alphabet(0x1D670, 0x1D68A),
    "small capitals": str.maketrans(string.ascii_letters, SMALL_CAPITALS * 2),
    "small capitals after a capital": str.maketrans(string.ascii_lowercase, SMALL_CAPITALS),
    "Cyrillic among Latin": str.maketrans("aeopcxyi", "аеорсхуі"),
    "Greek among Latin": str.maketrans("ovAEHKMOT", "ονΑΕΗΚΜΟΤ"),
}
BY_STYLE = pytest.mark.parametrize("letters", STYLES.values(), ids=STYLES)


@BY_STYLE
@pytest.mark.parametrize("name", ["Maureen Oxenthwaite", "Siobhan", "Oxenthwaite"])
def test_a_name_on_record_is_replaced(letters: Mapping[int, str], name: str) -> None:
    redactor = Redactor([Person(participant="P1", name="Siobhan Oxenthwaite"), Person(participant="P2", name=name)])
    assert redactor.redacted(f"Then {name.translate(letters)} came in.") == "Then [name] came in."


@BY_STYLE
@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("Then my neighbour ", "Bronwen", " rang the vicar about it."),
        ("We asked ", "Terence Mulgrew", " to take the chair that year."),
        ("I told ", "Folasade", ", and she laughed."),
    ],
)
def test_a_third_party_is_found(letters: Mapping[int, str], before: str, name: str, after: str) -> None:
    text = f"{before}{name.translate(letters)}{after}"
    found = mentioned_people([read_by_models(text)], printable=(), named=())["s"]
    assert replaced(text, [(span, "[name]") for span in found]) == f"{before}[name]{after}"


@BY_STYLE
def test_an_ordinary_word_stands(letters: Mapping[int, str]) -> None:
    text = (
        f"It was {'extremely cold'.translate(letters)} in the hall, so we went {'home'.translate(letters)} early."
    )
    assert not mentioned_people([read_by_models(text)], printable=(), named=())["s"]


@BY_STYLE
def test_the_audit_finds_it_by_words_and_by_letters(letters: Mapping[int, str]) -> None:
    forbidden = Forbidden()
    forbidden.add_name("Siobhan Oxenthwaite", "P1")
    forbidden.names["oxenthwaite"] = ForbiddenText(PART, "P1", "Siobhan Oxenthwaite")
    text = f"Then {'Siobhan Oxenthwaite'.translate(letters)} came in."
    assert list(found_in(text, forbidden))
    assert list(RareNames(forbidden).found_in(f"Then {'Oxenthwaite'.translate(letters)} came in."))


@BY_STYLE
def test_a_decision_holds_for_it(letters: Mapping[int, str]) -> None:
    decided, findings = read_decided_names("name,decision\nOxenthwaite,replace\n")
    text = f"Then {'Oxenthwaite'.translate(letters)} came in."
    assert not findings
    assert [span.of(text) for span in decided.places(text).replaced] == ["Oxenthwaite".translate(letters)]


@pytest.mark.parametrize("first", [0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6])
def test_a_number_in_other_figures_is_replaced(first: int) -> None:
    figures = {ord(char): chr(first + at) for at, char in enumerate(string.digits)}
    assert without_identifiers(f"Ring {'07700 900123'.translate(figures)} today.") == "Ring [phone] today."


@pytest.mark.parametrize(
    "text", ["Наталья", "Αθήνα", "żółty", "café ½ №5 ™", "Ærøskøbing", "Straße", "名前", "18² m"]
)
def test_other_writing_stands(text: str) -> None:
    assert plain_letters(text) == text


@given(st.text())
def test_every_place_is_the_same(text: str) -> None:
    assert len(plain_letters(text)) == len(text)


def test_the_keys_of_a_name_are_those_of_the_plain_one() -> None:
    assert {keys_of("Dilys Pugh".translate(letters)) for letters in STYLES.values()} == {("dilys", "pugh")}
