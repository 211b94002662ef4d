"""Whether confidence means what it says: what the pipeline said beforehand, beside what people decided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.coding_records import Reliability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_STEPS = 10


def reliability_of(
    theme_ids: Sequence[str], *, confidence: Floats, labels: Mapping[int, Mapping[int, bool]]
) -> Iterator[Reliability]:
    """Ten ranges of confidence for all themes together, then one for each theme; none where nobody has decided.

    Args:
        theme_ids: of the codes, in order.
        confidence: shape (passages, codes); of a decided passage, what was said without knowing the decision.
        labels: for each code the passages decided about, and whether they carry it.
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
