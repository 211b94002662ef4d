"""Word documents: paragraphs and tables in document order, with bold text marked.

python-docx opens the package and resolves styles. The body is walked here, because python-docx's `paragraphs`
omits the text in content controls, insertions and text boxes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.documents.colours import highlight_of
from pipeline.documents.document import Document, Line, Problem, StyledParagraph, Unreadable, styled_lines
from pipeline.documents.packages import damaged, opened, part, xml_root
from pipeline.documents.tables import filled_up, spanning, table_lines
from pipeline.documents.text import cleaned

if TYPE_CHECKING:
    import zipfile

    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOX = f"{_W}txbxContent"
_INCLUDED = (f"{_W}altChunk", f"{_W}subDoc")
_QUOTE_STYLES = frozenset({"block text", "citation", "verbatim"})
# Deleted text and old formatting are not part of the document; `Fallback` repeats its sibling.
_NOT_TEXT = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_MC}Fallback", f"{_W}instrText", _BOX}
)
_REFERENCES = (f"{_W}footnoteReference", f"{_W}endnoteReference", f"{_W}commentReference")
_NOTE_PARTS = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_OLD = (f"{_MC}Fallback", f"{_W}del", f"{_W}moveFrom")
_THEME = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
_EDGE_PART = re.compile(r"word/(?:header|footer)\d*\.xml")
_OFF = ("0", "false", "off")
_BLACK = ("", "auto", "000000")


class WordRun(NamedTuple):
    """A run of text with one set of properties."""

    text: str
    bold: bool
    colour: str


def read_word(content: bytes) -> Document:
    """The lines of a .docx.

    Raises:
        Unreadable: if the package is damaged or not a Word document.
    """
    import docx

    package = opened(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # lxml and python-docx each have many ways to fail on a damaged file
        raise damaged() from error
    if document.element.body is None:
        raise damaged()
    notes, problems = _notes(package)
    lines = (*_DocxWalker(document, notes).lines(), *_page_edges(package))
    return Document(lines=lines, problems=(*_included(document.element.body), *problems))


def _notes(package: zipfile.ZipFile) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """The text of footnotes, endnotes and comments by kind and identifier, and findings on damaged parts."""
    found: dict[tuple[str, str], str] = {}
    problems = []
    for name, kind in _NOTE_PARTS.items():
        if f"word/{name}.xml" not in package.namelist():
            continue
        try:
            notes = xml_root(part(package, f"word/{name}.xml"))
        except Unreadable:
            problems.append(
                Problem(
                    level="check",
                    finding=f"the {name} are damaged and were not read",
                    remedy="Open the file in Word, save it as a new .docx file and use that copy",
                )
            )
            continue
        for note in notes.iterchildren(f"{_W}{kind}"):
            if not note.get(f"{_W}type"):  # not the separator line above the notes
                found[kind, note.get(f"{_W}id", "")] = _note_text(note)
    return found, problems


def _page_edges(package: zipfile.ZipFile) -> Iterator[Line]:
    """The text of page headers and footers, each once."""
    texts = {}
    for name in filter(_EDGE_PART.fullmatch, package.namelist()):
        with suppress(Unreadable):
            texts[_note_text(xml_root(part(package, name)))] = name
    for text, _ in sorted(texts.items(), key=itemgetter(1)):
        if text:
            yield Line(text=text, mark=SegmentKind.FURNITURE, passing=True)


def _note_text(content: _Element) -> str:
    """The text of a note or text box, with a space between paragraphs and at line breaks."""
    pieces = []
    for element in content.iter(f"{_W}p", f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(element.iterancestors(*_OLD), None) is None:
            hyphen = "-" if element.tag == f"{_W}noBreakHyphen" else " "
            pieces.append(element.text or "" if element.tag == f"{_W}t" else hyphen)
    return " ".join(cleaned("".join(pieces)).split())


def _theme(document: WordDocument) -> dict[str, str]:
    """The colours of the document's theme by name, in lower case; empty if no theme can be read."""
    for relation in document.part.rels.values():
        if relation.reltype == _THEME_TYPE and not relation.is_external:
            try:
                scheme = xml_root(relation.target_part.blob).find(f".//{_THEME}clrScheme")
            except Unreadable:
                return {}
            named = () if scheme is None else scheme.iterchildren(f"{_THEME}*")
            return {
                each.tag.removeprefix(_THEME).casefold(): each[0].get("val", "").casefold()
                for each in named
                if len(each) and each[0].tag == f"{_THEME}srgbClr"
            }
    return {}


