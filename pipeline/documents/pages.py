"""Arranges the positioned text of a printed page into rows, columns and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median

_SAME_LINE = 0.3  # of the font size: maximum distance between baselines of one line
_RAISED_LINE = 0.6  # the same if one of the two has a smaller font
_SMALLER = 0.85
_NOTE_SIZE = 0.93  # of the usual font size, below which a row is in small print
_LONG_NOTE = 20  # characters
_WORD_GAP = 0.17  # of the font size
_SPACE = 0.27  # of the font size: approximate width of a space
_LETTERS = 6  # minimum number in a row drawn letter by letter
_GUTTER = 1.2
_COLUMN_ROWS = 5
_NEXT_LINE = 1.6  # times the line spacing of a column
_COLUMN_LETTERS = 22  # a narrower column holds labels or times, which belong to their rows
_MARK = re.compile(r"\d{1,3}|[*†‡§]{1,3}")


@dataclass(frozen=True, kw_only=True)
class PrintedPiece:
    """Text drawn in one operation: its start, end, baseline and font size."""

    text: str
    bold: bool
    x: float
    end: float
    y: float
    size: float


@dataclass
class PrintedRow:
    """A printed line, with its pieces from left to right.

    Attributes:
        pieces: the printed pieces.
        edge: whether it belongs to the page header or footer.
        note: whether it belongs to a footnote.
        without: footnote markers of this page, which are left out of the text.
    """

    pieces: list[PrintedPiece]
    edge: bool = False
    note: bool = False
    without: frozenset[str] = frozenset()

    @property
    def size(self) -> float:
        """The largest font size in the row."""
        return max(piece.size for piece in self.pieces)

    @property
    def height(self) -> float:
        """The height of its baseline on the page."""
        return next(piece.y for piece in self.pieces if piece.size == self.size)

    @property
    def text(self) -> str:
        """The full text of the row."""
        return "".join(text for text, _ in self.runs)

    @property
    def runs(self) -> list[tuple[str, bool]]:
        """Its text and whether it is bold, without footnote markers."""
        pieces = [piece for piece in self.pieces if piece.text.strip()]
        spaced = len(pieces) >= _LETTERS and sum(len(piece.text.strip()) == 1 for piece in pieces) > 0.6 * len(
            pieces
        )
        gap = _WORD_GAP * self.size
        if spaced:  # drawn letter by letter: pypdf's spaces are unreliable here, so positions are used
            pieces = [
                replace(
                    piece, text=piece.text.strip(), end=piece.end - _SPACE * piece.size * piece.text[:1].isspace()
                )
                for piece in pieces
            ]
            gap = max(gap, median(after.x - before.end for before, after in pairwise(pieces)) + 0.1 * self.size)
        else:
            pieces = self.pieces
        found: list[tuple[str, bool]] = []
        before: PrintedPiece | None = None
        for piece in pieces:
            written = "".join(text for text, _ in found)
            if self._is_mark(piece, written):
                before = piece
                continue
            text = re.sub(" {2,}", " ", piece.text)
            if written[-1:].isspace() or not written:
                text = text.lstrip(" ")
            elif before is not None and piece.x - before.end > gap and not text[:1].isspace():
                text = f" {text}"
            found.append((text, piece.bold))
            before = piece
        return found

    def marks(self) -> Iterator[str]:
        """Small raised numbers and symbols after words."""
        for piece in self.pieces[1:]:
            if self._is_raised(piece):
                yield piece.text.strip()

    def _is_raised(self, piece: PrintedPiece) -> bool:
        small = piece.size < _SMALLER * self.size and piece.y > self.height + 0.1 * self.size
        return small and _MARK.fullmatch(piece.text.strip()) is not None

    def _is_mark(self, piece: PrintedPiece, written: str) -> bool:
        """Whether a piece is a footnote marker: after a digit it may be an exponent, unless such a note exists."""
        if not written.strip() or not self._is_raised(piece):
            return False
        return not written.rstrip()[-1].isdigit() or piece.text.strip() in self.without


def rows_of(pieces: Sequence[PrintedPiece]) -> list[PrintedRow]:
    """The rows of a page in reading order, with footnote markers identified and footnotes marked."""
    rows: list[PrintedRow] = []
    for piece in pieces:
        if rows and piece.text and _on_one_line(rows[-1], piece):
            rows[-1].pieces.append(piece)
        elif piece.text.strip():
            rows.append(PrintedRow([piece]))
    for row in rows:
        row.pieces.sort(key=lambda piece: piece.x)
    rows = _columns([row for row in rows if row.text.strip()])
    _mark_notes(rows)
    return rows


def _on_one_line(row: PrintedRow, piece: PrintedPiece) -> bool:
    size = max(row.size, piece.size)
    same = min(row.size, piece.size) > _SMALLER * size
    return abs(row.height - piece.y) <= (_SAME_LINE if same else _RAISED_LINE) * size


def _columns(rows: list[PrintedRow]) -> list[PrintedRow]:
    """The rows with the left column before the right, if a two-column page was drawn across both."""
    splits = {
        number: at
        for number, row in enumerate(rows)
        if (at := max(range(1, len(row.pieces)), key=lambda at: _gap(row, at), default=0))
        and _gap(row, at) > _GUTTER * row.size
    }
    starts = Counter(round(rows[number].pieces[at].x) for number, at in splits.items())
    start, count = starts.most_common(1)[0] if starts else (0, 0)
    split = {number: at for number, at in splits.items() if round(rows[number].pieces[at].x) == start}
    if count < _COLUMN_ROWS or count < 0.5 * len(rows):
        return rows
    left = {number: PrintedRow(rows[number].pieces[:at]) for number, at in split.items()}
    right = {number: PrintedRow(rows[number].pieces[at:]) for number, at in split.items()}
    if min(fmean(len(row.text) for row in side.values()) for side in (left, right)) < _COLUMN_LETTERS:
        return rows
    top, foot = min(split), _foot_of_columns(rows, split, start)
    across = [number for number in range(top, foot + 1) if number not in split]
    on_left = {number for number in across if rows[number].pieces[0].x < start}
    inside = sorted([*split, *across])
    lefts = [left.get(number, rows[number]) for number in inside if number in split or number in on_left]
    rights = [right.get(number, rows[number]) for number in inside if number not in on_left]
    return [*rows[:top], *_columns(lefts), *_columns(rights), *rows[foot + 1 :]]


def _foot_of_columns(rows: Sequence[PrintedRow], split: Collection[int], start: float) -> int:
    """The last row of two columns; one may continue at the same line spacing after the other has ended."""
    foot = max(split)
    pitch = median(rows[one].height - rows[other].height for one, other in pairwise(sorted(split)))
    while foot + 1 < len(rows):
        below = rows[foot + 1]
        apart = rows[foot].height - below.height > _NEXT_LINE * pitch
        if apart or (below.pieces[0].x < start and below.pieces[-1].end > start):
            break
        foot += 1
    return foot


def _gap(row: PrintedRow, at: int) -> float:
    return row.pieces[at].x - row.pieces[at - 1].end


def _mark_notes(rows: Sequence[PrintedRow]) -> None:
    """Mark the footnotes at the foot of a column: they begin with a marker used above, or one in a small font."""
    if not rows:
        return
    usual = median(row.size for row in rows)
    marks: list[str] = []
    at = 0
    while at < len(rows):
        end = _end_of_notes(rows, at, usual=usual, marks=marks)
        for row in rows[at:end]:
            row.note = True
        if end == at:
            marks.extend(rows[at].marks())
        at = max(end, at + 1)
    if any(row.note for row in rows):
        for row in rows:
            row.without = frozenset(marks)


def _end_of_notes(rows: Sequence[PrintedRow], at: int, *, usual: float, marks: Collection[str]) -> int:
    """The index after the footnotes that begin at a row; the row's own index if none begin there.

    They go down to the foot of the column, or to text in another size, such as a box below them.
    """
    row = rows[at]
    opening = re.match(r"\W*?(\d{1,3}|[*†‡§]{1,3})(?!\d|[.:,/]\d)", row.text.strip())
    if opening is None or not at:
        return at
    small = row.size < _NOTE_SIZE * usual
    end = at + 1
    while end < len(rows) and rows[end].height < rows[end - 1].height and _is_like(rows[end], row, small, usual):
        end += 1
    at_foot = end == len(rows) or rows[end].height > rows[end - 1].height
    known = opening[1] in marks
    raised = row.pieces[0].size < _SMALLER * row.size
    if known and (small or _is_foot(rows[at:end], of=len(rows))):
        return end
    return end if small and at_foot and (raised or len(row.text) > _LONG_NOTE) else at


def _is_like(row: PrintedRow, first: PrintedRow, small: bool, usual: float) -> bool:
    """Whether a row may belong to the footnotes above it, by its size."""
    if small:
        return row.size < _NOTE_SIZE * usual
    return _NOTE_SIZE * first.size < row.size < first.size / _NOTE_SIZE


def _is_foot(rows: Sequence[PrintedRow], *, of: int) -> bool:
    """Whether rows can be footnotes: none contains a marker, and they are the smaller part of the page."""
    return not any(list(row.marks()) for row in rows) and len(rows) <= max(3, 0.4 * of)
