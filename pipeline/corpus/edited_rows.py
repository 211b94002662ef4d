"""What tables that people edit have in common: a first line with the columns, and rows that may not fit."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.corpus.csv_safety import TableRow
from pipeline.corpus.errors import UserError


class UnusableRow(Exception):
    """A row cannot be used; states the problem and what to do. Neither repeats names or words from the row."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def header_of(record: TableRow, *, columns: Sequence[str], required: Sequence[str], file: str) -> list[str]:
    """The names of the columns in the first line of a table.

    Args:
        record: the first line.
        columns: all columns, for the remedy.
        required: columns that must be there.
        file: the file, for the message.

    Raises:
        UserError: if a required column is missing.
    """
    header = [cell.strip().casefold() for cell in record.cells]
    for wanted in required:
        if wanted not in header:
            remedy = f"Write the columns {', '.join(columns)} in the first line"
            raise UserError(f"there is no column {wanted!r}", remedy, file, record.line)
    return header


def check_cells(record: TableRow, header: Sequence[str], *, what: str) -> None:
    """Check that a row fits the header.

    Args:
        record: the row.
        header: the names of the columns.
        what: what a cell may hold that contains a comma, such as `a name or note`.

    Raises:
        UnusableRow: if a quotation mark is not closed, or there are more cells than columns.
    """
    if not record.closed:
        raise UnusableRow("a quotation mark on its line is not closed", "Close it, or delete it")
    if any(cell.strip() for cell in record.cells[len(header) :]):
        raise UnusableRow("it has more cells than the first line", f"Put {what} with a comma in quotation marks")
