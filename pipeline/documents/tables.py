"""Reads tables as transcripts, with columns for speakers, speech and times."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Grid, Line, Problem, check_cells
from pipeline.documents.table_columns import Columns, columns_of, ends_in_words, heading_rows
from pipeline.documents.text import cleaned, decoded
from pipeline.documents.times import cell_seconds
from pipeline.people.labels import LONGEST_LABEL, label_of, plausible

# Seconds per word. People take about 0.4; milliseconds mistaken for seconds would give 400.
_SLOWEST = 20
MOST_SPANNED = 50  # columns or rows covered by one cell: a sheet's last blank cell may span a thousand


def read_separated(content: bytes) -> Document:
    """The cells of a .csv, .tsv or other separated file."""
    text = cleaned(decoded(content)[0])
    grid = separated(text)
    named = _last_filled(grid[0]) if grid else 0
    wider = [number for number, row in enumerate(grid, start=1) if _last_filled(row) > named]
    if named < 2 or not wider:
        return Document(grid=grid)
    surplus = Problem(
        level="check",
        finding=f"{len(wider)} rows have more cells than the first row has columns: cells with a comma or another "
        "separator may stand without quotation marks",
        remedy="Open it in a spreadsheet, see whether each row is right, and save it from there",
        line=wider[0],
    )
    return Document(grid=grid, problems=(surplus,))


def _last_filled(row: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def separated(text: str, *, keep_blank: bool = False) -> list[list[str]]:
    """Padded rows of cells, split at the separator (`,` tab `;` `|`) that gives the most regular table.

    Args:
        text: the file.
        keep_blank: keep blank rows, so that rows are numbered as in a spreadsheet.
    """
    csv.field_size_limit(1 << 30)
    best: list[list[str]] = []
    best_score = -1.0
    for separator in (",", "\t", ";", "|"):
        if separator != "," and separator not in text:
            continue
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        read = _rejoined(read, separator)
        rows = [row for row in read if any(cell.strip() for cell in row)]
        width, common = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        score = (common / len(rows)) * min(width, 4) if rows and width > 1 else 0.0
        if score > best_score:
            best, best_score = read if keep_blank else rows, score
    width = max(map(len, best), default=0)
    check_cells(len(best), width)
    return [[*map(unescaped, row), *[""] * (width - len(row))] for row in best]


def _rejoined(rows: list[list[str]], separator: str) -> list[list[str]]:
    """Rows of a transcript whose speech contains unquoted separators: the last cell takes the rest."""
    if not rows or len(rows[0]) < 2 or not ends_in_words(rows[0]):
        return rows
    last = len(rows[0]) - 1
    return [[*row[:last], separator.join(row[last:])] if len(row) > last else row for row in rows]


def unescaped(cell: str) -> str:
    """A cell with HTML entities resolved (`&#8212;`) and surrounding white space removed."""
    return (html.unescape(cell) if "&" in cell else cell).strip()


def table_lines(grid: Grid, *, first: int = 1) -> Iterator[Line]:
    """The lines of a table inside a document: turns if it is a transcript, otherwise one line for each row."""
    columns = columns_of(grid)
    if columns is not None:
        yield from transcript_lines(grid, columns, first=first)
        return
    for number, row in enumerate(grid, start=first):
        cells = [" ".join(cell.split()) for cell in row]
        yield Line(text="\t".join(cells).strip(), number=number)


def transcript_lines(grid: Grid, columns: Columns, *, first: int = 1) -> Iterator[Line]:
    """A line for each paragraph of each row; the content of other columns becomes furniture."""
    headings = heading_rows(grid)
    rows = [(number, row) for number, row in enumerate(grid) if number not in headings]
    header = list(rows[0][1]) if columns.header else [""] * len(grid[0])
    milliseconds = _in_milliseconds([row for _, row in rows[columns.header :]], columns, header)
    used = {columns.speaker, columns.text, columns.time, columns.asked} - {-1}
    for at, row in enumerate(grid):
        number = first + at
        if at in headings:
            yield Line(text=" ".join(row[0].split()), number=number, mark=SegmentKind.HEADING)
            continue
        if columns.header and at == rows[0][0]:
            yield Line(text="  ".join(filter(None, header)), number=number, mark=SegmentKind.FURNITURE)
            continue
        time = row[columns.time] if columns.time >= 0 else ""
        voice = " ".join(row[columns.speaker].split()) if columns.speaker >= 0 else ""
        said = row[columns.text]
        if columns.asked >= 0:
            question = " ".join(row[columns.asked].split())
            if question:
                yield Line(text=question, number=number, voice=header[columns.asked], time=time, joint="\n")
            voice = header[columns.text] if said.strip() else ""
            time = "" if question else time
        if voice and _is_speech(voice):  # a misplaced cell
            voice, said = "", f"{row[columns.speaker]}\n{said}"
        if time and not voice and not said.strip():
            seconds = cell_seconds(time, milliseconds=milliseconds)
            yield Line(text=time, number=number, mark=SegmentKind.TIME, seconds=seconds, passing=True)
            continue
        unnamed = columns.speaker < 0 and columns.asked < 0  # like captions without voices
        paragraphs = [part.strip() for part in said.split("\n") if part.strip()] or [""]
        for place, paragraph in enumerate(paragraphs):
            yield Line(
                text=paragraph,
                number=number,
                voice=None if unnamed else "" if place else voice,
                time="" if place else time,
                seconds=None if place else cell_seconds(time, milliseconds=milliseconds),
                joint=" " if unnamed else "\n",
                cue=unnamed,
            )
        for column, cell in enumerate(row):
            if column not in used and cell.strip():
                shown = f"{header[column]}: {cell}" if header[column] else cell
                text = " ".join(shown.split())
                yield Line(text=text, number=number, mark=SegmentKind.FURNITURE, passing=True)


def with_notes(lines: Iterable[Line], notes: Mapping[int, Sequence[str]]) -> Iterator[Line]:
    """The lines of a table, each row followed by its notes.

    Args:
        lines: the lines, numbered by row from 1.
        notes: the notes by row index.
    """
    left = sorted(notes.items())
    for line in lines:
        while left and left[0][0] + 1 < line.number:
            yield from _notes(*left.pop(0))
        yield line
    for row, texts in left:
        yield from _notes(row, texts)


def _notes(row: int, texts: Sequence[str]) -> Iterator[Line]:
    for text in texts:
        yield Line(text=text, number=row + 1, mark=SegmentKind.NOTE, passing=True)


def _in_milliseconds(rows: Grid, columns: Columns, header: Sequence[str]) -> bool:
    """Whether times are in milliseconds: the header says so, or they are too large for seconds."""
    if columns.time < 0:
        return False
    if re.search(r"(?:\b|_)ms\b|milli", header[columns.time], re.IGNORECASE):
        return True
    timed = [row for row in rows if row[columns.time].strip()]
    times = [cell_seconds(row[columns.time]) for row in timed if row[columns.time].strip().isdecimal()]
    if len(timed) < 2 or len(times) < len(timed) or times[0] is None or times[-1] is None:
        return False
    words = sum(len(row[columns.text].split()) for row in timed[:-1])  # the last row has no end time
    return times[-1] - times[0] > _SLOWEST * max(words, 1)


def filled_up(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows padded with blank cells to one width."""
    width = max(map(len, rows), default=0)
    check_cells(len(rows), width)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def spanning(text: str, columns: str | None) -> list[str]:
    """A cell followed by blank ones for the columns it spans.

    Args:
        text: the text of the cell.
        columns: the number of columns it spans, as written; None for one.
    """
    return [text, *[""] * (_span(columns) - 1)]


