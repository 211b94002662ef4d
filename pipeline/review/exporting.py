"""The workbook for review: what teaches most, to be decided in a spreadsheet, and a blind second sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline import tables
from pipeline.errors import UserError
from pipeline.review.importing import BLIND
from pipeline.review.passages import Stored, stored_passages
from pipeline.review.sheets import Sheet, workbook
from pipeline.schema import rows_of
from pipeline.storage import read_table
from pipeline.study import Study

NUMBER = 120
CONTEXT = 300  # characters before and after a passage
_COLUMNS = (
    *("quote_id", "source", "before", "quote", "after", "theme_id"),
    *("why", "decision", "another_theme", "note", "coder"),
)
_BLIND = ("quote_id", "source", "before", "quote", "after", "theme_id", "decision", "note", "coder")
_ABOUT = (
    "Sheet Review: each row is a passage and the theme that the pipeline thinks likeliest. In “decision” choose "
    "accept or reject; if another theme fits, choose it in “another_theme”. Write your name in “coder”.",
    "Rows are in the order in which they teach most: do as many as you have time for, from the top.",
    "Sheet Blind: the same without the pipeline’s guess, for a second coder: choose a theme: that is accepted. "
    "pipeline review export --blind writes it alone, so that nobody sees the guesses.",
    "Then: pipeline review import review.xlsx --coder NAME. Nothing that was decided before is lost.",
    "The words are verbatim, names included: the file is for those who may read the transcripts.",
)
_ABOUT_BLIND = (
    "Sheet Blind: each row is a passage. Choose the theme that fits it in “theme_id” (sheet Themes lists them), "
    "and write your name in “coder”. If none fits, leave the row.",
    "Rows are in the order in which they teach most: do as many as you have time for, from the top.",
    "Then send it back to whoever runs: pipeline review import FILE",
    _ABOUT[-1],
)


def export_review(study: Study, *, number: int = NUMBER, blind: bool = False) -> bytes:
    """The workbook.

    Args:
        study: a finished run.
        number: passages, at the most.
        blind: the blind sheet alone, for a second coder who shall not see what the pipeline thinks.

    Raises:
        UserError: if there is no finished run, or nothing is left to decide.
    """
    path = study.tables / f"{tables.REVIEW.name}.parquet"
    if not path.exists():
        raise UserError("there is no finished run to review", "Run: pipeline run", path)
    rows = rows_of(read_table(path, tables.REVIEW))[:number]
    if not rows:
        raise UserError("nothing is left to review", "Add codes to models/codebook.yaml, or passages", path)
    passages = {one.quote_id: one for one in stored_passages(study, context=CONTEXT)}
    cells = [_cells(row, passages[row["quote_id"]]) for row in rows if row["quote_id"] in passages]
    review = Sheet("Review", _COLUMNS, ("decision", "another_theme", "note", "coder"), cells)
    unseen = [{**row, "theme_id": ""} for row in cells]
    second = Sheet(BLIND, _BLIND, ("theme_id", "decision", "note", "coder"), unseen)
    about, sheets = (_ABOUT_BLIND, [second]) if blind else (_ABOUT, [review, second])
    return workbook("Passages to decide", about, sheets, themes=theme_names(study))


def theme_names(study: Study) -> dict[str, str]:
    """The codes that there are to choose from: id to name."""
    path = study.tables / f"{tables.THEMES.name}.parquet"
    themes = rows_of(read_table(path, tables.THEMES)) if path.exists() else []
    return {str(row["theme_id"]): str(row["theme"]) for row in themes if row["origin"] != "discovered"}


def _cells(row: Mapping[str, Any], passage: Stored) -> dict[str, str]:
    return {
        "quote_id": passage.quote_id,
        "source": passage.source,  # by it and the words a passage is found again when its transcript changed
        "before": passage.before,
        "quote": passage.text,
        "after": passage.after,
        "theme_id": str(row["theme_id"]),
        "why": f"{row['why']}; {row['basis']}",
    }
