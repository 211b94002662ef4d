"""How right a coding is."""

from __future__ import annotations

import numpy as np


def accuracy(labels: np.ndarray, given: np.ndarray) -> float:
    """The share that is right."""
    return float((labels == given).mean())


def macro_f1(labels: np.ndarray, given: np.ndarray) -> float:
    """The mean over the classes of the harmonic mean of precision and recall."""
    scores = []
    for label in np.unique(labels):
        right = float(((labels == label) & (given == label)).sum())
        scores.append(2 * right / float((labels == label).sum() + (given == label).sum()))
    return float(np.mean(scores))


def micro_f1(labels: np.ndarray, given: np.ndarray) -> float:
    """Of several codes a passage, shape (passages, codes): the harmonic mean of precision and recall over all."""
    both = float((labels & given).sum())
    return 2 * both / max(float(labels.sum() + given.sum()), 1.0)


def scores_line(name: str, labels: np.ndarray, given: np.ndarray) -> str:
    """One line of a report."""
    return f"{name:24} accuracy {accuracy(labels, given):.3f}  macro-F1 {macro_f1(labels, given):.3f}"
