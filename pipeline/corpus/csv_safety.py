"""Reading CSV as spreadsheets save it, and protection against formula injection.

A cell that begins with = + - @, a tab or a carriage return could run as a formula. It is written with a leading
apostrophe, as is one that already has apostrophes before such a character; reading removes one apostrophe. All
other cells are unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _csv import Reader  # the return type of `csv.reader`

SEPARATORS = (",", ";", "\t")
_LONGEST = 1 << 30  # the library's default limit is 131,072 characters
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escaped(text: str) -> str:
    """`text`, escaped so that no spreadsheet runs it as a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def unescaped(cell: str) -> str:
    """The inverse of `escaped`."""
    return cell[1:] if _ESCAPED.match(cell) else cell


class TableRow(NamedTuple):
    """One row of a table that may be damaged.

    Attributes:
        line: 1-based number of the line on which it begins.
        cells: its cells.
        text: that line.
        closed: False where a quotation mark is opened on this line and never closed; then the cells are those of
            this one line, and the lines after it are read as rows of their own.
    """

    line: int
    cells: list[str]
    text: str
    closed: bool = True


class SavedTable(NamedTuple):
    """A table as a spreadsheet saved it.

    Attributes:
        hint: Excel's `sep=` line with its line ending; "" if there is none.
        separator: the cell separator.
        rest: the table, with `\n` line endings.
    """

    hint: str
    separator: str
    rest: str

    @property
    def skipped(self) -> int:
        """The number of lines before the table."""
        return int(bool(self.hint))

    def rows(self) -> Reader:
        """A `csv.reader` without a limit on cell length, since a cell may hold a whole interview."""
        csv.field_size_limit(_LONGEST)
        return csv.reader(io.StringIO(self.rest, newline=""), delimiter=self.separator)

    def records(self, is_row: Callable[[Sequence[str]], bool]) -> Iterator[TableRow]:
        """All rows, including blank ones; an unclosed quotation mark affects only its own row.

        Args:
            is_row: whether the cells of one line are a row by themselves. A quoted cell that goes over several
                lines is believed only if none of its further lines is one.
        """
        csv.field_size_limit(_LONGEST)
        lines = self.rest.split("\n")
        at = 0
        while at < len(lines):
            line = at + 1 + self.skipped
            if (cells := self._closed(lines[at])) is not None:
                yield TableRow(line, cells, lines[at])
            elif (found := self._over_several(lines, at, is_row)) is not None:
                end, cells = found
                yield TableRow(line, cells, lines[at])
                at = end
                continue
            else:
                yield TableRow(line, self.cells_of(lines[at]), lines[at], closed=False)
            at += 1

    def cells_of(self, line: str, *, separator: str = "") -> list[str]:
        """The cells of one line, ignoring whether its quotation marks are balanced."""
        return next(csv.reader((line,), delimiter=separator or self.separator), [])

    def _closed(self, line: str) -> list[str] | None:
        """The cells of one line; None if a quoted cell continues on the next."""
        if '"' not in line:
            return line.split(self.separator)
        try:
            return next(csv.reader((line,), delimiter=self.separator, strict=True), [])
        except csv.Error as error:
            return None if "unexpected end" in str(error) else self.cells_of(line)

    def _over_several(
        self, lines: Sequence[str], at: int, is_row: Callable[[Sequence[str]], bool]
    ) -> tuple[int, list[str]] | None:
        """The end and the cells of the row that begins here; None if its quotation mark is never closed."""
        for end in range(at + 1, len(lines)):
            if is_row(self.cells_of(lines[end])):
                return None
            if lines[end].count('"') % 2:  # inside a quoted cell only an odd number closes it
                whole = (f"{line}\n" for line in lines[at : end + 1])
                try:
                    return end + 1, next(csv.reader(whole, delimiter=self.separator, strict=True))
                except csv.Error:
                    return None
        return None


def saved_table(text: str) -> SavedTable:
    """Parse a table; the separator is given by Excel's `sep=` line, or is the commonest one in the first line."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("\n\ufeff", "\n")  # where a second file was appended
    hint, separator = "", ""
    if lines[:4].casefold() == "sep=":
        first, end, lines = lines.partition("\n")
        hint, separator = first + end, first[4:5]
    if separator not in SEPARATORS:
        separator = max(SEPARATORS, key=lines.partition("\n")[0].count)
    return SavedTable(hint, separator, lines)
