"""Somebody's words without quotation marks: block quotes, and what is told after a speech verb and a comma."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.quotes.attribution_lines import bracket_cue
from pipeline.quotes.cues import cue_before
from pipeline.quotes.marks import Quoted
from pipeline.spans import Span

BLOCK = "block"
_VOICE = re.compile(r"(?<!\w)(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me|[Yy]ou|[Yy]our)(?!\w)")
_ITEM = re.compile(r"\s*(?:[•▪◦●–—*-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_SOURCE_LINE = re.compile(r"(?:\n[ \t]*[–—-]\s*[^\n]+|\s*[(\[][^()\[\]]{3,90}[)\]])\s*$")
_MARKS = re.compile(r"[“”„«»\"‘]")


def block_quotes(text: str, blocks: Sequence[Span]) -> dict[int, Quoted]:
    """The blocks that are somebody's words set apart without marks, by their number.

    They follow a paragraph that ends in a colon, and are indented, or speak as somebody does who is introduced.
    """
    found: dict[int, Quoted] = {}
    for number in range(1, len(blocks)):
        block, before = blocks[number], blocks[number - 1]
        told = block.of(text)
        if not before.of(text).rstrip().endswith(":") or _MARKS.search(told) or _ITEM.match(told):
            continue
        source = _SOURCE_LINE.search(told)
        inner = Span(block.start, block.start + source.start() if source else block.end).trimmed(text)
        if inner.start < inner.end and _is_quoted(text, block, before=before, source=source is not None):
            found[number] = Quoted(inner, inner, BLOCK)
    return found


def _is_quoted(text: str, block: Span, *, before: Span, source: bool) -> bool:
    told = block.of(text)
    voice = bool(_VOICE.search(told))
    cue = cue_before(text, before)
    if _is_indented(text, block) and not _is_indented(text, before):
        named = source and bracket_cue(text, Span(block.start + _SOURCE_LINE.search(told).start(), block.end))  # type: ignore[union-attr]
        return bool(cue or voice or named)
    return voice and cue is not None and cue.strong and told.rstrip().endswith((".", "!", "?", "…", ")", "]"))


def _is_indented(text: str, block: Span) -> bool:
    """Whether every line of a block begins further in; its own first line may lie before the block's start."""
    first = block.trimmed(text)
    begins = text.rfind("\n", 0, first.start) + 1
    lines = [line for line in text[begins : first.end].splitlines() if line.strip()]
    return bool(lines) and all(line.startswith(("  ", "\t")) for line in lines)
