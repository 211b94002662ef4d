"""Removes a person's traces from the data of on-screen review: memos, chosen quotes, passages, acts."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from pipeline.corpus.csv_safety import escaped, saved_table, unescaped
from pipeline.corpus.own_passages import OWN_PASSAGES_FILE
from pipeline.corpus.quote_choices import QUOTES_FILE, choice_rows
from pipeline.corpus.review_files import JOURNAL_FILE, MEMOS_FILE
from pipeline.corpus.storage import decoded, write_whole
from pipeline.privacy.known_files import PersonalTraces

_TEXTS = ("about", "what", "patches", "problem")


def cleaned_memos(models: Path, theirs: PersonalTraces) -> int:
    """Remove memos and marked passages with their words, and their names from the rest; return the rows removed."""
    return sum(_cleaned_table(models / name, theirs) for name in (MEMOS_FILE, OWN_PASSAGES_FILE))


def cleaned_quote_choices(models: Path, theirs: PersonalTraces) -> int:
    """Take starred and barred quotes of theirs out, and their names out of other rows; how many went."""
    return _cleaned_table(models / QUOTES_FILE, theirs, rows_of=_choices)


def _choices(text: str) -> Iterable[list[str]]:
    return (record.cells for record in choice_rows(text) if any(record.cells))


def _saved_rows(text: str) -> Iterable[list[str]]:
    return saved_table(text).rows()


def _cleaned_table(
    path: Path, theirs: PersonalTraces, *, rows_of: Callable[[str], Iterable[list[str]]] = _saved_rows
) -> int:
    if not path.exists():
        return 0
    rows = list(rows_of(decoded(path.read_bytes())))
    kept = [
        [escaped(theirs.redactor.redacted(unescaped(cell))) for cell in cells]
        for cells in rows
        if not any(cell.strip() in theirs.quote_ids or theirs.said(cell) for cell in cells)
    ]
    if kept != rows:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(kept)
        write_whole(path, out.getvalue().encode("utf-8-sig"))
    return len(rows) - len(kept)


def cleaned_history(models: Path, theirs: PersonalTraces) -> int:
    """Delete acts with their words or names from the history, so they cannot be undone; return the number."""
    path = models / JOURNAL_FILE
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as history:
            history.execute("pragma secure_delete = on")
            rows = history.execute(f"select number, {', '.join(_TEXTS)} from acts").fetchall()
            gone = [(number,) for number, *texts in rows if any(_tells(str(text), theirs) for text in texts)]
            history.executemany("delete from acts where number = ?", gone)
            history.execute("pragma wal_checkpoint(truncate)")
            history.execute("vacuum")
    except sqlite3.Error:
        return 0  # an unreadable file is reported by the search that follows
    return len(gone)


def _tells(text: str, theirs: PersonalTraces) -> bool:
    if any(quote_id in text for quote_id in theirs.quote_ids):
        return True
    return theirs.said(text) or theirs.redactor.redacted(text) != text
