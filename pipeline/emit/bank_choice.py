"""Chooses the quotes of each theme that the quote bank prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.dataset_records import YES, CodedQuote
from pipeline.corpus.schema import PrintableText
from pipeline.corpus.settings import QuoteSettings
from pipeline.emit.chosen_quotes import NOTHING_CHOSEN, ChosenQuotes
from pipeline.emit.shortlist import is_aside

SHORT, MEDIUM = 25, 60  # words at most; what is longer is long
LENGTHS = ("short", "medium", "long")
LEAST_PER_THEME = 3  # however many themes there are


def length_of(quote: str) -> str:
    """short, medium or long."""
    words = len(quote.split())
    return LENGTHS[(words > SHORT) + (words > MEDIUM)]


@dataclass(frozen=True)
class ThemeQuotes:
    """What the bank prints of one theme.

    Attributes:
        picks: the best quote of each length there is.
        by_case: the best quotes of each case without the picks, the cases in the order in which they were given.
        left_out: how many more the workbook holds.
    """

    picks: Mapping[str, CodedQuote]
    by_case: Mapping[PrintableText, Sequence[CodedQuote]]
    left_out: int

    @classmethod
    def of(
        cls,
        rows: Iterable[CodedQuote],
        *,
        cases: Sequence[PrintableText],
        limits: QuoteSettings,
        themes: int = 1,
        chosen: ChosenQuotes = NOTHING_CHOSEN,
    ) -> ThemeQuotes:
        """Choose among the rows of one theme.

        Args:
            rows: of the coded quotes.
            cases: in the order of the bank.
            limits: how many quotes are printed, and the quotability below which only what is shortlisted is.
            themes: the number of themes that share the bank.
            chosen: what people starred, which is always printed, and barred, which never is.
        """
        # What a person turned down is no evidence; what says the same again is printed once.
        standing = sorted((row for row in rows if row.counts == YES), key=_best_first)
        fit = [
            row
            for row in standing
            if row.quote_id not in chosen.barred
            and (
                row.shortlisted == YES
                or (row.quotability >= limits.shortlist_least and not row.same_as and not is_aside(row.quote))
            )
        ]
        picks: dict[str, CodedQuote] = {}
        for row in fit:
            picks.setdefault(length_of(row.quote), row)
        printed = _printed(fit, chosen.starred, limits, themes=themes) | {row.quote_id for row in picks.values()}
        rest = [row for row in fit if row.quote_id in printed and row not in picks.values()]
        by_case = {case: [row for row in rest if row.case == case] for case in cases}
        return cls(
            {length: picks[length] for length in LENGTHS if length in picks},
            {case: kept for case, kept in by_case.items() if kept},
            len(standing) - len(printed),
        )


def _printed(
    rows: Sequence[CodedQuote], starred: Collection[str], limits: QuoteSettings, *, themes: int
) -> set[str]:
    """The ids of the best quote of each case, then the second, up to the limits; and of all that people chose."""
    most = min(limits.bank_per_theme, max(LEAST_PER_THEME, limits.bank_quotes // max(themes, 1)))
    turns: Counter[str] = Counter()
    ranked: list[tuple[int, CodedQuote]] = []
    for row in rows:
        ranked.append((turns[row.case], row))
        turns[row.case] += 1
    within = sorted((one for one in ranked if one[0] < limits.bank_per_case), key=lambda one: one[0])
    always = {row.quote_id for row in rows if row.quote_id in starred or row.shortlisted == YES}
    return always | {row.quote_id for _, row in within[:most]}


def _best_first(row: CodedQuote) -> tuple[bool, float, str]:
    return row.shortlisted != YES, -row.quotability, row.quote_id