class SpanningCell(NamedTuple):
    """A cell with the numbers of columns and rows it spans, as written; None for one."""

    text: str
    columns: str | None = None
    rows: str | None = None


def spread(rows: Iterable[Iterable[SpanningCell]]) -> Iterator[list[str]]:
    """Rows of cells, each in its column; positions covered by a spanning cell are blank."""
    covered: dict[int, int] = {}  # rows that a cell above still covers, by column
    for row in rows:
        cells: list[str] = []
        below = {at: left - 1 for at, left in covered.items() if left > 1}
        for cell in row:
            while len(cells) in covered:
                cells.append("")
            wide, high = _span(cell.columns), _span(cell.rows)
            if high > 1:
                below |= dict.fromkeys(range(len(cells), len(cells) + wide), high - 1)
            cells += spanning(cell.text, cell.columns)
        yield cells
        covered = below


def _span(written: str | None) -> int:
    span = int(written) if written and written.isdecimal() and len(written) < 4 else 1
    return min(max(span, 1), MOST_SPANNED)


def cell_lines(grid: Grid) -> Iterator[Line]:
    """The lines of cells that each contain a whole transcript, if there are any, or of a single column."""
    if grid and len(grid[0]) == 1:
        yield from (
            Line(text=line, number=at) for at, row in enumerate(grid, start=1) for line in row[0].split("\n")
        )
        return
    breaks = [sum(row[at].count("\n") for row in grid) for at in range(len(grid[0]))] if grid else []
    at = max(range(len(breaks)), key=lambda at: breaks[at], default=-1)
    filled = sum(1 for row in grid[1:] if row[at].strip()) if at >= 0 else 0
    if at < 0 or breaks[at] < 3 * max(filled, 1):
        return  # occasional line breaks in answers do not make a transcript
    for number, row in enumerate(grid, start=1):
        for index, cell in enumerate(row):
            if index != at and cell.strip():
                yield Line(text=" ".join(cell.split()), number=number, mark=SegmentKind.FURNITURE)
        for line in row[at].split("\n"):
            yield Line(text=line, number=number)


def _is_speech(voice: str) -> bool:
    """Whether a cell in the column of speakers holds speech rather than a label."""
    return len(voice) > LONGEST_LABEL or (len(voice.split()) > 7 and not plausible(label_of(voice)))
