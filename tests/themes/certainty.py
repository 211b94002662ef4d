"""Measures the precision of sure codings on undecided passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.corpus.codebook import Codebook
from pipeline.themes.certainty import DecidedPassages, sure_from
from pipeline.themes.learning import learned_from
from pipeline.themes.similarity import Similarity
from tests.themes.nhs import Answers
from tests.themes.oral_histories import Project
from tests.themes.reviewing import Coder

SIZES = (50, 100, 200, 400, 1000)
SPLITS = 3
_UNDECIDED = 3000  # passages of each split that are looked at


@dataclass(frozen=True)
class Coded:
    """Coded passages.

    Attributes:
        name: of the set.
        truth: whether each passage carries each code.
        cases: the case of each passage.
        likeness: the similarity of the passages.
        start: the confidence of the cold start.
    """

    name: str
    truth: np.ndarray
    cases: Sequence[str]
    likeness: Similarity
    start: np.ndarray


@dataclass(frozen=True)
class Outcome:
    """The result for one code in one split: sure codings, correct sure codings, and all proposed codings."""

    sure: int
    right: int
    proposed: int


def of_coder(name: str, coder: Coder) -> Coded:
    """Answers of one theme each; every answer is a case."""
    truth = np.eye(coder.start.shape[1], dtype=bool)[coder.labels]
    return Coded(name, truth, [str(row) for row in range(len(truth))], coder.likeness, coder.start)


def of_project(project: Project) -> Coded:
    """Oral histories; every interview is a case."""
    start, likeness = project.read()
    return Coded(project.name, project.tags.astype(bool), list(project.interviews), likeness, start.confidence)


def _outcomes(coded: Coded, decided: list[int], undecided: np.ndarray) -> tuple[np.ndarray, list[Outcome]]:
    """The confidence after these decisions, and the result for each code."""
    codes = range(coded.truth.shape[1])
    taught = {code: {row: bool(coded.truth[row, code]) for row in decided} for code in codes}
    models = learned_from(coded.likeness, taught, cases=coded.cases)
    confidence, found = coded.start.copy(), []
    for code in codes:
        model = models.get(code)
        if model:
            confidence[:, code] = model.confidence
        before = model.without_case if model else {}
        told = DecidedPassages(
            [before.get(row, float(confidence[row, code])) for row in decided],
            list(taught[code].values()),
            [coded.cases[row] for row in decided],
        )
        sure = undecided[confidence[undecided, code] >= sure_from(told)]
        proposed = int((confidence[undecided, code] >= (model.threshold if model else 0.5)).sum())
        found.append(Outcome(len(sure), int(coded.truth[sure, code].sum()), proposed))
    return confidence, found


def _lines(
    coded: Coded, name: str, splits: Sequence[tuple[np.ndarray, Callable[[list[int], np.ndarray, int], list[int]]]]
) -> Iterator[str]:
    """Precision and coverage for all codes together, and for the worst; `splits` are pools and orders."""
    found: dict[int, list[Outcome]] = {}
    for pool, order in splits:
        decided: list[int] = []
        confidence = coded.start
        for size in (size for size in SIZES if size <= 0.7 * len(pool)):
            decided = decided + order(decided, confidence, size - len(decided))
            confidence, some = _outcomes(coded, decided, np.setdiff1d(pool, decided)[:_UNDECIDED])
            found.setdefault(size, []).extend(some)
    for size, some in found.items():
        sure, right = sum(one.sure for one in some), sum(one.right for one in some)
        precision = f"{right / sure:.3f}" if sure else "none"
        coverage = sure / max(sum(one.proposed for one in some), 1)
        with_any = [one for one in some if one.sure]
        below = sum(one.right < 0.9 * one.sure for one in with_any)
        start = f"{coded.name:18}{name:>12}{size:>11}"
        yield f"{start}{precision:>11}{coverage:>10.3f}  {below} of {len(with_any)}"


def report(answers: Answers, codebook: Codebook, projects: Sequence[Project]) -> Iterator[str]:
    """Patients' answers at random and in review order; oral histories at random."""
    head = f"{'':18}{'order':>12}{'decisions':>11}{'precision':>11}{'coverage':>10}"
    yield f"{head}  codes below 0.90, of those with any"
    coder = Coder(answers, codebook)
    for name in ("at random", "in review"):
        splits = []
        for seed in range(SPLITS):
            coder.split(seed)
            order = coder.at_random(seed) if name == "at random" else coder.order_within(coder.pool)
            splits.append((coder.pool, order))
        yield from _lines(of_coder("nine themes", coder), name, splits)
    for project in projects:
        coded = of_project(project)
        pool = np.arange(len(coded.truth))
        yield from _lines(coded, "at random", [(pool, _at_random(pool, seed)) for seed in range(SPLITS)])


def _at_random(pool: np.ndarray, seed: int) -> Callable[[list[int], np.ndarray, int], list[int]]:
    shuffled = [int(row) for row in np.random.default_rng(seed).permutation(pool)]
    return lambda decided, _, number: shuffled[len(decided) : len(decided) + number]
