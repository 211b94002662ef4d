"""How often people accepted codings, by the pipeline's confidence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.corpus.coding_records import Reliability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_STEPS = 10  # ranges of confidence


def reliability_of(
    theme_ids: Sequence[str], *, confidence: Floats, labels: Mapping[int, Mapping[int, bool]]
) -> Iterator[Reliability]:
    """Ten ranges of confidence for all themes together, then for each theme; empty without decisions.

    Args:
        theme_ids: the ids of the codes, in order.
        confidence: shape (passages, codes); for decided passages computed without the decision.
        labels: for each code, the decided passages and whether they carry it.
    """
    import numpy as np

    said: list[float] = []
    right: list[bool] = []
    own: list[Reliability] = []
    for code, some in labels.items():
        if some:
            sure = [float(confidence[row, code]) for row in some]
            own.append(_of_range(theme_ids[code], 0.0, 1.0, np.array(sure), np.array(list(some.values()))))
            said += sure
            right += some.values()
    if not said:
        return
    sures, rights = np.array(said), np.array(right)
    for step in range(_STEPS):
        low, high = step / _STEPS, (step + 1) / _STEPS
        inside = (sures >= low) & ((sures < high) | (step == _STEPS - 1))
        yield _of_range("", low, high, sures[inside], rights[inside])
    yield from own


def _of_range(
    theme_id: str, low: float, high: float, said: NDArray[np.float64], right: NDArray[np.bool_]
) -> Reliability:
    return Reliability(
        theme_id=theme_id,
        low=low,
        high=high,
        judged=len(said),
        said=round(float(said.mean()), 4) if len(said) else math.nan,
        right=round(float(right.mean()), 4) if len(said) else math.nan,
    )
