"""The outcome of all decisions on one theme for one passage."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pipeline.corpus.coding_records import (
    AGREED,
    CONFIRMED,
    COUNTED,
    PIPELINE,
    REJECT,
    SUGGESTED,
    SURE,
    Coding,
    Judgement,
    Theme,
)

Pair = tuple[str, str]  # a passage or quotation, and a theme


CANDIDATE = "discovered"  # the origin of a theme discovered by the pipeline and not yet adopted


class Unit(Protocol):
    """The fields of a passage or quotation that matter for counting."""

    @property
    def quote_id(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def case(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def participant(self) -> str: ...  # noqa: D102
    @property
    def voice(self) -> str: ...  # noqa: D102
    @property
    def counted(self) -> bool: ...  # noqa: D102
    @property
    def printable(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True)
class JudgedPair:
    """The outcome of all decisions on one theme for one passage or quotation.

    Attributes:
        stands: whether nobody has rejected it, or the latest decision is for it.
        reviewed: whether a person has decided.
        disputed: whether coders disagree and have not reached consensus.
        confidence: the pipeline's; None where it did not propose the theme.
        sure: whether the pipeline is sure.
    """

    stands: bool
    reviewed: bool
    disputed: bool
    confidence: float | None
    sure: bool = False

    @property
    def state(self) -> str:
        """confirmed, sure or suggested; empty if rejected."""
        if self.reviewed:
            return CONFIRMED if self.stands else ""
        return SURE if self.sure else SUGGESTED

    @property
    def counts(self) -> bool:
        """Whether it is evidence: a suggestion is none."""
        return self.state in COUNTED


def judged_pair(codings: Iterable[Coding]) -> JudgedPair:
    """Combine the codings of one passage with one theme. This rule is used everywhere.

    A consensus decision counts; otherwise the latest decision, which is recorded on the pipeline's own row, or the
    last row if there is none. A coding without any decision stands.
    """
    own: Coding | None = None
    agreed = last = ""
    sides: set[bool] = set()
    for coding in codings:
        coder, decision = coding.coder, coding.decision
        if coder == PIPELINE:
            own = own or coding
        elif decision:
            last = decision
            sides.add(decision == REJECT)
            if coder == AGREED:
                agreed = agreed or decision
    latest = agreed or (own.decision if own is not None else "") or last
    return JudgedPair(
        stands=latest != REJECT,
        reviewed=bool(latest),
        disputed=not agreed and len(sides) > 1,
        confidence=None if own is None or math.isnan(own.confidence) else own.confidence,
        sure=own is not None and own.state == SURE,
    )


def judged_pairs(codings: Iterable[Coding]) -> dict[Pair, JudgedPair]:
    """The outcome for every combination of passage and theme in the codings."""
    grouped: dict[Pair, list[Coding]] = defaultdict(list)
    for coding in codings:
        grouped[coding.quote_id, coding.theme_id].append(coding)
    return {pair: judged_pair(some) for pair, some in grouped.items()}


def coders_in(judgements: Iterable[Judgement]) -> set[str]:
    """The people who judged a passage; consensus decisions are not counted as a person."""
    return {one.coder for one in judgements} - {PIPELINE, AGREED, ""}


def judged_codings(
    codings: Iterable[Coding], *, units: Iterable[Unit], themes: Iterable[Theme]
) -> dict[Pair, JudgedPair]:
    """The outcome for every passage and theme, without candidates and quotations inside passages."""
    codes = {theme.theme_id for theme in themes if theme.origin != CANDIDATE}
    counted = {one.quote_id for one in units if one.counted}
    return {pair: one for pair, one in judged_pairs(codings).items() if pair[0] in counted and pair[1] in codes}
