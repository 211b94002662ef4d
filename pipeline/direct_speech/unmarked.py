"""Finds quotations without quotation marks: block quotes, and spoken quotations after a speech verb and a comma."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.corpus.spans import Span
from pipeline.direct_speech.attribution_lines import bracket_cue
from pipeline.direct_speech.cues import cue_before
from pipeline.direct_speech.quotation_marks import Quoted, find_quoted
from pipeline.direct_speech.speakers import CAP, speaker
from pipeline.language.lexicons import lexicon_words

BLOCK = "block"
SPOKEN = "spoken"
_VOICE = re.compile(r"(?<!\w)(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me|[Yy]ou|[Yy]our)(?!\w)")
_ITEM = re.compile(r"\s*(?:[•▪◦●–—*-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_SOURCE_LINE = re.compile(r"(?:\n[ \t]*[–—-]\s*[^\n]+|\s*[(\[][^()\[\]]{3,90}[)\]])\s*$")
_MARKS = re.compile(r"[“”„«»\"‘]")


def block_quotes(text: str, blocks: Sequence[Span]) -> dict[int, Quoted]:
    """The block quotes without marks, by block number.

    They follow a paragraph that ends in a colon, and are indented or in the voice of the person introduced.
    """
    found: dict[int, Quoted] = {}
    for number in range(1, len(blocks)):
        block, before = blocks[number], blocks[number - 1]
        content = block.of(text)
        if not before.of(text).rstrip().endswith(":") or _MARKS.search(content) or _ITEM.match(content):
            continue
        source = _SOURCE_LINE.search(content)
        inner = Span(block.start, block.start + source.start() if source else block.end).trimmed(text)
        if inner.start < inner.end and _is_quoted(text, block, before=before, source=source is not None):
            found[number] = Quoted(inner, inner, BLOCK)
    return found


def _is_quoted(text: str, block: Span, *, before: Span, source: bool) -> bool:
    content = block.of(text)
    voice = bool(_VOICE.search(content))
    cue = cue_before(text, before)
    if _is_indented(text, block) and not _is_indented(text, before):
        named = source and bracket_cue(text, Span(block.start + _SOURCE_LINE.search(content).start(), block.end))  # type: ignore[union-attr]
        return bool(cue or voice or named)
    return voice and cue is not None and cue.strong and content.rstrip().endswith((".", "!", "?", "…", ")", "]"))


def _is_indented(text: str, block: Span) -> bool:
    """Whether every line of a block is indented; the indent of the first line is before the block's start."""
    first = block.trimmed(text)
    begins = text.rfind("\n", 0, first.start) + 1
    lines = [line for line in text[begins : first.end].splitlines() if line.strip()]
    return bool(lines) and all(line.startswith(("  ", "\t")) for line in lines)


def spoken_quotes(text: str, turn: Span, *, marked: Sequence[Quoted] = ()) -> Iterator[Quoted]:
    """Spoken quotations in a turn, after a verb of speech and a comma, if they clearly address somebody.

    `I said to him, Brian, sit down, and he said, well, who's got the key?`: they start with a name in direct
    address, or like an answer. Without marks, `she said, and we all know it` is as often her view as her words, so
    it is left out.

    Args:
        text: the text.
        turn: the span of the turn.
        marked: the spans in quotation marks, in order; overlapping quotations are left out.
    """
    starts = [each.outer.start for each in marked]
    for match in _spoken_pattern().finditer(text, *turn):
        if match["called"] and _opens_sentence(match["called"]):
            continue
        if re.match(r"(?:As|Like)\b", match["who"]):  # As I said, Amy, …
            continue
        inner = Span(*match.span("words")).trimmed(text)
        near = marked[max(0, bisect_left(starts, inner.start) - 1) : bisect_left(starts, inner.end)]
        if not any(each.outer.overlaps(inner) for each in near):
            yield Quoted(inner, inner, SPOKEN)


def _opens_sentence(word: str) -> bool:
    lower = word.lower()
    return any(lower in lexicon_words(name) for name in ("function_words", "discourse_markers", "fillers"))


@cache
def _spoken_pattern() -> re.Pattern[str]:
    verb = r"(?:said|says|told|goes|went)"
    subject = rf"(?<![\w'’])(?<![Aa]s )(?<![Ll]ike )(?P<who>{speaker()})"
    hearer = rf"(?:\s+(?:to\s+)?(?:me|him|her|them|us|myself|(?:my|the|our)\s+\w+|{CAP}))?"
    answer = (
        r"(?i:well|oh|no|yes|yeah|right|look|listen|okay|hello|please|sorry|who['’]s|what['’]s|where['’]s|don['’]t"
        r"|let['’]s)\b(?!\s+(?:to|in|at|of|for)\b)"
    )
    another = rf",?\s+(?:and|but|so)\s+(?:then\s+)?(?:{speaker()})\s+{verb}\b"
    words = rf"(?:(?P<called>{CAP}),\s|{answer})[^\"“”‘.?!\n]{{3,240}}?(?:[.!?](?=\s|$)|(?={another}))"
    return re.compile(
        rf"{subject}\s+(?:(?:just|then|always|also|actually|even)\s+)?{verb}{hearer},\s(?P<words>{words})"
    )


def quoted_by_block(
    text: str, blocks: Sequence[Span], *, headings: Sequence[bool], written: bool
) -> list[list[Quoted]]:
    """The spans that may be quotations, with or without marks, by block.

    Args:
        text: the text.
        blocks: its paragraphs, in order.
        headings: whether each is a heading.
        written: whether it is a document, in which marks may be lost.
    """
    by_block: list[list[Quoted]] = [[] for _ in blocks]
    for quoted in find_quoted(text, blocks, mend=written):
        by_block[bisect_right(blocks, (quoted.outer.start, math.inf)) - 1].append(quoted)
    for number, quoted in block_quotes(text, blocks).items() if written else ():
        if not headings[number] and not by_block[number]:
            by_block[number].append(quoted)
    for number, block in enumerate(blocks) if not written else ():
        spoken = spoken_quotes(text, block, marked=by_block[number])
        by_block[number] = sorted([*by_block[number], *spoken], key=lambda each: each.outer)
    if not written and len(blocks) == 1 and len(by_block[0]) == 1:
        (only,), whole = by_block[0], blocks[0].trimmed(text)
        if only.outer.start <= whole.start and only.outer.end >= whole.end:
            return [[]]  # an answer that is completely in marks is the speaker's own
    return by_block
