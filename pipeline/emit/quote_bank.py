"""`quote_bank.docx`: by theme, then by case, the quotations worth printing, each with its attribution line."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.emit.handover import Handover
from pipeline.emit.methods import statement
from pipeline.emit.schemas import YES
from pipeline.storage import without_clock

QUOTE_BANK = "report/quote_bank.docx"

_FIXED = datetime(2000, 1, 1)
_GREY = (0x5A, 0x64, 0x70)
# Words of a short and of a medium pick; what is longer is a long one.
_SHORT, _MEDIUM = 15, 40
_LENGTHS = (("Short", _SHORT), ("Medium", _MEDIUM), ("Long", 10**6))
_OF_A_CASE = 3  # quotes of each length, from one case, under one theme
Record = Mapping[str, Any]


def quote_bank(handover: Handover, written: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The Word file, the same bytes for the same tables."""
    import docx

    del written
    document: Any = docx.Document()
    _set_up(document)
    document.add_heading("Quote bank", level=0)
    document.add_paragraph(
        "Quotations worth printing, by theme and case: word for word, each with the line that may stand under it. "
        "[name] and other words in square brackets stand for what consent asks to be left out; leave them so. "
        "Words in grey help to understand a quotation and are not part of it."
    )
    themes = [row for row in handover.records("themes") if row["origin"] != "discovered"]
    picked = _picked(handover.records("coded_quotes"))
    shown = [theme for theme in themes if picked.get(theme["theme_id"])]
    _contents(document, [*(theme["theme"] for theme in shown), "How this was done"])
    for theme in shown:
        _theme(document, theme, picked[theme["theme_id"]])
    if not shown:
        document.add_paragraph("No quotation has a theme yet. Fill in the codebook and run again.")
    document.add_page_break()
    document.add_heading("How this was done", level=1)
    for section in statement(handover):
        document.add_heading(section.title, level=2)
        for paragraph in section.paragraphs:
            document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return {QUOTE_BANK: without_clock(buffer.getvalue())}


def _picked(rows: Iterable[Record]) -> dict[str, dict[str, list[tuple[str, Record]]]]:
    """By theme and case: the best quotes of each length, the better first. What was rejected is none."""
    found: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for row in rows:
        if row["theme_id"] and row["origin"] != "discovered" and row["decision"] != "reject" and not row["same_as"]:
            found[row["theme_id"], row["case"], length_of(row["quote"])].append(row)
    made: dict[str, dict[str, list[tuple[str, Record]]]] = defaultdict(lambda: defaultdict(list))
    order = [name for name, _ in _LENGTHS]
    for theme, case, length in sorted(found, key=lambda place: (place[1], order.index(place[2]))):
        best = sorted(found[theme, case, length], key=_rank)
        made[theme][case] += [(length, row) for row in best[:_OF_A_CASE]]
    return made


def _rank(row: Record) -> tuple[bool, float, str]:
    return row["shortlisted"] != YES, -(row["quotability"] or 0), row["quote_id"]


def length_of(quote: str) -> str:
    """Whether a quote is short, medium or long."""
    words = len(quote.split())
    return next(name for name, most in _LENGTHS if words <= most)


def _theme(document: Any, theme: Record, cases: Mapping[str, Sequence[tuple[str, Record]]]) -> None:
    document.add_heading(theme["theme"], level=1)
    if theme["definition"]:
        document.add_paragraph(theme["definition"], style="Subtitle")
    document.add_paragraph(
        f"{theme['passages']} passages, {theme['participants']} voices, {theme['cases']} cases.", style="Caption"
    )
    for case, quotes in cases.items():
        document.add_heading(case, level=2)
        for length, row in quotes:
            _quote(document, row, length=length)


def _quote(document: Any, row: Record, *, length: str) -> None:
    if row["context_before"]:
        _grey(document.add_paragraph(style="Body Text"), row["context_before"]).keep_with_next = True
    words = document.add_paragraph(f"“{row['quote']}”", style="Quote")
    words.paragraph_format.keep_with_next = True
    line = document.add_paragraph()
    line.add_run(row["attribution"]).bold = True
    mark = " · shortlisted" if row["shortlisted"] == YES else ""
    _grey(line, f"   {length.lower()} · {row['quote_id']}{mark}")


def _grey(paragraph: Any, text: str) -> Any:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor(*_GREY)
    run.font.size = Pt(9)
    return paragraph.paragraph_format


def _set_up(document: Any) -> None:
    from docx.shared import Cm, Pt

    properties = document.core_properties
    properties.title, properties.author, properties.comments = "Quote bank", "", ""
    properties.created = properties.modified = _FIXED
    properties.last_modified_by = ""
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Quote"].font.size = Pt(12)
    document.styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.5)
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    _field(foot, "PAGE", shown="1")


def _contents(document: Any, titles: Sequence[str]) -> None:
    """A table of contents that shows its entries before Word fills in the pages."""
    document.add_heading("Contents", level=1)
    paragraph = document.add_paragraph()
    _field(paragraph, 'TOC \\o "1-2" \\h \\z', shown="\n".join(titles))
    document.add_page_break()


def _field(paragraph: Any, instruction: str, *, shown: str) -> None:
    """A field of Word with what it shows until it is brought up to date."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(mark)
        if kind == "begin":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            paragraph.add_run()._r.append(text)
        if kind == "separate":
            paragraph.add_run(shown)
