"""Word documents: paragraphs and tables in the order in which they stand, with what is bold.

python-docx opens the package and resolves styles; the body is walked here, because its own `paragraphs` leave
out what stands in content controls, insertions and text boxes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Line, Problem, StyledParagraph, styled_lines
from pipeline.documents.packages import damaged, opened
from pipeline.documents.tables import table_lines
from pipeline.documents.text import cleaned

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_INCLUDED = (f"{_W}altChunk", f"{_W}subDoc")
_QUOTE_STYLES = frozenset({"block text", "citation", "verbatim"})
# Deleted text and old versions of formatting are not in the document; `Fallback` repeats its sibling.
_NOT_TEXT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_MC}Fallback", f"{_W}instrText"})


def read_word(content: bytes) -> Document:
    """The lines of a .docx.

    Raises:
        Unreadable: if the package is damaged or not one of Word's.
    """
    import docx

    opened(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # lxml and python-docx each have many ways to fail on a damaged file
        raise damaged() from error
    if document.element.body is None:
        raise damaged()
    return Document(lines=tuple(_DocxWalker(document).lines()), problems=_included(document.element.body))


def _included(body: _Element) -> tuple[Problem, ...]:
    """A finding where Word would show another document, which may lie anywhere, at a place in this one."""
    if next(body.iter(*_INCLUDED), None) is None:
        return ()
    return (
        Problem(
            level="check",
            finding="the file includes another document, which was not opened",
            remedy="If text is missing, open the file in Word, save it as a new .docx file and use that copy",
        ),
    )


class _DocxWalker:
    """Goes through the body of one document."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        self._headings: dict[str, bool] = {}
        self._bold: dict[str, bool] = {}
        self._quotes: set[str] = set()
        for style in document.styles:
            name = (style.name or "").casefold()
            if name in _QUOTE_STYLES or "quot" in name:
                self._quotes.add(style.style_id)
            self._headings[style.style_id] = name.startswith(("heading", "title", "subtitle"))
            font = getattr(style, "font", None)
            self._bold[style.style_id] = bool(font is not None and font.bold)
        self._number = 0

    def lines(self) -> Iterator[Line]:
        """The body's lines; a blank one stands between paragraphs that an empty one separates."""
        yield from self._blocks(self._body)

    def _blocks(self, parent: _Element) -> Iterator[Line]:
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag not in _NOT_TEXT:
                yield from self._blocks(child)

    def _table(self, table: _Element) -> Iterator[Line]:
        grid = [
            ["\n".join(self._cell(cell)) for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
            for row in table.iter(f"{_W}tr")
            if _table_of(row) is table
        ]
        first = self._number + 1
        self._number += len(grid)
        yield from _with_merged_rows(grid, first=first)

    def _cell(self, cell: _Element) -> Iterator[str]:
        for paragraph in cell.iter(f"{_W}p"):
            yield cleaned("".join(text for text, _ in self._runs(paragraph)))

    def _paragraph(self, paragraph: _Element) -> Iterator[Line]:
        self._number += 1
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style_id = style.get(f"{_W}val") if style is not None else ""
        runs = tuple(self._runs(paragraph, style_id=style_id))
        heading, quoted = self._headings.get(style_id, False), style_id in self._quotes
        yield from styled_lines(StyledParagraph(runs, self._number, heading=heading, quoted=quoted))

    def _runs(self, element: _Element, *, style_id: str = "") -> Iterator[tuple[str, bool]]:
        for child in element.iterchildren():
            if child.tag in _NOT_TEXT:
                continue
            if child.tag == f"{_W}r":
                yield self._run_text(child), self._is_bold(child, style_id)
                for inner in child.iterchildren():  # text boxes hang in runs
                    if inner.tag not in (f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
                        yield from self._runs(inner, style_id=style_id)
            else:
                yield from self._runs(child, style_id=style_id)

    def _run_text(self, run: _Element) -> str:
        pieces = []
        for child in run.iterchildren():
            if child.tag == f"{_W}t":
                pieces.append(child.text or "")
            elif child.tag == f"{_W}tab":
                pieces.append("\t")
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif child.tag == f"{_W}noBreakHyphen":
                pieces.append("-")
        return "".join(pieces)

    def _is_bold(self, run: _Element, style_id: str) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            bold = properties.find(f"{_W}b")
            if bold is not None:
                return bold.get(f"{_W}val") not in ("0", "false", "off")
            style = properties.find(f"{_W}rStyle")
            if style is not None and self._bold.get(style.get(f"{_W}val")):
                return True
        return self._bold.get(style_id, False)


def _with_merged_rows(rows: list[list[str]], *, first: int) -> Iterator[Line]:
    """The lines of a table; a row of one cell in a table of several columns is a heading of its transcript."""
    width = max(map(len, rows), default=0)
    merged = {at for at, row in enumerate(rows) if len(row) == 1 < width}
    others = [at for at in range(len(rows)) if at not in merged]
    read = list(table_lines([[*rows[at], *[""] * (width - len(rows[at]))] for at in others]))
    mark = SegmentKind.HEADING if any(line.voice is not None for line in read) else None
    lines = [replace(line, number=first + others[line.number - 1]) for line in read]
    lines += [
        Line(text=text, number=first + at, mark=mark)
        for at in sorted(merged)
        if (text := " ".join(rows[at][0].split()))
    ]
    yield from sorted(lines, key=lambda line: line.number)


def _row_of(cell: _Element) -> _Element | None:
    parent = cell.getparent()
    while parent is not None and parent.tag != f"{_W}tr":
        parent = parent.getparent()
    return parent


def _table_of(row: _Element) -> _Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{_W}tbl":
        parent = parent.getparent()
    return parent
