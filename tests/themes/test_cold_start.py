"""Cold start by phrase and meaning; common words are weak evidence; no code may apply."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.codebook import Code, Codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from tests.themes import nhs
from tests.themes.evaluate import by_cold_start, by_name_alone
from tests.themes.scores import accuracy, macro_f1

FUNDING = Code(
    id="funding",
    name="Short-term funding",
    definition="Money that comes late or for too short a time.",
    phrases=("grant*", "short term funding"),
    examples=("Our worker has been on six-month contracts since she came.",),
)
VOLUNTEERS = Code(
    id="volunteers",
    name="Volunteers and burnout",
    definition="What it costs the people who do the work: tiredness, the same few doing everything.",
    phrases=("burn* out",),
    examples=("By the second winter our helpers were exhausted.",),
)
OTHER = [
    "The hall has a new roof and a blue door.", "We meet on the second Tuesday of the month.",
    "My mother came here from Jamaica in 1961.", "The bus stops outside the chemist.",
    "There were forty of us at the harvest supper.", "It rained on the day of the fair.",
]  # fmt: skip


def started(texts, *codes):
    return cold_start(Codebook(codes), texts, vectors=embedded(texts), embed=embedded)


def sure(texts, *codes):
    found = started(texts, *codes)
    return [{codes[at].id for at in np.flatnonzero(row >= 0.5)} for row in found.confidence]


def test_a_phrase_codes_a_passage_and_is_the_basis():
    texts = ["That was the last grant we had.", *OTHER]
    found = started(texts, FUNDING, VOLUNTEERS)
    assert sure(texts, FUNDING, VOLUNTEERS)[0] == {"funding"}
    assert found.reasons(0, 0) == ["says “grant”"]


def test_meaning_alone_codes_a_passage_with_its_basis():
    texts = ["The helpers are worn out and in tears by winter.", *OTHER]
    assert sure(texts, FUNDING, VOLUNTEERS)[0] == {"volunteers"}
    assert "close to the example “By the second winter" in started(texts, FUNDING, VOLUNTEERS).reasons(0, 1)[0]


def test_a_passage_may_have_several_codes():
    texts = ["Chasing grant after grant is what burned our volunteers out.", *OTHER]
    assert sure(texts, FUNDING, VOLUNTEERS)[0] == {"funding", "volunteers"}


def test_no_code_applies_if_none_stands_out():
    assert sure(OTHER, FUNDING, VOLUNTEERS) == [set()] * len(OTHER)


def test_a_common_word_is_weaker_evidence_than_a_rare_one():
    rare = ["The grant was mentioned.", *(f"Number {n} of the list was mentioned." for n in range(200))]
    usual = [f"The grant was mentioned as number {n}." for n in range(201)]
    assert (
        started(usual, FUNDING, VOLUNTEERS).confidence[5, 0] < started(rare, FUNDING, VOLUNTEERS).confidence[0, 0]
    )


@pytest.mark.parametrize("texts", [[], ["That was the last grant we had."]])
def test_one_code_and_hardly_a_passage(texts):
    found = started(texts, Code(id="a", name="Grants", phrases=("grant*",)))
    assert found.confidence.shape == (len(texts), 1)
    assert all(found.confidence[:, 0] >= 0.5)


def test_a_code_with_only_a_name_says_so_in_its_basis():
    texts = ["Beekeeping on the roofs of the city is our beekeepers' joy.", *OTHER]
    assert (
        started(texts, Code(id="bees", name="Urban beekeeping"))
        .reasons(0, 0)[0]
        .startswith("is close to the name (0.")
    )


def test_similar_passages_share_their_evidence():
    """A passage that shares nothing with the codebook is nearer to the code that similar passages carry."""
    about = ["The grant was late, and we paid the wages from our savings.", "Our savings paid the wages again."]
    texts = [*(f"{text} Year {n}." for n in range(20) for text in about), *OTHER]
    alone = started([about[1], *OTHER], FUNDING, VOLUNTEERS).logits
    among = started(texts, FUNDING, VOLUNTEERS).logits
    assert among[1, 0] - among[1, 1] > alone[0, 0] - alone[0, 1]


def test_words_of_the_definition_are_evidence():
    texts = ["There was tiredness everywhere by spring.", "There was dampness everywhere by spring.", *OTHER]
    found = started(texts, FUNDING, VOLUNTEERS).logits
    assert found[0, 1] > found[1, 1] + 0.5


PARENTS = [
    Code(id="transport", name="Buses and trains"),
    Code(id="food", name="Food and cooking"),
    Code(id="bus-cost", name="Cost", parent="transport"),
    Code(id="food-cost", name="Cost", parent="food"),
]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("The fare to the hospital is nine pounds each way.", "bus-cost"),
        ("A return ticket on the train is more than I earn in a morning.", "bus-cost"),
        ("A bag of vegetables for the soup is twice what it was.", "food-cost"),
        ("We cannot afford the flour to bake bread any more.", "food-cost"),
    ],
)
def test_a_code_is_read_under_its_parent(text, nearest):
    texts = [text, *OTHER]
    found = started(texts, *PARENTS).confidence[0, 2:]
    assert PARENTS[2 + int(found.argmax())].id == nearest
    alone = started(texts, *(Code(id=code.id, name=code.name) for code in PARENTS)).confidence[0, 2:]
    assert alone[0] == pytest.approx(alone[1])  # by their names, nothing tells them apart


@pytest.mark.parametrize("many", [1, 2, 100])
def test_codes_that_are_synonyms_and_many_codes(many):
    codes = [Code(id=f"c{n}", name="Short-term funding") for n in range(many)]
    found = started(["That was the last grant we had.", *OTHER], *codes).confidence
    assert np.isfinite(found).all()
    assert (found == found[:, :1]).all()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_confidence_is_a_probability_whatever_is_said(texts):
    vectors = np.full((len(texts), 4), 0.5, np.float32)
    found = cold_start(
        Codebook((FUNDING, VOLUNTEERS)),
        texts,
        vectors=vectors,
        embed=lambda some: np.eye(4, dtype=np.float32)[[0] * len(some)],
    )
    assert ((found.confidence >= 0) & (found.confidence <= 1)).all()


@pytest.mark.skipif(not nhs.ANSWERS.exists(), reason=nhs.WHY_SKIPPED)
def test_patients_answers_get_their_theme_better_than_by_its_name():
    answers = nhs.answers()
    chosen = np.arange(0, len(answers.texts), 12)
    texts, labels = [answers.texts[at] for at in chosen], answers.labels[chosen]
    vectors = nhs.vectors(texts)
    names = by_name_alone(nhs.codebook(), vectors)
    given = by_cold_start(nhs.codebook(), texts, vectors)
    assert accuracy(labels, given) > accuracy(labels, names) + 0.1
    assert macro_f1(labels, given) > max(0.42, macro_f1(labels, names) + 0.15)
