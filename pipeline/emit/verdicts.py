"""What the coders together say of one theme at one quote: several codings become one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.counts import judged_pair
from pipeline.emit.material import Row, listed, number
from pipeline.emit.schemas import DISPUTED

_PIPELINE = "pipeline"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All codings of one quote with one theme.

    Attributes:
        theme_id: the theme.
        origin: where the theme comes from.
        confidence: the highest that any coder gives.
        basis: why, as each coder says.
        decision: what people decided: "", accept, reject, add, or disputed.
        coder: who coded, the pipeline first.
        note: what people wrote.
        counts: whether the quote is evidence for the theme.
    """

    theme_id: str
    origin: str
    confidence: float | None
    basis: str
    decision: str
    coder: str
    note: str
    counts: bool

    @property
    def stands(self) -> bool:
        """Whether it counts, and nobody has rejected it."""
        return self.counts and self.decision != DISPUTED


def verdicts(codings: Iterable[Row]) -> dict[str, list[Verdict]]:
    """For each quote that was coded, a verdict on each theme."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in codings:
        grouped[row["quote_id"], row["theme_id"]].append(row)
    by_quote: dict[str, list[Verdict]] = defaultdict(list)
    for (quote_id, theme_id), rows in sorted(grouped.items()):
        by_quote[quote_id].append(_verdict(theme_id, rows))
    return by_quote


def _verdict(theme_id: str, rows: list[Row]) -> Verdict:
    counts = judged_pair(rows).stands
    rows = sorted(rows, key=lambda row: (row["coder"] != _PIPELINE, str(row["coder"])))
    known = [value for row in rows if (value := number(row["confidence"])) is not None]
    return Verdict(
        theme_id=theme_id,
        origin=rows[0]["origin"],
        confidence=max(known, default=None),
        basis=listed(row["basis"] for row in rows),
        decision=_together({row["decision"] for row in rows if row["decision"]}),
        coder=listed(row["coder"] for row in rows),
        note=listed(row["note"] for row in rows),
        counts=counts,
    )


def _together(decisions: set[str]) -> str:
    if "reject" in decisions and len(decisions) > 1:
        return DISPUTED
    # Somebody added what another accepted: both say yes.
    return min(decisions, default="")
