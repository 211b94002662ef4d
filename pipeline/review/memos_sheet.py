"""The sheet Memos of the review workbook: what coders wrote on screen, to be read. The import passes it over."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.corpus.review_files import MEMOS_FILE, ON_CODE, ON_PASSAGE, Memo, read_memos
from pipeline.corpus.storage import decoded, file_content
from pipeline.corpus.study import Study
from pipeline.review.passages import StoredPassage
from pipeline.review.sheets import MEMOS_SHEET, ReviewSheet

_COLUMNS = ("about", "subject", "memo", "coder", "date", "quote_id")


def memos_sheet(
    study: Study, *, passages: Mapping[str, StoredPassage], themes: Mapping[str, str]
) -> ReviewSheet | None:
    """The sheet; None if there are no memos.

    Args:
        study: its models folder holds the memos.
        passages: by id; the words of one that is gone are those that it had when the memo was written.
        themes: the name of each code, by id.
    """
    path = study.models / MEMOS_FILE
    memos = read_memos(decoded(file_content(path))) if path.exists() else []
    if not memos:
        return None
    rows = [
        {
            "about": one.about,
            "subject": _subject(one, passages=passages, themes=themes),
            "memo": one.memo,
            "coder": one.coder,
            "date": one.date,
            "quote_id": one.id if one.about == ON_PASSAGE else "",  # by it a withdrawal finds the row
        }
        for one in memos
    ]
    return ReviewSheet(MEMOS_SHEET, _COLUMNS, (), rows)


def _subject(memo: Memo, *, passages: Mapping[str, StoredPassage], themes: Mapping[str, str]) -> str:
    if memo.about == ON_CODE:
        return themes.get(memo.id, memo.id)
    if memo.about == ON_PASSAGE:
        return passages[memo.id].text if memo.id in passages else memo.quote or memo.id
    return memo.id
