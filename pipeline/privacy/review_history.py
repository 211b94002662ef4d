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
from pipeline.corpus.speaker_decisions import SPEAKERS_FILE, speaker_rows, withdrawn_words
from pipeline.corpus.storage import decoded, write_whole
from pipeline.privacy.known_files import PersonalTraces

_WITHDRAWN = "Withdrawn"  # as a label, it removes the words of its turns
_TEXTS = ("about", "what", "patches", "problem")


def cleaned_memos(models: Path, theirs: PersonalTraces) -> int:
    """Remove memos and marked passages with their words, and their names from the rest; return the rows removed."""
    return sum(_cleaned_table(models / name, theirs) for name in (MEMOS_FILE, OWN_PASSAGES_FILE))


def cleaned_quote_choices(models: Path, theirs: PersonalTraces) -> int:
    """Take starred and barred quotes of theirs out, and their names out of other rows; how many went."""
    return _cleaned_table(models / QUOTES_FILE, theirs, rows_of=_choices)


def cleaned_speakers(models: Path, theirs: PersonalTraces) -> int:
    """Replace words of theirs in speakers.csv by a mark, under which they stay theirs; how many rows changed.

    Without its row, the words would be somebody else's again.
    """
    path = models / SPEAKERS_FILE
    if not path.exists():
        return 0
    header, *rows = [record.cells for record in speaker_rows(decoded(path.read_bytes())) if any(record.cells)]
    names = [cell.strip().casefold() for cell in header]
    speaker, words = names.index("speaker"), names.index("words")
    kept, count = [header], 0
    for row in rows:
        cells = [unescaped(cell) for cell in row]
        if len(cells) > max(speaker, words) and (theirs.said(cells[words]) or theirs.is_name(cells[speaker])):
            cells[speaker], cells[words] = _WITHDRAWN, withdrawn_words(cells[words])
            count += 1
        kept.append([escaped(theirs.redactor.redacted(cell)) for cell in cells])
    if kept[1:] != rows:
        _write_table(path, kept)
    return count


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
        _write_table(path, kept)
    return len(rows) - len(kept)


def _write_table(path: Path, rows: Iterable[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    write_whole(path, out.getvalue().encode("utf-8-sig"))


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
