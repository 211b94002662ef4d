"""Inter-coder agreement statistics, corrected for chance.

The unit is the passage, and a coder's answer is the set of codes given to it, possibly empty. Code by code, where
the answer is "present" or "absent": percentage agreement, Cohen's kappa (Cohen 1960, Educational and Psychological
Measurement 20), Krippendorff's alpha for nominal data (Krippendorff 2019, Content Analysis, chapter 12) and Gwet's
AC1 (Gwet 2008, British Journal of Mathematical and Statistical Psychology 61). Over all codes: the share of
passages with the same set, and alpha with the MASI distance between sets (Passonneau 2006, LREC). Intervals come
from a bootstrap over passages (Efron & Tibshirani 1993).

Written by hand, because no library under a licence like ours resamples these measures; irrCAC, nltk and
scikit-learn check them in the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

Answer = TypeVar("Answer", bound=Hashable)
Codes = frozenset[str]
Answers = Mapping[str, Codes]  # one coder's codes, by passage
Units = Counter[
    tuple[Answer, ...]
]  # the answers given to a passage, and the number of passages with the same answers

ALL_CODES = ""  # in the place of a code
FEW_PASSAGES = 20  # below this many a statistic says little
_RESAMPLES = 2000
_SEED = 13
_LANDIS_KOCH = (
    (0.81, "almost perfect"),
    (0.61, "substantial"),
    (0.41, "moderate"),
    (0.21, "fair"),
    (0.0, "slight"),
    (-2.0, "poor"),
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic with its 95% confidence interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        # Rounded first, to avoid printing -0.00.
        value, low, high = (round(one, 2) + 0.0 for one in (self.value, self.low, self.high))
        return f"{value:.2f} (95% confidence interval {low:.2f} to {high:.2f})"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on one code, or on all.

    Attributes:
        coders: who is compared, two or more.
        code: the id of the code; `ALL_CODES` for all together.
        passages: different passages that at least two of the coders judged.
        judged: what is compared: the passages, or where the software is compared with several people at once, each
            person's judgement of a passage.
        same: of these, how many got the same answer from all who judged them: the code present or absent, or the
            same set of codes.
        kappa: Cohen's; for two coders and one code. None if undefined.
        alpha: Krippendorff's: nominal for one code, with the MASI distance for all. None if undefined because
            everybody gave the same answer throughout.
        ac1: Gwet's, for one code, which is not depressed by very rare or very frequent codes.
    """

    coders: tuple[str, ...]
    code: str
    passages: int
    judged: int
    same: int
    kappa: Estimate | None = None
    alpha: Estimate | None = None
    ac1: Estimate | None = None

    @property
    def share(self) -> float:
        """The share with the same answer, 0 to 1."""
        return self.same / max(self.judged, 1)


def agreement_between(by_coder: Mapping[str, Answers], coders: Collection[str]) -> list[Agreement]:
    """Agreement of these coders over the passages that at least two of them judged.

    Args:
        by_coder: each coder's codes by passage; a passage that a coder did not look at is missing.
        coders: who is compared.

    Returns:
        One row for all codes, then one for each code that anybody gave to these passages, by id; nothing if no two
        coders judged the same passage.
    """
    chosen = tuple(sorted(coders))
    judged = Counter(passage for coder in chosen for passage in by_coder[coder])
    shared = sorted(passage for passage, count in judged.items() if count > 1)
    if not shared:
        return []
    units = Counter(
        tuple(by_coder[coder][passage] for coder in chosen if passage in by_coder[coder]) for passage in shared
    )
    codes = sorted({code for unit in units for answer in unit for code in answer})
    overall = Agreement(
        coders=chosen,
        code=ALL_CODES,
        passages=len(shared),
        judged=len(shared),
        same=_same(units),
        alpha=_estimate(_alpha(units, masi_distance)),
    )
    return [overall, *(_on_code(chosen, code, units) for code in codes)]


def masi_distance(one: Codes, other: Codes) -> float:
    """How different two sets of codes are, 0 to 1; two empty sets are the same."""
    if one == other:
        return 0.0
    both = len(one & other)
    if not both:
        return 1.0
    monotonicity = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - both / len(one | other) * monotonicity


def landis_koch(value: float) -> str:
    """Kappa in a word, after Landis and Koch (1977, Biometrics 33)."""
    return next(word for floor, word in _LANDIS_KOCH if value >= floor)


