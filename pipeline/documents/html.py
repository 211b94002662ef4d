"""Web pages (.html): converts block elements to lines, with headings, bold and tables, but no scripts or styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.documents.colours import colour_of, highlight_of
from pipeline.documents.document import Document, Line, StyledParagraph, Unreadable, styled_lines
from pipeline.documents.packages import damaged
from pipeline.documents.tables import SpanningCell, filled_up, spread, table_lines
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
_LONG_TAG = 4_000  # characters; a picture may be embedded in a tag, as a single attribute
_MOST_ATTRIBUTES = 1_000  # of one tag: parsing time is quadratic in their number


def read_web(content: bytes) -> Document:
    """The lines of an .html page.

    Raises:
        Unreadable: if the content cannot be a web page.
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
    return Document(lines=tuple(_HtmlWalker(root).lines(root)))


def _attributes(tag: str) -> int:
    """The number of attributes of a tag; text in quotation marks is a value."""
    return len(_ATTRIBUTE.findall(_VALUE.sub(" ", tag)))


_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,4000})\}")
_CLASS = re.compile(r"(?:[a-z][a-z0-9]*)?\.([\w-]+)", re.IGNORECASE)
_STRUCK = word_set("s strike del")


class _Look(NamedTuple):
    """The appearance of text: bold, text or background colour, hidden or struck out."""

    bold: bool = False
    colour: str = ""
    behind: str = ""
    aside: bool = False


class _HtmlRun(NamedTuple):
    """Text with uniform appearance."""

    text: str
    look: _Look


def _styled(look: _Look, style: str, *, own: bool) -> _Look:
    """Apply declarations such as `color: blue; font-weight: 700` to an appearance.

    Args:
        look: the inherited appearance.
        style: the declarations.
        own: whether they are in the element itself: a style sheet may hide text in print only.
    """
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().casefold(), value.replace("!important", "").strip().casefold()
        struck = name.startswith("text-decoration") and "line-through" in value
        if name == "font-weight":
            look = look._replace(bold=value in ("bold", "bolder", "600", "700", "800", "900"))
        elif name == "color":
            look = look._replace(colour=colour_of(value))
        elif name in ("background-color", "background"):
            look = look._replace(behind=highlight_of(value))
        elif struck or (own and (name, value) in (("display", "none"), ("visibility", "hidden"))):
            look = look._replace(aside=True)
    return look


def _classes(root: _Element) -> dict[str, str]:
    """The declarations of each class in the page's own style sheets, for selectors that are a class alone."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        for selectors, declarations in _RULE.findall(sheet.text or ""):
            for selector in selectors.split(","):
                if (named := _CLASS.fullmatch(selector.strip())) and "@" not in selectors:
                    found[named[1]] = f"{found.get(named[1], '')};{declarations}"[-_LONG_TAG:]
    return found


class _HtmlWalker:
    """Walks through one page."""

    def __init__(self, root: _Element) -> None:
        self._runs: list[_HtmlRun] = []
        self._number = 0
        self._quoting = 0  # nesting depth of block quotes
        self._classes = _classes(root)

    def lines(self, root: _Element) -> Iterator[Line]:
        """The page's lines."""
        title = root.find(".//title")
        if title is not None and (title.text or "").strip():
            self._add(" ".join(title.text.split()), _Look(), verbatim=True)
            yield from self._flush(heading=True)
        yield from self._element(root, look=_Look(), furniture=False)
        yield from self._flush()

    def _element(self, element: _Element, *, look: _Look, furniture: bool) -> Iterator[Line]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _LEFT_OUT or not tag:
            return
        if tag == "table" and (lines := _table(element)):
            yield from self._flush(furniture=furniture)
            for caption in element.iterchildren("caption"):
                self._add(" ".join("".join(_cell_text(caption)).split()), look, verbatim=True)
                yield from self._flush(heading=True)
            self._number += 1
            yield from lines
            return
        block = tag in _BLOCKS
        furniture = furniture or tag in _FURNITURE
        if block:
            yield from self._flush(furniture=furniture)
        quoting = block and (tag == "blockquote" or "quote" in (element.get("class") or "").casefold())
        self._quoting += quoting
        look = self._look(element, tag, look)
        if tag in ("br", "q"):
            self._add("\n" if tag == "br" else "“", look, verbatim=True)
        self._add(element.text, look, verbatim=tag == "pre")
        for child in element.iterchildren():
            yield from self._element(child, look=look, furniture=furniture)
            self._add(child.tail, look, verbatim=tag == "pre")
        if tag == "q":
            self._add("”", look, verbatim=True)
        if block:
            yield from self._flush(heading=tag in _HEADINGS, furniture=furniture)
        self._quoting -= quoting

    def _look(self, element: _Element, tag: str, look: _Look) -> _Look:
        """The appearance of an element's text, given the inherited appearance."""
        if tag in _BOLD:
            look = look._replace(bold=True)
        elif tag == "mark":
            look = look._replace(behind="ffff00")
        elif tag == "font":
            look = look._replace(colour=colour_of(element.get("color") or look.colour))
        elif tag in _STRUCK or element.get("hidden") is not None:
            look = look._replace(aside=True)
        for name in (element.get("class") or "").split():
            look = _styled(look, self._classes.get(name, ""), own=False)
        return _styled(look, element.get("style") or "", own=True)

    def _add(self, text: str | None, look: _Look, *, verbatim: bool) -> None:
        if text and verbatim:
            self._runs.append(_HtmlRun(text, look))
        elif text:
            folded = " ".join(text.split())
            if text[0].isspace() and self._runs and not self._runs[-1].text.endswith((" ", "\n")):
                folded = f" {folded}"
            if folded.strip() and text[-1].isspace():
                folded = f"{folded} "
            self._runs.append(_HtmlRun(folded, look))

    def _flush(self, *, heading: bool = False, furniture: bool = False) -> Iterator[Line]:
        runs, self._runs = self._runs, []
        if not "".join(run.text for run in runs).strip():
            return
        self._number += 1
        shown = [run for run in runs if not run.look.aside]
        aside = " ".join("".join(run.text if run.look.aside else " " for run in runs).split())
        if "".join(run.text for run in shown).strip():
            yield from styled_lines(
                StyledParagraph(
                    [(run.text, run.look.bold) for run in shown],
                    self._number,
                    heading=heading,
                    furniture=furniture,
                    quoted=self._quoting > 0,
                    colours=[run.look.colour or run.look.behind for run in shown],
                )
            )
        if aside:
            mark = SegmentKind.FURNITURE if furniture else SegmentKind.NOTE
            yield Line(text=cleaned(aside), number=self._number, mark=mark, passing=True)


def _table(table: _Element) -> list[Line]:
    """The lines of a table with more than one column; empty if the table only serves as page layout."""
    rows = [[cell for cell in row.iterchildren() if cell.tag in ("td", "th")] for row in table.iter("tr")]
    cells = (
        [SpanningCell(_cell_words(cell), cell.get("colspan"), cell.get("rowspan")) for cell in row] for row in rows
    )
    grid = [row for row in spread(cells) if any(row)]
    width = max(map(len, grid), default=0)
    if width < 2 or any(inner is not table for inner in table.iter("table")):
        return []
    return list(table_lines(filled_up(grid)))


def _cell_words(cell: _Element) -> str:
    return cleaned(" ".join("".join(_cell_text(cell)).split()))


def _cell_text(element: _Element) -> Iterator[str]:
    """The text of a cell: line breaks and blocks separate words; scripts and styles are left out."""
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
