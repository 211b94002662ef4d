"""Memos: what a coder writes about a passage, a code, a case or the whole study, in `models/memos.csv`."""

from __future__ import annotations

from typing import Final

MEMOS_FILE: Final = "memos.csv"  # below the models folder
MEMO_COLUMNS: Final = ("about", "id", "coder", "date", "memo", "source", "quote")
MEMO_SUBJECTS: Final = ("passage", "code", "case", "study")
