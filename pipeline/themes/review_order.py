"""Orders the passages for review, most informative first (active learning).

The first passages are those that are together the most similar to all others (facility location). Then the next
passage is always the one whose decision would reduce the learner's variance the most, over all undecided passages
together (transductive experimental design; Yu, Bi & Tresp 2006). Passages count for more if the pipeline is
uncertain about their codes. The variance is that of the ridge regression in `pipeline.themes.learning`, which
depends only on how similar passages are, so the effect of a decision is known before it is made. The order is
computed again after each import of decisions. Every theme is included, however rare: its most likely passage is
among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.themes.learning import RIDGE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.themes.similarity import Similarity

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]

MOST_PICKS = 600  # the length of the stored order
_REPRESENTATIVE = 50  # decisions up to which the passages are chosen only because they are similar to others
SESSION = 120  # the passages that a person reviews in one session
_CANDIDATES = 1200  # undecided passages that are compared; in a larger study a random sample
_MOST_DECIDED = 2000  # decided passages that are taken into account, for the same reason
_UNCERTAIN_SHARE = 0.25  # the share of candidates that are called uncertain
_SEED = 13
_TYPICAL, _UNCERTAIN = "similar to many passages", "the pipeline is uncertain about its themes"


@dataclass(frozen=True)
class Pick:
    """A passage to review, and the reason."""

    row: int
    why: str


@dataclass(frozen=True)
class Candidates:
    """The passages that may be reviewed next, and the decided ones.

    Attributes:
        rows: their rows, first those of the undecided passages.
        undecided: how many of them are undecided.
        rest: the rows of further undecided passages, in random order.
    """

    rows: Rows
    undecided: int
    rest: Rows

    @classmethod
    def among(cls, passages: int, *, decided: Iterable[int]) -> Candidates:
        """All passages, or in a large study a random sample of them.

        Args:
            passages: how many there are.
            decided: the rows of decided passages.
        """
        import numpy as np

        chance = np.random.default_rng(_SEED)
        done = np.array(sorted({row for row in decided if row < passages}), dtype=np.intp)
        undecided = np.setdiff1d(np.arange(passages), done)
        if len(undecided) > _CANDIDATES:
            undecided = chance.permutation(undecided)
        if len(done) > _MOST_DECIDED:
            done = np.sort(chance.choice(done, _MOST_DECIDED, replace=False))
        near = np.sort(undecided[:_CANDIDATES])
        return cls(np.concatenate([near, done]), len(near), undecided[_CANDIDATES:])


def review_order(
    confidence: Floats, candidates: Candidates, likeness: Similarity, *, most: int = MOST_PICKS
) -> list[Pick]:
    """At most `most` undecided passages, in the order of review.

    Args:
        confidence: shape (passages, codes).
        candidates: the passages that may be reviewed, and the decided ones.
        likeness: how similar the learner finds these.
        most: the largest number of passages.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    rows = candidates.rows[: candidates.undecided]
    if not len(rows) or most < 1:
        return []
    doubt = _doubt(confidence[rows].astype(np.float64))
    uncertain = (doubt >= np.quantile(doubt, 1 - _UNCERTAIN_SHARE)) & (doubt > doubt.min())
    with threadpool_limits(limits=1):  # the last bits would depend on the number of threads
        alike, many = _scaled(likeness), len(rows)
        few = min(_REPRESENTATIVE - (len(alike) - many), most, many)
        order = _most_informative(
            _unlearned(alike, many), doubt, first=_most_representative(alike, many, most=few), most=min(most, many)
        )
    found = [Pick(int(rows[at]), _UNCERTAIN if uncertain[at] else _TYPICAL) for at in order]
    found += [Pick(int(row), "chosen at random") for row in candidates.rest[: most - len(found)]]
    every = np.concatenate([rows, candidates.rest])
    return _each_theme(found, confidence, every, within=min(SESSION, most))[:most]


def _scaled(likeness: Similarity) -> Doubles:
    """The similarities of all pairs, where all passages are equally similar to themselves."""
    import numpy as np

    everything = np.arange(len(likeness.logits))
    alike = likeness.between(everything, everything).astype(np.float64)
    size = np.sqrt(np.maximum(alike.diagonal(), 1e-9))
    found: Doubles = alike * (float((size**2).mean()) / (size[:, None] * size))
    return found


def _doubt(confidence: Doubles) -> Doubles:
    """The uncertainty of each passage: the entropy of its codes, summed."""
    import numpy as np

    sure = np.clip(confidence, 1e-6, 1 - 1e-6)
    found: Doubles = np.round(-(sure * np.log(sure) + (1 - sure) * np.log(1 - sure)).sum(axis=1), 6)
    return found


def _most_representative(alike: Doubles, many: int, *, most: int) -> list[int]:
    """The candidates to which the others are the most similar, together with the decided passages."""
    import numpy as np

    covered = alike[:many, many:].max(axis=1, initial=0.0)
    found: list[int] = []
    for _ in range(most):
        gain = np.maximum(alike[:many, :many] - covered[:, None], 0.0).sum(axis=0)
        gain[found] = -1.0
        found.append(int(np.round(gain, 6).argmax()))
        covered = np.maximum(covered, alike[:many, found[-1]])
    return found


def _unlearned(alike: Doubles, many: int) -> Doubles:
    """What is still to be learned about the first `many` passages: the covariance of their scores."""
    import numpy as np

    known = alike[many:, many:] + RIDGE * np.eye(len(alike) - many)
    shared = alike[many:, :many]
    covariance: Doubles = alike[:many, :many] - shared.T @ np.linalg.solve(known, shared)
    return covariance


def _most_informative(covariance: Doubles, weights: Doubles, *, first: Sequence[int], most: int) -> list[int]:
    """The candidates `first`, then those whose decisions reduce the weighted variance the most, one by one."""
    import numpy as np

    # The covariance after the decisions so far is `covariance` less the product of these with their transpose. To
    # change all of it after each decision would take most of the time of a stage.
    learned = np.empty((most, len(covariance)))
    diagonal = covariance.diagonal().copy()
    available = np.ones(len(covariance), dtype=bool)
    gain = weights @ covariance**2
    found: list[int] = []
    for turn in range(most):
        before = learned[:turn]
        variance = np.maximum(diagonal, 0.0) + RIDGE
        usual = int(np.where(available, np.round(gain / variance, 6), -1.0).argmax())
        best = first[turn] if turn < len(first) else usual
        found.append(best)
        available[best] = False
        left = covariance[best] - before[:, best] @ before
        column = left / variance[best]
        weighted = weights * left
        # The gains after this decision, without computing all squares again.
        common = covariance @ weighted - (before @ weighted) @ before
        gain += column * (column * float(weighted @ left) - 2.0 * common)
        learned[turn] = left / variance[best] ** 0.5
        diagonal -= learned[turn] ** 2
    return found


def _each_theme(order: Sequence[Pick], confidence: Floats, undecided: Rows, *, within: int) -> list[Pick]:
    """Insert the most likely passage of each theme that would be missing near the beginning of the order."""
    seen = {int(confidence[pick.row].argmax()) for pick in order[:within]}
    missing = [code for code in range(confidence.shape[1]) if code not in seen]
    extra = dict.fromkeys(int(undecided[confidence[undecided, code].argmax()]) for code in missing[:within])
    found = [pick for pick in order if pick.row not in extra]
    step = max(within // (len(extra) + 1), 1)
    for number, row in enumerate(extra, 1):
        found.insert(min(number * step - 1, len(found)), Pick(row, "most likely passage of a rare theme"))
    return found
