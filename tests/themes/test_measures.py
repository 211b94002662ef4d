"""The measures of discovery, on cases that can be computed by hand."""

import numpy as np
import pytest

from tests.themes.discovery import diversity, npmi, rand_between_resamples


@pytest.mark.parametrize(
    ("passages", "expected"),
    [
        ([{"a", "b"}, {"c"}], 1.0),  # always together
        ([{"a"}, {"b"}], -1.0),  # never
        ([{"a", "b"}, {"a"}, {"b"}, {"c"}], 0.0),  # as chance would have it
    ],
)
def test_npmi(passages, expected):
    assert npmi([["a", "b"]], passages) == pytest.approx(expected)


def test_diversity_is_the_share_of_different_words():
    assert diversity([["a", "b"], ["a", "c"]]) == 0.75
    assert diversity([]) == 0


def test_resamples_that_agree_and_that_do_not():
    vectors = np.arange(60, dtype=np.float32)[:, None]
    texts = [""] * 60
    assert rand_between_resamples(lambda _, v: (None, v[:, 0] // 20), texts, vectors) == 1
    blind = rand_between_resamples(lambda _, v: (None, np.arange(len(v)) % 3), texts, vectors)
    assert blind < 0.5
