"""Documents and notes: no speakers, each paragraph a turn of narrative."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest import furniture
from pipeline.ingest.document import Block, Line, Piece
from pipeline.records import SegmentKind

_HEADING_WORDS = 12
_SENTENCE_END = re.compile(r"[.?!:;,…][\"'”’)\]]*\s*$")
_BULLET = re.compile(r"\s*(?:[-*•–▪◦o]\s+|\d{1,2}[.)]\s+|[a-z][.)]\s+)")


def narrative(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs of a document as blocks: narrative, headings, furniture."""
    width = furniture.wrapped_at(lines)
    repeated = furniture.repeated(lines)
    blocks: list[Block] = []
    paragraph: list[str] = []
    number = 0
    gap = True

    def close() -> None:
        if paragraph:
            blocks.append(Block(speaker="", speech=[("", " ".join(paragraph))], number=number, before="\n\n"))
            paragraph.clear()

    for at, line in enumerate(lines):
        if line.blank:
            gap = True
            continue
        text = line.text.strip()
        kind = line.mark or _aside(text, repeated, gap=gap)
        after_blank = at + 1 >= len(lines) or lines[at + 1].blank
        if kind is None and gap and _is_heading(line, alone=after_blank):
            kind = SegmentKind.HEADING
        if kind is not None:
            broken = kind is SegmentKind.FURNITURE and paragraph and furniture.ends_open(paragraph[-1])
            if not broken:
                close()
            blocks.append(Block(pieces=[Piece(kind=kind, text=text)], number=line.number, before="\n\n"))
            gap = not broken and kind is not SegmentKind.FURNITURE
            continue
        new = gap or not width or _BULLET.match(line.text)
        broken = bool(paragraph) and furniture.ends_open(paragraph[-1]) and text[:1].islower()
        if paragraph and (not new or broken) and line.joint != "\n":
            paragraph.append(text)
        else:
            close()
            paragraph.append(text)
            number = line.number
        gap = False
    close()
    return blocks


def _aside(text: str, repeated: frozenset[str], *, gap: bool) -> SegmentKind | None:
    if furniture.is_known(text) or furniture.masked(text) in repeated:
        return SegmentKind.FURNITURE
    return SegmentKind.FURNITURE if furniture.is_page_number(text) else None


def _is_heading(line: Line, *, alone: bool) -> bool:
    """A short line of its own without a sentence's end: `How it began`."""
    text = line.text.strip()
    if not alone or len(text.split()) > _HEADING_WORDS or _SENTENCE_END.search(text) or _BULLET.match(text):
        return False
    return text[0].isupper() or text[0].isdigit()
