"""Words inside a transcript that were assigned to no speaker: they are listed, and too many need checking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.corpus.records import SegmentKind
from pipeline.documents import furniture
from pipeline.documents.accounting import quoted
from pipeline.documents.document import Problem
from pipeline.documents.times import is_time
from pipeline.ingest.assembly import ReadSource

_ASIDE = (str(SegmentKind.FURNITURE), str(SegmentKind.NOTE))
_FEW_WORDS = 20
_LITTLE = 0.03  # share of the words spoken
_RECURS = 3  # number of repetitions that makes it a page header or a table column
_COLUMN = re.compile(r"[^:\n]{1,60}:(?=\s)")


def words_set_aside(source: ReadSource) -> Iterator[Problem]:
    """Report words between the first and the last turn that have no speaker and are no known kind of furniture."""
    if not source.turns:
        return
    first, last = source.turns[0].start, source.turns[-1].end
    inside = [
        source.text[start:end] for kind, start, end, _ in source.segments if kind in _ASIDE and first < start < last
    ]
    shapes = Counter(map(_shape, inside))
    told = [text for text in inside if shapes[_shape(text)] < _RECURS and not _has_a_name(text)]
    words = sum(len(text.split()) for text in told)
    if not words:
        return
    said = sum(len(source.said(turn).split()) for turn in source.turns)
    many = words > max(_FEW_WORDS, _LITTLE * said)
    yield Problem(
        level="check" if many else "note",
        finding=f"{words:,} words inside the transcript were read as notes or as no part of the conversation",
        remedy="If somebody said them, write a label in front of them" if many else "",
        words=quoted(told),
    )


def _shape(text: str) -> str:
    """The pattern shared by the headers of all pages, or by the cells of a column."""
    column = _COLUMN.match(text)
    return column[0] if column else furniture.masked(text)


def _has_a_name(text: str) -> bool:
    """Whether it is a known kind of furniture: a page number, the transcriber's name, a time."""
    return furniture.is_known(text) or furniture.is_page_number(text) or is_time(text) or furniture.is_chat(text)
