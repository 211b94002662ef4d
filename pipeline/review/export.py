"""Exports workbooks for coders: the pipeline's proposals for review, and the blind sheet for independent coding."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.coding_records import AGREED, BLIND, INFORMATIVE, RANDOM, REVIEW, Judgement, ReviewItem
from pipeline.corpus.decisions import DECISIONS_FILE, read_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.judged_pairs import CANDIDATE
from pipeline.corpus.judgements import differing_passages, judgements_of
from pipeline.corpus.storage import decoded, read_table
from pipeline.corpus.study import Study
from pipeline.review.memos_sheet import memos_sheet
from pipeline.review.passages import StoredPassage, stored_passages
from pipeline.review.sheet_decisions import BLIND_SHEET, CONFLICTS_SHEET
from pipeline.review.sheets import REVIEW_SHEET, ReviewSheet, save, workbook

NUMBER = 120
CONTEXT = 300  # characters before and after a passage
_PASSAGE = ("quote_id", "source", "before", "quote", "after")
_HOW = ("mode", "sample")  # filled in by the export: mode of work and method of sampling
_REVIEW = (*_PASSAGE, "theme_id", "why", "decision", "another_theme", "note", "coder", *_HOW)
_BLIND = (*_PASSAGE, "theme_id", "theme_id_2", "theme_id_3", "decision", "note", "coder", *_HOW)
_VERBATIM = "The words are verbatim, names included: the file is for those who may read the transcripts."
_ABOUT_REVIEW = (
    "Sheet Review: each row is a passage and the theme that the pipeline considers most likely. In “decision” "
    "choose accept or reject, or none if no code fits the passage. If another theme fits, choose it in "
    "“another_theme” (separate several with semicolons). Write your name in “coder”.",
    "The passages were chosen because a decision on them is informative; the most informative come first, so do as "
    "many as you have time for. Your decisions check the pipeline. They do not measure agreement between "
    "coders: for that, each coder codes the same passages blind (pipeline review export --blind).",
    "Then run: pipeline review import review.xlsx --coder NAME. Earlier decisions are kept.",
    _VERBATIM,
)
_ABOUT_NAMES = (
    "Sheet Names: each name of a person that was detected, once, the uncertain ones first, with what will happen "
    "to it. To decide otherwise, choose replace, keep, organisation or place in “decision”, or write same as and "
    "another name. The import adds it to models/people.csv, where it takes precedence in every later run."
)
_ABOUT_MEMOS = (
    "Sheet Memos: what coders wrote about passages, codes, cases and the study. It is for reading: the import does "
    "not look at it. Memos are written and changed on the page of pipeline review."
)
_ABOUT_BLIND = (
    "Sheet Blind: each row is a passage. Choose the code that fits it in “theme_id” (sheet Themes lists them), and "
    "any further codes in “theme_id_2” and “theme_id_3”. If no code fits, choose none in “decision”: that is a "
    "judgement too. A row that you leave empty counts as not looked at. Write your name in “coder”.",
    "{chosen} Every coder gets the same passages, whatever was decided before.",
    "Then send it back to whoever runs: pipeline review import FILE",
    _VERBATIM,
)
_CHOSEN = {
    RANDOM: "The passages are a random sample of the study, in random order.",
    INFORMATIVE: "The passages were chosen because they are informative or difficult: agreement on them is not an "
    "estimate for the whole study.",
}


def export_review(
    study: Study, *, number: int = NUMBER, coder: str = "", names: ReviewSheet | None = None
) -> bytes:
    """The workbook of proposals, starting with the most informative passages, and of memos, on a separate sheet.

    Args:
        study: a study with a finished run.
        number: the maximum number of passages.
        coder: the coder's name, written into every row if given.
        names: the sheet of people's names, if decisions on them are wanted too.

    Raises:
        UserError: if there is no finished run, or nothing left to decide.
    """
    rows = _informative(study)[:number]
    passages = _passages(study)
    cells = [
        {
            **_cells(passages[row.quote_id], coder=coder, mode=REVIEW, sample=INFORMATIVE),
            "theme_id": row.theme_id,
            "why": f"{row.why[:1].upper()}{row.why[1:]}. {row.basis}",
        }
        for row in rows
        if row.quote_id in passages
    ]
    themes = theme_names(study)
    sheet = ReviewSheet(REVIEW_SHEET, _REVIEW, ("decision", "another_theme", "note", "coder"), cells)
    more = [(names, _ABOUT_NAMES), (memos_sheet(study, passages=passages, themes=themes), _ABOUT_MEMOS)]
    added = [(one, about) for one, about in more if one is not None]
    about = [*_ABOUT_REVIEW, *(about for _, about in added)]
    return workbook("Passages to review", about, [sheet, *(one for one, _ in added)], themes=themes)


def export_blind(study: Study, *, number: int = NUMBER, sample: str = RANDOM, coder: str = "") -> bytes:
    """The sheet for independent coding, without proposals.

    A random sample depends only on the passages, so that every coder gets the same one.

    Args:
        study: a study with a finished run.
        number: the maximum number of passages.
        sample: `random`, or `informative` for the passages on which the pipeline is least certain.
        coder: the coder's name, written into every row if given.

    Raises:
        UserError: if there is no finished run, or nothing to code.
    """
    passages = _passages(study)
    if sample == INFORMATIVE:
        chosen = [row.quote_id for row in _informative(study) if row.quote_id in passages]
    else:
        chosen = sorted((one.quote_id for one in passages.values() if one.can_be_coded), key=_shuffled)
    if not chosen:
        raise UserError(
            "there are no passages to code",
            "Check how the transcripts were read: pipeline ingest --check",
            study.tables,
        )
    cells = [_cells(passages[quote_id], coder=coder, mode=BLIND, sample=sample) for quote_id in chosen[:number]]
    asked = ("theme_id", "theme_id_2", "theme_id_3", "decision", "note", "coder")
    about = [text.format(chosen=_CHOSEN[sample]) for text in _ABOUT_BLIND]
    return workbook(
        "Passages to code", about, [ReviewSheet(BLIND_SHEET, _BLIND, asked, cells)], themes=theme_names(study)
    )


def theme_names(study: Study) -> dict[str, str]:
    """The available codes, from id to name."""
    path = study.tables / f"{tables.THEMES.name}.parquet"
    themes = tables.THEMES.records(read_table(path, tables.THEMES)) if path.exists() else []
    return {row.theme_id: row.theme for row in themes if row.origin != CANDIDATE}


def _informative(study: Study) -> Sequence[ReviewItem]:
    path = study.tables / f"{tables.REVIEW.name}.parquet"
    if not path.exists():
        raise UserError("there is no finished run to review", "Run: pipeline run", path)
    rows = tables.REVIEW.records(read_table(path, tables.REVIEW))
    if not rows:
        raise UserError("no passages are left to review", "Add codes to models/codebook.yaml, or transcripts", path)
    return rows


def _passages(study: Study) -> dict[str, StoredPassage]:
    passages = {one.quote_id: one for one in stored_passages(study, context=CONTEXT)}
    if not passages:
        raise UserError("there is no finished run to review", "Run: pipeline run", study.tables)
    return passages


def _shuffled(quote_id: str) -> bytes:
    """A sort key for a random order that is the same for everyone."""
    return hashlib.blake2b(quote_id.encode(), digest_size=8, key=b"blind sample").digest()


def _cells(passage: StoredPassage, *, coder: str, mode: str, sample: str) -> dict[str, str]:
    return {
        "quote_id": passage.quote_id,
        "source": passage.source,  # with the words, used to find a passage if its transcript has changed
        "before": passage.before,
        "quote": passage.text,
        "after": passage.after,
        "coder": coder,
        "mode": mode,
        "sample": sample,
    }


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
    """Write `private/review/conflicts.xlsx`; None if there are no disagreements."""
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
    sheet = ReviewSheet(CONFLICTS_SHEET, _COLUMNS, _ASKED, rows)
    return save(study, "conflicts", workbook("Passages to agree on", _ABOUT, [sheet], themes=theme_names(study)))


def _said(judgements: Iterable[Judgement]) -> Iterable[str]:
    for one in judgements:
        codes = ", ".join(sorted(one.codes)) or ("no code fits" if one.no_code_fits else "no code")
        rejected = f", not {', '.join(sorted(one.rejected))}" if one.rejected else ""
        yield f"{one.coder}: {codes}{rejected}" + (f" ({one.note})" if one.note else "")
