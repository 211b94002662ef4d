"""How well the themes stage does on answers that people coded: `python -m tests.themes.evaluate`.

Each line is one way of giving every answer its best theme; nothing in it has seen a label.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.language.meaning import embedded
from pipeline.themes.codebook import Codebook
from pipeline.themes.cold_start import cold_start
from tests.themes import nhs


def macro_f1(labels: np.ndarray, given: np.ndarray) -> float:
    """The mean over the classes of the harmonic mean of precision and recall."""
    scores = []
    for label in np.unique(labels):
        right = float(((labels == label) & (given == label)).sum())
        scores.append(2 * right / float((labels == label).sum() + (given == label).sum()))
    return float(np.mean(scores))


def accuracy(labels: np.ndarray, given: np.ndarray) -> float:
    """The share that is right."""
    return float((labels == given).mean())


def by_name_alone(codebook: Codebook, vectors: np.ndarray) -> np.ndarray:
    """The code whose name is nearest in meaning: what the cold start has to beat."""
    return (vectors @ embedded([code.name for code in codebook.codes]).T).argmax(axis=1)


def by_cold_start(codebook: Codebook, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """The code that the cold start is surest of."""
    return cold_start(codebook, texts, vectors=vectors, embed=embedded).confidence.argmax(axis=1)


def report() -> Iterator[str]:
    """The figures, a line for each way."""
    answers, codebook = nhs.answers(), nhs.codebook()
    vectors = nhs.vectors(answers.texts)
    yield f"{len(answers.texts)} different answers, {len(codebook.codes)} themes; target: macro-F1 0.45"
    ways = {
        "names alone": by_name_alone(codebook, vectors),
        "cold start": by_cold_start(codebook, answers.texts, vectors),
    }
    for name, given in ways.items():
        right, f1 = accuracy(answers.labels, given), macro_f1(answers.labels, given)
        yield f"{name:14} accuracy {right:.3f}  macro-F1 {f1:.3f}"


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(line + "\n")
