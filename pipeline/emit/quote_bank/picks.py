"""Which quotes the bank prints, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.emit.schemas import YES

Row = Mapping[str, Any]
SHORT, MEDIUM = 25, 60  # words at most; what is longer is long
LENGTHS = ("short", "medium", "long")
MOST = 12  # of one theme in one case


def length_of(quote: str) -> str:
    """short, medium or long."""
    words = len(quote.split())
    return LENGTHS[(words > SHORT) + (words > MEDIUM)]


@dataclass(frozen=True)
class ThemeQuotes:
    """What the bank prints of one theme.

    Attributes:
        picks: the best quote of each length there is.
        by_case: the best quotes of each case, the cases in the order in which they were given.
        left_out: how many more the workbook holds.
    """

    picks: Mapping[str, Row]
    by_case: Mapping[str, Sequence[Row]]
    left_out: int

    @classmethod
    def of(cls, rows: Iterable[Row], *, cases: Sequence[str], least: float) -> ThemeQuotes:
        """Choose among the rows of one theme.

        Args:
            rows: of the coded quotes.
            cases: in the order of the bank.
            least: quotability below which only what is shortlisted is printed.
        """
        # What a person turned down is no evidence; what says the same again is printed once.
        standing = sorted((row for row in rows if row["counts"] == YES), key=_best_first)
        fit = [row for row in standing if row["shortlisted"] == YES or (_fits(row, least) and not row["same_as"])]
        picks: dict[str, Row] = {}
        for row in fit:
            picks.setdefault(length_of(row["quote"]), row)
        by_case = {case: [row for row in fit if row["case"] == case][:MOST] for case in cases}
        printed = sum(map(len, by_case.values()))
        return cls(
            {length: picks[length] for length in LENGTHS if length in picks},
            {case: kept for case, kept in by_case.items() if kept},
            len(standing) - printed,
        )


def _fits(row: Row, least: float) -> bool:
    return (row["quotability"] or 0) >= least


def _best_first(row: Row) -> tuple[bool, float, str]:
    return row["shortlisted"] != YES, -(row["quotability"] or 0), row["quote_id"]
