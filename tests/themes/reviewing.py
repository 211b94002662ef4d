"""Simulates a reviewer who decides as the coders did, in the pipeline's order and in random order.

After every round the pipeline learns and asks for the most informative passages, as `pipeline review export`,
import and another run do. It is evaluated on answers that are never reviewed; all figures are means over several
splits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from pipeline.corpus.codebook import Codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from pipeline.themes.learning import learned_from
from pipeline.themes.review_order import Candidates, review_order
from pipeline.themes.similarity import Similarity, Wording
from tests.themes.nhs import Answers, context, vectors
from tests.themes.scores import accuracy, macro_f1

STEPS = (50, 100, 150, 200, 300, 400, 600, 1000)  # decisions after which the pipeline learns
SPLITS = 12  # of the answers; three are moved by luck as far as the orders differ
ASKED = 1500  # answers that it is judged on

CHOSEN_ON = 3800  # answers on which the review order and the similarity were chosen; the rest are measured on

Order = Callable[[list[int], np.ndarray, int], list[int]]


_wording = lru_cache(maxsize=2)(Wording.of)  # of the same answers again and again


class _Precomputed(Similarity):
    """The similarity with all its values, because the simulation learns again and again from the same answers."""

    def __init__(self, answers: Answers, points: np.ndarray, logits: np.ndarray) -> None:
        super().__init__(
            Wording.of(answers.texts), vectors=points, logits=logits, context=context(answers.questions)
        )
        everything = np.arange(len(points))
        self.values = super().between(everything, everything)

    def between(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        return self.values[np.ix_(some, others)]


def held_out(answers: Answers) -> tuple[Answers, np.ndarray]:
    """The answers on which nothing was chosen, and their vectors."""
    rows = np.sort(np.random.default_rng(99).permutation(len(answers.texts))[CHOSEN_ON:])
    some = Answers(
        [answers.texts[row] for row in rows], answers.labels[rows], [answers.questions[row] for row in rows]
    )
    return some, vectors(answers.texts)[rows]


class Coder:
    """A simulated coder, from whose decisions the pipeline learns."""

    def __init__(self, answers: Answers, codebook: Codebook) -> None:
        answers, self.vectors = held_out(answers)
        self.answers, self.labels = answers, answers.labels
        self.split(0)
        start = cold_start(codebook, answers.texts, vectors=self.vectors, embed=embedded)
        self.start = start.confidence
        self.likeness = _Precomputed(answers, self.vectors, start.logits)

    def split(self, seed: int) -> None:
        """Choose other answers for the evaluation."""
        shuffled = np.random.default_rng(seed).permutation(len(self.labels))
        self.asked, self.pool = shuffled[:ASKED], np.sort(shuffled[ASKED:])

    def confidence(self, decided: Sequence[int]) -> np.ndarray:
        """The pipeline's confidence for every answer after these decisions."""
        codes = range(self.start.shape[1])
        taught = {code: {row: bool(self.labels[row] == code) for row in decided} for code in codes}
        found = self.start / 2  # a code that nobody has decided enough about is held back
        for code, model in learned_from(self.likeness, taught).items():
            found[:, code] = model.confidence
        return found

    def steps(self, order: Order, *, most: int = STEPS[-1]) -> dict[int, tuple[float, float]]:
        """Accuracy and macro-F1 after each number of decisions taken in an order."""
        decided: list[int] = []
        confidence, found = self.start, {}
        for size in (step for step in STEPS if step <= most):
            decided += order(decided, confidence, size - len(decided))
            confidence = self.confidence(decided)
            given = confidence[self.asked].argmax(axis=1)
            labels = self.labels[self.asked]
            found[size] = accuracy(labels, given), macro_f1(labels, given)
        return found

    def in_review_order(self, decided: list[int], confidence: np.ndarray, number: int) -> list[int]:
        """The pipeline's order of the answers that may be reviewed."""
        return self.order_within(self.pool)(decided, confidence, number)

    def order_within(self, pool: np.ndarray) -> Order:
        """The pipeline's order of the answers of a pool."""
        at = {int(row): place for place, row in enumerate(pool)}

        def order(decided: list[int], confidence: np.ndarray, number: int) -> list[int]:
            candidates = Candidates.among(len(pool), decided=[at[row] for row in decided])
            rows = candidates.rows
            likeness = Similarity(
                _wording(tuple(self.answers.texts[row] for row in pool)).take(rows),
                vectors=self.vectors[pool][rows],
                logits=self.likeness.logits[pool][rows],
                context=context([self.answers.questions[row] for row in pool]).take(rows),
            )
            picks = review_order(confidence[pool], candidates, likeness, most=number)
            return [int(pool[pick.row]) for pick in picks]

        return order

    def at_random(self, seed: int) -> Order:
        """A different random order each time."""
        shuffled = [int(row) for row in np.random.default_rng(seed).permutation(self.pool)]
        return lambda decided, _, number: shuffled[len(decided) : len(decided) + number]


def report(answers: Answers, codebook: Codebook) -> Iterator[str]:
    """The figures at each size, and the equivalent number of random decisions."""
    coder = Coder(answers, codebook)
    started, chosen, usual = [], [], []
    for seed in range(SPLITS):
        coder.split(seed)
        labels, given = coder.labels[coder.asked], coder.start[coder.asked].argmax(axis=1)
        started.append((accuracy(labels, given), macro_f1(labels, given)))
        chosen.append(coder.steps(coder.in_review_order))
        usual.append(coder.steps(coder.at_random(seed)))
    yield f"{'decisions':>9}  {'in review order':^22}  {'at random':^22}  as good at random after"
    yield f"{'':>9}  {'accuracy':>10}{'macro-F1':>12}  {'accuracy':>10}{'macro-F1':>12}"
    right, f1 = np.mean(started, axis=0)
    yield f"{0:>9}  {right:>10.3f}{f1:>12.3f}"
    by_chance = {size: float(np.mean([one[size][0] for one in usual])) for size in STEPS}
    for size in STEPS:
        (right, f1), (right_usual, f1_usual) = (
            np.mean([one[size] for one in some], axis=0) for some in (chosen, usual)
        )
        worth = as_good(right, by_chance)
        told = f"{size:>9}  {right:>10.3f}{f1:>12.3f}  {right_usual:>10.3f}{f1_usual:>12.3f}  {worth:>8.0f}"
        yield told + (f"  ({size / worth:.2f})" if worth < STEPS[-1] else "  or more")


def as_good(score: float, usual: dict[int, float]) -> float:
    """The number of random decisions that reach this score, by linear interpolation."""
    sizes = sorted(usual)
    best = np.maximum.accumulate([usual[size] for size in sizes])
    at = int(np.searchsorted(best, score))
    if at == 0:
        return sizes[0]
    if at == len(sizes):
        return sizes[-1]
    share = (score - best[at - 1]) / (best[at] - best[at - 1])
    return float(sizes[at - 1] + share * (sizes[at] - sizes[at - 1]))
