"""The reliability of the confidence, on a table that can be computed by hand."""

import math

import numpy as np
import pytest

from pipeline.corpus.coding_records import Reliability
from pipeline.themes.judging import reliability_of

IDS = ("cogs", "trust")
CONFIDENCE = np.array([[0.95, 0.05], [0.92, 0.0], [0.55, 0.4], [1.0, 0.41]], np.float32)


def rows(labels):
    return list(reliability_of(IDS, confidence=CONFIDENCE, labels=labels))


def test_without_decisions_there_are_no_rows():
    assert rows({0: {}, 1: {}}) == []


def test_confidence_compared_with_precision():
    made = rows({0: {0: True, 1: False, 2: True, 3: True}, 1: {2: False, 3: True}})
    steps, own = made[:10], made[10:]
    assert [row.low for row in steps] == [at / 10 for at in range(10)]
    assert [row.judged for row in steps] == [0, 0, 0, 0, 2, 1, 0, 0, 0, 3]
    assert steps[4] == Reliability(
        theme_id="", low=0.4, high=0.5, judged=2, said=pytest.approx(0.405, abs=1e-4), right=0.5
    )
    assert steps[9].right == pytest.approx(2 / 3, abs=1e-4)
    assert math.isnan(steps[0].right)
    assert [(row.theme_id, row.judged, row.right) for row in own] == [("cogs", 4, 0.75), ("trust", 2, 0.5)]


def test_a_theme_without_decisions_has_no_row_of_its_own():
    assert [row.theme_id for row in rows({0: {0: True}, 1: {}})[10:]] == ["cogs"]
