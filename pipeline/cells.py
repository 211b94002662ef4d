"""Cells of a CSV file that no spreadsheet takes for a formula, and that come back as they were.

A text that begins with = + - @, a tab or a carriage return could run as a formula. It gets an apostrophe in front,
and so does one that already has apostrophes in front of such a character: reading takes one away. All other cells
are written as they are.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escaped(text: str) -> str:
    """`text` so that no spreadsheet runs it."""
    return f"'{text}" if _RUNS.match(text) else text


def unescaped(cell: str) -> str:
    """The text that `escaped` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell
