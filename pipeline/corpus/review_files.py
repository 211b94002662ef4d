"""What review on screen keeps in the models folder beside the tables of decisions: memos, and its history."""

from __future__ import annotations

from typing import Final

JOURNAL_FILE: Final = "review.sqlite"
MEMOS_FILE: Final = "memos.csv"
MEMO_COLUMNS: Final = ("about", "id", "coder", "date", "memo", "source", "quote")
MEMO_SUBJECTS: Final = ("passage", "code", "case", "study")
