"""Tables as spreadsheets save them; cells that no spreadsheet takes for a formula, and that come back as they were.

A text that begins with = + - @, a tab or a carriage return could run as a formula. It gets an apostrophe in front,
and so does one that already has apostrophes in front of such a character: reading takes one away. All other cells
are written as they are.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any, NamedTuple

_SEPARATORS = (",", ";", "\t")
_LONGEST = 1 << 30  # the library’s own limit is 131,072 letters
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escaped(text: str) -> str:
    """`text` so that no spreadsheet runs it."""
    return f"'{text}" if _RUNS.match(text) else text


def unescaped(cell: str) -> str:
    """The text that `escaped` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell


class SavedTable(NamedTuple):
    """A table as a spreadsheet saved it.

    Attributes:
        hint: the line by which Excel is told of the separator, with its end; "" if there is none.
        separator: what stands between the cells.
        rest: the table, with plain ends of lines.
    """

    hint: str
    separator: str
    rest: str

    @property
    def skipped(self) -> int:
        """How many lines stand before the table."""
        return int(bool(self.hint))

    def rows(self) -> Any:
        """A `csv.reader` of it, whatever the length of a cell: a whole interview may stand in one."""
        csv.field_size_limit(_LONGEST)
        return csv.reader(io.StringIO(self.rest, newline=""), delimiter=self.separator)


def saved_table(text: str) -> SavedTable:
    """The table in a text; its separator is what Excel's `sep=` line says, or what the first line holds most of."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    hint, separator = "", ""
    if lines[:4].casefold() == "sep=":
        first, end, lines = lines.partition("\n")
        hint, separator = first + end, first[4:5]
    if separator not in _SEPARATORS:
        separator = max(_SEPARATORS, key=lines.partition("\n")[0].count)
    return SavedTable(hint, separator, lines)
