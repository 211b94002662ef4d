"""Every coding is explained in a sentence that quotes the words of the passage that decided."""

import numpy as np
import pytest

from pipeline.corpus.codebook import Code, Codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from pipeline.themes.explanation import Explanations

BUSES = Code(
    id="buses", name="Getting about", definition="Buses and trains; journeys to work.", phrases=("bus stop*",)
)
FOOD = Code(id="food", name="Growing food", definition="Allotments, gardens and what grows in them.")
SAID = [
    "The bus was late again and so was the train.",
    "I missed my train, so I had to wait for a late bus.",
    "There is no bus stop near the clinic.",
    "The trains are dear, and the bus never waits.",
    "We dig the allotment on Sundays and share the beans.",
    "Our beans and onions grow well on the allotment.",
    "The garden is full of onions, and Bean came to dig.",
    "In winter nobody digs the allotment.",
]  # fmt: skip


def explained(texts=SAID, *codes, models=None):
    codes = codes or (BUSES, FOOD)
    start = cold_start(Codebook(codes), texts, vectors=embedded(texts), embed=embedded)
    return Explanations(texts, start.confidence, start=start, models=models or {})


@pytest.mark.parametrize(("row", "code"), [(0, 0), (1, 0), (3, 0), (4, 1), (5, 1), (7, 1)])
def test_the_words_are_in_the_passage_and_go_with_the_code(row, code):
    words = explained().words(row, code)
    assert words
    assert all(word in SAID[row].casefold() for word in words)
    assert not set(words) & set(explained().words(row, 1 - code))


def test_a_phrase_is_quoted_as_it_was_said():
    assert explained().of(2, 0).startswith("It says “bus stop”")


def test_words_with_a_capital_are_not_quoted():
    assert "bean" not in explained().words(6, 1)


@pytest.mark.parametrize("texts", [["The bus was late."], ["BUS", "TRAIN"], ["the and of", "so it is"]])
def test_a_passage_without_typical_words_still_has_a_sentence(texts):
    assert explained(texts).of(0, 0).startswith("It is close to ")


def test_without_the_quoted_words_the_code_is_less_likely():
    """The words explain the coding: without them, its evidence falls in most passages."""
    found, fell = explained(), []
    for row in (0, 1, 3, 4, 5, 7):
        code = 0 if row < 4 else 1
        cut = " ".join(
            word for word in SAID[row].split() if word.strip(".,").casefold() not in found.words(row, code)
        )
        texts = [*SAID[:row], cut, *SAID[row + 1 :]]
        one, other = (
            cold_start(Codebook((BUSES, FOOD)), some, vectors=embedded(some), embed=embedded).logits[row, code]
            for some in (SAID, texts)
        )
        fell.append(one > other)
    assert np.mean(fell) > 0.8
