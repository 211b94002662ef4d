"""The passages most worth a person's look, those that teach most first.

The passages are divided into as many groups as there will be decisions, and the middle of each group comes that
holds the fewest decided ones, the larger groups first. What is learned from them holds for most of the material
(Hacohen, Dekel & Weinshall 2022: with few decisions the typical teaches more than the doubtful). Later every second
one is one that the pipeline is in doubt about, two themes being nearly as likely as one another, and no two of them
teach the same (Zhdanov 2019). Every theme is seen, however rare it is: its likeliest passage is among them.
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

MOST_PICKS = 600  # kept of the order
GROUPS = 120  # what a person reads in one go
_POOL = 10  # doubtful passages for each group
_LARGEST_POOL = 20_000
_MOST_GROUPS = 600
_ENOUGH_TO_DOUBT = 200  # decided passages from which the pipeline's doubts are worth something
_SEED = 13
_TYPICAL, _IN_DOUBT = "typical of much that was said", "in doubt between two themes"


@dataclass(frozen=True)
class Pick:
    """One passage to look at, and why."""

    row: int
    why: str


def review_order(
    confidence: Floats, *, vectors: Floats, decided: Iterable[int], most: int = MOST_PICKS, groups: int = GROUPS
) -> list[Pick]:
    """At most so many passages that nobody has decided about.

    Args:
        confidence: shape (passages, codes).
        vectors: unit vectors, shape (passages, dimensions).
        decided: rows that somebody has decided about.
        most: how many are wanted.
        groups: how many of them shall differ as much as they can; after these come more of the same.
    """
    import numpy as np

    done = {row for row in decided if row < len(confidence)}
    rest = np.array([row for row in range(len(confidence)) if row not in done], dtype=np.intp)
    if not len(rest) or most < 1:
        return []
    found = [Pick(row, _TYPICAL) for row in _typical(vectors, rest, sorted(done), groups=groups)]
    if len(done) >= _ENOUGH_TO_DOUBT:
        doubtful = [Pick(row, _IN_DOUBT) for row in _spread(vectors, _doubtful(confidence, rest, groups), groups)]
        order: dict[int, Pick] = {}
        for pick in (pick for pair in zip_longest(doubtful, found) for pick in pair if pick):
            order.setdefault(pick.row, pick)
        found = list(order.values())
    return _each_theme(found, confidence, rest, within=min(groups, most))[:most]


def _typical(vectors: Floats, rest: Rows, done: Sequence[int], *, groups: int) -> list[int]:
    """The middle of each group, that with the fewest decided passages first, then the larger; then what is next."""
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
    """The passages of which two codes are nearly equally likely, the most doubtful first."""
    import numpy as np

    if confidence.shape[1] == 1:
        doubt = -np.abs(confidence[rest, 0] - 0.5)
    else:
        best = np.sort(confidence[rest], axis=1)
        doubt = best[:, -2] - best[:, -1]
    return rest[np.argsort(-doubt, kind="stable")[: _POOL * groups]]


def _spread(vectors: Floats, pool: Rows, groups: int) -> list[int]:
    """The middle of each group, the largest group first; then what is next to the middle of each, and so on."""
    import numpy as np

    found = _grouped(vectors, pool, groups)
    sizes = np.bincount(found.labels, minlength=found.groups)
    order = np.lexsort((found.labels, -sizes[found.labels], found.turn(len(pool))))
    return [int(row) for row in pool[order]]


@dataclass(frozen=True)
class _Groups:
    """Passages divided into groups: which each is in, and how far from its middle."""

    labels: Rows
    distance: NDArray[np.float64]
    groups: int

    def turn(self, many: int) -> Rows:
        """Of the first so many passages: how many of its group are nearer to the middle."""
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
    # Rounded: of two that make a group each is as far from its middle, and the last bits are the processor's.
    distance = np.round(((points - found.cluster_centers_[found.labels_]) ** 2).sum(axis=1), 6)
    return _Groups(found.labels_.astype(np.intp), distance, wanted)


def _each_theme(order: Sequence[Pick], confidence: Floats, rest: Rows, *, within: int) -> list[Pick]:
    """The same order, with the likeliest passage of each theme that would not be seen, near its beginning."""
    seen = {int(confidence[pick.row].argmax()) for pick in order[:within]}
    missing = [code for code in range(confidence.shape[1]) if code not in seen]
    extra = dict.fromkeys(int(rest[confidence[rest, code].argmax()]) for code in missing[:within])
    found = [pick for pick in order if pick.row not in extra]
    step = max(within // (len(extra) + 1), 1)
    for number, row in enumerate(extra, 1):
        found.insert(min(number * step - 1, len(found)), Pick(row, "likeliest of a theme that is rarely heard"))
    return found
