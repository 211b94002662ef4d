"""Web pages (.html): block elements to lines, with headings, bold and tables; scripts and styles left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.documents.document import Document, Line, StyledParagraph, Unreadable, styled_lines
from pipeline.documents.packages import damaged
from pipeline.documents.tables import table_lines
from pipeline.documents.text import cleaned, decoded
from pipeline.language.lexicons import word_set

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = word_set(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1
    h2 h3 h4 h5 h6 header html li main nav ol p pre section summary table ul hr tr"""
)
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6 title")
_LEFT_OUT = word_set("script style noscript template head iframe object svg")
_FURNITURE = word_set("nav footer header aside button form")
_BOLD = word_set("b strong th")
_TAG = re.compile(r"""<[a-z](?:[^>"']++|"[^"]*+"|'[^']*+')*+""", re.IGNORECASE)
_VALUE = re.compile(r"""\"[^"]*+\"|'[^']*+'""")
_ATTRIBUTE = re.compile(r"[^\s/=]+")
_LONG_TAG = 4_000  # characters; pictures may be written into one, and are one attribute
_MOST_ATTRIBUTES = 1_000  # of one tag: reading them takes the square of their number


def read_web(content: bytes) -> Document:
    """The lines of an .html page.

    Raises:
        Unreadable: if there is nothing that could be a page.
    """
    from lxml import etree, html

    text = decoded(content)[0]
    long = (tag[0] for tag in _TAG.finditer(text) if len(tag[0]) > _LONG_TAG)
    if any(_attributes(tag) > _MOST_ATTRIBUTES for tag in long):
        raise Unreadable(
            f"an HTML tag has more than {_MOST_ATTRIBUTES:,} attributes: this does not look like a page of text",
            "Open it in a browser and save it as plain text",
        )
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    return Document(lines=tuple(_HtmlWalker().lines(root)))


def _attributes(tag: str) -> int:
    """How many attributes a tag has: what stands in quotation marks is a value."""
    return len(_ATTRIBUTE.findall(_VALUE.sub(" ", tag)))


class _HtmlWalker:
    """Goes through one page."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, bool]] = []
        self._number = 0
        self._quoting = 0  # how deep inside block quotes

    def lines(self, root: _Element) -> Iterator[Line]:
        """The page's lines."""
        title = root.find(".//title")
        if title is not None and (title.text or "").strip():
            self._runs.append((" ".join(title.text.split()), False))
            yield from self._flush(heading=True)
        yield from self._element(root, bold=False, furniture=False)
        yield from self._flush()

    def _element(self, element: _Element, *, bold: bool, furniture: bool) -> Iterator[Line]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _LEFT_OUT or not tag:
            return
        if tag == "table" and (lines := _table(element)):
            yield from self._flush(furniture=furniture)
            for caption in element.iterchildren("caption"):
                self._runs.append((" ".join("".join(_cell_text(caption)).split()), bold))
                yield from self._flush(heading=True)
            self._number += 1
            yield from lines
            return
        block = tag in _BLOCKS
        furniture = furniture or tag in _FURNITURE
        if block:
            yield from self._flush(furniture=furniture)
        if tag == "br":
            self._runs.append(("\n", bold))
        if tag == "q":
            self._runs.append(("“", bold))
        quoting = block and (tag == "blockquote" or "quote" in (element.get("class") or "").casefold())
        self._quoting += quoting
        style = (element.get("style") or "").replace(" ", "").casefold()
        bold = bold or tag in _BOLD or "font-weight:bold" in style or "font-weight:700" in style
        self._add(element.text, bold, verbatim=tag == "pre")
        for child in element.iterchildren():
            yield from self._element(child, bold=bold, furniture=furniture)
            self._add(child.tail, bold, verbatim=tag == "pre")
        if tag == "q":
            self._runs.append(("”", bold))
        if block:
            yield from self._flush(heading=tag in _HEADINGS, furniture=furniture)
        self._quoting -= quoting

    def _add(self, text: str | None, bold: bool, *, verbatim: bool) -> None:
        if text and verbatim:
            self._runs.append((text, bold))
        elif text:
            folded = " ".join(text.split())
            if text[0].isspace() and self._runs and not self._runs[-1][0].endswith((" ", "\n")):
                folded = f" {folded}"
            if folded.strip() and text[-1].isspace():
                folded = f"{folded} "
            self._runs.append((folded, bold))

    def _flush(self, *, heading: bool = False, furniture: bool = False) -> Iterator[Line]:
        runs, self._runs = self._runs, []
        if not "".join(text for text, _ in runs).strip():
            return
        self._number += 1
        quoted = self._quoting > 0
        yield from styled_lines(
            StyledParagraph(runs, self._number, heading=heading, furniture=furniture, quoted=quoted)
        )


def _table(table: _Element) -> list[Line]:
    """A table of more than one column as lines; none if it only serves to lay out the page."""
    grid = []
    for row in table.iter("tr"):
        cells = [cell for cell in row.iterchildren() if cell.tag in ("td", "th")]
        grid.append([cleaned(" ".join("".join(_cell_text(cell)).split())) for cell in cells])
    grid = [row for row in grid if any(row)]
    width = max(map(len, grid), default=0)
    if width < 2 or any(inner is not table for inner in table.iter("table")):
        return []
    return list(table_lines([[*row, *[""] * (width - len(row))] for row in grid]))


def _cell_text(element: _Element) -> Iterator[str]:
    """The text of a cell: breaks and blocks part words, scripts and styles are left out."""
    yield element.text or ""
    for child in element.iterchildren():
        parts = child.tag == "br" or child.tag in _BLOCKS
        if parts:
            yield " "
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _cell_text(child)
        if parts:
            yield " "
        yield child.tail or ""
