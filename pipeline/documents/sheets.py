"""Selects the sheets of a workbook to read: the fullest, and those that continue its transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.documents.document import Grid, Problem
from pipeline.documents.table_columns import Columns, table_reading
from pipeline.documents.times import cell_seconds
from pipeline.people.labels import is_machine_label, is_role, label_key, label_of

_SHARED = 2  # minimum number of labels shared by two sheets of one conversation


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet.

    Attributes:
        name: the name on its tab.
        grid: its non-blank rows, padded to one width.
        notes: its comments and text boxes by row index.
    """

    name: str
    grid: Grid
    notes: Mapping[int, Sequence[str]] = field(default_factory=dict)


def chosen(sheets: Sequence[WorkbookSheet]) -> tuple[WorkbookSheet, list[str], list[Problem]]:
    """The sheets to read, joined into one; their names; and findings on other transcripts in the workbook.

    Args:
        sheets: the non-empty sheets in order; at least one.
    """
    fullest = max(sheets, key=lambda sheet: sum(len(cell) for row in sheet.grid for cell in row))
    columns = _columns(fullest)
    talks = {sheet.name: each for sheet in sheets if columns and (each := _columns(sheet)) == columns}
    parts = [sheet for sheet in sheets if sheet is fullest or (sheet.name in talks and _goes_on(sheet, fullest))]
    used = [sheet.name for sheet in parts]
    own = [name for name in talks if name not in used]
    problems = []
    if own:
        problems.append(
            Problem(
                level="check",
                finding=f"a transcript of its own is in {', '.join(map(repr, own))}",
                remedy="Save the sheet as a separate file",
            )
        )
    return (_joined(parts, columns) if columns and len(parts) > 1 else fullest), used, problems


def _columns(sheet: WorkbookSheet) -> Columns | None:
    reading = table_reading(sheet.grid)
    named = reading.columns is not None and reading.columns.speaker >= 0
    return reading.columns if named and reading.is_transcript else None


def _goes_on(sheet: WorkbookSheet, other: WorkbookSheet) -> bool:
    """Whether two transcripts are parts of one: they name the same people, or the times continue."""
    columns = _columns(sheet)
    if columns is None:
        return False
    labels = [_labels(each, columns) for each in (sheet, other)]
    shared = labels[0].keys() & labels[1].keys()
    if len(shared) < _SHARED:
        return False
    if any(not _is_anybody(labels[0][key]) for key in shared):
        return True
    mine, theirs = (_times(each, columns) for each in (sheet, other))
    return bool(mine and theirs) and (max(mine) <= min(theirs) or max(theirs) <= min(mine))


def _labels(sheet: WorkbookSheet, columns: Columns) -> dict[str, str]:
    written = (label_of(row[columns.speaker]) for row in sheet.grid[columns.header :])
    return {label_key(label): label for label in written if label}


def _is_anybody(label: str) -> bool:
    """Whether a label may mean someone else in another conversation: a role, a machine label, a letter."""
    return is_role(label) or is_machine_label(label) or len(label) == 1


def _times(sheet: WorkbookSheet, columns: Columns) -> list[float]:
    cells = (row[columns.time] for row in sheet.grid[columns.header :] if columns.time >= 0)
    return [seconds for cell in cells if (seconds := cell_seconds(cell)) is not None]


def _joined(parts: Sequence[WorkbookSheet], columns: Columns) -> WorkbookSheet:
    """Sheets with the same columns joined into one, each after the first under its name."""
    width = max(len(sheet.grid[0]) for sheet in parts)
    grid: list[list[str]] = []
    notes: dict[int, Sequence[str]] = {}
    for at, sheet in enumerate(parts):
        skipped = columns.header if at else 0
        if at:
            grid.append([sheet.name, *[""] * (width - 1)])
        notes |= {max(row - skipped, 0) + len(grid): texts for row, texts in sheet.notes.items()}
        grid += [[*row, *[""] * (width - len(row))] for row in sheet.grid[skipped:]]
    return WorkbookSheet(parts[0].name, grid, notes)
