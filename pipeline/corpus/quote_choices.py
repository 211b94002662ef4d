"""Reads `models/quotes.csv`: the quotes that a person starred or barred for good.

A starred quote is shortlisted for each of its themes; a barred one is never recommended. The row holds the words of
the quote, so that it is found again when a later run cuts the passage otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.corpus.counts import counted
from pipeline.corpus.csv_safety import TableRow, saved_table, unescaped
from pipeline.corpus.decision_matching import PassageSearch
from pipeline.corpus.edited_rows import UnusableRow, check_cells, header_of
from pipeline.corpus.findings import FaultTally
from pipeline.corpus.records import Finding

QUOTES_FILE: Final = "quotes.csv"  # below the models folder
QUOTE_COLUMNS: Final = ("quote_id", "decision", "coder", "note", "source", "quote")
STAR: Final = "star"
BAR: Final = "bar"
_WRITTEN: Final = {STAR: STAR, "starred": STAR, BAR: BAR, "barred": BAR}
_REQUIRED: Final = QUOTE_COLUMNS[:2]


class QuoteChoice(NamedTuple):
    """A row of the table.

    Attributes:
        quote_id: the id that the quote had.
        decision: star or bar.
        source: the id of its source.
        quote: its words.
        line: of the table.
    """

    quote_id: str
    decision: str
    source: str
    quote: str
    line: int


@dataclass(frozen=True)
class MatchedChoices:
    """The choices by the present id of their quote.

    Attributes:
        by_quote: the row that counts for each quote.
        findings: what needs checking.
    """

    by_quote: Mapping[str, QuoteChoice]
    findings: tuple[Finding, ...] = ()


def read_quote_choices(text: str) -> tuple[list[QuoteChoice], list[Finding]]:
    """The choices in a table; a row that cannot be used is left out.

    Returns:
        the choices, and a finding for each kind of fault.

    Raises:
        UserError: if the first line lacks a column that is needed: a barred quote might be printed.
    """
    header: list[str] = []
    choices: list[QuoteChoice] = []
    left_out = FaultTally()

    for record in choice_rows(text):
        if not any(cell.strip() for cell in record.cells):
            continue
        if not header:
            header = header_of(record, columns=QUOTE_COLUMNS, required=_REQUIRED, file=QUOTES_FILE)
            continue
        try:
            choices.append(_choice(record, header))
        except UnusableRow as fault:
            left_out.add(fault.problem, line=record.line, remedy=fault.remedy)
    return choices, list(_left_out(left_out))


def choice_rows(text: str) -> Iterator[TableRow]:
    """The rows of a table with its first line. A line inside a quoted cell is a row only if it stars or bars."""
    return saved_table(text).records(lambda cells: any(cell.strip().casefold() in _WRITTEN for cell in cells))


def _choice(record: TableRow, header: Sequence[str]) -> QuoteChoice:
    check_cells(record, header, what="a quote or note")
    if any("\0" in cell for cell in record.cells):
        raise UnusableRow("it holds zero bytes", "Write the row again")
    cells = dict(zip(header, (unescaped(cell.strip()) for cell in record.cells), strict=False))
    quote_id, quote = cells.get("quote_id", ""), cells.get("quote", "")
    if not quote_id and not quote:
        raise UnusableRow("it does not say which quote", "Copy the quote_id from coded_quotes.csv")
    decision = _WRITTEN.get(cells.get("decision", "").casefold())
    if decision is None:
        missing = not cells.get("decision")
        raise UnusableRow(
            "its decision is missing" if missing else "its decision is not known", "Write star or bar"
        )
    return QuoteChoice(quote_id, decision, cells.get("source", ""), quote, record.line)


def matched_choices(
    choices: Sequence[QuoteChoice], ids: Mapping[str, object], search: PassageSearch
) -> MatchedChoices:
    """Find the quote of each choice by its id, or by its words. If two choices disagree, the bar counts.

    Args:
        choices: in the order of the table.
        ids: the ids that there are.
        search: of all passages and quotations, by their words.
    """
    found: dict[str, QuoteChoice] = {}
    lost: list[QuoteChoice] = []
    disagreeing = FaultTally()
    moved = 0
    for choice in choices:
        quote_id = choice.quote_id
        if quote_id not in ids:
            again = search.find(choice.source, choice.quote)
            if again is None:
                lost.append(choice)
                continue
            quote_id, moved = again.quote_id, moved + 1
        before = found.setdefault(quote_id, choice)
        if before.decision != choice.decision:
            disagreeing.add("one row stars the quote and another bars it", line=choice.line)
            found[quote_id] = before if before.decision == BAR else choice
    return MatchedChoices(found, tuple(_about(moved, lost, disagreeing)))


def _left_out(faults: FaultTally) -> Iterator[Finding]:
    yield from faults.findings(
        "a row was left out", "rows were left out", level="check", remedy="", file=QUOTES_FILE, stage="emit"
    )


def _about(moved: int, lost: Sequence[QuoteChoice], disagreeing: FaultTally) -> Iterator[Finding]:
    if moved:
        yield Finding(
            level="note",
            stage="emit",
            file=QUOTES_FILE,
            finding=f"{counted(moved, 'row')} found the quote by its words, because its transcript has changed",
            remedy="",
        )
    if lost:
        yield Finding(
            level="check",
            stage="emit",
            file=QUOTES_FILE,
            line=lost[0].line,
            finding=f"{counted(len(lost), 'row is', 'rows are')} about a quote that is in no transcript now; "
            "such a row is kept and has no effect",
            remedy="Star or bar the quote as it reads now, or delete the row",
        )
    yield from disagreeing.findings(
        "the quote is barred",
        "quotes are barred",
        level="check",
        remedy="Keep one row for each quote",
        file=QUOTES_FILE,
        stage="emit",
    )
