"""How well the themes stage does on answers that people coded.

`python -m tests.themes.evaluate cold-start` (seconds) and `… learning` (minutes).

Each line is one way of giving every answer its best theme.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from pipeline.language.meaning import embedded
from pipeline.themes.codebook import Codebook
from pipeline.themes.cold_start import cold_start
from pipeline.themes.learning import learned
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


def learn(
    answers: nhs.Answers, vectors: np.ndarray, logits: np.ndarray, *, decided: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    """Probabilities of every theme for the answers `asked`, learned from the answers `decided`.

    The corpus that the model sees is all of them; the labels it sees are those of `decided`.
    """
    rows = np.concatenate([decided, asked])
    codes = range(logits.shape[1])
    labels = {code: {at: bool(answers.labels[row] == code) for at, row in enumerate(decided)} for code in codes}
    models = learned(
        [answers.texts[row] for row in rows],
        vectors=vectors[rows],
        logits=logits[rows],
        labels=labels,
        questions=[answers.questions[row] for row in rows],
    )
    found = 0.5 / (1 + np.exp(-logits[asked]))  # a code that nobody decided about is held back
    for code, model in models.items():
        found[:, code] = model.confidence[len(decided) :]
    return found


def reliability(probability: np.ndarray, truth: np.ndarray) -> Iterator[str]:
    """Ten lines: how sure, how often, and how often right."""
    for low in range(0, 100, 10):
        inside = (probability >= low / 100) & (probability < (low + 10) / 100)
        right = float(truth[inside].mean()) if inside.any() else float("nan")
        yield f"  said {low:2}-{low + 10} %: {int(inside.sum()):6} times, right {100 * right:5.1f} %"


def report_cold_start() -> Iterator[str]:
    """The figures without any decision."""
    answers, codebook = nhs.answers(), nhs.codebook()
    vectors = nhs.vectors(answers.texts)
    yield f"{len(answers.texts)} different answers, {len(codebook.codes)} themes; target: macro-F1 0.45"
    ways = {
        "names alone": by_name_alone(codebook, vectors),
        "cold start": by_cold_start(codebook, answers.texts, vectors),
    }
    for name, given in ways.items():
        yield _line(name, answers.labels, given)


def report_learning(*, folds: int = 5, with_question: bool = True) -> Iterator[str]:
    """The figures after so many decisions taken at random, and with all data in five folds."""
    answers, codebook = nhs.answers(), nhs.codebook()
    if not with_question:
        answers = replace(answers, questions=[""] * len(answers.texts))
    vectors = nhs.vectors(answers.texts)
    logits = cold_start(codebook, answers.texts, vectors=vectors, embed=embedded).logits
    shuffled = np.random.default_rng(0).permutation(len(answers.texts))
    asked, pool = shuffled[:1500], shuffled[1500:]
    for size in (50, 100, 400, 3000):
        given = learn(answers, vectors, logits, decided=pool[:size], asked=asked)
        yield _line(f"{size} decisions", answers.labels[asked], given.argmax(axis=1))
    probability = np.zeros((len(answers.texts), len(codebook.codes)))
    for fold in range(folds):
        inside = np.arange(len(shuffled)) % folds == fold
        asked = shuffled[inside]
        probability[asked] = learn(answers, vectors, logits, decided=shuffled[~inside], asked=asked)
    yield _line(f"all, {folds} folds", answers.labels, probability.argmax(axis=1)) + "  (targets 0.74, 0.62)"
    yield from reliability(probability.ravel(), np.eye(len(codebook.codes))[answers.labels].ravel())


def _line(name: str, labels: np.ndarray, given: np.ndarray) -> str:
    return f"{name:16} accuracy {accuracy(labels, given):.3f}  macro-F1 {macro_f1(labels, given):.3f}"


REPORTS = {
    "cold-start": report_cold_start,
    "learning": report_learning,
    "learning-without-question": partial(report_learning, with_question=False),
}


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ["cold-start"]:
        for told in REPORTS[wanted]():
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
