"""Phrases are found in any inflection, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.phrases import CodePhrases
from pipeline.themes.words import content_words, encoder_text, name_words, proper_words, word_stem

HEARD = [
    ("fund", "They funded us."),
    ("fund*", "Our funders."),
    ("short term funding", "It was short-term funding again."),
    ("take it into our own hands", "So we took it into our own hands."),
    ("do it ourselves", "We ended up doing it all for ourselves."),
    ("put* in touch", "She put us in touch with the council."),
    ("tick* box*", "It is ticking boxes."),
    ("relationship", "RELATIONSHIPS matter."),
    ("know each other", "We’d known each other for years."),
    ("organise", "We organized a street party."),
    ("community", "Two communities."),
    ("share", "Sharing is what we do."),
    ("plan", "They had planned it."),
    ("child", "the children’s centre"),
    ("couldn't be better", "It couldn’t be better"),
]
NOT_HEARD = [
    ("fund", "It was fun."),
    ("care", "The car would not start."),
    ("short term funding", "In the short term there was no funding."),
    ("in touch", "In my view you touch on it."),
    ("grant", "They are ungranted, he said."),
    ("bid*", "We forbid it."),
    ("organisation", "We organised it."),
    ("put* in touch", "We put the kettle on in the hall and kept in touch."),
]


@pytest.mark.parametrize(("phrase", "said"), HEARD)
def test_phrase_found(phrase, said):
    assert all(words in said for words in CodePhrases([(0, phrase)]).found(said).values())
    assert list(CodePhrases([(0, phrase)]).found(said)) == [0]


@pytest.mark.parametrize(("phrase", "said"), NOT_HEARD)
def test_phrase_not_found(phrase, said):
    assert CodePhrases([(0, phrase)]).found(said) == {}


def test_a_phrase_without_words_is_ignored():
    assert CodePhrases([(0, "*"), (0, " – "), (1, "grant")]).found("A grant.") == {0: "grant"}


SAME = ["fund funds funded funding", "try tries tried trying", "stop stopped stopping", "hope hoped hoping",
        "improve improves improved", "go went gone goes", "travel travelled travelling", "bus buses",
        "box boxes", "agree agreed agrees", "person people"]  # fmt: skip


@pytest.mark.parametrize("forms", SAME)
def test_inflections_share_a_stem(forms):
    assert len({word_stem(form) for form in forms.split()}) == 1


@given(st.text(max_size=30))
def test_every_word_has_a_stem(word):
    assert isinstance(word_stem(word.casefold()), str)


@given(st.text(max_size=80))
def test_any_text_can_be_searched(text):
    assert set(CodePhrases([(0, "a b"), (1, "c*")]).found(text)) <= {0, 1}


def test_encoder_text_has_no_hesitations_brackets_or_names():
    said = (
        "Um, so, you know, we asked Jean [inaudible 00:03:31], and, er, Jean's sister said umbrella. (laughs) Hmm."
    )
    assert encoder_text(said, names=frozenset({"jean"})) == "so we asked , and, sister said umbrella."


def test_a_name_that_is_a_word_stays_where_it_is_a_word():
    assert encoder_text("We hope that Hope will come.", names=frozenset({"hope"})) == "We hope that will come."


def test_names_are_taken_from_labels_without_small_words():
    assert set(name_words("Cllr J. Smith of the Vale")) == {"cllr", "smith", "vale"}


def test_content_words_leave_out_fillers_numbers_and_names():
    assert content_words(
        "Yeah, I think the library in 2020 was, like, Jean's refuge", without=frozenset({"jean"})
    ) == [
        "library",
        "refuge",
    ]


def test_proper_words_are_capitalised_inside_sentences():
    texts = ["We went to Grimsby. Libraries matter.", "In Grimsby libraries close; the NHS helps."]
    assert proper_words(texts) == {"grimsby"}
