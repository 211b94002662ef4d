"""How well a run agrees with a hand-made gold, beside what the bare models give.

A gold is a folder of CSV files, any of:

- `organisations.csv`: source, text, organisation, mentions (how often that surface form names it in that source);
- `themes.csv`: source, excerpt, themes (ids, separated by spaces; empty for none), covering what was said;
- `quotes.csv`: source, quote, speaker, kind.

`source` is the file's name without its ending. White space does not count.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import UserError
from pipeline.evaluation.organisations import organisation_lines
from pipeline.evaluation.quotes import quote_lines
from pipeline.evaluation.scores import Line, Made
from pipeline.evaluation.themes import theme_lines
from pipeline.study import Study

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organisations.csv": ("source", "text", "organisation", "mentions"),
    "themes.csv": ("source", "excerpt", "themes"),
    "quotes.csv": ("source", "quote", "speaker", "kind"),
}


def evaluate(study: Study, gold: Path) -> list[Line]:
    """Compare the study's last run with the gold; one line for each measure.

    Raises:
        UserError: if the gold holds none of the files, or one lacks a column.
    """
    given = {name: _read(gold / name) for name in _COLUMNS if (gold / name).exists()}
    if not given:
        raise UserError("the folder holds no gold", f"It should have some of: {', '.join(_COLUMNS)}", gold)
    made = Made(study)
    lines: list[Line] = []
    if rows := given.get("organisations.csv"):
        lines += organisation_lines(made, rows)
    if rows := given.get("themes.csv"):
        lines += theme_lines(made, rows, study=study)
    if rows := given.get("quotes.csv"):
        lines += quote_lines(made, rows)
    return lines


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in _COLUMNS[path.name] if name not in (reader.fieldnames or ())]
        if missing:
            raise UserError(
                f"there is no column {missing[0]!r}", f"It needs {', '.join(_COLUMNS[path.name])}", path, 1
            )
        return list(reader)
