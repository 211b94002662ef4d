"""Coders' memos as notes of the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.refi.xml import day_moment, guid


@dataclass(frozen=True, kw_only=True)
class CoderMemo:
    """What a coder wrote. All its text has passed the gate.

    Attributes:
        kind: what it is about: passage, code, case or study.
        quote_id: the passage.
        subject: the code's id or the case, as it may be printed.
        coder: who wrote it.
        text: the memo.
        date: the day on which it was written.
    """

    kind: str
    quote_id: str = ""
    subject: PrintableText = NO_TEXT
    coder: PrintableText
    text: PrintableText
    date: PrintableText = NO_TEXT

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.kind, self.quote_id or self.subject


@dataclass(frozen=True, kw_only=True)
class MemoNote:
    """A memo with what it is called in the project, and when it was written."""

    memo: CoderMemo
    guid: str
    name: str
    moment: str


def memo_notes(memos: Iterable[CoderMemo], held: Mapping[tuple[str, str], str], *, moment: str) -> list[MemoNote]:
    """The memos on what the project holds, each under a name and a GUID of its own.

    Args:
        memos: all memos.
        held: what the project holds, by kind and id: what it is called in the name of a memo.
        moment: for memos of which the day is not known.
    """
    count: Counter[str] = Counter()
    made = []
    for memo in memos:
        if memo.key not in held:
            continue
        # A name must not occur twice: QualCoder's import stops there.
        name = f"Memo by {memo.coder} on {held[memo.key]}"
        count[name] += 1
        number = f" ({count[name]})" if count[name] > 1 else ""
        made.append(
            MemoNote(
                memo=memo,
                guid=guid("memo", *memo.key, memo.coder, number),
                name=f"{name}{number}",
                moment=day_moment(memo.date) or moment,
            )
        )
    return made
