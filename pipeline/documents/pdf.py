"""PDF with text: lines by their position on the page, with bold text and page headers and footers marked."""

from __future__ import annotations

import io
import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.corpus.records import SegmentKind
from pipeline.documents import accounting, furniture
from pipeline.documents.document import Document, Line, StyledParagraph, Unreadable, styled_lines
from pipeline.documents.hyphens import SOFT, without_broken_words
from pipeline.documents.packages import damaged, locked
from pipeline.documents.pages import PrintedPiece, PrintedRow, rows_of
from pipeline.documents.text import cleaned
from pipeline.people.labels import label_of, plausible

if TYPE_CHECKING:
    from pypdf import PageObject

_Font = Mapping[str, object] | None

_SOFT_END = re.compile("\u00ad(?=\\s|$)")
_EDGE = 3  # lines at the top and the bottom of a page that may be furniture
_OFTEN = 0.15  # of the distances between lines: minimum share of a common one
_OFTEN_INSIDE = 2
_PARAGRAPH_GAP = 1.35  # of the usual distance between lines


def read_portable(content: bytes) -> Document:
    """The lines of a .pdf.

    Raises:
        Unreadable: if it is damaged or locked, or contains only images of text.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # problems are reported as findings instead
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked()
        read = [_rows(page) for page in reader.pages]
    except Unreadable:
        raise
    except Exception as error:  # pypdf fails in as many ways as a file can be damaged
        raise damaged() from error
    pages = [rows for rows, _ in read]
    if not any(row.text.strip() for rows in pages for row in rows):
        raise Unreadable(
            "the PDF contains images of pages, but no text",
            "Run text recognition (OCR) on it and use the result",
        )
    _mark_edges(pages)
    document = Document(lines=tuple(without_broken_words(list(_lines(pages)))))
    marks = "".join(mark for rows in pages for row in rows for mark in row.marks())
    lost = accounting.unread("\n".join(plain for _, plain in read), document, named=marks)
    return replace(document, problems=(lost,)) if lost else document


def _rows(page: PageObject) -> tuple[list[PrintedRow], str]:
    """The rows of a page, and its text as extracted by pypdf alone."""
    from pypdf.generic import DictionaryObject
    from pypdf.generic._font import Font  # no public API gives the width of printed text

    pieces: list[PrintedPiece] = []
    fonts: dict[int, tuple[object, Font]] = {}  # each with its resource, whose identity is the key

    def visit(text: str, matrix: Sequence[float], text_matrix: Sequence[float], font: _Font, size: float) -> None:
        a, b, c, d, e, f = map(float, matrix)
        x = float(text_matrix[4]) * a + float(text_matrix[5]) * c + e
        y = float(text_matrix[4]) * b + float(text_matrix[5]) * d + f
        high = size * math.hypot(*map(float, text_matrix[2:4])) * math.hypot(c, d)
        wide = size * math.hypot(*map(float, text_matrix[0:2])) * math.hypot(a, b)
        if isinstance(font, DictionaryObject) and id(font) not in fonts:
            fonts[id(font)] = font, Font.from_font_resource(font)
        known = fonts.get(id(font))
        text = _SOFT_END.sub(SOFT, text)  # a soft hyphen that is printed
        for at, piece in enumerate(cleaned(text).strip("\n").split("\n")):
            if piece:
                length = known[1].get_text_width(piece.rstrip()) / 1000 if known else 0.5 * len(piece)
                place = y - 1.2 * high * at  # the visitor receives several lines with a single position
                pieces.append(
                    PrintedPiece(text=piece, bold=_is_bold(font), x=x, end=x + wide * length, y=place, size=high)
                )

    plain = page.extract_text(visitor_text=visit)
    return rows_of(pieces), plain


def _is_bold(font: _Font) -> bool:
    name = str((font or {}).get("/BaseFont", "")).casefold()
    return "bold" in name or "black" in name or "heavy" in name or name.endswith(("-bd", ",bd"))


def _mark_edges(pages: Sequence[list[PrintedRow]]) -> None:
    """Mark as furniture the lines that recur at the same place on other pages, ignoring their numbers.

    The search goes from the edge inwards: the first line that does not recur ends the header or footer. A line
    that also occurs in the middle of pages is not a header: a speaker's name may be the first line of many pages.
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


def _lines(pages: Sequence[list[PrintedRow]]) -> Iterator[Line]:
    """The lines; what stands between two parts of a paragraph, such as a page footer, comes after the paragraph."""
    pitch = _pitch(pages)
    labels = Counter(row.text.split("\t")[0].strip() for rows in pages for row in rows if "\t" in row.text)
    number = 0
    held: list[Line] = []
    is_open = False  # whether the last line of text stopped in mid-sentence
    for rows in pages:
        above: float | None = None
        for row in rows:
            number += 1
            if row.edge or row.note:
                mark = SegmentKind.FURNITURE if row.edge else SegmentKind.NOTE
                held.append(Line(text=row.text.strip(), number=number, mark=mark, passing=True))
                if not is_open:
                    yield from held
                    held.clear()
                continue
            apart = above is not None and pitch and above - row.height > _PARAGRAPH_GAP * pitch
            if apart or not (is_open and _goes_on(row.text)):
                yield from held
                held.clear()
            if apart:
                yield Line(text="", number=number)
            above = row.height
            yield from styled_lines(StyledParagraph(_without_tabs(row.runs, labels), number))
            is_open = furniture.ends_open(row.text)
    yield from held


def _goes_on(text: str) -> bool:
    """Whether a line at the top of a page or column may go on with a sentence: it begins with a small letter."""
    return text.strip()[:1].islower() or text.strip()[:1] in ",;)”’"


def _without_tabs(runs: list[tuple[str, bool]], labels: Counter[str]) -> list[tuple[str, bool]]:
    """The runs with tabs replaced by spaces, except the tab after a recurring label."""
    label = "".join(text for text, _ in runs).split("\t")[0].strip()
    keep = labels[label] > 1 and plausible(label_of(label))
    found = []
    for text, bold in runs:
        at = text.find("\t") if keep else -1
        head, tail = text[: at + 1], text[at + 1 :]
        keep = keep and at < 0
        found.append((head + re.sub(r"\s*\t\s*", " ", tail), bold))
    return found


def _pitch(pages: Sequence[list[PrintedRow]]) -> float:
    """The distance between consecutive lines of a paragraph: the smallest of the common distances.

    If most paragraphs have one line, the most common distance is that between paragraphs.
    """
    gaps = [
        round(above.height - below.height, 1)
        for rows in pages
        for above, below in pairwise(rows)
        if not {above.edge, below.edge, above.note, below.note} - {False} and above.height > below.height
    ]
    often = [gap for gap, count in Counter(gaps).items() if count >= _OFTEN * len(gaps)]
    return min([*often, float(median(gaps))]) if gaps else 0.0
