"""Learns from decisions: once a code has enough decisions, a classifier replaces the cold start.

Passages are classified by kernel ridge regression on decided passages with similar meaning, wording and cold-start
scores. It shares one factorisation among all codes, and its leave-one-out predictions are exact and cost nothing
(Rifkin & Lippert 2007). On these predictions the confidence is calibrated (Platt 1999) and each code's threshold is
chosen. If a code does not improve on the cold start there, it keeps the cold start. The confidence of a decided
passage is its leave-one-out prediction.

A code with too few decisions keeps the ranking of the cold start, and all its scores are shifted: if people
rejected it again and again, the pipeline becomes less confident everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]


_CALIBRATION_STEPS = 50
_PENALTY = 0.05  # penalty on the slopes, in standard deviations of the evidence
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
        return _sigmoid((evidence - self._mean) / self._deviation @ self._slopes + self._offset)


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
    return Calibration(_sigmoid(design @ slopes), slopes[:-1], float(slopes[-1]), mean, deviation)


def _newton(design: Doubles, target: Doubles) -> Doubles:
    import numpy as np

    weights = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], _PENALTY)
    penalty[-1] = 1e-6
    for _ in range(_CALIBRATION_STEPS):
        probability = _sigmoid(design @ weights)
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


def _sigmoid(values: Doubles) -> Doubles:
    import numpy as np

    found: Doubles = 1.0 / (1.0 + np.exp(-np.clip(values, -40, 40)))
    return found


ENOUGH = 5  # accepted and rejected passages that a code needs before it learns
_MOST_DECISIONS = 8000  # the most decisions for one model; memory is quadratic
_MOST_EXACTLY = 4000  # with more decisions single precision is used, which halves the memory
_RIDGE = 0.3
_GAIN = 0.98  # the share of the cold start's loss below which a code counts as improved
_ROWS_AT_ONCE = 2048
_STEPS = 30  # the most steps of Newton's method, which usually needs a few
_PRIOR_OF_SHIFT = 1.0  # the precision of the prior, in logits
_OTHER_QUESTION = 0.6  # the weight of answers to other survey questions


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
    texts: Sequence[str],
    *,
    vectors: Floats,
    logits: Floats,
    labels: Mapping[int, Mapping[int, bool]],
    questions: Sequence[str] = (),
    cases: Sequence[str] = (),
) -> dict[int, Learned]:
    """Learn a model for each code with enough decisions. Codes that do not improve are left out.

    Args:
        texts: the texts of the passages.
        vectors: their unit vectors, shape (passages, dimensions).
        logits: the logits of the cold start, shape (passages, codes).
        labels: for each code, the decided passages: True if accepted, False if rejected or accepted under other
            codes only.
        questions: the survey question that each passage answers, or "".
        cases: the case of each passage; empty if each is independent.
    """
    if not any(len(some) >= 2 * ENOUGH for some in labels.values()):
        return {}
    return learned_from(Similarity(texts, vectors=vectors, logits=logits, questions=questions), labels, cases=cases)


def learned_from(
    likeness: Similarity, labels: Mapping[int, Mapping[int, bool]], *, cases: Sequence[str] = ()
) -> dict[int, Learned]:
    """The same with a precomputed similarity, for repeated learning on the same passages."""
    groups: dict[tuple[int, ...], list[int]] = {}
    found: dict[int, Learned] = {}
    for code, some in labels.items():
        if not _enough(some):
            if len(some) >= 2 * ENOUGH:
                found[code] = _shifted(likeness.logits[:, code], some)
        else:
            groups.setdefault(tuple(sorted(some))[-_MOST_DECISIONS:], []).append(code)
    for rows, codes in groups.items():
        answers = {code: [labels[code][row] for row in rows] for code in codes}
        found |= _learn(likeness, rows, answers, cases=cases)
    return dict(sorted(found.items()))


def _enough(some: Mapping[int, bool]) -> bool:
    accepted = sum(some.values())
    return accepted >= ENOUGH and len(some) - accepted >= ENOUGH


def _shifted(logits: Floats, some: Mapping[int, bool]) -> Learned:
    """The cold start shifted by the maximum a posteriori (MAP) estimate from the decisions."""
    import numpy as np

    thought = logits.astype(np.float64)
    rows = np.array(list(some), dtype=np.intp)
    right = np.array(list(some.values()), dtype=np.float64)
    shift = 0.0
    for _ in range(_STEPS):
        said = _logistic(thought[rows] + shift)
        curvature = float((said * (1 - said)).sum()) + _PRIOR_OF_SHIFT
        step = (float((right - said).sum()) - _PRIOR_OF_SHIFT * shift) / curvature
        shift += min(max(step, -1.0), 1.0)
    confidence = _logistic(thought + shift)
    said = confidence[rows]
    # The leave-one-out prediction of each decided passage, approximated by one Newton step back.
    left_out = _logistic(thought[rows] + shift - (right - said) / (curvature - said * (1 - said)))
    confidence[rows] = left_out
    return Learned(
        confidence=confidence.astype(np.float32),
        threshold=0.5,
        accepted=int(right.sum()),
        decided=len(rows),
        loss=log_loss(left_out, right),
        loss_before=log_loss(_logistic(thought[rows]), right),
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
    gram[np.diag_indices_from(gram)] += _RIDGE
    inverse = cho_solve(cho_factor(gram, lower=True, overwrite_a=True), np.eye(len(rows), dtype=exact))
    weights = inverse.astype(np.float64, copy=False) @ (truth - usual)
    left_out = truth - weights / np.diag(inverse)[:, None]
    without_case = truth - _residuals(inverse, weights, [cases[row] for row in decided]) if cases else left_out
    everywhere = likeness.predicted(rows, weights) + usual
    found: dict[int, Learned] = {}
    for at, code in enumerate(answers):
        right = truth[:, at]
        thought = likeness.logits[:, [code]].astype(np.float64)
        start = calibrated(thought[rows], right)
        own = calibrated(_evidence(left_out[:, at], likeness.logits[rows, code]), right)
        loss, loss_start = log_loss(own.probability, right), log_loss(start.probability, right)
        from_passages = loss < _GAIN * loss_start
        if not from_passages and loss_start >= _GAIN * log_loss(_logistic(thought[rows, 0]), right):
            continue  # no improvement on the calibrated cold start
        if from_passages:
            confidence, said = own.of(_evidence(everywhere[:, at], likeness.logits[:, code])), own.probability
            held_out = own.of(_evidence(without_case[:, at], likeness.logits[rows, code]))
        else:
            confidence, said = start.of(thought), start.probability
            held_out = said
        confidence[rows] = said
        found[code] = Learned(
            confidence=confidence.astype(np.float32),
            threshold=best_threshold(said, right),
            accepted=int(right.sum()),
            decided=len(rows),
            loss=min(loss, loss_start),
            loss_before=loss_start,
            from_passages=from_passages,
            without_case=dict(zip(decided, held_out.tolist(), strict=True)),
        )
    return found


def _residuals(inverse: NDArray[np.floating], weights: Doubles, cases: Sequence[str]) -> Doubles:
    """The residual of each decided passage when its whole case is left out, computed exactly."""
    import numpy as np

    found = np.empty_like(weights)
    _, case = np.unique(np.array(cases), return_inverse=True)
    for each in range(case.max() + 1):
        own = np.flatnonzero(case == each)
        found[own] = np.linalg.solve(inverse[np.ix_(own, own)].astype(np.float64), weights[own])
    return found


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-values))
    return found


def _evidence(scores: NDArray[np.float64], logits: Floats) -> NDArray[np.float64]:
    import numpy as np

    return np.stack([scores, np.clip(logits, -6, 6)], axis=1)


@lru_cache(maxsize=1)  # on-screen review learns again and again from the same passages
def _wording(texts: tuple[str, ...]) -> tuple[csr_matrix, csr_matrix]:
    """The weights of the words, and of the sequences of letters, in each text."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    least = 2 if len(texts) > 100 else 1
    common: dict[str, object] = {"sublinear_tf": True, "min_df": least, "dtype": np.float32}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w[\w'’]*\b", **common)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=40_000, **common)
    return words.fit_transform(texts), letters.fit_transform(texts)


class Similarity:
    """The similarity of passages: meaning times wording, wording alone, and cold-start scores.

    Attributes:
        logits: of the cold start, shape (passages, codes).
    """

    def __init__(self, texts: Sequence[str], *, vectors: Floats, logits: Floats, questions: Sequence[str]) -> None:
        import numpy as np

        self.logits = logits
        self._vectors = vectors
        self._worded, self._spelt = _wording(tuple(texts))
        self._thought = (0.3 * np.clip(logits, -6, 6) / max(logits.shape[1], 1) ** 0.5).astype(np.float32)
        _, self._asked = np.unique(np.array(questions or [""] * len(texts)), return_inverse=True)

    def between(self, some: Rows, others: Rows) -> Floats:
        """The similarities, shape (some, others)."""
        import numpy as np

        meaning = np.exp(-2.0 * (1.0 - self._vectors[some] @ self._vectors[others].T))
        worded = (self._worded[some] @ self._worded[others].T).toarray()
        spelt = (self._spelt[some] @ self._spelt[others].T).toarray()
        alike = meaning * (0.5 + spelt) + 0.5 * worded + self._thought[some] @ self._thought[others].T
        same = self._asked[some][:, None] == self._asked[others][None, :]
        found: Floats = (alike * np.where(same, 1.0, _OTHER_QUESTION)).astype(np.float32)
        return found

    def predicted(self, rows: Rows, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The predictions for every passage from `weights` on `rows`."""
        import numpy as np

        everything = np.arange(len(self._vectors))
        parts = [
            self.between(everything[start : start + _ROWS_AT_ONCE], rows).astype(np.float64) @ weights
            for start in range(0, len(everything), _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts)
