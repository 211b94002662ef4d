"""The ridge regression takes its rows in portions, and needs little more memory than it is given."""

import tracemalloc

import numpy as np
import pytest

from pipeline.themes import ridge
from pipeline.themes.ridge import left_out


def some(rows):
    chance = np.random.default_rng(3)
    return chance.normal(size=(rows, 16)).astype(np.float32), chance.normal(size=(rows, 2))


@pytest.mark.parametrize("rows", [2, 40])
def test_it_is_the_formula_for_the_whole_matrix(rows):
    vectors, target = some(rows)
    points = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    scale = (points**2).sum() / rows
    hat = points @ np.linalg.inv(points.T @ points + ridge._RIDGE * scale * rows * np.eye(16) / 16) @ points.T
    fitted = hat @ (target - target.mean(axis=0)) + target.mean(axis=0)
    own = np.diag(hat)[:, None]
    assert np.allclose(left_out(vectors, target), (fitted - own * target) / (1 - own))
    assert left_out(vectors[:0], target[:0]).shape == (0, 2)


def test_portions_make_no_difference(monkeypatch):
    vectors, target = some(1_000)
    whole = left_out(vectors, target)
    monkeypatch.setattr(ridge, "_ROWS_AT_ONCE", 33)
    assert np.allclose(left_out(vectors, target), whole, atol=1e-12)


def test_memory_does_not_grow_with_copies_of_the_vectors():
    vectors = np.random.default_rng(3).normal(size=(60_000, 128)).astype(np.float32)
    tracemalloc.start()
    left_out(vectors, np.ones((60_000, 1)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * vectors.nbytes
