"""The workbook for review: what teaches most, to be decided in a spreadsheet, and a blind second sheet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline import tables
from pipeline.decisions import ACCEPT, REJECT
from pipeline.errors import UserError
from pipeline.review.importing import BLIND
from pipeline.review.passages import Stored, stored_passages
from pipeline.schema import rows_of
from pipeline.storage import fixed_package, make_folder, read_table, write_whole
from pipeline.study import Study

REVIEW_FILE = "review/review.xlsx"  # below the private folder: the words are verbatim
NUMBER = 120
_FIXED = datetime(2000, 1, 1)
_LISTS = "Themes"  # the sheet that the drop-downs take their themes from
_CONTEXT = 300  # characters before and after a passage
_COLUMNS = (
    *("quote_id", "source", "before", "quote", "after", "theme_id"),
    *("why", "decision", "another_theme", "note", "coder"),
)
_BLIND = ("quote_id", "source", "before", "quote", "after", "theme_id", "decision", "note", "coder")
_WIDTHS = {"before": 40, "quote": 70, "after": 30, "why": 34, "note": 30, "theme_id": 16, "another_theme": 18}
_ANSWERS = ("decision", "another_theme", "note", "coder")
_ABOUT = (
    "Sheet Review: each row is a passage and the theme that the pipeline thinks likeliest. In “decision” choose "
    "accept or reject; if another theme fits, choose it in “another_theme”. Write your name in “coder”.",
    "Rows are in the order in which they teach most: do as many as you have time for, from the top.",
    "Sheet Blind: the same without the pipeline’s guess, for a second coder: choose a theme: that is accepted.",
    "Then: pipeline review import review.xlsx --coder NAME. Nothing that was decided before is lost.",
    "The words are verbatim, names included: the file is for those who may read the transcripts.",
)


def export_review(study: Study, *, number: int = NUMBER) -> bytes:
    """The workbook.

    Args:
        study: a finished run.
        number: passages, at the most.

    Raises:
        UserError: if there is no finished run, or nothing is left to decide.
    """
    path = study.tables / f"{tables.REVIEW.name}.parquet"
    if not path.exists():
        raise UserError("there is no finished run to review", "Run: pipeline run", path)
    rows = rows_of(read_table(path, tables.REVIEW))[:number]
    if not rows:
        raise UserError("nothing is left to review", "Add codes to models/codebook.yaml, or passages", path)
    passages = {one.quote_id: one for one in stored_passages(study, context=_CONTEXT)}
    themes = read_table(study.tables / f"{tables.THEMES.name}.parquet", tables.THEMES)
    names = {str(row["theme_id"]): str(row["theme"]) for row in rows_of(themes) if row["origin"] != "discovered"}
    return _written([(row, passages[row["quote_id"]]) for row in rows if row["quote_id"] in passages], names)


def save_review(study: Study, content: bytes) -> Any:
    """Write it to its place below the private folder; where that is."""
    path = study.private / REVIEW_FILE
    make_folder(path.parent, private=True)
    write_whole(path, content, private=True)
    return path


def _written(rows: Sequence[tuple[Mapping[str, Any], Stored]], names: Mapping[str, str]) -> bytes:
    import xlsxwriter

    whole = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(whole, options)
    book.set_properties({"title": "Passages to decide", "created": _FIXED})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    grey = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5A6470"})
    answer = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FBF6E9", "border": 1})
    bold = book.add_format({"bold": True, "font_size": 16})
    formats = {"words": wrapped, "quiet": grey, "answer": answer, "title": bold}
    about = book.add_worksheet("About")
    about.set_column(0, 0, 110)
    lists = book.add_worksheet(_LISTS)
    for at, (theme_id, name) in enumerate(names.items()):
        lists.write_string(at, 0, theme_id)
        lists.write_string(at, 1, name)
    about.write_string(0, 0, "Passages to decide", bold)
    for at, text in enumerate(_ABOUT, start=2):
        about.write_string(at, 0, text, wrapped)
    _sheet(book, "Review", _COLUMNS, rows, names, formats=formats)
    _sheet(book, BLIND, _BLIND, rows, names, formats=formats)
    book.close()
    return fixed_package(whole.getvalue())


def _sheet(
    book: Any,
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Mapping[str, Any], Stored]],
    names: Mapping[str, str],
    *,
    formats: Mapping[str, Any],
) -> None:
    sheet = book.add_worksheet(title)
    blind = "why" not in columns
    for at, name in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(name, 14))
        sheet.write_string(0, at, name, book.add_format({"bold": True, "bg_color": "#EAF0F3", "border": 1}))
    for number, (row, passage) in enumerate(rows, start=1):
        cells = {
            "quote_id": passage.quote_id,
            "source": passage.source,  # by it and the words a passage is found again when its transcript changed
            "before": passage.before,
            "quote": passage.text,
            "after": passage.after,
            "theme_id": "" if blind else str(row["theme_id"]),
            "why": f"{row['why']}; {row['basis']}",
        }
        for at, name in enumerate(columns):
            asked = name in _ANSWERS or (blind and name == "theme_id")
            style = "answer" if asked else "words" if name == "quote" else "quiet"
            sheet.write_string(number, at, cells.get(name, ""), formats[style])
    last = max(len(rows), 1)
    themes = f"={_LISTS}!$A$1:$A${max(len(names), 1)}"
    lists = {"decision": [ACCEPT, REJECT], "another_theme": themes} | ({"theme_id": themes} if blind else {})
    for name, source in lists.items():
        if name in columns:
            at = columns.index(name)
            sheet.data_validation(1, at, last, at, {"validate": "list", "source": source})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
