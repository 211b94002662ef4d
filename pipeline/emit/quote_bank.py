"""Writes the quote bank: what each theme means, its quotes by case as they may be printed, and the methods."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import cast

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from pipeline.corpus.counts import counted
from pipeline.corpus.dataset_records import CodedQuote, ListedCase, ListedTheme
from pipeline.corpus.schema import PrintableText
from pipeline.corpus.storage import fixed_package
from pipeline.emit.bank_choice import ThemeQuotes, length_of
from pipeline.emit.handover import File, Handover, Written
from pipeline.emit.methods import sections
from pipeline.emit.schemas import CASES, CODED_QUOTES, THEMES

_FIXED = datetime(2000, 1, 1)
_GREY, _DARK = RGBColor(0x5A, 0x64, 0x70), RGBColor(0x1F, 0x3A, 0x4D)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[\t\n\r]")  # an element of its own for each
_PAGE_WIDTH, _MARGIN = Cm(21), Cm(2.5)
_TEXT_WIDTH = Cm(16)
_FOR_WORD = "Click an entry to go to it. In Word, press Ctrl+A and then F9 to update the page numbers."


class QuoteBankDocument:
    """The document as it grows."""

    def __init__(self, title: str) -> None:
        self._document = docx.Document()
        self._styles = {style.name: style for style in self._document.styles}
        self._default = self._document.styles.default(WD_STYLE_TYPE.PARAGRAPH).style_id
        self._end = self._document.element.body.sectPr  # the last element: pages' size and margins
        self._empty: dict[str, CT_P] = {}  # a paragraph of each style
        self._headings: list[tuple[int, str, str]] = []
        self._contents_after: CT_P | None = None
        self._set_up(title)
        self.write(title, "Title")

    def write(self, text: str, style: str = "Normal") -> Paragraph:
        """A paragraph; what XML cannot hold is left out."""
        paragraph = self._paragraph(_NOT_XML.sub("", text), style)
        self._end.addprevious(paragraph._p)
        return paragraph

    def _paragraph(self, text: str, style: str) -> Paragraph:
        """A paragraph that has no place yet: python-docx looks at all paragraphs before it gives one a place."""
        if style not in self._empty:
            # By its id: given the style itself, python-docx looks for the default among all styles, each time.
            own = self._styles[style].style_id
            self._empty[style] = cast("CT_P", OxmlElement("w:p"))
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
            self._fill_contents(self._contents_after)
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
        inset = Cm(0.6)
        self._style("Quotation", 11, left_indent=inset, space_before=Pt(8), space_after=Pt(2), keep_with_next=True)
        self._style("Attribution", 10, bold=True, left_indent=inset, space_after=Pt(2), keep_with_next=True)
        self._style("Quote context", 9, colour=_GREY, left_indent=inset, space_after=Pt(4))
        self._style("Contents heading", 14, bold=True, space_before=Pt(12), space_after=Pt(6))
        self._style("TOC 1", 11, bold=True, space_before=Pt(4), space_after=Pt(2))
        self._style("TOC 2", 10, left_indent=inset, space_after=Pt(0))
        for name in ("TOC 1", "TOC 2"):
            self._styles[name].paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        section = self._document.sections[0]
        section.page_width, section.page_height = _PAGE_WIDTH, Cm(29.7)
        section.left_margin = section.right_margin = _MARGIN
        footer = section.footer.paragraphs[0]
        footer.alignment = 1
        footer.add_run("Page ")
        _field(footer, "PAGE", "1")

    def _style(
        self, name: str, size: int, *, bold: bool = False, colour: RGBColor | None = None, **shape: object
    ) -> None:
        style = cast("ParagraphStyle", self._document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
        style.base_style = self._styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = colour
        style.paragraph_format.keep_together = True
        for what, value in shape.items():
            setattr(style.paragraph_format, what, value)
        self._styles[name] = style

    def _fill_contents(self, at: CT_P) -> None:
        """Entries that lead to their headings, each with the number of its page.

        No program has laid out the pages yet, so each number is a field. LibreOffice works them out as it opens the
        file, if they do not stand in a field that holds the whole table; Word leaves them empty until its reader
        renews them, and would ask a question at every opening were it told to do so itself.
        """
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


def _plain_run(text: str) -> BaseOxmlElement:
    """What python-docx makes of text that has no breaks, a tenth of the time: it looks at each character."""
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    if text != text.strip():
        words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    for run in _opening(instruction):
        paragraph._p.append(run)
    paragraph.add_run(shown)
    paragraph._p.append(_mark("end"))


def _opening(instruction: str) -> tuple[BaseOxmlElement, BaseOxmlElement, BaseOxmlElement]:
    run, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    run.append(text)
    return _mark("begin"), run, _mark("separate")


def _mark(kind: str) -> BaseOxmlElement:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


QUOTE_BANK = "report/quote_bank.docx"
_USE = (
    "Copy each quote exactly, with the attribution below it, which shows how the person may be cited.",
    "Square brackets such as [name] mark redactions required by consent. Do not change them.",
    "The grey lines give context. They are not part of the quote and must not be printed.",
    "Keep the id after each quote in your drafts: it locates the quote in the web page and the workbook.",
    "Each theme opens with a short, a medium and a long recommended quote, followed by other good quotes of each "
    "case, with survey answers under their question. All quotes are in the workbook coded_dataset.xlsx.",
)


def quote_bank(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The Word file."""

    paper = QuoteBankDocument("Quote bank")
    for line in _USE:
        paper.write(line, "List Bullet")
    paper.contents_here()
    themes = handover.records(THEMES)
    names: dict[str, str] = {theme.theme_id: theme.theme for theme in themes}
    if themes:
        _definitions(paper, themes, names)
    by_theme: dict[str, list[CodedQuote]] = defaultdict(list)
    for row in handover.records(CODED_QUOTES):
        by_theme[row.theme_id].append(row)
    cases = {row.case: row for row in handover.records(CASES)}
    for theme in themes:
        chosen = ThemeQuotes.of(
            by_theme[theme.theme_id],
            cases=list(cases),
            limits=handover.settings.quotes,
            themes=sum(1 for one in themes if one.passages),
            chosen=handover.chosen,
        )
        _theme(paper, theme, chosen, cases=cases, meaning=_meaning(theme, names))
    paper.heading("Methods", 1)
    for section in sections(handover):
        paper.heading(section.title, 2)
        if section.items:
            paper.write(section.items, "Quote context")
        for paragraph in section.paragraphs:
            paper.write(paragraph)
    yield QUOTE_BANK, paper.saved()


