"""Decisions on people's names, made on the sheet Names of the review workbook and kept in models/people.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded, file_content, make_folder, write_whole
from pipeline.corpus.study import Study
from pipeline.people.decided_names import COLUMNS, PEOPLE_FILE, NameDecision, read_decided_names
from pipeline.review.imports import WithdrawnWords
from pipeline.review.screen.table_rows import TableText
from pipeline.review.sheets import NAMES_SHEET, ReviewSheet, read_names
from pipeline.workflow.locks import WRITES_MODELS, hold

_SHOWN = ("name", "count", "score", "kind", "outcome", "evidence", "contexts")
_ASKED = ("decision", "note")


def names_sheet(names: Iterable[Mapping[str, object]]) -> ReviewSheet:
    """The sheet, with each detected name once and its outcome, uncertain ones first.

    Args:
        names: the columns `name`, `count`, `score`, `kind`, `outcome`, `evidence`, and `contexts`, a list.
    """
    rows = []
    for one in names:
        contexts = one["contexts"]
        shown = "\n".join(map(str, contexts)) if isinstance(contexts, list) else ""
        rows.append({**{column: _cell(one[column]) for column in _SHOWN}, "contexts": shown})
    choices = [str(one) for one in NameDecision if one is not NameDecision.SAME_AS]
    return ReviewSheet(NAMES_SHEET, (*_SHOWN, *_ASKED), _ASKED, rows, choices=choices)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def import_name_decisions(study: Study, file: Path) -> int:
    """Add the decisions on the sheet to models/people.csv; return how many names have a new or changed decision.

    Raises:
        UserError: if a decision is unusable; then none is added.
    """
    rows = [row for row in read_names(file) if row.cell("decision")]
    if not rows:
        return 0
    with hold(study, WRITES_MODELS):
        path = study.models / PEOPLE_FILE
        before = decoded(file_content(path)) if path.exists() else ""
        decided, known = read_decided_names(before) if before.strip() else (None, [])
        table = TableText(before, COLUMNS, name=PEOPLE_FILE)
        words, count = WithdrawnWords(study), 0
        for row in rows:
            name, decision = row.cell("name"), " ".join(row.cell("decision").split())
            kept = decided.row(name) if decided else None
            same = kept is not None and f"{kept.decision} {kept.same_as}".strip() == decision
            if not same and not words.hold("", name, row.cell("note")):
                table.set({"name": name}, {"decision": decision, "note": row.cell("note")})
                count += 1
        for fault in read_decided_names(table.text)[1]:
            if fault.finding not in {one.finding for one in known}:
                raise UserError(fault.finding, fault.remedy, file)
        if count:
            make_folder(study.models)
            write_whole(path, table.text.encode())
        return count
