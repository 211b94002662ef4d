"""Where coders differ: a sheet with what each gave a passage, on which they settle it together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipeline.coding_records import Judgement
from pipeline.decisions import AGREED, DECISIONS_FILE, read_decisions
from pipeline.judgements import differing_passages, judgements_of
from pipeline.review.exporting import CONTEXT, theme_names
from pipeline.review.passages import stored_passages
from pipeline.review.sheet_decisions import CONFLICTS_SHEET
from pipeline.review.sheets import Sheet, save, workbook
from pipeline.storage import decoded
from pipeline.study import Study

_ASKED = ("theme_id", "theme_id_2", "theme_id_3", "decision", "note", "coder")
_COLUMNS = ("quote_id", "source", "before", "quote", "after", "said", *_ASKED)
_ABOUT = (
    "Sheet Conflicts: each row is a passage to which coders gave different codes, with what each of them gave it. "
    "Talk about it, and choose in “theme_id” to “theme_id_3” the codes that it should have; or none in “decision”.",
    f"Leave “{AGREED}” in “coder”: what was agreed counts from then on. Each coder’s own judgement stays in "
    "models/decisions.csv, and `pipeline agreement` is still computed from it.",
    "Then: pipeline review import conflicts.xlsx",
    "The words are verbatim, names included: the file is for those who may read the transcripts.",
)


def save_conflicts(study: Study) -> Path | None:
    """Write `private/review/conflicts.xlsx`; None where nobody differs."""
    path = study.models / DECISIONS_FILE
    decisions = read_decisions(decoded(path.read_bytes()), path=path).decisions if path.exists() else ()
    judgements = judgements_of(decisions)
    differing = differing_passages(judgements)
    if not differing:
        return None
    passages = {one.quote_id: one for one in stored_passages(study, context=CONTEXT)}
    kept = {one.quote_id: one for one in decisions}
    by_passage: dict[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        by_passage[one.quote_id].append(one)
    rows = []
    for quote_id in differing:
        passage = passages.get(quote_id)
        rows.append(
            {
                "quote_id": quote_id,
                "source": passage.source if passage else kept[quote_id].source,
                "before": passage.before if passage else "",
                "quote": passage.text if passage else kept[quote_id].quote,
                "after": passage.after if passage else "",
                "said": "\n".join(_said(by_passage[quote_id])),
                "coder": AGREED,
            }
        )
    sheet = Sheet(CONFLICTS_SHEET, _COLUMNS, _ASKED, rows)
    return save(study, "conflicts", workbook("Passages to agree on", _ABOUT, [sheet], themes=theme_names(study)))


def _said(judgements: Iterable[Judgement]) -> Iterable[str]:
    for one in judgements:
        codes = ", ".join(sorted(one.codes)) or ("no code fits" if one.no_code_fits else "no code")
        rejected = f", not {', '.join(sorted(one.rejected))}" if one.rejected else ""
        yield f"{one.coder}: {codes}{rejected}" + (f" ({one.note})" if one.note else "")
