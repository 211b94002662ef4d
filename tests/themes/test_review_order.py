"""The review order: no decided passages, no repeats, every theme, and a reason for each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.themes.review_order import Candidates, review_order
from pipeline.themes.similarity import Similarity, Wording

SIZES = (60, 25, 12, 3)  # of the groups of passages that say much the same


def grouped(sizes=SIZES, *, seed=3):
    """Unit vectors in clusters of these sizes, and the cluster of each."""
    rng = np.random.default_rng(seed)
    bundles = np.repeat(np.arange(len(sizes)), sizes)
    vectors = np.eye(8)[bundles] + rng.normal(scale=0.05, size=(len(bundles), 8))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), bundles


def unsure(rows, codes=2):
    return np.full((rows, codes), 0.2, np.float32) + np.linspace(0, 0.01, rows, dtype=np.float32)[:, None]


def ordered(confidence, vectors, *, decided=(), texts=None, **options):
    """The review order of passages whose words say nothing."""
    candidates = Candidates.among(len(vectors), decided=decided)
    rows = candidates.rows
    wording = Wording.of(texts or ["what they said"] * len(vectors)).take(rows)
    logits = np.zeros((len(rows), confidence.shape[1]), np.float32)
    return review_order(
        confidence, candidates, Similarity(wording, vectors=vectors[rows], logits=logits), **options
    )


def test_passages_of_each_kind_come_first():
    vectors, bundles = grouped()
    picks = ordered(unsure(100, codes=1), vectors, most=4)
    assert int(bundles[picks[0].row]) == 0, "the largest group"
    assert {int(bundles[pick.row]) for pick in picks} == {0, 1, 2, 3}
    assert picks[0].why == "similar to many passages"


def test_passages_that_the_pipeline_is_uncertain_about_come_first():
    vectors, bundles = grouped((50, 50, 50))
    confidence = np.where(bundles == 1, 0.5, 0.99).astype(np.float32)[:, None]
    decided = [*range(20), *range(50, 70), *range(100, 120)]
    picks = ordered(confidence, vectors, decided=decided, most=12)
    assert [int(bundles[pick.row]) for pick in picks].count(1) > 6
    assert {pick.why for pick in picks if bundles[pick.row] == 1} == {"the pipeline is uncertain about its themes"}


def test_passages_unlike_decided_ones_come_first():
    vectors, bundles = grouped((40, 30, 20, 10))
    picks = ordered(unsure(100, codes=1), vectors, decided=[0, 41], most=2)
    assert [int(bundles[pick.row]) for pick in picks] == [2, 3]
    many = [row for row in range(100) if bundles[row] != 3][::2] + list(
        range(1, 21, 2)
    )  # more than the first session
    assert int(bundles[ordered(unsure(100, codes=1), vectors, decided=many, most=1)[0].row]) == 3


def test_a_large_study_is_sampled_and_the_order_goes_on_at_random(monkeypatch):
    monkeypatch.setattr("pipeline.themes.review_order._CANDIDATES", 30)
    vectors, _ = grouped()
    picks = ordered(unsure(100), vectors, decided=range(10), most=50)
    assert len({pick.row for pick in picks}) == 50
    assert [pick.why for pick in picks].count("chosen at random") == pytest.approx(20, abs=2)


def test_a_rare_theme_is_included():
    vectors, _ = grouped()
    confidence = unsure(100, codes=3)
    confidence[:, 0] = 0.6
    confidence[41, 2] = 0.4
    picks = ordered(confidence, vectors, most=10)
    assert reasons(picks)[41] == "most likely passage of a rare theme"


def reasons(picks):
    return {pick.row: pick.why for pick in picks}


@given(st.integers(1, 40), st.integers(1, 4), st.sets(st.integers(0, 39)), st.integers(0, 50), st.integers(0, 5))
def test_no_repeats_no_decided_passages_and_no_more_than_asked(rows, codes, decided, most, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(rows, 5)).astype(np.float32)
    confidence = rng.random((rows, codes)).astype(np.float32)
    picks = ordered(confidence, vectors, decided=decided, most=most)
    chosen = [pick.row for pick in picks]
    left = set(range(rows)) - decided
    assert len(set(chosen)) == len(chosen) == min(most, len(left))
    assert set(chosen) <= left
    assert picks == ordered(confidence, vectors, decided=decided, most=most)


@pytest.mark.parametrize("rows", [1, 2, 15, 130])
def test_identical_passages_are_ordered(rows):
    vectors = np.tile(np.eye(4, dtype=np.float32)[:1], (rows, 1))
    picks = ordered(unsure(rows), vectors)
    assert sorted(pick.row for pick in picks) == list(range(rows))
