"""Learns from decisions: once a code has enough decisions, a classifier replaces the cold start.

Passages are classified by kernel ridge regression on decided passages with similar meaning, wording and cold-start
scores. The undecided passages of the study help too (semi-supervised learning): passages are also similar if they
differ from the study's average in the same main directions of meaning, or if their nearest passages are similar.
The regression shares one factorisation among all codes, and its leave-one-out predictions are exact and cost
nothing (Rifkin & Lippert 2007). On these predictions the confidence is calibrated (Platt 1999) and each code's
threshold is chosen. If a code does not improve on the cold start there, it keeps the cold start. The confidence of
a decided passage is its leave-one-out prediction.

A code with too few decisions keeps the ranking of the cold start, and all its scores are shifted: if people
rejected it again and again, the pipeline becomes less confident everywhere.

All codes share a second calibration, in which each code has only a shrunken offset of its own, so that rare codes
learn from the decisions on the others. It counts most after some hundred decisions: with few it is uncertain
itself, and with thousands each code has enough of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.themes.calibration import SharedCalibration, best_threshold, calibrated, log_loss, logit, sigmoid
from pipeline.themes.similarity import Similarity, Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.themes.questions import Context

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]


RIDGE = 0.3  # the penalty of the regression: the variance of one decision
ENOUGH = 5  # accepted and rejected passages that a code needs before it learns
_MOST_DECISIONS = 8000  # the most decisions for one model; memory is quadratic
_MOST_EXACTLY = 4000  # with more decisions single precision is used, which halves the memory
_MOST_COMPARED = 2000  # decisions on which learning with and without questions is compared
_GAIN = 0.98  # the share of the cold start's loss below which a code counts as improved
_STEPS = 30  # the most steps of Newton's method, which usually needs a few
_PRIOR_OF_SHIFT = 1.0  # the precision of the prior, in logits
_HALF_SHARED = 100.0  # decisions at which the shared calibration counts for half
_MANY = 500.0  # decisions at which it counts half as much as it would


@dataclass(frozen=True)
class Learned:
    """The model of one code, learned from decisions.

    Attributes:
        confidence: for every passage, 0 to 1; for decided passages computed without the decision.
        threshold: the confidence from which the code applies (best F1).
        accepted: the number of training passages that carry the code.
        decided: the number of training passages.
        loss: the mean log loss of its leave-one-out predictions.
        loss_before: that of the cold start on the same passages, calibrated in the same way.
        from_passages: whether it is learned from the decided passages; otherwise it is the corrected cold start.
        without_case: the confidence of each decided passage without any decision of its case.
    """

    confidence: Floats
    threshold: float
    accepted: int
    decided: int
    loss: float
    loss_before: float
    from_passages: bool = True
    without_case: Mapping[int, float] = field(default_factory=dict)


def learned(
    wording: Callable[[], Wording],
    *,
    vectors: Floats,
    logits: Floats,
    labels: Mapping[int, Mapping[int, bool]],
    context: Context | None = None,
    alone: Floats | None = None,
    cases: Sequence[str] = (),
) -> dict[int, Learned]:
    """Learn a model for each code with enough decisions. Codes that do not improve are left out.

    Args:
        wording: gives the wording of the passages, which is not computed if no code has enough decisions.
        vectors: their unit vectors, as answers to their questions, shape (passages, dimensions).
        logits: the logits of the cold start, shape (passages, codes).
        labels: for each code, the decided passages: True if accepted, False if rejected or accepted under other
            codes only.
        context: the questions that the passages answer, if known.
        alone: the vectors of the passages without the interviewer's questions, which are not used if the decisions
            are predicted better without them.
        cases: the case of each passage; empty if each is independent.
    """
    if not any(len(some) >= 2 * ENOUGH for some in labels.values()):
        return {}
    likeness = Similarity(words := wording(), vectors=vectors, logits=logits, context=context)
    if context is not None and context.interviews and alone is not None:
        without = Similarity(words, vectors=alone, logits=logits, context=context.without_interviews())
        likeness = better_of(likeness, without, labels)
    return learned_from(likeness, labels, cases=cases)


def better_of(likeness: Similarity, other: Similarity, labels: Mapping[int, Mapping[int, bool]]) -> Similarity:
    """The similarity with the smaller error when each passage is left out whose codes are all decided."""
    import numpy as np

    decided = set.intersection(*(set(some) for some in labels.values()))
    if not 2 * ENOUGH <= len(decided) <= _MOST_COMPARED:
        return likeness
    rows = np.array(sorted(decided), dtype=np.intp)
    truth = np.array([[some[row] for some in labels.values()] for row in rows.tolist()], dtype=np.float64)
    errors = []
    for each in (likeness, other):
        gram = each.between(rows, rows).astype(np.float64) + RIDGE * np.eye(len(rows))
        inverse = np.linalg.inv(gram)
        residuals = inverse @ (truth - truth.mean(axis=0)) / np.diag(inverse)[:, None]
        errors.append(round(float((residuals**2).sum()), 6))
    return likeness if errors[0] <= errors[1] else other


def learned_from(
    likeness: Similarity, labels: Mapping[int, Mapping[int, bool]], *, cases: Sequence[str] = ()
) -> dict[int, Learned]:
    """The same with a precomputed similarity, for repeated learning on the same passages."""
    groups: dict[tuple[int, ...], list[int]] = {}
    found: dict[int, Learned] = {}
    for code, some in labels.items():
        if len(some) >= 2 * ENOUGH:
            groups.setdefault(tuple(sorted(some))[-_MOST_DECISIONS:], []).append(code)
    for rows, codes in groups.items():
        answers = {code: [labels[code][row] for row in rows] for code in codes}
        found |= _learn(likeness, rows, answers, cases=cases)
    return dict(sorted(found.items()))


def _shifted(logits: Floats, some: Mapping[int, bool]) -> Learned:
    """The cold start shifted by the maximum a posteriori (MAP) estimate from the decisions."""
    import numpy as np

    thought = logits.astype(np.float64)
    rows = np.array(list(some), dtype=np.intp)
    right = np.array(list(some.values()), dtype=np.float64)
    shift = 0.0
    for _ in range(_STEPS):
        said = sigmoid(thought[rows] + shift)
        curvature = float((said * (1 - said)).sum()) + _PRIOR_OF_SHIFT
        step = (float((right - said).sum()) - _PRIOR_OF_SHIFT * shift) / curvature
        shift += min(max(step, -1.0), 1.0)
    confidence = sigmoid(thought + shift)
    said = confidence[rows]
    # The leave-one-out prediction of each decided passage, approximated by one Newton step back.
    left_out = sigmoid(thought[rows] + shift - (right - said) / (curvature - said * (1 - said)))
    confidence[rows] = left_out
    return Learned(
        confidence=confidence.astype(np.float32),
        threshold=0.5,
        accepted=int(right.sum()),
        decided=len(rows),
        loss=log_loss(left_out, right),
        loss_before=log_loss(sigmoid(thought[rows]), right),
        from_passages=False,
        without_case=dict(zip(some, left_out.tolist(), strict=True)),
    )


def _learn(
    likeness: Similarity, decided: tuple[int, ...], answers: Mapping[int, Sequence[bool]], *, cases: Sequence[str]
) -> dict[int, Learned]:
    import numpy as np
    from scipy.linalg import cho_factor, cho_solve

    rows = np.array(decided, dtype=np.intp)
    truth = np.array([answers[code] for code in answers], dtype=np.float64).T
    usual = truth.mean(axis=0)
    exact = np.float64 if len(rows) <= _MOST_EXACTLY else np.float32
    gram: NDArray[np.floating] = likeness.between(rows, rows).astype(exact)
    gram[np.diag_indices_from(gram)] += RIDGE
    inverse = cho_solve(cho_factor(gram, lower=True, overwrite_a=True), np.eye(len(rows), dtype=exact))
    weights = inverse.astype(np.float64, copy=False) @ (truth - usual)
    left_out = truth - weights / np.diag(inverse)[:, None]
    without_case = truth - _residuals(inverse, weights, [cases[row] for row in decided]) if cases else left_out
    everywhere = likeness.predicted(rows, weights) + usual
    shared = SharedCalibration(
        left_out - usual, likeness.logits[rows][:, np.array(list(answers), dtype=np.intp)], truth
    )
    found: dict[int, Learned] = {}
    for at, code in enumerate(answers):
        scores = _Scores(everywhere[:, at], left_out[:, at], without_case[:, at])
        own = _own(likeness.logits[:, code], rows, truth[:, at], scores)
        if own is not None and len(answers) > 1:
            rest = scores.less(usual[at])
            own = _blended(own, shared, at, likeness.logits[:, code], rows, truth[:, at], rest)
        if own is not None:
            found[code] = own
    return found


@dataclass(frozen=True)
class _Scores:
    """The scores of the ridge regression for one code.

    Attributes:
        everywhere: for every passage.
        left_out: for each decided passage, without its decision.
        without_case: for each decided passage, without the decisions of its case.
    """

    everywhere: Doubles
    left_out: Doubles
    without_case: Doubles

    def less(self, usual: float) -> _Scores:
        """The same above the share of accepted passages."""
        return _Scores(self.everywhere - usual, self.left_out - usual, self.without_case - usual)


def _own(logits: Floats, rows: Rows, right: Doubles, scores: _Scores) -> Learned | None:
    """The model of a code from its own decisions; None if it does not improve on the cold start."""
    import numpy as np

    accepted = int(right.sum())
    if min(accepted, len(right) - accepted) < ENOUGH:
        return _shifted(logits, dict(zip(rows.tolist(), (right > 0.5).tolist(), strict=True)))
    thought = logits[:, None].astype(np.float64)
    start = calibrated(thought[rows], right)
    own = calibrated(_evidence(scores.left_out, logits[rows]), right)
    loss, loss_start = log_loss(own.probability, right), log_loss(start.probability, right)
    from_passages = loss < _GAIN * loss_start
    if not from_passages and loss_start >= _GAIN * log_loss(sigmoid(thought[rows, 0]), right):
        return None  # no improvement on the calibrated cold start
    if from_passages:
        confidence, said = own.of(_evidence(scores.everywhere, logits)), own.probability
        held_out = own.of(_evidence(scores.without_case, logits[rows]))
    else:
        confidence, said = start.of(thought), start.probability
        held_out = said
    confidence[rows] = said
    return Learned(
        confidence=confidence.astype(np.float32),
        threshold=best_threshold(said, right),
        accepted=accepted,
        decided=len(rows),
        loss=min(loss, loss_start),
        loss_before=loss_start,
        from_passages=from_passages,
        without_case=dict(zip(rows.tolist(), held_out.tolist(), strict=True)),
    )


def _blended(
    own: Learned, shared: SharedCalibration, at: int, logits: Floats, rows: Rows, right: Doubles, scores: _Scores
) -> Learned:
    """A code's model with the shared calibration, which counts most after some hundred decisions."""
    import numpy as np

    weight = len(rows) / (len(rows) + _HALF_SHARED) * _MANY / (_MANY + len(rows))

    def both(confidence: Doubles, told: Doubles) -> Doubles:
        return sigmoid((1 - weight) * logit(confidence) + weight * told)

    confidence = both(own.confidence.astype(np.float64), shared.of(scores.everywhere, logits, at))
    said = both(own.confidence[rows].astype(np.float64), shared.of(scores.left_out, logits[rows], at))
    before = np.array([own.without_case[row] for row in rows.tolist()])
    held_out = both(before, shared.of(scores.without_case, logits[rows], at))
    confidence[rows] = said
    few = min(right.sum(), len(right) - right.sum()) < ENOUGH
    return replace(
        own,
        confidence=confidence.astype(np.float32),
        threshold=own.threshold if few else best_threshold(said, right),
        loss=log_loss(said, right),
        without_case=dict(zip(rows.tolist(), held_out.tolist(), strict=True)),
    )


def _residuals(inverse: NDArray[np.floating], weights: Doubles, cases: Sequence[str]) -> Doubles:
    """The residual of each decided passage when its whole case is left out, computed exactly."""
    import numpy as np

    found = np.empty_like(weights)
    _, case = np.unique(np.array(cases), return_inverse=True)
    for each in range(case.max() + 1):
        own = np.flatnonzero(case == each)
        found[own] = np.linalg.solve(inverse[np.ix_(own, own)].astype(np.float64), weights[own])
    return found


def _evidence(scores: NDArray[np.float64], logits: Floats) -> NDArray[np.float64]:
    import numpy as np

    return np.stack([scores, np.clip(logits, -6, 6)], axis=1)
