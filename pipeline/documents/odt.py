"""OpenDocument texts: paragraphs and tables in order, with bold text marked. Read directly from the XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.corpus.records import SegmentKind
from pipeline.documents.colours import colour_of, highlight_of
from pipeline.documents.document import Document, Line, StyledParagraph, styled_lines
from pipeline.documents.packages import opened, part, xml_root
from pipeline.documents.tables import filled_up, spanning, table_lines
from pipeline.documents.text import cleaned
from pipeline.language.lexicons import word_set

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_BOX = f"{_DRAW}text-box"
_SHAPES = tuple(
    f"{_DRAW}{shape}"
    for shape in sorted(word_set("custom-shape rect ellipse circle line polyline polygon path connector caption"))
)
_NOTES = (f"{_TEXT}note-body", f"{_OFFICE}annotation", _BOX, *_SHAPES)
_NOT_TEXT = frozenset(
    (
        *(f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_TEXT}sequence-decls", f"{_OFFICE}annotation"),
        *(f"{_SVG}title", f"{_SVG}desc", _BOX, *_SHAPES),
    )
)


_EDGES = tuple(f"{_STYLE}{edge}{page}" for edge in ("header", "footer") for page in ("", "-left", "-first"))


def read_opendocument(content: bytes) -> Document:
    """The lines of an .odt.

    Raises:
        Unreadable: if the package is damaged, locked, or not an OpenDocument text.
    """
    package = opened(content)
    root = xml_root(part(package, "content.xml"))
    styles = [root]
    if "styles.xml" in package.namelist():
        styles.append(xml_root(part(package, "styles.xml")))
    return Document(lines=(*_OdtWalker(root, styles).lines(), *_page_edges(styles[1:])))


def _page_edges(styles: Sequence[_Element]) -> Iterator[Line]:
    """The text of page headers and footers, each once."""
    texts: dict[str, None] = {}
    for edge in (edge for root in styles for edge in root.iter(*_EDGES)):
        said = (cleaned("".join(each.itertext())) for each in edge.iter(f"{_TEXT}p", f"{_TEXT}h"))
        texts[" ".join(" ".join(said).split())] = None
    for text in filter(None, texts):
        yield Line(text=text, mark=SegmentKind.FURNITURE, passing=True)


class _OdtWalker:
    """Walks through the text of one document."""

    def __init__(self, root: _Element, styles: list[_Element]) -> None:
        self._root = root
        self._number = 0
        self._looks: dict[str, Mapping[str, str]] = {"": {}}
        self._titles: set[str] = set()
        self._quotes: set[str] = set()
        self._aside: list[str] = []  # hidden or struck-out text of the paragraph
        own: dict[str, Mapping[str, str]] = {}
        parents: dict[str, str] = {}
        for style in (style for each in styles for style in each.iter(f"{_STYLE}style")):
            name = style.get(f"{_STYLE}name", "")
            parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            properties = style.find(f"{_STYLE}text-properties")
            own[name] = {} if properties is None else _look(properties)
        for name in parents:
            chain, at = [name], name
            while parents.get(at) and parents[at] not in chain:
                at = parents[at]
                chain.append(at)
            self._looks[name] = dict(part for each in reversed(chain) for part in own.get(each, {}).items())
            if any(each in ("Title", "Subtitle") for each in chain):
                self._titles.add(name)
            if any("quot" in each.casefold() for each in chain):
                self._quotes.add(name)

    def lines(self) -> Iterator[Line]:
        """The lines of the body."""
        body = self._root.find(f"{_OFFICE}body")
        if body is not None:
            yield from self._blocks(body)

    def _blocks(self, parent: _Element) -> Iterator[Line]:
        for child in parent.iterchildren():
            if not isinstance(child.tag, str) or child.tag in _NOT_TEXT:
                continue
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield from self._paragraph(child)
            elif child.tag == f"{_TABLE}table":
                grid = filled_up([list(self._row(row)) for row in child.iter(f"{_TABLE}table-row")])
                self._number += len(grid)
                yield from table_lines(grid, first=self._number - len(grid) + 1)
                yield from self._beside(child)
            elif child.tag == f"{_DRAW}frame":  # anchored to a page
                yield from self._beside(child)
            else:
                yield from self._blocks(child)

    def _row(self, row: _Element) -> Iterator[str]:
        """The cells of a row; cells covered by another are blank."""
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = "\n".join(map(self._plain, _paragraphs(cell)))
            yield from spanning(text, cell.get(f"{_TABLE}number-columns-repeated"))

    def _paragraph(self, paragraph: _Element) -> Iterator[Line]:
        self._number += 1
        style = paragraph.get(f"{_TEXT}style-name", "")
        heading = paragraph.tag == f"{_TEXT}h" or style in self._titles
        runs = tuple(self._runs(paragraph, look=self._looks.get(style, {})))
        yield from styled_lines(
            StyledParagraph(
                [(text, look.get("bold") == "yes") for text, look in runs],
                self._number,
                heading=heading,
                quoted=style in self._quotes,
                colours=[look.get("colour") or look.get("highlight", "") for _, look in runs],
            )
        )
        yield from self._beside(paragraph)

    def _beside(self, element: _Element) -> Iterator[Line]:
        """The hidden text of an element and the notes, comments and text boxes anchored in it; they follow it."""
        aside, self._aside = " ".join(cleaned("".join(self._aside)).split()), []
        if aside:
            yield Line(text=aside, number=self._number, mark=SegmentKind.NOTE, passing=True)
        for note in element.iter(*_NOTES):
            if next(note.iterancestors(*_NOTES), None) is not None:
                continue  # included in the note around it
            texts = (self._plain(each) for each in note.iter(f"{_TEXT}p", f"{_TEXT}h"))
            if text := " ".join(" ".join(texts).split()):
                yield Line(text=text, number=self._number, mark=SegmentKind.NOTE, passing=True)

    def _plain(self, paragraph: _Element) -> str:
        look = self._looks.get(paragraph.get(f"{_TEXT}style-name", ""), {})
        return cleaned("".join(text for text, _ in self._runs(paragraph, look=look)))

    def _runs(self, element: _Element, *, look: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        yield from self._run(element.text, look)
        for child in element.iterchildren():
            if isinstance(child.tag, str) and child.tag not in _NOT_TEXT:
                if child.tag == f"{_TEXT}s":
                    yield from self._run(" " * min(int(child.get(f"{_TEXT}c", "1")), 100), look)
                elif child.tag == f"{_TEXT}tab":
                    yield from self._run("\t", look)
                elif child.tag == f"{_TEXT}line-break":
                    yield from self._run("\n", look)
                else:
                    style = self._looks.get(child.get(f"{_TEXT}style-name", ""), {})
                    yield from self._runs(child, look={**look, **style})
            yield from self._run(child.tail, look)

    def _run(self, text: str | None, look: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Text with its formatting; hidden and struck-out text is collected separately."""
        if "yes" in (look.get("hidden"), look.get("struck")):
            self._aside.append(text or "")
        else:
            if text and self._aside:
                self._aside.append(" ")
            yield text or "", look


def _look(properties: _Element) -> dict[str, str]:
    """The text properties that a style sets, by name."""
    weight, through = properties.get(f"{_FO}font-weight"), properties.get(f"{_STYLE}text-line-through-style")
    colour, behind = properties.get(f"{_FO}color"), properties.get(f"{_FO}background-color")
    display = properties.get(f"{_TEXT}display")
    said = {
        "bold": weight and ("yes" if weight in ("bold", "600", "700", "800", "900") else "no"),
        "struck": through and ("no" if through == "none" else "yes"),
        "hidden": display and ("yes" if display == "none" else "no"),
        "colour": None if colour is None else colour_of(colour),
        "highlight": None if behind is None else highlight_of(behind),
    }
    return {name: value for name, value in said.items() if value is not None}


def _paragraphs(cell: _Element) -> Iterator[_Element]:
    """The paragraphs of a cell, without those of notes anchored in it."""
    for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if next(paragraph.iterancestors(*_NOTES), None) is None:
            yield paragraph
