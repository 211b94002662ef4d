"""Writes `models/decisions.csv`: appends rows and marks rows as undone, leaving all other bytes unchanged."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.csv_safety import TableRow, escaped, saved_table
from pipeline.corpus.decisions import COLUMNS, columns_of, decision_records, is_header
from pipeline.corpus.storage import decoded

_UNDONE, _BATCH = "undone", "batch"


def written_decisions(decisions: Iterable[Decision]) -> bytes:
    """The file's bytes: CSV in UTF-8 with a byte-order mark, which Excel needs to read accents."""
    return _rows(COLUMNS, decisions, separator=",", header=True).encode("utf-8-sig")


def appended(kept: bytes, decisions: Iterable[Decision]) -> bytes:
    """The file's bytes with these rows appended; existing rows keep their bytes.

    Rows follow the file's own header, extended with missing columns. If the first line is not a header, or
    there are several headers because files were joined, the new rows get a header of their own.

    Args:
        kept: the existing content, possibly empty.
        decisions: the new rows.
    """
    if not kept.strip(codecs.BOM_UTF8 + b" \r\n"):
        return written_decisions(decisions)
    encoding = _encoding_of(kept)
    table = saved_table(decoded(kept))
    first, *others = table.rest.split("\n")
    names = columns_of(table.cells_of(first))
    missing = [name for name in COLUMNS if name not in names]
    end = _end_of_line(kept, 1 + table.skipped, encoding=encoding)
    one_header = is_header(names) and not any(is_header(columns_of(table.cells_of(one))) for one in others)
    if one_header and end:
        more = "".join(table.separator + name for name in missing)
        kept = kept[:end] + more.encode(encoding) + kept[end:]
        rows = _rows([*names, *missing], decisions, separator=table.separator)
    else:
        rows = _rows(COLUMNS, decisions, separator=table.separator, header=True)
    return kept + (("" if table.rest.endswith("\n") else "\n") + rows).encode(encoding)


def _end_of_line(content: bytes, number: int, *, encoding: str) -> int:
    """The offset at which that line ends, before its line ending; 0 if there is none."""
    newline, at = "\n".encode(encoding), -1
    for _ in range(number):
        at = content.find(newline, at + 1)
        if at < 0:
            return 0
    before = "\r".encode(encoding)
    return at - len(before) if content[:at].endswith(before) else at


def _encoding_of(content: bytes) -> str:
    """The encoding in which text can be appended to this content."""
    for start, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(start):
            return encoding
    return "utf-8"  # lines in different encodings are decoded line by line


def _rows(names: Sequence[str], decisions: Iterable[Decision], *, separator: str, header: bool = False) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    if header:
        writer.writerow(names)
    writer.writerows([_cell(decision, name) for name in names] for decision in decisions)
    return out.getvalue()


def marked_undone(kept: str, batch: str, *, undone: bool = True) -> bytes:
    """The file's bytes with the rows of one import marked as undone; other lines are unchanged.

    Args:
        kept: the file's text.
        batch: the number of the import.
        undone: False to let the rows count again.
    """

    def undo(row: SavedRow) -> str:
        cells = dict(zip(row.names, row.record.cells, strict=False))
        if cells.get(_BATCH, "").strip() != batch or _UNDONE not in row.names:
            return row.text
        whole = [*row.record.cells, *[""] * (len(row.names) - len(row.record.cells))]
        whole[list(row.names).index(_UNDONE)] = "yes" if undone else ""
        return row.written(whole)

    return edited(kept, undo)


class SavedRow(NamedTuple):
    """One row of the file, with its original text.

    Attributes:
        record: its cells.
        names: the columns of the header above it, or its own if it is a header.
        text: its line or lines.
        separator: the cell separator.
        is_header: whether it is a header.
    """

    record: TableRow
    names: Sequence[str]
    text: str
    separator: str
    is_header: bool

    def written(self, cells: Sequence[str]) -> str:
        """The row's text with new cells."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.separator, lineterminator="").writerow(cells)
        return out.getvalue()


def edited(kept: str, edit: Callable[[SavedRow], str | None]) -> bytes:
    """The file's bytes with `edit` applied to each row; rows for which it returns None are removed."""
    table = saved_table(kept)
    lines = table.rest.split("\n")
    records = list(decision_records(table))
    ends = [record.line - 1 - table.skipped for record in records[1:]] + [len(lines)]
    names: Sequence[str] = ()
    made: list[str] = []
    for record, end in zip(records, ends, strict=True):
        columns = columns_of(record.cells)
        if of_header := is_header(columns):
            names = columns
        text = "\n".join(lines[record.line - 1 - table.skipped : end])
        after = edit(SavedRow(record, names, text, table.separator, of_header))
        if after is not None:
            made.append(after)
    return (table.hint + "\n".join(made)).encode("utf-8-sig")


def _cell(decision: Decision, name: str) -> str:
    return escaped(getattr(decision, name)) if name in COLUMNS else ""
