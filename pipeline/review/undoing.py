"""Undoes an import: its rows stay as a record, marked as undone."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.decisions import DECISIONS_FILE, last_batch, read_decisions
from pipeline.decisions_file import marked_undone
from pipeline.errors import UserError
from pipeline.locks import WRITES_MODELS, hold
from pipeline.storage import decoded, write_whole
from pipeline.study import Study


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone.

    Attributes:
        batch: the number of the import.
        rows: how many rows it had brought.
        coders: whose decisions they are.
    """

    batch: int
    rows: int
    coders: tuple[str, ...]


def undo_import(study: Study, number: int = 0) -> Undone:
    """Mark the rows of an import as undone; of one that was undone before, nothing changes.

    Args:
        study: whose decisions they are.
        number: of the import; 0 for the last that still counts.

    Raises:
        UserError: if there is no such import, or none is left that could be undone.
    """
    with hold(study, WRITES_MODELS):
        path = study.models / DECISIONS_FILE
        text = decoded(path.read_bytes()) if path.exists() else ""
        rows = read_decisions(text, path=path).rows
        batch = number or last_batch(row for row in rows if not row.undone)
        if not batch:
            raise UserError("there is no import to undo", "Rows written by hand are yours to delete", path)
        own = [row for row in rows if row.batch == str(batch)]
        if not own:
            known = ", ".join(map(str, sorted({int(row.batch) for row in rows if row.batch.isdecimal()}))) or "none"
            raise UserError(f"there is no import {batch}", f"The imports are: {known}", path)
        if not all(row.undone for row in own):
            write_whole(path, marked_undone(text, str(batch)))
        return Undone(batch, len(own), tuple(sorted({row.coder for row in own})))
