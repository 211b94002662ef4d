"""Orders the passages for review, most informative first (active learning).

The passages are clustered into as many groups as there will be decisions. The central passage of each group comes
first, beginning with groups that have the fewest decisions and then the largest groups, because what is learned
from typical passages applies to most of the material (Hacohen, Dekel & Weinshall 2022: with few decisions, typical
examples are more informative than uncertain ones). Later, every second passage is one about which the pipeline is
uncertain because two themes are almost equally likely, chosen to differ from each other (Zhdanov 2019). Every theme
is included, however rare: its most likely passage is among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]

MOST_PICKS = 600  # the length of the stored order
GROUPS = 120  # the passages that a person reviews in one session
_POOL = 10  # uncertain passages for each group
_LARGEST_POOL = 20_000
_MOST_GROUPS = 600
_ENOUGH_TO_DOUBT = 200  # decided passages after which the pipeline's uncertainty is informative
_SEED = 13
_TYPICAL, _UNCERTAIN = "typical of many passages", "uncertain between two themes"


@dataclass(frozen=True)
class Pick:
    """A passage to review, and the reason."""

    row: int
    why: str


def review_order(
    confidence: Floats, *, vectors: Floats, decided: Iterable[int], most: int = MOST_PICKS, groups: int = GROUPS
) -> list[Pick]:
    """At most `most` undecided passages, in the order of review.

    Args:
        confidence: shape (passages, codes).
        vectors: unit vectors, shape (passages, dimensions).
        decided: the rows of decided passages.
        most: the largest number of passages.
        groups: how many of them should differ as much as possible; the rest repeat the same groups.
    """
    import numpy as np

    done = {row for row in decided if row < len(confidence)}
    rest = np.array([row for row in range(len(confidence)) if row not in done], dtype=np.intp)
    if not len(rest) or most < 1:
        return []
    found = [Pick(row, _TYPICAL) for row in _typical(vectors, rest, sorted(done), groups=groups)]
    if len(done) >= _ENOUGH_TO_DOUBT:
        doubtful = [Pick(row, _UNCERTAIN) for row in _spread(vectors, _doubtful(confidence, rest, groups), groups)]
        order: dict[int, Pick] = {}
        for pick in (pick for pair in zip_longest(doubtful, found) for pick in pair if pick):
            order.setdefault(pick.row, pick)
        found = list(order.values())
    return _each_theme(found, confidence, rest, within=min(groups, most))[:most]


def _typical(vectors: Floats, rest: Rows, done: Sequence[int], *, groups: int) -> list[int]:
    """The central passage of each group, those with the fewest decisions first, then the largest; then the next."""
    import numpy as np

    pool = rest
    if len(pool) > _LARGEST_POOL:
        pool = np.sort(np.random.default_rng(_SEED).choice(pool, _LARGEST_POOL, replace=False))
    known = np.array(done, dtype=np.intp)
    found = _grouped(vectors, np.concatenate([pool, known]), min(len(known) + groups, _MOST_GROUPS))
    labels, turn = found.labels[: len(pool)], found.turn(len(pool))
    decided = np.bincount(found.labels[len(pool) :], minlength=found.groups)
    sizes = np.bincount(labels, minlength=found.groups)
    order = np.lexsort((labels, -sizes[labels], decided[labels], turn))
    return [int(row) for row in pool[order]]


def _doubtful(confidence: Floats, rest: Rows, groups: int) -> Rows:
    """The passages for which two codes are almost equally likely, most uncertain first."""
    import numpy as np

    if confidence.shape[1] == 1:
        doubt = -np.abs(confidence[rest, 0] - 0.5)
    else:
        best = np.sort(confidence[rest], axis=1)
        doubt = best[:, -2] - best[:, -1]
    return rest[np.argsort(-doubt, kind="stable")[: _POOL * groups]]


def _spread(vectors: Floats, pool: Rows, groups: int) -> list[int]:
    """The central passage of each group, largest group first; then the second of each, and so on."""
    import numpy as np

    found = _grouped(vectors, pool, groups)
    sizes = np.bincount(found.labels, minlength=found.groups)
    order = np.lexsort((found.labels, -sizes[found.labels], found.turn(len(pool))))
    return [int(row) for row in pool[order]]


@dataclass(frozen=True)
class _Groups:
    """Clustered passages: the group of each, and its distance from the centre."""

    labels: Rows
    distance: NDArray[np.float64]
    groups: int

    def turn(self, many: int) -> Rows:
        """The rank of each of the first `many` passages within its group."""
        import numpy as np

        turn = np.empty(many, dtype=np.intp)
        for group in range(self.groups):
            inside = np.flatnonzero(self.labels[:many] == group)
            turn[inside[np.argsort(self.distance[inside], kind="stable")]] = np.arange(len(inside))
        return turn


def _grouped(vectors: Floats, rows: Rows, groups: int) -> _Groups:
    import numpy as np
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    points = vectors[rows].astype(np.float64)
    wanted = min(groups, len(np.unique(points, axis=0)))
    with threadpool_limits(limits=1):  # the last bits would depend on the number of threads
        found = KMeans(wanted, n_init=1, max_iter=15, random_state=_SEED).fit(points)
    # Rounded, because the two members of a pair are equally far from its centre except for rounding errors.
    distance = np.round(((points - found.cluster_centers_[found.labels_]) ** 2).sum(axis=1), 6)
    return _Groups(found.labels_.astype(np.intp), distance, wanted)


def _each_theme(order: Sequence[Pick], confidence: Floats, rest: Rows, *, within: int) -> list[Pick]:
    """Insert the most likely passage of each theme that would be missing near the beginning of the order."""
    seen = {int(confidence[pick.row].argmax()) for pick in order[:within]}
    missing = [code for code in range(confidence.shape[1]) if code not in seen]
    extra = dict.fromkeys(int(rest[confidence[rest, code].argmax()]) for code in missing[:within])
    found = [pick for pick in order if pick.row not in extra]
    step = max(within // (len(extra) + 1), 1)
    for number, row in enumerate(extra, 1):
        found.insert(min(number * step - 1, len(found)), Pick(row, "most likely passage of a rare theme"))
    return found
