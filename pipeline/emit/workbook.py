"""`coded_dataset.xlsx`: a cover in plain words, and a sheet for each table."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING

from pipeline.corpus.dataset_records import NO, YES, CodedQuote
from pipeline.corpus.organisation_tables import ListedMention, ListedTie
from pipeline.corpus.schema import Cell, Column
from pipeline.corpus.storage import fixed_package
from pipeline.emit import schemas
from pipeline.emit.handover import AnySheet, File, Handover, Written
from pipeline.emit.saturation import SATURATION, SaturationStep
from pipeline.emit.workbook_cover import METHODS_SHEET, CoverLine, cover, in_workbook, methods_lines, title_of
from pipeline.emit.workbook_rows import fitting, with_rows

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


# From where the workbook lies to the page: it works wherever the two are passed on together.
PAGE_FROM_DATASET = "../report/index.html"


def page_links(handover: Handover) -> dict[str, list[str]]:
    """For each sheet that shows or counts quotes the quote of each row; empty where none may be shown.

    A row that stands for many leads to the best of them: the shortlisted first, then by quotability.
    """
    quotes = handover.records(schemas.CODED_QUOTES)
    at = _QuotePlaces(quotes)
    best: dict[tuple[str, str], str] = {}
    for row in sorted(quotes, key=_best_first):
        best.setdefault(("theme_id", row.theme_id), row.quote_id)
        best.setdefault(("case", row.case), row.quote_id)
        best.setdefault(("question", row.question), row.quote_id)
    for mention in handover.records(schemas.ORGANISATION_MENTIONS):
        if found := at.quote_of(mention):
            best.setdefault(("organisation_id", mention.organisation_id), found)
    by_key = {
        "themes": "theme_id",
        "theme_by_sector": "theme_id",
        "theme_by_case": "case",
        "theme_by_question": "question",
        "cases": "case",
        "organisations": "organisation_id",
    }
    links = {name: [row.quote_id for row in quotes] for name in ("coded_quotes", "quotability")}
    for name, sheet in handover.sheets.items():
        if name in ("organisation_mentions", "organisation_ties"):
            links[name] = [at.quote_of(row) for row in sheet.records]
        elif name == SATURATION.name:
            links[name] = _first_heard(handover.records(SATURATION), quotes)
        elif name in by_key:
            links[name] = [best.get((by_key[name], getattr(row, by_key[name])), "") for row in sheet.records]
    return {name: links[name] for name in handover.sheets if name in links}


def _first_heard(steps: Iterable[SaturationStep], quotes: Iterable[CodedQuote]) -> list[str]:
    """For each transcript the best quote of a theme that it brought; a survey's respondents are one."""
    best: dict[tuple[str, str], CodedQuote] = {}
    for row in sorted(quotes, key=_best_first):
        for unit in {row.source, row.case}:
            best.setdefault((unit, row.theme_id), row)
    found = []
    for step in steps:
        themes = filter(None, step.new_theme_ids.split("; "))
        heard = [best[step.source, theme] for theme in themes if (step.source, theme) in best]
        found.append(min(heard, key=_best_first).quote_id if heard else "")
    return found


class _QuotePlaces:
    """Finds the quote at a place of a source."""

    def __init__(self, quotes: Iterable[CodedQuote]) -> None:
        found: dict[str, set[tuple[int, int, str]]] = defaultdict(set)
        for row in quotes:
            found[row.source].add((row.start, row.end, row.quote_id))
        self._by_source: dict[str, Sequence[tuple[int, int, str]]] = {
            source: sorted(places) for source, places in found.items()
        }

    def quote_of(self, row: ListedMention | ListedTie) -> str:
        """The innermost quote that holds the row's first character; else the first that begins within the row."""
        places = self._by_source.get(row.source, ())
        following = bisect_right(places, row.start, key=lambda place: place[0])
        for _, end, quote in reversed(places[max(0, following - 50) : following]):
            if row.start < end:
                return quote
        if following < len(places) and places[following][0] < row.end:
            return places[following][2]
        return ""


