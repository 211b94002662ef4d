"""Where coders differ: a sheet with what each said, on which they settle it together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.decisions import AGREED, DECISIONS_FILE, Decision, conflicts, read_decisions
from pipeline.review.exporting import CONTEXT, theme_names
from pipeline.review.passages import stored_passages
from pipeline.review.sheets import Sheet, save, workbook
from pipeline.storage import decoded
from pipeline.study import Study

SHEET = "Conflicts"
_COLUMNS = ("quote_id", "source", "before", "quote", "after", "theme_id", "said", "decision", "note", "coder")
_ABOUT = (
    "Sheet Conflicts: each row is a passage and a theme on which coders differ, with what each of them said. Talk "
    "about it, and choose accept or reject in “decision”.",
    f"Leave “{AGREED}” in “coder”: what was agreed counts from then on, whoever said what before. Each coder’s own "
    "word stays in models/decisions.csv, and pipeline agreement is still reckoned from it.",
    "Then: pipeline review import conflicts.xlsx",
    "The words are verbatim, names included: the file is for those who may read the transcripts.",
)


def save_conflicts(study: Study) -> Path | None:
    """Write `private/review/conflicts.xlsx`; None where nobody differs."""
    path = study.models / DECISIONS_FILE
    decisions = read_decisions(decoded(path.read_bytes()), path=path).decisions if path.exists() else ()
    differing = conflicts(decisions)
    if not differing:
        return None
    passages = {one.quote_id: one for one in stored_passages(study, context=CONTEXT)}
    said: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        said.setdefault((decision.quote_id, decision.theme_id), []).append(decision)
    rows = []
    for quote_id, theme_id in differing:
        own = said[quote_id, theme_id]
        passage = passages.get(quote_id)
        rows.append(
            {
                "quote_id": quote_id,
                "theme_id": theme_id,
                "source": passage.source if passage else own[-1].source,
                "before": passage.before if passage else "",
                "quote": passage.text if passage else own[-1].quote,
                "after": passage.after if passage else "",
                "said": "\n".join(_said(own)),
                "coder": AGREED,
            }
        )
    sheet = Sheet(SHEET, _COLUMNS, ("decision", "note", "coder"), rows)
    return save(study, "conflicts", workbook("Passages to agree on", _ABOUT, [sheet], themes=theme_names(study)))


def _said(decisions: Iterable[Decision]) -> Iterable[str]:
    for one in decisions:
        yield f"{one.coder}: {one.decision}" + (f" ({one.note})" if one.note else "")
