"""The review order: no decided passages, no repeats, every theme, and a reason for each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.review_order import review_order

SIZES = (60, 25, 12, 3)  # of the groups of passages that say much the same


def grouped(sizes=SIZES, *, seed=3):
    """Unit vectors in clusters of these sizes, and the cluster of each."""
    rng = np.random.default_rng(seed)
    bundles = np.repeat(np.arange(len(sizes)), sizes)
    vectors = np.eye(8)[bundles] + rng.normal(scale=0.05, size=(len(bundles), 8))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), bundles


def unsure(rows, codes=2):
    return np.full((rows, codes), 0.2, np.float32) + np.linspace(0, 0.01, rows, dtype=np.float32)[:, None]


def test_typical_passages_of_each_kind_come_first():
    vectors, bundles = grouped()
    picks = review_order(unsure(100, codes=1), vectors=vectors, decided=(), groups=4)
    assert [int(bundles[pick.row]) for pick in picks[:3]] == [0, 1, 2], "the larger group before the smaller"
    assert {int(bundles[pick.row]) for pick in picks[:4]} == {0, 1, 2, 3}
    assert picks[0].why == "typical of many passages"
    middle = vectors[bundles == 0].mean(axis=0)
    nearest = np.flatnonzero(bundles == 0)[((vectors[bundles == 0] - middle) ** 2).sum(axis=1).argmin()]
    assert picks[0].row == nearest


def test_later_uncertain_passages_come_first():
    vectors, _ = grouped((200, 200))
    confidence = np.tile(np.array([0.95, 0.02, 0.01], np.float32), (400, 1))
    doubtful = list(range(360, 390))  # as many as are divided into three groups
    confidence[doubtful] = (0.5, 0.49, 0.01)
    picks = review_order(confidence, vectors=vectors, decided=range(200), most=40, groups=3)
    in_doubt = {pick.row for pick in picks if pick.why == "uncertain between two themes"}
    assert in_doubt
    assert in_doubt <= set(doubtful)
    assert len(in_doubt) == pytest.approx(len(picks) / 2, abs=2), "every second one"
    early = review_order(confidence, vectors=vectors, decided=range(100), most=40, groups=3)
    assert not [pick for pick in early if pick.why == "uncertain between two themes"]


def test_with_one_theme_uncertain_means_near_one_half():
    vectors, _ = grouped((300,))
    confidence = np.full((300, 1), 0.99, np.float32)
    confidence[290:] = 0.5
    picks = review_order(confidence, vectors=vectors, decided=range(200), groups=1, most=40)
    assert {pick.row for pick in picks if pick.why.startswith("uncertain")} == set(range(290, 300))


def test_passages_unlike_decided_ones_come_first():
    vectors, bundles = grouped((40, 30, 20, 10))
    picks = review_order(unsure(100, codes=1), vectors=vectors, decided=[0, 41], groups=2, most=2)
    assert [int(bundles[pick.row]) for pick in picks] == [2, 3]


def test_a_rare_theme_is_included():
    vectors, _ = grouped()
    confidence = unsure(100, codes=3)
    confidence[:, 0] = 0.6
    confidence[41, 2] = 0.4
    picks = review_order(confidence, vectors=vectors, decided=(), groups=10, most=10)
    assert reasons(picks)[41] == "most likely passage of a rare theme"


def reasons(picks):
    return {pick.row: pick.why for pick in picks}


@given(st.integers(0, 40), st.integers(1, 4), st.sets(st.integers(0, 39)), st.integers(0, 50), st.integers(0, 5))
def test_no_repeats_no_decided_passages_and_no_more_than_asked(rows, codes, decided, most, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(rows, 5)).astype(np.float32)
    confidence = rng.random((rows, codes)).astype(np.float32)
    picks = review_order(confidence, vectors=vectors, decided=decided, most=most)
    chosen = [pick.row for pick in picks]
    left = set(range(rows)) - decided
    assert len(set(chosen)) == len(chosen) == min(most, len(left))
    assert set(chosen) <= left
    assert picks == review_order(confidence, vectors=vectors, decided=decided, most=most)


@pytest.mark.parametrize("rows", [1, 2, 15, 130])
def test_identical_passages_are_ordered(rows):
    vectors = np.tile(np.eye(4, dtype=np.float32)[:1], (rows, 1))
    picks = review_order(unsure(rows), vectors=vectors, decided=())
    assert sorted(pick.row for pick in picks) == list(range(rows))
