"""Precision, recall and F1 of multisets."""

from collections import Counter

import pytest

from pipeline.review.evaluation import Score


@pytest.mark.parametrize(
    ("found", "wanted", "precision", "recall", "f1"),
    [
        ("ab", "ab", 1.0, 1.0, 1.0),
        ("abc", "abd", 2 / 3, 2 / 3, 2 / 3),
        ("aab", "a", 1 / 3, 1.0, 0.5),
        ("", "ab", 0.0, 0.0, 0.0),
        ("ab", "", 0.0, 0.0, 0.0),
    ],
)
def test_scores(found, wanted, precision, recall, f1):
    score = Score.of(Counter(found), Counter(wanted))
    assert (score.precision, score.recall, score.f1) == pytest.approx((precision, recall, f1))
