"""Which codings of the pipeline are sure: those whose precision this study's own decisions vouch for.

For each code, a confidence is sought from which on at least 90 % of the undecided passages carry it. A decided
passage tells of the others by the confidence that the code would have without the decisions of its case. From a
confidence on, the share of wrong codings among all passages is at most the upper Clopper-Pearson bound on the share
among decided ones; divided by the share of undecided passages from there on, it bounds the share of errors among
what would be called sure. Confidences are tested from the highest down, up to the first at which the bound is above
10 %: the fixed-sequence test of "Learn then test" (Angelopoulos, Bates, Candès, Jordan & Lei 2021), which needs no
assumption on how confidence is found.

The guarantee, for each code: where the decided passages are a random sample, the precision of what is called sure
is at least 90 %, with a risk of 10 % that it is not. Passages of one case are alike; so decisions are counted
by their effective number, reduced by the design effect of samples in clusters (Kish 1965, *Survey Sampling*): 200
decisions from seven interviews say less than 200 from 200 answers. For passages that the pipeline chose to be
reviewed the guarantee is not exact; docs/themes.md gives the precision measured on both.

A passage in which a code's phrase is said word for word counts as sure until decisions speak against it.
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
    Floats = NDArray[np.float32]

PRECISION = 0.9  # at least, of what is called sure
RISK = 0.1  # that it is less
# Errors that the first confidence tested leaves room for; each has its share of the risk.
_BEGINNINGS = (0, 2)
FEWEST_CASES = 2  # with decisions; from one case nothing can be said of another
_LEAST_CORRELATION = 0.02  # within cases; seldom less in interviews, and not measurable from a few decisions
_MOST_CORRELATION = 0.5
_DECISIONS_BEFORE = 5  # what a phrase said word for word is worth, as so many decisions without an error


@dataclass(frozen=True)
class DecidedPassages:
    """The decided passages of one code.

    Attributes:
        confidence: of each, found without the decisions of its case.
        right: whether each carries the code.
        cases: the case of each.
    """

    confidence: Sequence[float]
    right: Sequence[bool]
    cases: Sequence[str]

    @property
    def effective(self) -> float:
        """How many of them are worth as much as passages that have nothing to do with one another."""
        return len(self.cases) / design_effect(self.cases, self.right)


def design_effect(cases: Sequence[str], right: Sequence[bool]) -> float:
    """By how much decisions in clusters say less: 1 + (mean size - 1) x correlation within cases."""
    sizes = Counter(cases)
    if not sizes or len(sizes) == len(cases):
        return 1.0
    # The size of the cluster that a passage is in, in the mean over passages: large clusters weigh more.
    mean_size = sum(size * size for size in sizes.values()) / len(cases)
    return 1.0 + (mean_size - 1.0) * _correlation(cases, right)


def _correlation(cases: Sequence[str], right: Sequence[bool]) -> float:
    """Of two passages of one case, by analysis of variance; within bounds."""
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


def sure_from(decided: DecidedPassages, undecided: Floats, *, precision: float = PRECISION) -> float:
    """The confidence from which a code's codings are sure; infinite where none are.

    Args:
        decided: the decided passages.
        undecided: the code's confidence of every undecided passage.
        precision: at least, of those from that confidence on.
    """
    import numpy as np

    if not len(undecided) or len(set(decided.cases)) < FEWEST_CASES:
        return math.inf
    many = decided.effective
    known = np.asarray(decided.confidence, dtype=np.float64)
    wrong = np.sort(known[~np.asarray(decided.right, dtype=bool)])
    # Passages of the same confidence are taken together.
    places, found = np.unique(-undecided.astype(np.float64), return_counts=True)
    share = np.cumsum(found) / len(undecided)
    errors = (len(wrong) - np.searchsorted(wrong, -places, side="left")) * many / len(known)
    fit = most_wrong(errors, many, risk=RISK / len(_BEGINNINGS)) <= (1 - precision) * share
    sure = math.inf
    for errors_allowed in _BEGINNINGS:
        # The hypotheses are tested in an order that the decisions have no part in, up to the first that stands.
        least = most_wrong(np.array(float(errors_allowed)), many, risk=RISK / len(_BEGINNINGS)) / (1 - precision)
        for at in range(int(np.searchsorted(share, float(least))), len(share)):
            if not fit[at]:
                break
            sure = min(sure, float(-places[at]))
    return sure


def most_wrong(errors: Doubles, decisions: float, *, risk: float = RISK) -> Doubles:
    """The largest share of errors that these decisions leave possible (Clopper & Pearson 1934, one-sided)."""
    import numpy as np
    from scipy.special import betaincinv

    right = np.maximum(decisions - errors, 0.0)
    bound: Doubles = np.where(right > 0, betaincinv(errors + 1, np.maximum(right, 1e-9), 1 - risk), 1.0)
    return bound


def says_literally(text: str, phrases: Collection[str]) -> bool:
    """Whether one of the phrases of two words or more is said word for word; `*` ends a word anyhow."""
    return any(_literal(phrase).search(text) for phrase in phrases if len(phrase.split()) > 1)


@lru_cache(maxsize=4096)  # a codebook's phrases, asked about for each coding
def _literal(phrase: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"\w*") for word in phrase.replace("’", "'").split())
    said = r"[\s-]+".join(words).replace("'", "['’]")
    return re.compile(rf"(?<!\w){said}(?!\w)", re.IGNORECASE)


def trusted_literals(
    literal: Collection[tuple[int, int]], labels: Mapping[int, Mapping[int, bool]]
) -> set[tuple[int, int]]:
    """The passages and codes, as rows and columns, whose phrases people have not found misleading.

    Decisions about phrases of one code, and of all, are each looked at: a phrase alone is seldom decided about.

    Args:
        literal: passages that say a code's phrase word for word.
        labels: for each code the decided passages, and whether they carry it.
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
