"""Writes `models/decisions.csv`: rows are added and marked as undone, and what a person wrote stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from pipeline.cells import escaped, saved_table
from pipeline.decisions import COLUMNS, Decision, columns_of, is_header

_UNDONE, _BATCH = "undone", "batch"


def appended(kept: str, decisions: Iterable[Decision]) -> bytes:
    """The file's bytes with these rows at its end.

    Rows are written under the file's own header, to which the columns that it lacks are added. Where a file has no
    header in its first line, or several, as after two files were put together, a header of their own stands before
    the new rows.

    Args:
        kept: the file's text; "" if there is none.
        decisions: the new rows.
    """
    table = saved_table(kept)
    first, _, rest = table.rest.partition("\n")
    lines = rest.split("\n") if rest else []
    names = list(columns_of(table.cells_of(first)))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=table.separator, lineterminator="\n")
    one_header = is_header(names) and not any(is_header(columns_of(table.cells_of(line))) for line in lines)
    if one_header:
        added = [name for name in COLUMNS if name not in names]
        first = table.separator.join([first, *added])
        names += added
    else:
        names = list(COLUMNS)
        writer.writerow(names)
    writer.writerows([_cell(decision, name) for name in names] for decision in decisions)
    body = "\n".join([first, *lines]).rstrip("\n") if kept.strip() else ""
    return (table.hint + (f"{body}\n" if body else "") + out.getvalue()).encode("utf-8-sig")


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
