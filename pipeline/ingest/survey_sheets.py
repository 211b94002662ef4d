"""Surveys spread over several sheets, or over several tables on one sheet: related tables are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.documents.document import Grid, Problem
from pipeline.ingest.survey_columns import is_own_id
from pipeline.ingest.survey_headers import HeadedTable, headed

SHEET = "Sheet"  # the name of the column that gives the sheet of each respondent
_SAME_NAMES = 0.8  # minimum share of column names of either table that the other has as well
_COPIED = 0.3  # share of rows that are also in the first table above which a table is a copy of it
_SAME_IDS = 0.5  # minimum share of a table's ids that the first table has as well


@dataclass(frozen=True)
class JoinedTable:
    """A survey with the data from related tables.

    Attributes:
        grid: the table; unchanged if nothing was joined.
        left: names of the other sheets that are not part of it.
        problems: what was joined, and how.
    """

    grid: Grid
    left: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def joined(grid: Grid, sheets: Mapping[str, Grid], *, name: str = "") -> JoinedTable:
    """Add further respondents, and further answers of the same respondents, from other tables.

    A table with the same columns holds further respondents; one with the same ids holds further answers of theirs.

    Args:
        grid: the fullest sheet.
        sheets: the other sheets, by name.
        name: name of the fullest sheet.
    """
    grid, beside = _side_by_side(grid)
    first = headed(grid)
    others = [(sheet, headed(other)) for sheet, other in sheets.items()]
    others += [(f"a table at line {at}", headed(rest)) for at, rest in first.others]
    others += [(f"a table in column {at}", headed(right)) for at, right in beside]
    more = [(sheet, table) for sheet, table in others if _same_columns(first, table)]
    answers = [(sheet, table) for sheet, table in others if (sheet, table) not in more and _same_ids(first, table)]
    taken = [sheet for sheet, _ in (*more, *answers)]
    left = tuple(sheet for sheet in sheets if sheet not in taken)
    unread = [_unread_beside(at) for at, _ in beside if f"a table in column {at}" not in taken]
    if not taken:
        return JoinedTable(grid, left, tuple(unread))
    names, rows = list(first.names), [list(row) for row in first.rows]
    for _, table in answers:
        names, rows = _with_answers(names, rows, table)
    if more:
        rows = [[*row, name or "1"] for row in rows]
        names.append(SHEET)
        for sheet, table in more:
            names, rows = _with_respondents(names, rows, table, sheet=sheet)
    told = [("the same columns", more), ("further answers of the same respondents", answers)]
    problems = [
        Problem(
            level="note",
            finding=f"other tables hold {what}, and were read with the first: "
            + ", ".join(f"'{sheet}'" for sheet, _ in tables),
            remedy="No action is needed, unless they are surveys of their own: then save each as a file",
            line=1,
        )
        for what, tables in told
        if tables
    ]
    if not all(f"a table at line {at}" in taken for at, _ in first.others):
        unread += first.problems
    return JoinedTable([names, *rows], left, (*unread, *problems))


def _side_by_side(grid: Grid) -> tuple[Grid, list[tuple[str, Grid]]]:
    """The first table of a sheet, and the tables to the right of it, each with the column where it begins."""
    used = [any(row[at].strip() for row in grid) for at in range(len(grid[0]) if grid else 0)]
    blocks = [[at for at, _ in group] for filled, group in groupby(enumerate(used), lambda each: each[1]) if filled]
    if len(blocks) < 2:
        return grid, []
    from openpyxl.utils import get_column_letter

    kept, apart = list(blocks[0]), []
    first = _cut(grid, blocks[0])
    for block in blocks[1:]:
        table = _cut(grid, block)
        if _stands_apart(first, table):
            apart.append((get_column_letter(block[0] + 1), table))
        else:
            kept += block  # an empty column between the questions of one table
    if not apart:
        return grid, []
    rows = [[row[at] for at in kept] for row in grid]
    while not any(cell.strip() for cell in rows[-1]):
        rows.pop()  # beside the last rows of a longer table
    return rows, apart


def _cut(grid: Grid, columns: Sequence[int]) -> Grid:
    """Some columns of a sheet, from the header of their table to its last filled row; empty rows in it are kept."""
    rows = [[row[at] for at in columns] for row in grid]
    filled = [at for at, row in enumerate(rows) if sum(1 for cell in row if cell.strip()) > (len(columns) > 1)]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def _stands_apart(first: Grid, table: Grid) -> bool:
    """Whether a table beside another is one of its own: with the same columns, ids of its own, or as a summary."""
    if len(first) < 2 or len(table) < 2 or len(table[0]) < 2:
        return False
    names = headed(table).names
    whole = all(any(cell.strip() for cell in row) for row in table)
    counts = [row[-1].strip().rstrip("%").replace(".", "", 1) for row in table[1:]]
    summary = whole and len(table) <= len(first) / 2 and all(count.isdecimal() for count in counts)
    own = _keys(headed(first).names)
    alike = len(own.keys() & _keys(names).keys()) >= max(2, _SAME_NAMES * max(len(own), len(names)))
    return alike or summary or any(map(is_own_id, names))


def _unread_beside(column: str) -> Problem:
    return Problem(
        level="check",
        finding=f"a table in column {column} stands beside the answers, and was not read",
        remedy="If it holds answers, save it as a file of its own",
        line=1,
    )


def unread_sheets(sheet: str, left: Sequence[str]) -> Problem:
    """The finding that names the sheets that were not read and the one that was."""
    told = ", ".join(f"'{name}'" for name in left)
    return Problem(
        level="check",
        finding=f"sheets that were not read: {told}; '{sheet}' was",
        remedy="Save any other sheet with answers or speech as a separate file",
    )


def _same_columns(first: HeadedTable, other: HeadedTable) -> bool:
    own, theirs = _keys(first.names), _keys(other.names)
    both = len(own.keys() & theirs.keys())
    alike = bool(other.rows) and both > 1 and both >= _SAME_NAMES * max(len(own), len(theirs))
    return alike and not _is_copy(first, other)


def _is_copy(first: HeadedTable, other: HeadedTable) -> bool:
    """Whether a table holds the same respondents again, for example the answers before cleaning."""
    own, theirs = _id_column(first), _id_column(other)
    if own >= 0 and theirs >= 0:
        known = {row[own].strip() for row in first.rows}
        again = sum(row[theirs].strip() in known for row in other.rows)
    else:
        seen = {frozenset(cell.strip() for cell in row) for row in first.rows}
        again = sum(frozenset(cell.strip() for cell in row) in seen for row in other.rows)
    return again >= _COPIED * len(other.rows)


def _same_ids(first: HeadedTable, other: HeadedTable) -> bool:
    own, theirs = _id_column(first), _id_column(other)
    if own < 0 or theirs < 0 or not set(_keys(other.names)) - set(_keys(first.names)):
        return False
    known = {row[own].strip() for row in first.rows}
    ids = [row[theirs].strip() for row in other.rows]
    return sum(one in known for one in ids) >= _SAME_IDS * len(ids)


def _id_column(table: HeadedTable) -> int:
    """Index of the first column of unique ids; −1 if there is none."""
    for at, name in enumerate(table.names):
        cells = [row[at].strip() for row in table.rows]
        if cells and is_own_id(name) and all(cells) and len(set(cells)) == len(cells):
            return at
    return -1


def _with_answers(
    names: Sequence[str], rows: Sequence[list[str]], table: HeadedTable
) -> tuple[list[str], list[list[str]]]:
    """Add the columns of a table with the same respondents, except those that are already there."""
    known = _keys(names)
    new = [at for at, name in enumerate(table.names) if name.casefold() not in known]
    theirs = _id_column(table)
    said = {row[theirs].strip(): row for row in table.rows}
    own = next(at for at, name in enumerate(names) if is_own_id(name))
    blank = [""] * len(table.names)
    found = []
    for row in rows:
        answers = said.pop(row[own].strip(), blank)
        found.append([*row, *(answers[at] for at in new)])
    for one, answers in said.items():  # respondents who are not in the first table
        found.append([one if at == own else "" for at in range(len(names))] + [answers[at] for at in new])
    return [*names, *(table.names[at] for at in new)], found


def _with_respondents(
    names: Sequence[str], rows: Sequence[list[str]], table: HeadedTable, *, sheet: str
) -> tuple[list[str], list[list[str]]]:
    """Append the rows of a table with the same columns, which may be in another order."""
    theirs = _keys(table.names)
    new = [name for name in table.names if name.casefold() not in _keys(names)]
    wide = [*names, *new]
    found = [[*row, *[""] * len(new)] for row in rows]
    for row in table.rows:
        cells = [row[theirs[name.casefold()]] if name.casefold() in theirs else "" for name in wide]
        cells[names.index(SHEET)] = sheet
        found.append(cells)
    return wide, found


def _keys(names: Sequence[str]) -> dict[str, int]:
    return {name.casefold(): at for at, name in enumerate(names)}
