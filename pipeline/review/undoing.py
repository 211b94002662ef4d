"""Undoes the last import: its rows stay as a record, marked as undone."""

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


def undo_last_import(study: Study) -> Undone:
    """Mark the rows of the last import that still counts as undone.

    Raises:
        UserError: if no import is left that could be undone.
    """
    with hold(study, WRITES_MODELS):
        path = study.models / DECISIONS_FILE
        text = decoded(path.read_bytes()) if path.exists() else ""
        rows = [row for row in read_decisions(text, path=path).rows if not row.undone]
        batch = last_batch(rows)
        if not batch:
            raise UserError("there is no import to undo", "Rows written by hand are yours to delete", path)
        own = [row for row in rows if row.batch == str(batch)]
        write_whole(path, marked_undone(text, str(batch)))
        return Undone(batch, len(own), tuple(sorted({row.coder for row in own})))
