"""Undoes an import: its rows stay as a record, marked as undone.

Which import is undone is recorded in the models folder until the user has been told, so that the command, repeated
after a kill, finishes the same undo rather than taking back the import before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.decisions import DECISIONS_FILE, last_batch, read_decisions
from pipeline.decisions_file import marked_undone
from pipeline.errors import UserError
from pipeline.locks import WRITES_MODELS, hold
from pipeline.storage import decoded, write_whole
from pipeline.study import Study

UNDO_RECORD = "unfinished-undo.json"  # in the models folder


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone.

    Attributes:
        batch: the number of the import.
        rows: how many rows it had brought.
        coders: whose decisions they are.
        resumed: whether this finished an undo that had been interrupted.
    """

    batch: int
    rows: int
    coders: tuple[str, ...]
    resumed: bool = False


def undo_import(study: Study, number: int = 0, *, report: Callable[[Undone], None] = lambda _: None) -> Undone:
    """Mark the rows of an import as undone; of one that was undone before, nothing changes.

    Args:
        study: whose decisions they are.
        number: of the import; 0 for the last that still counts, or the one whose undo was interrupted.
        report: tells the user what was undone. Until it has returned, a repetition finishes this undo.

    Raises:
        UserError: if there is no such import, or none is left that could be undone.
    """
    with hold(study, WRITES_MODELS):
        path, record = study.models / DECISIONS_FILE, study.models / UNDO_RECORD
        text = decoded(path.read_bytes()) if path.exists() else ""
        rows = read_decisions(text, path=path).rows
        latest = last_batch(rows)
        interrupted = _recorded(record, latest=latest)
        batch = number or interrupted or last_batch(row for row in rows if not row.undone)
        if not batch:
            raise UserError("there is no import to undo", "Rows written by hand are yours to delete", path)
        own = [row for row in rows if row.batch == str(batch)]
        if not own:
            known = ", ".join(map(str, sorted({int(row.batch) for row in rows if row.batch.isdecimal()}))) or "none"
            raise UserError(f"there is no import {batch}", f"The imports are: {known}", path)
        if batch != interrupted:
            write_whole(record, json.dumps({"batch": batch, "latest": latest}).encode())
        if not all(row.undone for row in own):
            write_whole(path, marked_undone(text, str(batch)))
        coders = tuple(sorted({row.coder for row in own}))
        undone = Undone(batch, len(own), coders, resumed=not number and interrupted == batch)
        report(undone)
        record.unlink()
        return undone


def _recorded(record: Path, *, latest: int) -> int:
    """The import whose undo was interrupted; 0 if there is none, or another import has come since."""
    try:
        kept = json.loads(record.read_bytes())
        batch, then = int(kept["batch"]), int(kept["latest"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return 0
    return batch if then == latest and 0 < batch <= latest else 0
