"""Confidence that means what it says: scores turned into probabilities, and the threshold that balances best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

_STEPS = 50
_PENALTY = 0.05  # on the slopes, in standard deviations of the evidence
_LEAST_THRESHOLD, _MOST_THRESHOLD = 0.25, 0.75


@dataclass(frozen=True)
class Calibration:
    """A logistic function of the evidence.

    Attributes:
        probability: of the rows that it was fitted to.
    """

    probability: Doubles
    _slopes: Doubles
    _offset: float
    _mean: Doubles
    _deviation: Doubles

    def of(self, evidence: Doubles) -> Doubles:
        """The probabilities of other rows."""
        return _logistic((evidence - self._mean) / self._deviation @ self._slopes + self._offset)


def calibrated(evidence: Doubles, truth: Doubles) -> Calibration:
    """Fit probabilities to evidence of shape (rows, kinds), by Newton's method on Platt's smoothed targets.

    No slope is allowed to be negative: more evidence never makes less sure.
    """
    import numpy as np

    mean, deviation = evidence.mean(axis=0), np.maximum(evidence.std(axis=0), 1e-6)
    design = np.column_stack([(evidence - mean) / deviation, np.ones(len(evidence))])
    positive = truth.sum()
    target = np.where(truth > 0.5, (positive + 1) / (positive + 2), 1 / (len(truth) - positive + 2))
    free = np.ones(design.shape[1], dtype=bool)
    for _ in range(design.shape[1]):
        weights = _newton(design[:, free], target)
        slopes = np.zeros(design.shape[1])
        slopes[free] = weights
        if (slopes[:-1] >= 0).all():
            break
        free[:-1] &= slopes[:-1] > 0
    return Calibration(_logistic(design @ slopes), slopes[:-1], float(slopes[-1]), mean, deviation)


def _newton(design: Doubles, target: Doubles) -> Doubles:
    import numpy as np

    weights = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], _PENALTY)
    penalty[-1] = 1e-6
    for _ in range(_STEPS):
        probability = _logistic(design @ weights)
        gradient = design.T @ (probability - target) + penalty * weights
        curvature = (design.T * np.maximum(probability * (1 - probability), 1e-6)) @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - np.clip(step, -5, 5)
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def best_threshold(probability: Doubles, truth: Doubles) -> float:
    """The threshold at which precision and recall balance best (F1), not too far from the middle.

    Between two neighbouring probabilities it lies in the middle; where several do equally well it is the one
    nearest to 0.5.
    """
    import numpy as np

    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + truth.sum())
    ordered = probability[order]
    edges = (ordered + np.append(ordered[1:], 0.0)) / 2
    edges = np.clip(edges, _LEAST_THRESHOLD, _MOST_THRESHOLD)
    best = np.flatnonzero(f1 >= f1.max() - 1e-9)
    return round(float(min(edges[best], key=lambda edge: abs(edge - 0.5))), 4)


def log_loss(probability: Doubles, truth: Doubles) -> float:
    """Mean over the rows."""
    import numpy as np

    sure = np.clip(probability, 1e-6, 1 - 1e-6)
    return float(-(truth * np.log(sure) + (1 - truth) * np.log(1 - sure)).mean())


def _logistic(values: Doubles) -> Doubles:
    import numpy as np

    found: Doubles = 1.0 / (1.0 + np.exp(-np.clip(values, -40, 40)))
    return found
