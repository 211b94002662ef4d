"""What review on screen keeps in the models folder beside the tables of decisions: memos, and its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.corpus.csv_safety import saved_table, unescaped

JOURNAL_FILE: Final = "review.sqlite"
MEMOS_FILE: Final = "memos.csv"
MEMO_COLUMNS: Final = ("about", "id", "coder", "date", "memo", "source", "quote")
ON_PASSAGE, ON_CODE, ON_CASE, ON_STUDY = MEMO_SUBJECTS = ("passage", "code", "case", "study")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What a coder wrote about something.

    Attributes:
        about: one of `MEMO_SUBJECTS`.
        id: of the passage or code, or the case; empty for the study.
        coder: who wrote it.
        memo: the text.
        date: the day on which it was written.
        quote: the words of a passage when it was written.
    """

    about: str
    id: str
    coder: str
    memo: str
    date: str = ""
    quote: str = ""


def read_memos(text: str) -> list[Memo]:
    """The memos of the file, by subject; rows that lack something have no effect."""
    order = {about: at for at, about in enumerate(MEMO_SUBJECTS)}
    return sorted(_memos(text), key=lambda one: (order[one.about], one.id, one.coder, one.date, one.memo))


def _memos(text: str) -> Iterator[Memo]:
    rows = saved_table(text).rows()
    names = [cell.strip().casefold() for cell in next(rows, [])]
    for cells in rows:
        row = {name: unescaped(cell.strip()) for name, cell in zip(names, cells, strict=False)}
        about, subject, coder, memo = (row.get(name, "") for name in ("about", "id", "coder", "memo"))
        about = about.casefold()
        if about in MEMO_SUBJECTS and coder and memo and (subject or about == ON_STUDY):
            yield Memo(
                about=about,
                id="" if about == ON_STUDY else subject,
                coder=coder,
                memo=memo,
                date=row.get("date", ""),
                quote=row.get("quote", ""),
            )
