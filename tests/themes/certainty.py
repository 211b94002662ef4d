"""Measures the precision of sure codings on undecided answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.corpus.codebook import Codebook
from pipeline.themes.certainty import DecidedPassages, sure_from
from pipeline.themes.learning import learned_from
from tests.themes.nhs import Answers
from tests.themes.reviewing import Coder, Order

SIZES = (50, 100, 200, 400, 1000)
SPLITS = 3
_UNDECIDED = 3000  # answers of each split that are looked at


@dataclass(frozen=True)
class Outcome:
    """The result for one code in one split: sure codings, correct sure codings, and all proposed codings."""

    sure: int
    right: int
    proposed: int


def outcomes(coder: Coder, order: Order) -> dict[int, list[Outcome]]:
    """For each number of decisions, an outcome for each code."""
    decided: list[int] = []
    confidence, found = coder.start, {}
    for size in SIZES:
        decided += order(decided, confidence, size - len(decided))
        confidence = coder.confidence(decided)
        found[size] = list(_outcomes(coder, decided))
    return found


def _outcomes(coder: Coder, decided: list[int]) -> Iterator[Outcome]:
    undecided = np.setdiff1d(coder.pool, decided)[:_UNDECIDED]
    codes = range(coder.start.shape[1])
    taught = {code: {row: bool(coder.labels[row] == code) for row in decided} for code in codes}
    models = learned_from(coder.likeness, taught)
    for code in codes:
        model = models.get(code)
        confidence = model.confidence if model else coder.start[:, code]
        told = DecidedPassages(
            confidence[decided].tolist(), list(taught[code].values()), [str(row) for row in decided]
        )
        sure = undecided[confidence[undecided] >= sure_from(told)]
        yield Outcome(
            sure=len(sure),
            right=int((coder.labels[sure] == code).sum()),
            proposed=int((confidence[undecided] >= (model.threshold if model else 0.5)).sum()),
        )


def report(answers: Answers, codebook: Codebook) -> Iterator[str]:
    """Precision and coverage for all codes together, and for the worst."""
    coder = Coder(answers, codebook)
    yield f"{'order':>12}{'decisions':>11}{'precision':>11}{'coverage':>10}  codes below 0.90, of those with any"
    for name in ("at random", "in review"):
        found: dict[int, list[Outcome]] = {size: [] for size in SIZES}
        for seed in range(SPLITS):
            coder.split(seed)
            order = coder.at_random(seed) if name == "at random" else coder.in_review_order
            for size, some in outcomes(coder, order).items():
                found[size] += some
        for size, some in found.items():
            sure, right = sum(one.sure for one in some), sum(one.right for one in some)
            precision = f"{right / sure:.3f}" if sure else "none"
            coverage = sure / max(sum(one.proposed for one in some), 1)
            with_any = [one for one in some if one.sure]
            below = sum(one.right < 0.9 * one.sure for one in with_any)
            yield f"{name:>12}{size:>11}{precision:>11}{coverage:>10.3f}  {below} of {len(with_any)}"
