"""Calibration: from the evidence for codes to probabilities, and from probabilities to thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]


_CALIBRATION_STEPS = 50
_PENALTY = 0.05  # penalty on the slopes, in standard deviations of the evidence
_PRIOR_OF_OFFSET = 6.0  # the precision of each code's offset in the shared calibration
_LEAST_THRESHOLD, _MOST_THRESHOLD = 0.25, 0.75


@dataclass(frozen=True)
class Calibration:
    """A logistic function of the evidence.

    Attributes:
        probability: the probabilities of the rows that it was fitted to.
    """

    probability: Doubles
    _slopes: Doubles
    _offset: float
    _mean: Doubles
    _deviation: Doubles

    def of(self, evidence: Doubles) -> Doubles:
        """The probabilities of other rows."""
        return sigmoid((evidence - self._mean) / self._deviation @ self._slopes + self._offset)


def calibrated(evidence: Doubles, truth: Doubles) -> Calibration:
    """Fit probabilities to evidence of shape (rows, kinds), by Newton's method on Platt's smoothed targets.

    Slopes may not be negative: more evidence never reduces the probability.
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
    return Calibration(sigmoid(design @ slopes), slopes[:-1], float(slopes[-1]), mean, deviation)


def _newton(design: Doubles, target: Doubles) -> Doubles:
    import numpy as np

    weights = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], _PENALTY)
    penalty[-1] = 1e-6
    for _ in range(_CALIBRATION_STEPS):
        probability = sigmoid(design @ weights)
        gradient = design.T @ (probability - target) + penalty * weights
        curvature = (design.T * np.maximum(probability * (1 - probability), 1e-6)) @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - np.clip(step, -5, 5)
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def best_threshold(probability: Doubles, truth: Doubles) -> float:
    """The threshold with the best F1, within a range around 0.5.

    It is half way between two neighbouring probabilities. If several are equally good, the one nearest to 0.5 is
    chosen.
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
    """The mean log loss over the rows."""
    import numpy as np

    sure = np.clip(probability, 1e-6, 1 - 1e-6)
    return float(-(truth * np.log(sure) + (1 - truth) * np.log(1 - sure)).mean())


def sigmoid(values: Doubles) -> Doubles:
    """The logistic function."""
    import numpy as np

    found: Doubles = 1.0 / (1.0 + np.exp(-np.clip(values, -40, 40)))
    return found


class SharedCalibration:
    """One logistic function of scores and cold start for all codes, with a shrunken (random) offset for each."""

    def __init__(self, scores: Doubles, logits: Floats, truth: Doubles) -> None:
        """Fit it to the decided passages, shape (passages, codes), by Newton's method."""
        import numpy as np

        evidence = np.stack([scores, np.clip(logits.astype(np.float64), -6, 6)], axis=2)
        self._mean = evidence.mean(axis=(0, 1))
        self._deviation = np.maximum(evidence.std(axis=(0, 1)), 1e-6)
        design = np.concatenate([(evidence - self._mean) / self._deviation, np.ones((*truth.shape, 1))], axis=2)
        self._weights, self._offsets = np.zeros(3), np.zeros(truth.shape[1])
        penalty = np.array([_PENALTY, _PENALTY, 1e-6])
        for _ in range(_CALIBRATION_STEPS):
            said = sigmoid(design @ self._weights + self._offsets)
            bend = np.maximum(said * (1 - said), 1e-6)
            slope = np.einsum("rcd,rc->d", design, said - truth) + penalty * self._weights
            slope_own = (said - truth).sum(axis=0) + _PRIOR_OF_OFFSET * self._offsets
            own = bend.sum(axis=0) + _PRIOR_OF_OFFSET
            mixed = np.einsum("rcd,rc->dc", design, bend)
            # The offsets are eliminated first, because each concerns only its code.
            curvature = np.einsum("rcd,rc,rce->de", design, bend, design, optimize=True) + np.diag(penalty)
            step = np.linalg.solve(curvature - (mixed / own) @ mixed.T, slope - (mixed / own) @ slope_own)
            step_own = (slope_own - step @ mixed) / own
            self._weights -= np.clip(step, -5, 5)
            self._offsets -= np.clip(step_own, -5, 5)
            if max(float(np.abs(step).max()), float(np.abs(step_own).max())) < 1e-8:
                break
        self._weights[:2] = np.maximum(self._weights[:2], 0.0)  # more evidence never reduces the probability

    def of(self, scores: Doubles, logits: Floats, code: int) -> Doubles:
        """The logits of passages for one code."""
        import numpy as np

        evidence = np.stack([scores, np.clip(logits.astype(np.float64), -6, 6)], axis=1)
        offset = float(self._weights[2] + self._offsets[code])
        told: Doubles = (evidence - self._mean) / self._deviation @ self._weights[:2] + offset
        return told


def logit(probability: Doubles) -> Doubles:
    """The log odds, between -14 and 14."""
    import numpy as np

    sure = np.clip(probability, 1e-6, 1 - 1e-6)
    found: Doubles = np.log(sure / (1 - sure))
    return found
