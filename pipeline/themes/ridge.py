"""Ridge regression on the vectors of many passages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]

_RIDGE = 0.3
_ROWS_AT_ONCE = 8_192  # in double precision; all rows of a large study take gigabytes


def left_out(vectors: Floats, target: Doubles) -> Doubles:
    """Predictions of a ridge regression of each target column on the vectors, each made without its own row.

    Args:
        vectors: shape (rows, dimensions).
        target: shape (rows, columns).
    """
    import numpy as np

    if not len(vectors):
        return target
    many, dimensions = vectors.shape
    middle = vectors.mean(axis=0, dtype=np.float64)
    usual = target.mean(axis=0)
    gram = np.zeros((dimensions, dimensions))
    towards = np.zeros((dimensions, target.shape[1]))
    for some in _slices(many):
        points = vectors[some] - middle
        gram += points.T @ points
        towards += points.T @ (target[some] - usual)
    # The scale of the points, which the strength of the ridge refers to.
    square = max(float(np.trace(gram)) / many, 1e-18)
    gram += _RIDGE * square * many * np.eye(dimensions) / dimensions
    found = np.empty(target.shape)
    for some in _slices(many):
        points = vectors[some] - middle
        projected = np.linalg.solve(gram, points.T).T
        leverage = (points * projected).sum(axis=1, keepdims=True)
        fitted = projected @ towards + usual
        found[some] = (fitted - leverage * target[some]) / (1 - leverage)
    return found


def _slices(rows: int) -> Iterator[slice]:
    return (slice(at, at + _ROWS_AT_ONCE) for at in range(0, rows, _ROWS_AT_ONCE))
