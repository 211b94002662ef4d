"""Writes `models/decisions.csv`: rows are added and marked as undone, and what a person wrote stays as it is."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from pipeline.cells import escaped, saved_table
from pipeline.decisions import COLUMNS, Decision, columns_of, is_header
from pipeline.storage import decoded

_UNDONE, _BATCH = "undone", "batch"


def written_decisions(decisions: Iterable[Decision]) -> bytes:
    """The file's bytes: CSV as UTF-8 with a byte-order mark, so that a spreadsheet reads accents rightly."""
    return _rows(COLUMNS, decisions, separator=",", header=True).encode("utf-8-sig")


def appended(kept: bytes, decisions: Iterable[Decision]) -> bytes:
    """The file's bytes with these rows at its end; the rows that are there stay as they are, byte for byte.

    Rows are written under the file's own header, to which the columns that it lacks are added. Where a file has no
    header in its first line, or several, as after two files were put together, a header of their own stands before
    the new rows.

    Args:
        kept: the file's content; empty if there is none.
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
    """Where the line of that number ends, before its end-of-line characters; 0 if there is no such end."""
    newline, at = "\n".encode(encoding), -1
    for _ in range(number):
        at = content.find(newline, at + 1)
        if at < 0:
            return 0
    before = "\r".encode(encoding)
    return at - len(before) if content[:at].endswith(before) else at


def _encoding_of(content: bytes) -> str:
    """In which a text can stand below this one."""
    for start, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(start):
            return encoding
    return "utf-8"  # lines in another encoding are read line by line


def _rows(names: Sequence[str], decisions: Iterable[Decision], *, separator: str, header: bool = False) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    if header:
        writer.writerow(names)
    writer.writerows([_cell(decision, name) for name in names] for decision in decisions)
    return out.getvalue()


def marked_undone(kept: str, batch: str) -> bytes:
    """The file's bytes with the rows of an import marked as undone; all other lines stay as they are.

    Args:
        kept: the file's text.
        batch: the number of the import.
    """
    table = saved_table(kept)
    lines = table.rest.split("\n")
    records = list(table.records(lambda cells: False))
    ends = [record.line - 1 - table.skipped for record in records[1:]] + [len(lines)]
    names: Sequence[str] = ()
    made: list[str] = []
    for record, end in zip(records, ends, strict=True):
        start = record.line - 1 - table.skipped
        columns = columns_of(record.cells)
        if is_header(columns):
            names = columns
        cells = dict(zip(names, record.cells, strict=False))
        if cells.get(_BATCH, "").strip() == batch and _UNDONE in names:
            whole = [*record.cells, *[""] * (len(names) - len(record.cells))]
            whole[list(names).index(_UNDONE)] = "yes"
            made.append(_line(whole, separator=table.separator))
        else:
            made += lines[start:end]
    return (table.hint + "\n".join(made)).encode("utf-8-sig")


def _cell(decision: Decision, name: str) -> str:
    return escaped(getattr(decision, name)) if name in COLUMNS else ""


def _line(cells: Sequence[str], *, separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="").writerow(cells)
    return out.getvalue()
