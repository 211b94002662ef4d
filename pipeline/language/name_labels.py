"""From scores for each word to names: the best sequence of labels in which every name is well formed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = ("ORG", "PERSON", "GPE")
OUTSIDE = 0
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))


def begins(kind: str) -> int:
    """The label of a name's first word."""
    return 1 + 2 * KINDS.index(kind)


def names_in(scores: NDArray[np.float32]) -> Iterator[tuple[int, int, str]]:
    """Word ranges of names and what they name, from scores of shape (words, labels)."""
    labels = _best_labels(scores)
    start = 0
    for at in range(len(labels) + 1):
        inside = at < len(labels) and labels[at] and labels[at] % 2 == 0
        if inside:
            continue
        if at and labels[at - 1]:
            yield start, at, KINDS[(labels[at - 1] - 1) // 2]
        start = at


def _best_labels(scores: NDArray[np.float32]) -> list[int]:
    """The best of each word where that is well formed, as it nearly always is; else the best path (Viterbi)."""
    labels = [int(label) for label in scores.argmax(axis=1)]
    forbidden = _forbidden()
    if all(not forbidden[left][right] for left, right in zip([OUTSIDE, *labels], labels, strict=False)):
        return labels
    return _best_path(scores)


def _best_path(scores: NDArray[np.float32]) -> list[int]:
    import numpy as np

    steps = np.where(np.array(_forbidden()), -np.inf, 0.0)
    total = scores[0] + steps[OUTSIDE]
    pointers: list[Any] = []
    for row in scores[1:]:
        ways = total[:, None] + steps
        pointers.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row
    path = [int(total.argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return path[::-1]


@cache
def _forbidden() -> list[list[bool]]:
    """Inside a name comes only after its beginning or its inside."""
    count = len(LABELS)

    def wrong(left: int, right: int) -> bool:
        return right > 0 and right % 2 == 0 and left not in (right - 1, right)

    return [[wrong(left, right) for right in range(count)] for left in range(count)]
