"""Removes a person's traces from files that users edit and from the data of review: decisions, memos, names."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import CODEBOOK_FILE
from pipeline.corpus.csv_safety import escaped, saved_table, unescaped
from pipeline.corpus.decisions import DECISIONS_FILE
from pipeline.corpus.decisions_file import SavedRow, edited
from pipeline.corpus.own_passages import OWN_PASSAGES_FILE
from pipeline.corpus.quote_choices import QUOTES_FILE, choice_rows
from pipeline.corpus.review_files import JOURNAL_FILE, MEMOS_FILE
from pipeline.corpus.speaker_decisions import SPEAKERS_FILE, speaker_rows, withdrawn_words
from pipeline.corpus.storage import decoded, file_content, fixed_package, write_whole
from pipeline.ingest.withdrawal_filter import LEFT
from pipeline.people.decided_names import PEOPLE_FILE, PUBLIC_PEOPLE_FILE
from pipeline.people.name_matching import REPLACEMENT
from pipeline.people.names import full_key
from pipeline.people.redaction import Redactor
from pipeline.privacy.forbidden import keys

if TYPE_CHECKING:
    from yaml.nodes import Node, SequenceNode


REVIEW_FOLDER = "review"  # below the private folder
_NAME_COLUMN = "name"  # the first column of the sheet of people's names
_RUN_WORDS = 6
_SAME_AS = re.compile(r"^\W*same\s+as\b", re.IGNORECASE)
_PARTS = re.compile(r"[,;\t\"\n]")  # possible separators in a malformed row


@dataclass(frozen=True)
class PersonalTraces:
    """The traces of one person.

    Attributes:
        quote_ids: the ids of their passages and quotes.
        runs: every run of six words that only they said.
        whole: their shorter passages, as words.
        names: their names.
        redactor: finds these names.
    """

    quote_ids: frozenset[str]
    runs: frozenset[tuple[str, ...]]
    whole: frozenset[tuple[str, ...]]
    names: tuple[str, ...]
    redactor: Redactor = field(repr=False)

    def said(self, text: str) -> bool:
        """Whether a text contains words of theirs."""
        words = tuple(keys(text))
        return words in self.whole or any(
            words[at : at + _RUN_WORDS] in self.runs for at in range(len(words) - _RUN_WORDS + 1)
        )

    def is_name(self, cell: str) -> bool:
        """Whether a table cell consists only of a name of theirs, full or partial."""
        rest = self.redactor.redacted(cell)
        return rest != cell and not any(keys(rest.replace(REPLACEMENT, "")))


def cleaned_decisions(models: Path, theirs: PersonalTraces) -> int:
    """Remove rows on their words from decisions.csv, and their names from others; return how many were removed.

    Rows are split as when decisions are read, whatever headers and separators the file has; rows that cannot be
    parsed are searched too. All other lines are unchanged.
    """
    path = models / DECISIONS_FILE
    if not path.exists():
        return 0
    said, redacted = cache(theirs.said), cache(theirs.redactor.redacted)  # many cells recur
    count, changed = 0, False

    def cleaned(row: SavedRow) -> str | None:
        nonlocal count, changed
        cells = row.record.cells if row.record.closed else [*_PARTS.split(row.text), row.text]
        if not row.is_header and any(cell.strip() in theirs.quote_ids or said(cell) for cell in cells):
            count, changed = count + 1, True
            return None
        after = [redacted(cell) for cell in row.record.cells]
        if after == row.record.cells:
            return row.text
        changed = True
        return row.written(after) if row.record.closed else redacted(row.text)

    content = edited(decoded(file_content(path)), cleaned)
    if changed:
        write_whole(path, content)
    return count


def cleaned_codebook(models: Path, theirs: PersonalTraces) -> int:
    """Remove examples in their words from the codebook, keeping all other text; return the number removed."""
    from yaml import SafeLoader, YAMLError, compose

    path = models / CODEBOOK_FILE
    if not path.exists():
        return 0
    text = decoded(path.read_bytes())
    try:
        root = compose(text, Loader=SafeLoader)
    except (YAMLError, RecursionError):
        return 0  # an unreadable file is reported by the search that follows
    lines = text.splitlines(keepends=True)
    gone: set[int] = set()
    count = 0
    for key, listed in _lists_of_codes(root):
        theirs_here = [item for item in listed.value if theirs.said(str(item.value))]
        for item in theirs_here:
            last = item.end_mark.line + (item.end_mark.column > 0)
            gone.update(range(item.start_mark.line, max(last, item.start_mark.line + 1)))
        if theirs_here and len(theirs_here) == len(listed.value):
            gone.add(key.start_mark.line)
        count += len(theirs_here)
    if not count:
        return 0
    after = "".join(line for at, line in enumerate(lines) if at not in gone)
    try:
        compose(after, Loader=SafeLoader)
    except YAMLError:
        return 0  # likewise
    write_whole(path, after.encode())
    return count


def _lists_of_codes(root: Node | None) -> Iterator[tuple[Node, SequenceNode]]:
    """The lists of phrases and examples with one item per line, each with its key."""
    from yaml.nodes import MappingNode, SequenceNode

    for _, codes in root.value if isinstance(root, MappingNode) else ():
        for code in codes.value if isinstance(codes, SequenceNode) else ():
            for key, listed in code.value if isinstance(code, MappingNode) else ():
                if isinstance(listed, SequenceNode) and not listed.flow_style:
                    yield key, listed


def cleaned_public_people(models: Path, theirs: PersonalTraces) -> int:
    """Remove their names from the list of people who may be named; return the number removed."""
    return _lines(models / PUBLIC_PEOPLE_FILE, drop=lambda line: full_key(line) in set(map(full_key, theirs.names)))


def cleaned_name_decisions(models: Path, theirs: PersonalTraces) -> int:
    """Remove rows on their names from people.csv, and their names from others; return how many were removed."""
    path = models / PEOPLE_FILE
    if not path.exists():
        return 0
    lines = decoded(path.read_bytes()).splitlines(keepends=True)
    cells = [[_SAME_AS.sub("", cell) for cell in _PARTS.split(line)] for line in lines]
    kept = [line for line, row in zip(lines, cells, strict=True) if not any(map(theirs.is_name, row))]
    after = [theirs.redactor.redacted(line) for line in kept]
    if after != lines:
        write_whole(path, "".join(after).encode())
    return len(lines) - len(kept)


def cleaned_workbooks(private: Path, theirs: PersonalTraces) -> int:
    """Remove their rows from the review workbooks, and their words and names from the other rows.

    Cells that coders filled in for other people's passages are kept. An unreadable workbook is left unchanged and
    reported by the search that follows. Returns the number of rows removed.
    """
    return sum(_cleaned_workbook(path, theirs) for path in sorted((private / REVIEW_FOLDER).glob("*.xlsx")))


def _cleaned_workbook(path: Path, theirs: PersonalTraces) -> int:
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell

    try:
        book = load_workbook(path)
    except Exception:  # openpyxl fails in as many ways as a package can be damaged
        return 0
    count, changed = 0, False
    for sheet in book.worksheets:
        lists_names = sheet.cell(1, 1).value == _NAME_COLUMN
        for row in reversed(range(2, sheet.max_row + 1)):
            cells = [cell for cell in sheet[row] if isinstance(cell.value, str)]
            about_them = lists_names and any(theirs.is_name(str(cell.value)) for cell in cells[:1])
            if about_them or any(str(cell.value).strip() in theirs.quote_ids for cell in cells):
                sheet.delete_rows(row)
                count, changed = count + 1, True
                continue
            for cell in cells:
                if isinstance(cell, MergedCell):
                    continue
                text = str(cell.value)
                cleaned = LEFT if theirs.said(text) else theirs.redactor.redacted(text)
                if cleaned != text:
                    cell.value, changed = cleaned, True
    if changed:
        content = io.BytesIO()
        book.save(content)
        content.seek(0)
        write_whole(path, fixed_package(content, change={"docProps/core.xml": _without_time}), private=True)
    book.close()
    return count


def _without_time(properties: bytes) -> bytes:
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", properties)


def _lines(path: Path, *, drop: Callable[[str], bool]) -> int:
    if not path.exists():
        return 0
    lines = decoded(path.read_bytes()).splitlines(keepends=True)
    kept = [line for line in lines if not line.strip() or not drop(line)]
    if len(kept) < len(lines):
        write_whole(path, "".join(kept).encode())
    return len(lines) - len(kept)


def runs_of(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every run of six words in these texts."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = tuple(keys(text))
        found.update(words[at : at + _RUN_WORDS] for at in range(len(words) - _RUN_WORDS + 1))
    return found


_WITHDRAWN_LABEL = "Withdrawn"  # as a label, it removes the words of its turns
_JOURNAL_TEXTS = ("about", "what", "patches", "problem")


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
            cells[speaker], cells[words] = _WITHDRAWN_LABEL, withdrawn_words(cells[words])
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
            rows = history.execute(f"select number, {', '.join(_JOURNAL_TEXTS)} from acts").fetchall()
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