def _best_first(row: CodedQuote) -> tuple[bool, bool, float, str]:
    return row.shortlisted != YES, row.counts == NO, -row.quotability, row.quote_id


WORKBOOK = "dataset/coded_dataset.xlsx"

_COVER = "About"
_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_DARK, _PALE, _GREY, _GREEN, _AMBER = "#1F3A4D", "#EAF0F3", "#5A6470", "#E3F1E4", "#FBEBCF"
_FIXED = datetime(2000, 1, 1)
_IN_PAGE = "in the page"  # the last column: a link to the quote in the web page
_MOST_LINKS = 65_530  # a sheet holds no more

_WIDE = 72
_WIDTHS = {
    "quote": _WIDE,
    "question": 44,
    "value": 44,
    "passage": _WIDE,
    "definition": 60,
    "finding": 60,
    "remedy": 50,
    "description": 90,
    "theme_id": 20,
    "attributes": 30,
    "new_theme_ids": 44,
    "sentence": 72,
    "between": 24,
    "measure": 22,
    "context_before": 52,
    "context_after": 52,
    "basis": 36,
    "note": 30,
    "attribution": 36,
    "title": 30,
    "theme": 26,
    "aliases": 44,
    "label_words": 40,
    "organisation": 30,
    "organisation_a": 30,
    "organisation_b": 30,
    "organisations_named": 30,
    "values": 40,
    "text": 30,
    "place": 18,
    "role": 22,
    "sector": 22,
    "quote_id": 17,
    "source": 24,
    "case": 20,
    "column": 26,
    "table": 24,
    "file": 26,
}
_NARROW, _MATRIX = 13, 48
# Machines need these; a reader's eye may pass over them.
_QUIET = {"context_before", "context_after", "basis", "start", "end", "turn_id", "organisation_id", "mention_id"}
_QUIET |= {
    "theme_id",
    "organisation_id_a",
    "organisation_id_b",
    "register_id",
    "confidence",
    "quotability",
    "same_as",
}
# Folded away behind a [+] above the header, so that what a writer needs is seen at once.
_FOLDED = {
    "coded_quotes": {
        "source_kind",
        "kind",
        "participant",
        "role",
        "organisation",
        "attributes",
        "date",
        "context_after",
        "origin",
        "confidence",
        "basis",
        "coder",
        "same_as",
        "quote_id",
        "theme_id",
        "source",
        "start",
        "end",
    },
    "organisation_mentions": {"mention_id", "organisation_id", "turn_id", "start", "end", "basis"},
    "organisation_ties": {"organisation_id_a", "organisation_id_b", "turn_id", "start", "end"},
}
# Left in sight when scrolling to the right.
_FROZEN = {
    "theme_by_case": 1,
    "theme_by_sector": 2,
    "theme_by_question": 2,
    "themes": 2,
    "organisations": 2,
    "cases": 1,
    "coded_quotes": 1,
}


