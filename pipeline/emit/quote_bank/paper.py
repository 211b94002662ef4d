"""A Word document with the styles of the quote bank, a table of contents that is filled in, and page numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.storage import fixed_package

_FIXED = datetime(2000, 1, 1)
_GREY, _DARK = RGBColor(0x5A, 0x64, 0x70), RGBColor(0x1F, 0x3A, 0x4D)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[\t\n\r]")  # an element of its own for each
_PAGE_WIDTH, _MARGIN = Cm(21), Cm(2.5)
_TEXT_WIDTH = Cm(16)
_FOR_WORD = "Click an entry to go there. In Word, Ctrl+A and then F9 bring the page numbers."


class Paper:
    """The document as it grows."""

    def __init__(self, title: str) -> None:
        self._document = docx.Document()
        self._styles = {style.name: style for style in self._document.styles}
        self._default = self._document.styles.default(WD_STYLE_TYPE.PARAGRAPH).style_id
        self._end = self._document.element.body.sectPr  # the last element: pages' size and margins
        self._empty: dict[str, Any] = {}  # a paragraph of each style
        self._headings: list[tuple[int, str, str]] = []
        self._contents_after: Any = None
        self._set_up(title)
        self.write(title, "Title")

    def write(self, text: str, style: str = "Normal") -> Any:
        """A paragraph; what XML cannot hold is left out."""
        paragraph = self._paragraph(_NOT_XML.sub("", text), style)
        self._end.addprevious(paragraph._p)
        return paragraph

    def _paragraph(self, text: str, style: str) -> Paragraph:
        """A paragraph that has no place yet: python-docx looks at all paragraphs before it gives one a place."""
        if style not in self._empty:
            # By its id: given the style itself, python-docx looks for the default among all styles, each time.
            own = self._styles[style].style_id
            self._empty[style] = OxmlElement("w:p")
            self._empty[style].style = None if own == self._default else own
        paragraph = Paragraph(deepcopy(self._empty[style]), self._document._body)
        if _BREAKS.search(text):
            paragraph.add_run(text)
        elif text:
            paragraph._p.append(_plain_run(text))
        return paragraph

    def heading(self, text: str, level: int) -> None:
        """A heading, which the table of contents lists down to the second level."""
        paragraph = self.write(text, f"Heading {level}")
        if level > 2:
            return
        mark = f"_Toc{len(self._headings) + 1:08d}"
        self._headings.append((level, _NOT_XML.sub("", text), mark))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(len(self._headings)))
        start.set(qn("w:name"), mark)
        paragraph._p.insert(1, start)
        paragraph._p.append(end)

    def contents_here(self) -> None:
        """The table of contents stands at this place, with all headings that follow."""
        self._contents_after = self.write("Contents", "Contents heading")._p

    def saved(self) -> bytes:
        """The document, the same bytes for the same content."""
        if self._contents_after is not None:
            self._fill_contents()
        whole = io.BytesIO()
        self._document.save(whole)
        return fixed_package(whole)

    def _set_up(self, title: str) -> None:
        about = self._document.core_properties
        about.title, about.author, about.comments, about.last_modified_by = title, "", "", ""
        about.created = about.modified = _FIXED
        normal = self._styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(11)
        normal.paragraph_format.space_after = Pt(6)
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
            self._styles[name].font.color.rgb = _DARK
        self._styles["Heading 1"].paragraph_format.page_break_before = True
        inset, keep = Cm(0.6), {"keep_with_next": True}
        self._style("Quotation", {"size": 11}, left_indent=inset, space_before=Pt(8), space_after=Pt(2), **keep)
        self._style("Attribution", {"size": 10, "bold": True}, left_indent=inset, space_after=Pt(2), **keep)
        self._style("Quote context", {"size": 9, "color": _GREY}, left_indent=inset, space_after=Pt(4))
        self._style("Contents heading", {"size": 14, "bold": True}, space_before=Pt(12), space_after=Pt(6))
        self._style("TOC 1", {"size": 11, "bold": True}, space_before=Pt(4), space_after=Pt(2))
        self._style("TOC 2", {"size": 10}, left_indent=inset, space_after=Pt(0))
        for name in ("TOC 1", "TOC 2"):
            self._styles[name].paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        section = self._document.sections[0]
        section.page_width, section.page_height = _PAGE_WIDTH, Cm(29.7)
        section.left_margin = section.right_margin = _MARGIN
        footer = section.footer.paragraphs[0]
        footer.alignment = 1
        footer.add_run("Page ")
        _field(footer, "PAGE", "1")

    def _style(self, name: str, font: Mapping[str, Any], **shape: Any) -> None:
        style: Any = self._document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self._styles["Normal"]
        style.font.size, style.font.bold = Pt(font["size"]), font.get("bold", False)
        style.font.color.rgb = font.get("color")
        style.paragraph_format.keep_together = True
        for what, value in shape.items():
            setattr(style.paragraph_format, what, value)
        self._styles[name] = style

    def _fill_contents(self) -> None:
        """Entries that lead to their headings, each with the number of its page.

        No program has laid out the pages yet, so each number is a field. LibreOffice works them out as it opens the
        file, if they do not stand in a field that holds the whole table; Word leaves them empty until its reader
        renews them, and would ask a question at every opening were it told to do so itself.
        """
        at = self._contents_after
        hint = self._paragraph(_FOR_WORD, "Quote context")._p
        at.addnext(hint)
        at = hint
        for level, text, mark in self._headings:
            paragraph = self._paragraph("", f"TOC {level}")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), mark)
            link.append(paragraph.add_run(f"{text}\t")._r)
            for run in (*_opening(f"PAGEREF {mark} \\h"), paragraph.add_run("")._r, _mark("end")):
                link.append(run)
            paragraph._p.append(link)
            at.addnext(paragraph._p)
            at = paragraph._p


def _plain_run(text: str) -> Any:
    """What python-docx makes of text that has no breaks, a tenth of the time: it looks at each character."""
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    if text != text.strip():
        words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    for run in _opening(instruction):
        paragraph._p.append(run)
    paragraph.add_run(shown)
    paragraph._p.append(_mark("end"))


def _opening(instruction: str) -> tuple[Any, Any, Any]:
    run, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    run.append(text)
    return _mark("begin"), run, _mark("separate")


def _mark(kind: str) -> Any:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run
