"""Weights of terms are those of scikit-learn's vectorizers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.themes.word_weights import TermWeights, counted, letters_in_words, words_and_pairs

TEXTS = st.lists(
    st.lists(st.sampled_from(["the", "Boiler", "boiler's", "a", "’tis", "ŵyl", "42", "kit  chen"]), min_size=1).map(
        " ".join
    ),
    min_size=1,
    max_size=8,
)
ANALYSES = {
    words_and_pairs: {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w[\w'’]*\b"},
    letters_in_words: {"analyzer": "char_wb", "ngram_range": (2, 5)},
}


@pytest.mark.parametrize("analyse", ANALYSES)
@given(texts=TEXTS, least=st.integers(1, 2), other=TEXTS)
def test_weights_are_those_of_scikit_learn(analyse, texts, least, other):
    theirs = TfidfVectorizer(sublinear_tf=True, min_df=least, **ANALYSES[analyse])
    ours = TermWeights(texts, analyse, least=least)
    try:
        weights = theirs.fit_transform(texts)
    except ValueError:  # no term is in so many texts
        assert not ours.places
        return
    assert ours.places == theirs.vocabulary_
    assert np.allclose(ours.weights.toarray(), weights.toarray())
    assert np.allclose(ours.of(other).toarray(), theirs.transform(other).toarray())


def test_the_terms_that_occur_most_are_kept():
    weights = TermWeights(["b b b a", "a c", "d"], str.split, most=2, precision="float32")
    assert list(weights.places) == ["a", "b"]
    assert weights.weights.dtype == np.float32
    assert weights.weights.shape == (3, 2)


def test_nothing_is_counted_where_there_are_no_terms():
    places, counts = counted(["", " "], str.split)
    assert (dict(places), counts.shape) == ({}, (2, 0))
    assert TermWeights(["", " "], str.split).weights.shape == (2, 0)
