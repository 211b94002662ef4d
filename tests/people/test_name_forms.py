"""Names in unusual forms and in styled letters are found; words that only look alike are not."""

from __future__ import annotations

import string
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.spans import Span, replaced
from pipeline.language.styled_letters import plain_letters
from pipeline.people.decided_names import read_decided_names
from pipeline.people.identifiers import without_identifiers
from pipeline.people.name_evidence import SpokenSource
from pipeline.people.name_forms import NameForms, SubstringIndex
from pipeline.people.names import Person, keys_of
from pipeline.people.redaction import Redactor
from pipeline.people.third_parties import mentioned_people
from pipeline.privacy.audit import RareNames
from pipeline.privacy.forbidden import PART, Forbidden, ForbiddenText, found_in
from tests.people.evaluate import read_by_models

KNOWN = (
    "Agnes Oxenthwaite", "Maureen Okafor", "Siobhán Brennan", "Kwabena Asante", "Tomasz Wójcik", "Ivo Kettlewell",
    "Priya Chaudhuri", "Aoife Tierney", "Christian Wood", "Grace Baker", "Derek Featherstonehaugh", "Eluned Pryce",
)  # fmt: skip


def found(text: str, *organisations: str) -> list[str]:
    bodies = [(Span(text.index(name), text.index(name) + len(name)), True) for name in organisations]
    source = SpokenSource("s", text, [Span(0, len(text))], [], bodies)
    return [span.of(text) for span in sorted(set(NameForms(map(keys_of, KNOWN)).spans(source)))]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("the Oxenthwaites were good neighbours", ["Oxenthwaites"]),
        ("All the Kettlewells’ children, and the Chaudhuris", ["Kettlewells", "Chaudhuris"]),
        ("We had Wójciks and Wojciks upstairs", ["Wójciks", "Wojciks"]),
        ("The Brennans went, both Dereks stayed", ["Brennans", "Dereks"]),
        ("The Pryces keep bees, so do the Asantes", ["Pryces", "Asantes"]),
        ("and the Featherstonehaughs, the Tierneys", ["Featherstonehaughs", "Tierneys"]),
        ("and Oxen-\nthwaite said", ["Oxen-\nthwaite"]),
        ("and Oka- for said, Kettle‑well too", ["Oka- for", "Kettle‑well"]),
        ("and Maur[inaudible]een, Wój [crosstalk] cik", ["Maur[inaudible]een", "Wój [crosstalk] cik"]),
        ("Feather\u00adstonehaugh and Chaud-  \n huri", ["Feather\u00adstonehaugh", "Chaud-  \n huri"]),
        ("it's S-I-O-B-H-A-N, then B R E N N A N", ["S-I-O-B-H-A-N", "B R E N N A N"]),
        ("spelt A, O, I, F, E or a.o.i.f.e. or P–R–Y–C–E", ["A, O, I, F, E", "a.o.i.f.e", "P–R–Y–C–E"]),
        ("so I, W-O-O-D, B-A-K-E-R", ["W-O-O-D", "B-A-K-E-R"]),
        ("follow @MaureenOkafor82 or @okafor_m", ["@MaureenOkafor82", "@okafor_m"]),
        ("kwabena.asante on there, asante_k, wojcik99", ["kwabena.asante", "asante_k", "wojcik99"]),
        ("write to @the.real.kettlewell.", ["@the.real.kettlewell"]),
    ],
)  # fmt: skip
def test_a_known_name_is_found_in_any_form(text: str, forms: list[str]) -> None:
    assert found(text) == forms


@pytest.mark.parametrize(
    "text",
    [
        "Christians and bakers in the Woods, by the grace of the Graces",
        "e-mail, co-op, re-enter, well-kept, a baker-\ny, wood-\nen",
        "A to B to C, I a m, U.S.A. and B.B.C., p.m., A, B, C, D, E",
        "10.30, first.second, snake_case, covid_19, v2.0, file_name.txt",
        "@council @the_wood_yard @grace_period",
        "well/come, and/or, can't, we'll, he'll, shed, e.g./i.e., wood/en, grace/period",
        "the Kettlewells Building and the Oxenthwaites Road",
        "kettle- drum, oxen- cart, [inaudible] well",
        "",
    ],
)
def test_ordinary_words_stand(text: str) -> None:
    assert found(text) == []


def test_the_names_of_organisations_stand() -> None:
    assert found("at the Chaudhuris, @ChaudhuriTrust and the Chaudhuris", "Chaudhuris", "@ChaudhuriTrust") == [
        "Chaudhuris"
    ]


def test_names_on_record_and_names_found_in_another_source_are_known() -> None:
    first, second = "We had Agnes Oxenthwaite then.", "The Oxenthwaites and the Mudges, T-E-N-C-H."
    sources = [
        SpokenSource("a", first, [Span(0, len(first))], [Span(7, 24)], []),
        SpokenSource("b", second, [Span(0, len(second))], [], []),
    ]
    spans = mentioned_people(sources, printable=(), named=(), unnamed=["Orla Tench", "Ivo Mudge"])
    assert [span.of(second) for span in spans["b"]] == ["Oxenthwaites", "Mudges", "T-E-N-C-H"]
    assert not mentioned_people(sources, printable=("Agnes Oxenthwaite",), named=())["b"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Andor Cant", "and/or, I can't, and can’t"), ("Hell Shed", "he'll, she'd"), ("Iver Well", "we'll, i've/r"),
        ("Ando Werent", "they weren't and/o"),
    ],
)  # fmt: skip
def test_contractions_and_alternatives_are_no_broken_names(name: str, text: str) -> None:
    assert list(NameForms([keys_of(name)]).within(text)) == []


@pytest.mark.parametrize("shape", ["a.", "a ", "a-", "-   ", "Oka-", "@a", "x" * 30 + "_", "[x] ", "A,"])
def test_time_is_in_proportion_to_length(shape: str) -> None:
    took = []
    for length in (20_000, 80_000):
        text = shape * (length // len(shape))
        begin = time.process_time()
        found(text)
        took.append(time.process_time() - begin)
    assert took[1] < 10 * took[0] + 0.2


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


WORDS = st.text("abc", min_size=1, max_size=5)


@given(st.sets(WORDS, min_size=1), st.text("abc ", max_size=40))
def test_many_names_are_found_as_few_are(words: set[str], text: str) -> None:
    assert SubstringIndex(words, few=0).any_in(text) == any(word in text for word in words)


def test_a_name_among_many_is_found() -> None:
    known = NameForms([(f"person{number:03}abc",) for number in range(300)] + [("zephyrine",)])
    assert list(known.within("We met Zephy-rine there."))
    assert not list(known.within("We met nobody there."))
