"""A candidate's name is a verbatim phrase that could be a title."""

import numpy as np
import pytest

from pipeline.language.sentence_encoder import embedded
from pipeline.themes.candidates import name_phrases


def names(*texts, weights, avoid=frozenset()):
    centre = embedded(texts).mean(axis=0)
    return name_phrases(texts, centre=centre / np.linalg.norm(centre), weights=weights, avoid=avoid, embed=embedded)


def test_the_best_name_is_shared_and_describes_the_subject():
    best = names(
        "Free school meals were a lifeline for us.",
        "They took free school meals away in the holidays.",
        "Without free school meals she would have gone hungry.",
        weights={"meals": 1.0, "school": 0.8, "free": 0.7, "hungry": 0.3},
    )
    assert best[0] == "free school meals"


@pytest.mark.parametrize(
    ("said", "not_a_name", "weights"),
    [
        ("It was a two-page form.", "page form", {"page": 1.0, "form": 1.0}),
        ("We visited the Flying Start areas.", "Start areas", {"start": 1.0, "areas": 1.0}),
        ("It was easy because the clerk lives here.", "easy because the clerk", {"easy": 1.0, "clerk": 1.0}),
        ("The roof leaks. The hall floods.", "leaks The hall", {"hall": 1.0, "leaks": 1.0}),
        ("The kindness of the neighbours.", "kindness of the", {"kindness": 1.0}),
        ("We asked the old Marlow bus depot.", "old Marlow", {"old": 1.0, "marlow": 1.0}),
        ("We asked the NHS trust office.", "NHS trust", {"trust": 1.0}),
        ("The hall of the kitchen.", "hall", {"hall": 1.0}),
        ("We saw 40 boxes.", "40 boxes", {"boxes": 1.0}),
    ],
)
def test_sentence_fragments_are_not_names(said, not_a_name, weights):
    assert not_a_name not in names(said, weights=weights)


def test_doing_things_for_ourselves_may_end_in_ourselves():
    assert "doing it for ourselves" in names("We ended up doing it for ourselves.", weights={"doing": 1.0})


def test_candidate_names_contain_no_personal_names():
    found = names(
        "We asked Thea Grant for help with the roof.",
        weights={"roof": 1.0, "help": 1.0, "thea": 1.0},
        avoid=frozenset({"thea"}),
    )
    assert found
    assert not any("Thea" in name for name in found)


def test_a_line_break_in_the_words_is_a_space_in_the_name():
    assert "village hall" in names("The village\nhall is cold.", weights={"village": 1.0, "hall": 1.0})


def test_no_passages_give_no_name():
    assert names("It is what it is.", weights={}) == []