def workbook(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The workbook, the same bytes for the same tables."""
    import xlsxwriter

    whole = io.BytesIO()
    book = xlsxwriter.Workbook(
        whole,
        {
            # Rows are flushed as they are written: the cells of a large study would take most of the memory.
            "constant_memory": True,
            "tmpdir": handover.scratch,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": "Coded interviews", "created": _FIXED})
    formats = _formats(book)
    about = book.add_worksheet(_COVER)
    _write_lines(about, cover(handover), formats)
    about.activate()
    links = page_links(handover)
    changes: dict[str, Callable[[bytes], bytes | Iterable[bytes]]] = {".rels": _with_slashes}
    for number, (name, whole_sheet) in enumerate(handover.sheets.items(), start=2):
        sheet = in_workbook(whole_sheet)
        _write_frame(book.add_worksheet(title_of(sheet)[:31]), sheet, formats, links=links.get(name))
        if sheet.records:
            rows, widths = _rows(sheet, links.get(name)), _widths(sheet, name in links)
            places = (links.get(name) or ())[:_MOST_LINKS]
            changes[f"worksheets/sheet{number}.xml"] = partial(with_rows, rows=rows, widths=widths, links=places)
    _write_lines(book.add_worksheet(METHODS_SHEET), methods_lines(handover), formats)
    book.close()
    yield WORKBOOK, fixed_package(whole, change=changes)


def _rows(sheet: AnySheet, links: Sequence[str] | None) -> Iterable[Sequence[Cell]]:
    """The values of each row, with the text of its link to the page."""
    if links is None:
        return sheet.rows
    shown = chain(links[:_MOST_LINKS], repeat(""))
    return ((*values, link) for values, link in zip(sheet.rows, shown, strict=False))


def _widths(sheet: AnySheet, has_links: bool) -> list[int]:
    """The widths of the columns that may need several lines; 0 for those that are folded away."""
    folded = _FOLDED.get(sheet.table.name, set())
    widths = [0 if column.name in folded else _width_of(column, sheet) for column in sheet.table.columns]
    return [*widths, 0] if has_links else widths


def _with_slashes(content: bytes) -> bytes:
    """XlsxWriter writes a relative link with Windows' backslashes, which only Windows can follow."""
    return content.replace(PAGE_FROM_DATASET.replace("/", "\\").encode(), PAGE_FROM_DATASET.encode())


def _formats(book: Workbook) -> dict[str, Format]:
    def made(**own: object) -> Format:
        return book.add_format({**_FONT, **own})

    return {
        "header": made(bold=True, font_color="#FFFFFF", bg_color=_DARK, text_wrap=True, valign="vcenter", border=1),
        "text": made(text_wrap=True),
        "quiet": made(text_wrap=True, font_color=_GREY),
        # Figures keep away from the text in the next column.
        "number": made(num_format="0.00", align="right", indent=1),
        "share": made(num_format="0%", align="right", indent=1),
        "whole": made(num_format="#,##0", align="right", indent=1),
        "offset": made(num_format="0", font_color=_GREY, align="right", indent=1),
        "yes": book.add_format({"bg_color": _GREEN}),
        "problem": book.add_format({"bg_color": _AMBER}),
        "rejected": book.add_format({"font_color": "#9AA3AB", "italic": True}),
        "title": made(bold=True, font_size=20, font_color=_DARK),
        "heading": made(bold=True, font_size=13, font_color=_DARK, bottom=1, bottom_color=_DARK, valign="bottom"),
        "left": made(bold=True, bg_color=_PALE, text_wrap=True),
        "right": made(text_wrap=True, align="left", num_format="#,##0"),
        "page": made(font_color="#0B5394", underline=1),
        "link": made(font_color="#0B5394", underline=1, bg_color=_PALE),
    }


def _write_lines(worksheet: Worksheet, lines: Iterable[CoverLine], formats: dict[str, Format]) -> None:
    worksheet.hide_gridlines(2)
    worksheet.set_column(0, 0, 32)
    worksheet.set_column(1, 1, 92)
    for row, line in enumerate(lines):
        if line.style == "text":
            # A merged cell does not grow with its text.
            worksheet.set_row(row, 16 * (1 + len(line.text) // 125))
            worksheet.merge_range(row, 0, row, 1, "", formats["text"])
            worksheet.write_string(row, 0, line.text, formats["text"])
        elif line.style in ("title", "heading"):
            worksheet.set_row(row, 32 if line.style == "title" else 28)
            worksheet.write_string(row, 0, line.text, formats[line.style])
            worksheet.write_blank(row, 1, None, formats[line.style])
        else:
            if line.style == "link":
                worksheet.write_url(row, 0, f"internal:'{line.text}'!A1", formats["link"], line.text)
            else:
                worksheet.write_string(row, 0, line.text, formats["left"])
            _write_cell(worksheet, row, 1, line.about, formats["right"])
    _set_page(worksheet, landscape=False)


def _write_frame(
    worksheet: Worksheet, sheet: AnySheet, formats: dict[str, Format], *, links: Sequence[str] | None = None
) -> None:
    """All of a sheet but the values of its rows; the cells of the second row have the formats of the columns."""
    columns, last = sheet.table.columns, len(sheet.records)
    chosen = [formats[_format_of(column)] for column in columns]
    folded = _FOLDED.get(sheet.table.name, set())
    for at, column in enumerate(columns):
        hidden = column.name in folded
        options = {"level": 1, "hidden": True} if hidden else {"collapsed": at and columns[at - 1].name in folded}
        worksheet.set_column(at, at, _width_of(column, sheet), chosen[at], options)
        worksheet.write_string(0, at, column.name, formats["header"])
    worksheet.set_row(0, 32 if len(columns) <= 40 and not _is_matrix(sheet) else 48)
    if links is not None:
        worksheet.set_column(len(columns), len(columns), _WIDTHS["quote_id"])
        worksheet.write_string(0, len(columns), _IN_PAGE, formats["header"])
        chosen.append(formats["page"])
    for at, cell_format in enumerate(chosen if last else ()):
        worksheet.write_blank(1, at, None, cell_format)
    first = next(filter(None, links or ()), None)
    if first:  # the others lead to the same page, and are written with the rows
        worksheet.write_url(1, len(columns), f"external:{PAGE_FROM_DATASET}#{first}", formats["page"], first)
    if last > 1:  # the sheet knows how far it goes
        worksheet.write_blank(last, 0, None, chosen[0])
    worksheet.freeze_panes(1, _FROZEN.get(sheet.table.name, 0))
    worksheet.autofilter(0, 0, max(last, 1), len(columns) - (links is None))
    if last:
        worksheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(columns) - 1)}{last + 1}"})
        _colour(worksheet, sheet, formats)
    _set_page(worksheet, landscape=True, large=len(columns) > 12)
    worksheet.repeat_rows(0)


def _write_cell(worksheet: Worksheet, row: int, column: int, value: object, cell_format: Format) -> None:
    if isinstance(value, str):
        if value:
            # Always as text: a cell that begins with = must not run.
            worksheet.write_string(row, column, fitting(value), cell_format)
    elif isinstance(value, (int, float)):
        worksheet.write_number(row, column, value, cell_format)


def _colour(worksheet: Worksheet, sheet: AnySheet, formats: dict[str, Format]) -> None:
    columns, names, last = sheet.table.columns, sheet.table.column_names, len(sheet.records)
    rules = {"shortlisted": ("yes", "yes"), "level": ("problem", "problem")}
    for name, (value, cell_format) in rules.items():
        if name in names and columns[names.index(name)].values:  # in themes, shortlisted is a count
            at = names.index(name)
            rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": formats[cell_format]}
            worksheet.conditional_format(1, at, last, at, rule)
    if "decision" in names:
        at = names.index("decision")
        rule = {"type": "formula", "criteria": f'=${_letter(at)}2="reject"', "format": formats["rejected"]}
        worksheet.conditional_format(1, 0, last, len(names) - 1, rule)


def _format_of(column: Column) -> str:
    if column.type == "number":
        return "share" if column.name.endswith("(share)") else "number"
    if column.type == "integer":
        return "offset" if column.name in _QUIET else "whole"
    return "quiet" if column.name in _QUIET else "text"


def _width_of(column: Column, sheet: AnySheet) -> int:
    if _is_matrix(sheet) and column.name not in ("case", "title"):
        return _MATRIX
    return _WIDTHS.get(column.name, max(_NARROW, min(len(column.name) + 4, 24)))


def _is_matrix(sheet: AnySheet) -> bool:
    return sheet.table.name == "theme_by_case"


def _set_page(worksheet: Worksheet, *, landscape: bool, large: bool = False) -> None:
    if landscape:
        worksheet.set_landscape()
    worksheet.set_paper(8 if large else 9)  # A3, A4
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    worksheet.fit_to_pages(1, 0)


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
