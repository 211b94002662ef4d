"""Finds, changes or adds one row of a table that the user may edit in a spreadsheet; other rows are kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from pipeline.corpus.csv_safety import SavedTable, TableRow, escaped, saved_table, unescaped
from pipeline.corpus.errors import UserError


class TableText:
    """The text of a CSV file.

    Args:
        text: the text of the file; "" if it does not exist.
        columns: the required columns, in the order used for a new file.
        name: the name of the file, for messages.
    """

    def __init__(self, text: str, columns: Sequence[str], *, name: str) -> None:
        self._end = "\r\n" if "\r\n" in text or not text.strip() else "\n"
        self._columns = columns
        self._name = name
        self._table: SavedTable = saved_table(text)
        self._lines = self._table.rest.rstrip("\n").split("\n") if self._table.rest.strip() else []
        self._read()

    def _read(self) -> None:
        if not self._lines:
            self._lines = [_line(list(self._columns), self._table.separator)]
        table = self._table._replace(rest="\n".join(self._lines))
        records: list[TableRow] = []
        for record in table.records(self._is_row):
            if not records and not any(map(str.strip, record.cells)):
                continue
            records.append(record)
            if len(records) == 1:
                self._width = len(record.cells)
        self._head, *self._rows = records
        self.names = [_plain(cell) for cell in self._head.cells]
        if not all(row.closed for row in records):
            raise UserError("a quotation mark is opened and not closed", "Close it, then decide again", self._name)

    _width = 0

    def _is_row(self, cells: Sequence[str]) -> bool:
        return len(cells) == self._width and bool(cells[0].strip())

    def rows(self) -> list[dict[str, str]]:
        """The cells of every row that is not blank, by column."""
        return [self._cells(row) for row in self._rows if any(map(str.strip, row.cells))]

    def _cells(self, row: TableRow) -> dict[str, str]:
        return {name: unescaped(cell.strip()) for name, cell in zip(self.names, row.cells, strict=False)}

    def set(self, key: Mapping[str, str], cells: Mapping[str, str]) -> None:
        """Set cells of the row with this key; add the row if there is none."""
        for name in (*key, *cells):
            if name not in self.names:
                self._add_column(name)
        for row in self._rows:
            have = self._cells(row)
            if all(_plain(have.get(name, "")) == _plain(value) for name, value in key.items()):
                whole = [*row.cells, *[""] * (len(self.names) - len(row.cells))]
                for name, value in cells.items():
                    whole[self.names.index(name)] = escaped(value)
                self._replace(row, _line(whole, self._table.separator))
                return
        given = {**key, **cells}
        added = [escaped(given.get(name, "")) for name in self.names]
        self._lines.append(_line(added, self._table.separator))
        self._read()

    def remove(self, key: Mapping[str, str]) -> None:
        """Remove the row with this key, if there is one."""
        for row in self._rows:
            have = self._cells(row)
            if all(_plain(have.get(name, "")) == _plain(value) for name, value in key.items()):
                self._replace(row, None)
                return

    def _replace(self, row: TableRow, line: str | None) -> None:
        at = row.line - 1 - self._table.skipped
        later = [one.line - 1 - self._table.skipped for one in self._rows if one.line > row.line]
        end = min(later, default=len(self._lines))
        self._lines[at:end] = [] if line is None else [line]
        self._read()

    def _add_column(self, name: str) -> None:
        at = self._head.line - 1 - self._table.skipped
        self._lines[at] = f"{self._lines[at]}{self._table.separator}{name}"
        self._read()

    @property
    def text(self) -> str:
        """The text of the file."""
        hint = self._table.hint.rstrip("\n")
        return self._end.join([*([hint] if hint else []), *self._lines, ""])


def _line(cells: Sequence[str], separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="").writerow(cells)
    return out.getvalue()


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