def by_question(rows: Sequence[CodedQuote]) -> Mapping[str, Sequence[CodedQuote]]:
    """The quotes under the question that they answer, in their order; first those that answer none."""
    found: dict[str, list[CodedQuote]] = {"": []}
    for row in rows:
        found.setdefault(row.question, []).append(row)
    return found


def _definitions(paper: QuoteBankDocument, themes: Iterable[ListedTheme], names: Mapping[str, str]) -> None:
    paper.heading("Themes and definitions", 1)
    for theme in themes:
        paper.heading(_title(theme), 3)
        paper.write(_meaning(theme, names))


def _theme(
    paper: QuoteBankDocument,
    theme: ListedTheme,
    chosen: ThemeQuotes,
    *,
    cases: Mapping[PrintableText, ListedCase],
    meaning: str,
) -> None:
    paper.heading(_title(theme), 1)
    paper.write(meaning)
    paper.write(f"{_heard(theme)}.", "Quote context")
    if not chosen.picks:
        paper.write(
            "No quote of this theme is confirmed or sure yet."
            if not theme.passages
            else "No quote of this theme may be printed or is suitable for print."
        )
    if chosen.picks:
        paper.heading("Recommended quotes", 2)
        for length, row in chosen.picks.items():
            _quote(paper, row, label=f"{row.case} · recommended ({length})")
    for case, rows in chosen.by_case.items():
        title = cases[case].title
        paper.heading(f"{case}: {title}" if title and title != case else case, 2)
        for question, answers in by_question(rows).items():
            if question:
                paper.heading(question, 3)
            for row in answers:
                _quote(paper, row, label=length_of(row.quote))
    if chosen.left_out:
        paper.write(
            f"{counted(chosen.left_out, 'more quote is', 'more quotes are')} in the workbook.", "Quote context"
        )


def _heard(theme: ListedTheme) -> str:
    """How often the theme is heard, by whom and where."""
    quoted = f" and {counted(theme.quoted, 'person', 'people')} quoted in documents" if theme.quoted else ""
    people = counted(theme.participants, "participant")
    more = f"; suggested for {theme.suggested:,} more, which are not counted" if theme.suggested else ""
    return f"{counted(theme.passages, 'passage')} by {people}{quoted} in {counted(theme.cases, 'case')}{more}"


def _quote(paper: QuoteBankDocument, row: CodedQuote, *, label: str) -> None:
    paper.write(f"“{row.quote}”", "Quotation")
    paper.write(f"— {row.attribution}", "Attribution")
    before, after = row.context_before, row.context_after
    context = " ".join(
        part for part in (f"Before: {before}" if before else "", f"After: {after}" if after else "") if part
    )
    paper.write(f"{row.quote_id} · {label}" + (f" · {context}" if context else ""), "Quote context")


def _title(theme: ListedTheme) -> str:
    return f"Candidate: {theme.theme}" if theme.origin == "discovered" else theme.theme


def contrast(theme: ListedTheme, names: Mapping[str, str]) -> str:
    """How a candidate differs from the nearest code, as a sentence; empty without a code in use.

    Args:
        theme: the candidate.
        names: of all themes, by id.
    """
    if not theme.nearest_code:
        return ""
    more = [
        f"{where}: {words.replace('; ', ', ')}"
        for where, words in (("more often here", theme.differs), ("more often there", theme.lacks))
        if words
    ]
    return f" Nearest code: {'; '.join((names[theme.nearest_code], *more))}."


def _meaning(theme: ListedTheme, names: Mapping[str, str]) -> str:
    if theme.definition:
        return theme.definition
    if theme.origin == "discovered":
        words = theme.label_words.replace("; ", ", ")
        return f"Found by the software and not yet adopted. Characteristic words: {words}.{contrast(theme, names)}"
    return "No definition in the codebook."