def _style_of(paragraph: _Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style.get(f"{_W}val", "") if style is not None else ""


def _included(body: _Element) -> tuple[Problem, ...]:
    """A finding if the document includes another file, which may be stored anywhere."""
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
    """Walks through the body of one document."""

    def __init__(self, document: WordDocument, notes: Mapping[tuple[str, str], str]) -> None:
        self._notes = notes
        self._body = document.element.body
        self._headings: dict[str, bool] = {}
        self._bold: dict[str, bool] = {}
        self._quotes: set[str] = set()
        self._hidden_styles: set[str] = set()
        self._colours: dict[str, str] = {}
        self._theme = _theme(document)
        self._hidden: list[str] = []  # hidden text of the paragraph or table
        for style in document.styles:
            name = (style.name or "").casefold()
            if name in _QUOTE_STYLES or "quot" in name:
                self._quotes.add(style.style_id)
            self._headings[style.style_id] = name.startswith(("heading", "title", "subtitle"))
            font = getattr(style, "font", None)
            self._bold[style.style_id] = bool(font is not None and font.bold)
            if font is not None and font.hidden:
                self._hidden_styles.add(style.style_id)
            self._colours[style.style_id] = self._colour(style.element.find(f"{_W}rPr"))
        self._number = 0

    def lines(self) -> Iterator[Line]:
        """The lines of the body, with a blank line between paragraphs that are separated by an empty one."""
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
        rows = [row for row in table.iter(f"{_W}tr") if _table_of(row) is table]
        grid = [[*_skipped(row), *self._row(row)] for row in rows]
        first = self._number + 1
        self._number += len(grid)
        yield from table_lines(filled_up(grid), first=first)
        yield from self._beside(table)

    def _row(self, row: _Element) -> Iterator[str]:
        for cell in row.iter(f"{_W}tc"):
            if _row_of(cell) is row:
                yield from self._spanning(cell)

    def _spanning(self, cell: _Element) -> list[str]:
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        return spanning("\n".join(self._cell(cell)), None if span is None else span.get(f"{_W}val"))

    def _cell(self, cell: _Element) -> Iterator[str]:
        for paragraph in cell.iter(f"{_W}p"):
            if any(cell in box.iterancestors() for box in paragraph.iterancestors(_BOX)):
                continue  # a text box in a cell is a note of the table
            yield cleaned("".join(run.text for run in self._runs(paragraph, style_id=_style_of(paragraph))))

    def _paragraph(self, paragraph: _Element) -> Iterator[Line]:
        self._number += 1
        style_id = _style_of(paragraph)
        runs = tuple(self._runs(paragraph, style_id=style_id))
        yield from styled_lines(
            StyledParagraph(
                [(run.text, run.bold) for run in runs],
                self._number,
                heading=self._headings.get(style_id, False),
                quoted=style_id in self._quotes,
                colours=[run.colour for run in runs],
            )
        )
        yield from self._beside(paragraph)

    def _beside(self, element: _Element) -> Iterator[Line]:
        """The hidden text of an element, and the notes and text boxes anchored in it; they follow the element."""
        hidden, self._hidden = cleaned("".join(self._hidden)), []
        texts = [" ".join(hidden.split())]
        for anchor in element.iter(*_REFERENCES, _BOX):
            if next(anchor.iterancestors(*_OLD), None) is not None:
                continue
            if anchor.tag != _BOX:
                kind = anchor.tag.removeprefix(_W).removesuffix("Reference")
                texts.append(self._notes.get((kind, anchor.get(f"{_W}id", "")), ""))
            elif next(anchor.iterancestors(_BOX), None) is None:  # the outer box includes the inner one
                texts.append(_note_text(anchor))
        for text in filter(None, texts):
            yield Line(text=text, number=self._number, mark=SegmentKind.NOTE, passing=True)

    def _runs(self, element: _Element, *, style_id: str = "") -> Iterator[WordRun]:
        for child in element.iterchildren():
            if child.tag in _NOT_TEXT:
                continue
            if child.tag == f"{_W}r":
                if self._is_hidden(child, style_id):
                    self._hidden.append(self._run_text(child))
                    continue
                if self._hidden:
                    self._hidden.append(" ")
                properties = child.find(f"{_W}rPr")
                colour = self._colour(properties, self._colours.get(style_id, ""))
                yield WordRun(self._run_text(child), self._is_bold(child, style_id), colour)
                for inner in child.iterchildren():  # text boxes are anchored in runs
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

    def _is_hidden(self, run: _Element, style_id: str) -> bool:
        """Whether the text of a run is hidden or struck out."""
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            struck = (properties.find(f"{_W}{name}") for name in ("strike", "dstrike"))
            if any(each is not None and each.get(f"{_W}val") not in _OFF for each in struck):
                return True
            hidden = properties.find(f"{_W}vanish")
            if hidden is not None:
                return hidden.get(f"{_W}val") not in _OFF
            style = properties.find(f"{_W}rStyle")
            if style is not None and style.get(f"{_W}val") in self._hidden_styles:
                return True
        return style_id in self._hidden_styles

    def _colour(self, properties: _Element | None, inherited: str = "") -> str:
        """The text or background colour set by properties, otherwise that of their style; "" for black."""
        if properties is None:
            return inherited
        return self._own_colour(properties, inherited) or _highlight(properties)

    def _own_colour(self, properties: _Element, inherited: str) -> str:
        colour = properties.find(f"{_W}color")
        if colour is None:
            style = properties.find(f"{_W}rStyle")
            return inherited if style is None else self._colours.get(style.get(f"{_W}val"), "") or inherited
        written = colour.get(f"{_W}val", "").casefold()
        if written in _BLACK:  # some programs give only the theme colour
            written = self._theme.get(colour.get(f"{_W}themeColor", "").casefold(), "")
        return "" if written in _BLACK else written

    def _is_bold(self, run: _Element, style_id: str) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            bold = properties.find(f"{_W}b")
            if bold is not None:
                return bold.get(f"{_W}val") not in _OFF
            style = properties.find(f"{_W}rStyle")
            if style is not None and self._bold.get(style.get(f"{_W}val")):
                return True
        return self._bold.get(style_id, False)


def _highlight(properties: _Element) -> str:
    """The background colour: that of the highlighter or of shading."""
    light, shading = properties.find(f"{_W}highlight"), properties.find(f"{_W}shd")
    if light is not None:
        return highlight_of(light.get(f"{_W}val", ""))
    return "" if shading is None else highlight_of(shading.get(f"{_W}fill", ""))


def _skipped(row: _Element) -> list[str]:
    """Blank cells for the columns skipped at the start of a row."""
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    return [] if before is None else spanning("", before.get(f"{_W}val"))


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
