"""Decides which codings of the pipeline are sure: those whose precision is shown by this study's own decisions.

For each code, the lowest confidence is sought at and above which at least 90 % of the passages carry the code. For
decided passages, the confidence is computed without the decisions of their case. The upper Clopper-Pearson bound on
the error rate of the decided passages above a confidence must not exceed 10 %. Confidences are tested from the
highest down, until the bound does. This is the fixed-sequence test of "Learn then test" (Angelopoulos, Bates,
Candès, Jordan & Lei 2021), which makes no assumption on how the confidence was computed.

The guarantee for each code: if the decided passages above a confidence are a random sample of all passages above
it, the precision of the sure codings is at least 90 %, with a risk of 10 % that it is not. It does not matter how
many of the passages above it were decided, so a review order that prefers uncertain passages makes fewer codings
sure, not more. Passages of one case are similar, so decisions count by their effective sample size, reduced by the
design effect of clustered samples (Kish 1965, *Survey Sampling*): 200 decisions from seven interviews show less
than 200 from 200 answers. For passages that the pipeline chose for review the guarantee is not exact;
docs/themes.md gives the precision measured on both.

A passage that contains a phrase of a code word for word counts as sure until decisions contradict it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

PRECISION = 0.9  # the least precision of sure codings
RISK = 0.1  # the risk that it is lower
# The numbers of errors that the first confidence tested may have; each has its share of the risk.
_BEGINNINGS = (0, 2)
FEWEST_CASES = 2  # cases with decisions; one case does not show anything about others
_LEAST_CORRELATION = 0.02  # within cases; rarely lower in interviews, and not measurable from few decisions
_MOST_CORRELATION = 0.5
_DECISIONS_BEFORE = 5  # the prior for a verbatim phrase: as many decisions without an error


@dataclass(frozen=True)
class DecidedPassages:
    """The decided passages of one code.

    Attributes:
        confidence: the confidence of each, computed without the decisions of its case.
        right: whether each carries the code.
        cases: the case of each.
    """

    confidence: Sequence[float]
    right: Sequence[bool]
    cases: Sequence[str]

    @property
    def effective(self) -> float:
        """The effective sample size."""
        return len(self.cases) / design_effect(self.cases, self.right)


def design_effect(cases: Sequence[str], right: Sequence[bool]) -> float:
    """The design effect of clustered decisions: 1 + (mean size - 1) x correlation within cases."""
    sizes = Counter(cases)
    if not sizes or len(sizes) == len(cases):
        return 1.0
    # The mean over passages of the size of their cluster, so that large clusters weigh more.
    mean_size = sum(size * size for size in sizes.values()) / len(cases)
    return 1.0 + (mean_size - 1.0) * _correlation(cases, right)


def _correlation(cases: Sequence[str], right: Sequence[bool]) -> float:
    """The intra-class correlation by analysis of variance, within bounds."""
    groups: dict[str, list[float]] = {}
    for case, one in zip(cases, right, strict=True):
        groups.setdefault(case, []).append(float(one))
    many, total = len(groups), len(cases)
    if many < FEWEST_CASES:
        return _MOST_CORRELATION
    mean = sum(map(float, right)) / total
    between = sum(len(some) * (sum(some) / len(some) - mean) ** 2 for some in groups.values()) / (many - 1)
    within = sum((one - sum(some) / len(some)) ** 2 for some in groups.values() for one in some) / (total - many)
    size = (total - sum(len(some) ** 2 for some in groups.values()) / total) / (many - 1)
    spread = between + (size - 1) * within
    found = (between - within) / spread if spread > 0 else 0.0
    return min(max(found, _LEAST_CORRELATION), _MOST_CORRELATION)


def sure_from(decided: DecidedPassages, *, precision: float = PRECISION) -> float:
    """The lowest confidence at which a code's codings are sure; infinite if none are.

    Args:
        decided: the decided passages.
        precision: the least precision above that confidence.
    """
    import numpy as np

    if len(set(decided.cases)) < FEWEST_CASES:
        return math.inf
    known = np.asarray(decided.confidence, dtype=np.float64)
    wrong = np.sort(known[~np.asarray(decided.right, dtype=bool)])
    # Passages with the same confidence are treated together.
    places, found = np.unique(-known, return_counts=True)
    effective = decided.effective / len(known)
    above: Doubles = effective * np.cumsum(found).astype(np.float64)
    errors: Doubles = effective * (len(wrong) - np.searchsorted(wrong, -places, side="left")).astype(np.float64)
    risk = RISK / len(_BEGINNINGS)
    fit = upper_error_bound(errors, above, risk=risk) <= 1 - precision
    sure = math.inf
    for errors_allowed in _BEGINNINGS:
        # The hypotheses are tested in an order that does not depend on the decisions, up to the first one kept.
        enough = upper_error_bound(np.full(len(above), float(errors_allowed)), above, risk=risk) <= 1 - precision
        for at in range(int(enough.argmax()) if enough.any() else len(places), len(places)):
            if not fit[at]:
                break
            sure = min(sure, float(-places[at]))
    return sure


def upper_error_bound(errors: Doubles, decisions: Doubles, *, risk: float = RISK) -> Doubles:
    """The one-sided upper bound on the error rate (Clopper & Pearson 1934)."""
    import numpy as np
    from scipy.special import betaincinv

    right = np.maximum(decisions - errors, 0.0)
    bound: Doubles = np.where(right > 0, betaincinv(errors + 1, np.maximum(right, 1e-9), 1 - risk), 1.0)
    return bound


def contains_phrase(text: str, phrases: Collection[str]) -> bool:
    """Whether the text contains one of the phrases of two words or more verbatim; `*` matches any ending."""
    return any(_literal(phrase).search(text) for phrase in phrases if len(phrase.split()) > 1)


@lru_cache(maxsize=4096)  # a codebook's phrases, looked up for each coding
def _literal(phrase: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"\w*") for word in phrase.replace("’", "'").split())
    said = r"[\s-]+".join(words).replace("'", "['’]")
    return re.compile(rf"(?<!\w){said}(?!\w)", re.IGNORECASE)


def trusted_literals(
    literal: Collection[tuple[int, int]], labels: Mapping[int, Mapping[int, bool]]
) -> set[tuple[int, int]]:
    """The passages and codes, as rows and columns, whose phrases have not been shown to be misleading.

    Decisions are counted over all phrases of a code, and over all codes, because few concern any one phrase.

    Args:
        literal: the passages that contain a phrase of a code verbatim.
        labels: for each code, the decided passages and whether they carry it.
    """
    decided: Counter[int] = Counter()
    wrong: Counter[int] = Counter()
    for row, code in literal:
        right = labels.get(code, {}).get(row)
        if right is not None:
            decided[code] += 1
            wrong[code] += not right
    if wrong.total() > _allowed(decided.total()):
        return set()
    return {(row, code) for row, code in literal if wrong[code] <= _allowed(decided[code])}


def _allowed(decided: int) -> float:
    return (1 - PRECISION) * (decided + _DECISIONS_BEFORE)
