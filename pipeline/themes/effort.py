"""Projects the review effort: how many more passages to review until a share of the codings is confirmed or sure.

Reviews help in two ways: they decide the reviewed codings, and together they make more of the other codings sure.
The second effect is projected on the assumption that the error rate above each confidence stays the same. It is
estimated from the decisions so far and, while these are few, from the confidence. The interval given is the 80 %
credible interval of this error rate. Reviewed codings are assumed to be like the rest, and rejected ones no longer
count as codings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.corpus.coding_records import ReviewEffort
from pipeline.themes.certainty import PRECISION, DecidedPassages, upper_error_bound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]

TARGETS = (0.8, 0.9, 0.95)
_PLACES = 40  # confidence levels for which the projection is computed
_PRIOR = 10.0  # the weight of the confidence itself, as a number of decisions
_INTERVAL = (0.1, 0.9)


@dataclass(frozen=True, kw_only=True)
class CodedSoFar:
    """The state of one code.

    Attributes:
        theme_id: its id.
        decided: the passages with a decision on the code.
        undecided: the confidence of every undecided passage.
        open_codings: the confidence of each coding without a decision.
        confirmed: the number of confirmed codings.
        sure: the number of sure codings.
    """

    theme_id: str
    decided: DecidedPassages
    undecided: Floats
    open_codings: Sequence[float]
    confirmed: int
    sure: int

    @property
    def codings(self) -> int:
        """The number of codings."""
        return len(self.open_codings) + self.confirmed


def review_effort(codes: Iterable[CodedSoFar]) -> Iterator[ReviewEffort]:
    """For each target, a row for all codes together, then a row for each code with codings."""
    with_codings = [code for code in codes if code.codings]
    curves = [_Curve.of(code) for code in with_codings]
    for target in TARGETS:
        rows = [_row(code, curve, target) for code, curve in zip(with_codings, curves, strict=True)]
        if rows:
            yield replace(
                rows[0],
                theme_id="",
                **{
                    name: sum(getattr(row, name) for row in rows)
                    for name in ("codings", "settled", "reviews", "low", "high")
                },
            )
        yield from rows


def _row(code: CodedSoFar, curve: _Curve, target: float) -> ReviewEffort:
    least, usual, most = (curve.reviews(target, at) for at in range(3))
    return ReviewEffort(
        theme_id=code.theme_id,
        target=target,
        codings=code.codings,
        settled=code.confirmed + code.sure,
        reviews=usual,
        low=min(least, usual),
        high=max(most, usual),
    )


@dataclass(frozen=True)
class _Curve:
    """The projected number of sure codings after a number of reviews.

    Attributes:
        code: the state of the code.
        found: the share of undecided passages above each confidence level.
        wrong: the errors above each level as a share of all decided passages: lowest, expected and highest.
        reached: the share of open codings above each level.
    """

    code: CodedSoFar
    found: Doubles
    wrong: Sequence[Doubles]
    reached: Doubles

    @classmethod
    def of(cls, code: CodedSoFar) -> _Curve:
        """Estimate the curve from the decisions so far and the confidence."""
        import numpy as np
        from scipy.special import betaincinv

        opened = np.sort(np.array(code.open_codings, dtype=np.float64))[::-1]
        if not len(opened):
            return cls(code, opened, (opened, opened, opened), opened)
        places = np.unique(opened[np.linspace(0, len(opened) - 1, min(_PLACES, len(opened))).astype(int)])
        undecided = code.undecided.astype(np.float64)
        above = undecided[None, :] >= places[:, None]
        found = above.mean(axis=1)
        thought_wrong = (above * (1 - undecided)[None, :]).mean(axis=1)
        confidence, right = np.array(code.decided.confidence), np.array(code.decided.right, dtype=bool)
        share = code.decided.effective / len(right) if len(right) else 0.0
        errors = share * ((confidence[None, :] >= places[:, None]) & ~right[None, :]).sum(axis=1)
        a = errors + _PRIOR * thought_wrong + 1e-3
        b = code.decided.effective + _PRIOR - errors - _PRIOR * thought_wrong + 1e-3
        low, high = (betaincinv(a, b, at) for at in _INTERVAL)
        reached = (opened[None, :] >= places[:, None]).mean(axis=1)
        return cls(code, found, (low, a / (a + b), high), reached)

    def reviews(self, target: float, at: int) -> int:
        """The fewest reviews that reach the target, with the lowest, expected or highest error rate."""
        low, high = 0, len(self.code.open_codings)
        while low < high:
            middle = (low + high) // 2
            settled, codings = self._after(middle, at)
            if settled >= target * codings:
                high = middle
            else:
                low = middle + 1
        return low

    def _after(self, reviews: int, at: int) -> tuple[float, float]:
        """The confirmed and sure codings after a number of reviews, and all codings without the rejected ones."""
        code, many = self.code, len(self.code.open_codings)
        if not many:
            return float(code.confirmed), float(code.confirmed)
        rejected = min(float(self.wrong[at][0] / max(self.found[0], 1e-9)), 1.0) * reviews
        decisions = code.decided.effective + reviews
        fit = upper_error_bound(self.wrong[at] * decisions, self.found * decisions) <= 1 - PRECISION
        sure = max(code.sure / many, float(self.reached[fit].max()) if fit.any() else 0.0)
        return code.confirmed + reviews - rejected + sure * (many - reviews), code.codings - rejected