def _on_code(coders: tuple[str, ...], code: str, units: Units[Codes]) -> Agreement:
    answers: Units[bool] = Counter()
    for unit, times in units.items():
        answers[tuple(code in given for given in unit)] += times
    return Agreement(
        coders=coders,
        code=code,
        passages=answers.total(),
        judged=answers.total(),
        same=_same(answers),
        kappa=_estimate(_kappa(answers)) if len(coders) == 2 else None,
        alpha=_estimate(_alpha(answers, lambda one, other: float(one != other))),
        ac1=_estimate(_ac1(answers)),
    )


def _same(units: Units[Answer]) -> int:
    return sum(times for unit, times in units.items() if len(set(unit)) == 1)


def _resampled(units: Units[Answer], row_of: Callable[[Sequence[Answer]], tuple[float, ...]]) -> Doubles:
    """The sum of the units' rows, and below it the sums over resamples of them; shape (1 + resamples, columns).

    Equal rows are drawn together: a multinomial over distinct rows is equivalent to drawing one row at a time,
    and its cost does not depend on the number of rows.
    """
    import numpy as np

    counts: Counter[tuple[float, ...]] = Counter()
    for unit, times in units.items():
        counts[row_of(unit)] += times
    different = sorted(counts)
    often = np.array([counts[row] for row in different], dtype=np.float64)
    draws = np.random.default_rng(_SEED).multinomial(counts.total(), often / often.sum(), size=_RESAMPLES)
    sums: Doubles = np.vstack([often, draws.astype(np.float64)]) @ np.array(different, dtype=np.float64)
    return sums


def _kappa(units: Units[bool]) -> Doubles:
    both, one, other, neither = _resampled(units, lambda unit: _two_by_two(*unit)).T
    total = both + one + other + neither
    first, second = (both + one) / total, (both + other) / total
    expected = first * second + (1 - first) * (1 - second)
    return _beyond_chance((both + neither) / total, expected)


def _two_by_two(first: bool, second: bool) -> tuple[float, float, float, float]:
    """The cell of the two-by-two table that a passage falls into: both, first only, second only, neither."""
    return (
        float(first and second),
        float(first and not second),
        float(second and not first),
        float(not (first or second)),
    )


def _ac1(units: Units[bool]) -> Doubles:
    def row_of(unit: Sequence[bool]) -> tuple[float, ...]:
        yes, answers = sum(unit), len(unit)
        no = answers - yes
        return 1.0, yes / answers, (yes * (yes - 1) + no * (no - 1)) / (answers * (answers - 1))

    passages, yes_shares, alike = _resampled(units, row_of).T
    usual = yes_shares / passages
    return _beyond_chance(alike / passages, 2 * usual * (1 - usual))


def _alpha(units: Units[Answer], distance: Callable[[Answer, Answer], float]) -> Doubles:
    """Alpha from observed and expected disagreement; every unit has two answers or more."""
    import numpy as np

    values = sorted({answer for unit in units for answer in unit}, key=_order)
    place = {value: at for at, value in enumerate(values)}
    distances = np.array([[distance(one, other) for other in values] for one in values])

    def row_of(unit: Sequence[Answer]) -> tuple[float, ...]:
        places = sorted(
            place[answer] for answer in unit
        )  # the order of coders must not change the last digit of the sum
        counts = np.bincount(places, minlength=len(values)).astype(float)
        # Added sequentially, not pairwise as NumPy's `sum` does, so that the result is the same in every version.
        observed = np.cumsum(distances[np.ix_(places, places)])[-1] / (len(unit) - 1)
        return *counts.tolist(), float(observed)

    sums = _resampled(units, row_of)
    counts_of, observed_sums = sums[:, :-1], sums[:, -1]
    answers = counts_of.sum(axis=1)
    expected = np.einsum("rc,cd,rd->r", counts_of, distances, counts_of)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Doubles = np.where(expected > 0, 1 - (answers - 1) * observed_sums / expected, np.nan)
    return found


def _order(answer: Hashable) -> tuple[str, ...]:
    """A fixed order of answers, for reproducible sums."""
    return tuple(sorted(answer)) if isinstance(answer, frozenset) else (str(answer),)


def _beyond_chance(observed: Doubles, expected: Doubles) -> Doubles:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        found: Doubles = np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)
    return found


def _estimate(values: Doubles) -> Estimate | None:
    """The first value, with the interval given by the others; resamples where it is undefined are ignored."""
    import numpy as np

    if np.isnan(values[0]):
        return None
    resampled = values[1:][~np.isnan(values[1:])]
    low, high = np.quantile(resampled, (0.025, 0.975)) if len(resampled) else (values[0], values[0])
    return Estimate(round(float(values[0]), 4), round(float(low), 4), round(float(high), 4))
