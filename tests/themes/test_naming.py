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
        ("They gave the right level of support.", "level of support", {"level": 1.0, "support": 1.0}),
        ("I wrote regarding the box office.", "regarding the box", {"regarding": 1.0, "box": 1.0}),
        ("We tabled amendments in May.", "tabled amendments", {"tabled": 1.0, "amendments": 1.0}),
        ("You can speak to amendments.", "speak to amendments", {"speak": 1.0, "amendments": 1.0}),
        ("I was working with autistic people.", "working with autistic", {"working": 1.0, "autistic": 1.0}),
        ("It is the police and the police.", "police and the police", {"police": 1.0}),
        ("Share someone's experience here.", "someone's experience", {"experience": 1.0}),
        ("It is hugely motivating for me.", "hugely motivating", {"hugely": 1.0, "motivating": 1.0}),
        ("Then the committee raised it.", "committee raised", {"committee": 1.0, "raised": 1.0}),
        ("I didn't believe in the war.", "believe in the war", {"believe": 1.0, "war": 1.0}),
        ("The idea of textbooks came up.", "idea of textbooks", {"idea": 1.0, "textbooks": 1.0}),
        ("We saw 40 boxes.", "40 boxes", {"boxes": 1.0}),
    ],
)
def test_sentence_fragments_are_not_names(said, not_a_name, weights):
    assert not_a_name not in names(said, weights=weights)


@pytest.mark.parametrize(
    ("said", "name", "weights"),
    [
        ("We talked about typewriter or computer.", "typewriter or computer", {"typewriter": 1.0, "computer": 0.9}),
        ("I was waiting for the bus again.", "waiting for the bus", {"waiting": 1.0, "bus": 1.0}),
        ("They broke the code of conduct.", "code of conduct", {"code": 1.0, "conduct": 1.0}),
        ("He told us of broken promises.", "broken promises", {"broken": 1.0, "promises": 1.0}),
        ("I like writing letters to her.", "writing letters", {"writing": 1.0, "letters": 1.0}),
    ],
)
def test_nouns_with_what_belongs_to_them_and_activities_are_names(said, name, weights):
    assert name in names(said, weights=weights)


def test_a_phrase_is_better_than_a_word_and_one_said_often_than_one_said_once():
    best = names(
        "The bus pass was a lifeline.", "A bus pass costs too much.", "The battered bus came late.", "A bus left.",
        weights={"bus": 1.0, "pass": 0.6, "battered": 0.6},
    )  # fmt: skip
    assert best[0] == "bus pass"


def test_doing_things_for_ourselves_may_end_in_ourselves():
    assert "doing it for ourselves" in names("We ended up doing it for ourselves.", weights={"doing": 1.0})


def test_candidate_names_contain_no_personal_names():
    found = names(
        "We asked Thea Grant for help with the leaking roof.",
        weights={"roof": 1.0, "leaking": 1.0, "thea": 1.0},
        avoid=frozenset({"thea"}),
    )
    assert found
    assert not any("Thea" in name for name in found)


def test_a_line_break_in_the_words_is_a_space_in_the_name():
    assert "village hall" in names("The village\nhall is cold.", weights={"village": 1.0, "hall": 1.0})


def test_no_passages_give_no_name():
    assert names("It is what it is.", weights={}) == []
