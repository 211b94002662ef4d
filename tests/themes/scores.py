"""Scores of codings."""

from __future__ import annotations

import numpy as np


def accuracy(labels: np.ndarray, given: np.ndarray) -> float:
    """The share of correct answers."""
    return float((labels == given).mean())


def macro_f1(labels: np.ndarray, given: np.ndarray) -> float:
    """The mean F1 over the classes."""
    scores = []
    for label in np.unique(labels):
        right = float(((labels == label) & (given == label)).sum())
        scores.append(2 * right / float((labels == label).sum() + (given == label).sum()))
    return float(np.mean(scores))


def micro_f1(labels: np.ndarray, given: np.ndarray) -> float:
    """The micro-averaged F1 of several codes per passage, shape (passages, codes)."""
    both = float((labels & given).sum())
    return 2 * both / max(float(labels.sum() + given.sum()), 1.0)


def scores_line(name: str, labels: np.ndarray, given: np.ndarray) -> str:
    """One line of a report."""
    return f"{name:24} accuracy {accuracy(labels, given):.3f}  macro-F1 {macro_f1(labels, given):.3f}"
