"""Names of the gazetteer in a text, with and without capitals, in any spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.organisations.known import GazetteerName, KnownNames, NameIndex, NamesInTexts, is_caseless

NAMES = KnownNames.of(
    GazetteerName(name, ambiguous)
    for name, ambiguous in [
        ("Age UK", False),
        ("Barnardo's", False),
        ("Department for Work and Pensions", False),
        ("Home-Start", False),
        ("Marsh & Fen Trust", False),
        ("MIND", False),
        ("Shelter", True),
        ("Turning Point", True),
        ("Teach First", False),
        ("Make a Change Together", False),
        ("The Wallich", False),
        ("Wexcombe Council", False),
        ("Wexcombe Council for Voluntary Service", False),
        ("Stop!", False),
    ]
)
COMMON_WORDS = """
age and a change council department first for home make pensions point shelter start teach together turning work
"""
COMMON = frozenset(COMMON_WORDS.split())


def hits_in(text):
    index = NameIndex(NAMES, common=COMMON)
    return [(hit.span.of(text), hit.certain) for hit in index.hits(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We rang Age UK twice.", [("Age UK", True)]),
        ("AGE UK and Age Uk", [("AGE UK", True), ("Age Uk", True)]),
        ("Barnardo’s, Barnardos, Barnardo's", [("Barnardo’s", True), ("Barnardos", True), ("Barnardo's", True)]),
        ("the Department For Work & Pensions", [("Department For Work & Pensions", True)]),
        ("Home Start and Home-Start", [("Home Start", True), ("Home-Start", True)]),
        ("Marsh and Fen Trust", [("Marsh and Fen Trust", True)]),
        ("never mind, Mind you", []),
        ("MIND said", [("MIND", True)]),
        ("Shelter rang. They found shelter.", [("Shelter", False)]),
        ("Turning Point rang. The turning point was in May.", [("Turning Point", True)]),
        ("at the Wallich, at The Wallich", [("Wallich", True), ("The Wallich", True)]),
        ("Wexcombe Council for Voluntary Service", [("Wexcombe Council for Voluntary Service", True)]),
        ("Wexcombe Council for years", [("Wexcombe Council", True)]),
        ("Age. UK bodies", []),
        ("Stop! they cried", [("Stop!", True)]),
        ("", []),
    ],
)
def test_names_in_a_text_with_capitals(text, found):
    assert hits_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so then age uk got in touch", ["age uk"]),
        ("the department for work and pensions wrote", ["department for work and pensions"]),
        ("and wexcombe council came with barnardo's", ["wexcombe council", "barnardo's"]),
        ("we need shelter at a turning point", []),
        ("you have to teach first and then you make a change together", []),
    ],
)
def test_names_in_a_text_without_capitals(text, found):
    assert [said for said, _ in hits_in(text)] == found


def test_whether_a_text_has_capitals():
    assert is_caseless("so i said to him I don't know")
    assert not is_caseless("So I said to him, no.")
    assert not is_caseless("yes yes")


def test_packed_names_are_equal_by_content():
    again = KnownNames.of(reversed(list(NAMES)))
    assert again == NAMES
    assert hash(again) == hash(NAMES)
    assert KnownNames.of([]) != NAMES
    assert list(KnownNames.of([])) == []


WORDS = (
    "Age",
    "UK",
    "the",
    "Wallich",
    "wallich",
    "Barnardo’s",
    "AGE",
    "&",
    "Marie",
    "curie",
    "Kellaway-Pryce",
    "it",
    "St.",
)


@given(
    st.lists(st.sampled_from(WORDS), max_size=12),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)),
)
def test_the_names_with_all_their_words_in_a_text_are_all_that_is_found_there(said, named):
    names = KnownNames.of(GazetteerName(" ".join(words), at % 3 == 0) for at, words in enumerate(named))
    text = " ".join(said)
    few = NamesInTexts(names).within([text])
    assert set(few) <= set(names)
    assert list(NameIndex(few).hits(text)) == list(NameIndex(names).hits(text))


def test_a_name_none_of_whose_words_are_said_changes_nothing():
    text = "We asked Age UK Fenside and the Wallich."
    more = KnownNames.of([*NAMES, GazetteerName("Kellaway Pryce Trust", False)])
    assert NamesInTexts(more).within([text]) == NamesInTexts(NAMES).within([text])
