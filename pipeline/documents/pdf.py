"""PDF with text: lines by their place on the page, with what is bold, heads and feet of pages marked."""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.corpus.records import SegmentKind
from pipeline.documents import furniture
from pipeline.documents.document import Document, Line, StyledParagraph, Unreadable, styled_lines
from pipeline.documents.packages import damaged, locked
from pipeline.documents.text import cleaned

if TYPE_CHECKING:
    from pypdf import PageObject

_Font = Mapping[str, object] | None

_EDGE = 3  # lines at the top and the bottom of a page that may be furniture
_OFTEN = 0.15  # of the distances between lines
_OFTEN_INSIDE = 2
_PARAGRAPH_GAP = 1.35  # of the usual distance between lines


@dataclass
class _PrintedRow:
    """A printed line: runs of text with whether they are bold, and how high on the page it stands."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    height: float = 0.0
    edge: bool = False

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)


def read_portable(content: bytes) -> Document:
    """The lines of a .pdf.

    Raises:
        Unreadable: if it is damaged, locked, or holds pictures of text only.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds wrong becomes a finding
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked()
        pages = [_rows(page) for page in reader.pages]
    except Unreadable:
        raise
    except Exception as error:  # pypdf fails in as many ways as a file can be damaged
        raise damaged() from error
    if not any(row.text.strip() for rows in pages for row in rows):
        raise Unreadable(
            "the PDF contains images of pages, but no text",
            "Run text recognition (OCR) on it and use the result",
        )
    _mark_edges(pages)
    return Document(lines=tuple(_lines(pages)))


def _rows(page: PageObject) -> list[_PrintedRow]:
    rows = [_PrintedRow()]

    def visit(text: str, matrix: Sequence[float], text_matrix: Sequence[float], font: _Font, size: float) -> None:
        del size
        bold = _is_bold(font)
        for at, piece in enumerate(cleaned(text).split("\n")):
            if at:
                rows.append(_PrintedRow())
            if piece:
                if not rows[-1].text.strip() and piece.strip():
                    rows[-1].height = float(text_matrix[5]) * float(matrix[3]) + float(matrix[5])
                rows[-1].runs.append((piece, bold))

    page.extract_text(visitor_text=visit)
    return [row for row in rows if row.text.strip()]


def _is_bold(font: _Font) -> bool:
    name = str((font or {}).get("/BaseFont", "")).casefold()
    return "bold" in name or "black" in name or "heavy" in name or name.endswith(("-bd", ",bd"))


def _mark_edges(pages: Sequence[list[_PrintedRow]]) -> None:
    """Lines that come again at the same place of other pages, but for their numbers, are furniture.

    Only from the edge inwards: the first line that does not come again ends the head or foot. What stands in the
    midst of pages too is no head: a speaker's name can be the first line of a page again and again.
    """
    inside = Counter(furniture.masked(row.text) for rows in pages for row in rows[_EDGE:-_EDGE])
    least = 2 if len(pages) < 5 else max(2, round(0.3 * len(pages)))
    for step in (1, -1):
        ranked = [rows[::step][:_EDGE] for rows in pages]
        counts = Counter((at, furniture.masked(row.text)) for rows in ranked for at, row in enumerate(rows))
        for rows in ranked:
            for at, row in enumerate(rows):
                shape = furniture.masked(row.text)
                again = len(pages) > 1 and counts[at, shape] >= least and inside[shape] < _OFTEN_INSIDE
                if not (again or furniture.is_page_number(row.text) or furniture.is_known(row.text)):
                    break
                row.edge = True


def _lines(pages: Sequence[list[_PrintedRow]]) -> Iterator[Line]:
    pitch = _pitch(pages)
    number = 0
    for rows in pages:
        above: float | None = None
        for row in rows:
            number += 1
            if row.edge:
                yield Line(text=row.text.strip(), number=number, mark=SegmentKind.FURNITURE, passing=True)
                continue
            if above is not None and pitch and above - row.height > _PARAGRAPH_GAP * pitch:
                yield Line(text="", number=number)
            above = row.height
            yield from styled_lines(StyledParagraph(row.runs, number))


def _pitch(pages: Sequence[list[_PrintedRow]]) -> float:
    """The distance between one line of a paragraph and the next: the smallest of those that come often.

    Where most paragraphs have one line, the usual distance is that between paragraphs.
    """
    gaps = [
        round(above.height - below.height, 1)
        for rows in pages
        for above, below in pairwise(rows)
        if not above.edge and not below.edge and above.height > below.height
    ]
    often = [gap for gap, count in Counter(gaps).items() if count >= _OFTEN * len(gaps)]
    return min([*often, float(median(gaps))]) if gaps else 0.0
