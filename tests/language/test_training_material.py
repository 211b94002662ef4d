"""The training material of the names model: spans fit their words, and the same seed gives the same material."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names.training.corpus import UNSURE, Name, Sentence, cleaned, training_list
from models.names.training.mix import tokens_of
from models.names.training.spoken import as_spoken, joined
from models.names.training.uk_names import title_case


@pytest.mark.parametrize(
    ("text", "marked", "kept"),
    [
        ("we met the Home Office 's staff", (2, 6, "ORG"), (3, 5, "ORG")),
        ("at Durham University , United Kingdom", (1, 6, "ORG"), (1, 3, "ORG")),
        ("Acme Traders , Inc. sued", (0, 4, "ORG"), (0, 4, "ORG")),
        ("many Americans who moved", (0, 4, "PERSON"), (0, 4, UNSURE)),
        ("with Ana de Souza there", (1, 4, "PERSON"), (1, 4, "PERSON")),
        ("RT @ someone else", (2, 3, "PERSON"), (2, 3, UNSURE)),
        ("the ' s", (0, 2, "ORG"), None),
    ],
)
def test_annotated_spans_are_trimmed_to_the_name(text, marked, kept):
    assert cleaned(text.split(), Name(*marked), origin="gum-news") == (Name(*kept) if kept else None)


SENTENCE = Sentence(
    ("Then", "Hull", "City", "Council", "rang", "Ann", "Obi", "in", "Goole", ",", "twice", "."),
    (Name(1, 4, "ORG"), Name(5, 7, "PERSON"), Name(8, 9, "GPE")),
    "frames",
)


@given(st.integers(0, 10_000))
def test_names_keep_their_words_in_spoken_form(seed):
    made = as_spoken(SENTENCE, rng=random.Random(seed))
    assert made == as_spoken(SENTENCE, rng=random.Random(seed))
    named = [" ".join(made.tokens[n.start : n.end]).lower() for n in made.names]
    assert named == ["hull city council", "ann obi", "goole"]
    assert [n.label for n in made.names] == ["ORG", "PERSON", "GPE"]


def test_turns_are_joined_with_their_names():
    made = joined([SENTENCE, SENTENCE])
    assert [made.tokens[n.start] for n in made.names] == ["Hull", "Ann", "Goole"] * 2


def test_training_frames_are_not_test_sentences():
    from tests.language.plain_sentences import SENTENCES

    assert not {line.lower() for line in SENTENCES} & {frame.lower() for frame in training_list("frames")}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("I don't, it's", ["I", "do", "n't", ",", "it", "'s"]),
        ("St. Ann's Re:Build N17", ["St", ".", "Ann", "'s", "Re:Build", "N17"]),
    ],
)
def test_tokens_are_cut_as_spacy_cuts_them(text, tokens):
    assert tokens_of(text) == tokens


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("AGE UK DERBY & DERBYSHIRE", "Age UK Derby & Derbyshire"),
        ("ROTARY CLUB OF HOVE", "Rotary Club of Hove"),
        ("Hub9", "Hub9"),
    ],
)
def test_capitals_of_registers_become_names(typed, printed):
    assert title_case(typed) == printed
