"""Pairs quotation marks and tells them from apostrophes; handles unbalanced marks.

Marks are paired within each block (a paragraph), so that a lost mark does not invert the following blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from pipeline.corpus.spans import BARE_WORD, Span
from pipeline.language.lexicons import lexicon_words

_OPENING = {"“": "double", "„": "double", "‟": "double", "«": "angle", "‘": "single", "‹": "angle1"}
_CLOSING = {"”": "double", "»": "angle", "›": "angle1"}
_APOSTROPHES = "'’‘ʼ`´"
_ENDING = ".!?…,"
_LONGEST_TAG = 60
_TERM = 3  # the most words of a term in marks inside a quotation whose opening mark was lost
_NAME_AFTER = 12  # the most words of an attribution after a quotation
_FAR = 60  # the most marks that are searched for a partner, so that the time stays linear
_MARKS = re.compile("``|''|,,(?=\\w)|[“”„‟«»‹›‘’'\"]")
_DOUBLED = {"``": "double", ",,": "double", "''": "straight"}  # two characters typed for one mark
_SIBLINGS = {"double": "straight", "straight": "double"}  # “we coped" is one pair
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_DROPPED = re.compile(r"(?:[^\W\d_]{2,}in|\bo|\ban|\bth|\bwi|\bol|s)$", re.I)  # goin', o', volunteers'
_FOOTNOTE = re.compile(r"(?<=[^\d\s][.!?,…])[\d\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}$")
_TAG = re.compile(r"[:,]\s*$|\b(?:said|says|put it|told \w+|explained)\s*$")


@dataclass(frozen=True)
class Quoted:
    """Words in quotation marks.

    Attributes:
        inner: the span of the words between the marks.
        outer: the span including the marks that exist.
        family: `double`, `single`, `angle` …
        opened: whether the opening mark exists; a PDF may have lost it.
        closed: whether the closing mark exists.
        goes_on: whether the quotation continues in the next block, with a repeated opening mark.
    """

    inner: Span
    outer: Span
    family: str
    opened: bool = True
    closed: bool = True
    goes_on: bool = False


class _MarkRole(Enum):
    OPENS, CLOSES, EITHER = range(3)


@dataclass(frozen=True)
class _Mark:
    at: int
    family: str
    does: _MarkRole
    width: int = 1


def blocks_of(text: str, within: Span | None = None) -> list[Span]:
    """The paragraphs of a text, which are separated by blank lines."""
    within = within or Span(0, len(text))
    edges = [within.start, *(match.end() for match in _PARAGRAPH.finditer(text, *within)), within.end]
    return [Span(a, b) for a, b in pairwise(edges) if a < b]


def quoted_spans(text: str) -> list[Span]:
    """The spans in quotation marks, marks included, in a text whose marks may be unbalanced."""
    return [each.outer for each in find_quoted(text, blocks_of(text))]


def find_quoted(text: str, blocks: Sequence[Span], *, mend: bool = False) -> list[Quoted]:
    """The outermost spans in quotation marks, in order.

    Args:
        text: the text.
        blocks: its paragraphs, in order; words outside them are not read.
        mend: whether to include quotations whose opening or closing mark is lost.
    """
    found: list[Quoted] = []
    for number, block in enumerate(blocks):
        pairs, left_open, left_closed = _paired(text, block)
        following = _first_mark(text, blocks[number + 1]) if number + 1 < len(blocks) else ""
        first = _first(text, block)
        for mark in left_open:
            inside = "" if mark.family == "single" else "single"  # ‘terms’ may be within the words
            later = any(pair.inner.start > mark.at and pair.family != inside for pair in pairs)
            goes_on = not later and following == mark.family
            tag = text[max(block.start, mark.at - _LONGEST_TAG) : mark.at]
            alone = mark.at == first or bool(_TAG.search(tag))
            if goes_on or (mend and not later and alone and mark.family != "single"):
                pairs.append(_unclosed(text, mark, block=block, goes_on=goes_on))
        if mend and not left_open:
            pairs += _unopened(text, block, left_closed, pairs=pairs)
        found += _outermost(pairs)
    return [_without_footnote(text, each) for each in found if each.inner.of(text).strip()]


def _family(char: str) -> str:
    return _OPENING.get(char) or _CLOSING.get(char) or ("single" if char in _APOSTROPHES else "straight")


def _first(text: str, block: Span) -> int:
    return block.trimmed(text).start


def _first_mark(text: str, block: Span) -> str:
    """The family of the mark at the start of a block, or ""."""
    at = _first(text, block)
    char = text[at : at + 1]
    return _family(char) if char and (char in _OPENING or char == '"') else ""


def _paired(text: str, block: Span) -> tuple[list[Quoted], list[_Mark], list[_Mark]]:
    """The pairs of marks in a block, the unclosed opening marks, and the unopened closing marks."""
    stack: list[_Mark] = []
    pairs: list[Quoted] = []
    unopened: list[_Mark] = []
    marks = list(_marks(text, block))
    for number, mark in enumerate(marks):
        opened = _opened(stack, mark)
        does = mark.does
        if does is _MarkRole.EITHER:
            does = _MarkRole.CLOSES if opened is not None else _MarkRole.OPENS
        if does is _MarkRole.OPENS:
            if mark.family == "single" and not _closes_later(text, marks[number + 1 : number + 1 + _FAR]):
                continue
            stack.append(mark)
        elif opened is None:
            if mark.family != "single" or text[mark.at - 1] in _ENDING:
                unopened.append(mark)
        elif mark.family != "single" or not _is_possessive(text, mark, marks[number + 1 : number + 1 + _FAR]):
            pairs.append(_pair(stack[opened], mark))
            del stack[opened:]
    return pairs, stack, unopened


def _opened(stack: Sequence[_Mark], mark: _Mark) -> int | None:
    """The index of the open mark that this one closes: of its own family, or of one that is confused with it."""
    for family in (mark.family, _SIBLINGS.get(mark.family)):
        if family != mark.family and mark.does is not _MarkRole.CLOSES:
            break
        for number in range(len(stack) - 1, max(-1, len(stack) - 1 - _FAR), -1):
            if stack[number].family == family:
                return number
    return None


def _marks(text: str, block: Span) -> Iterator[_Mark]:
    for match in _MARKS.finditer(text, *block):
        at, char = match.start(), match[0]
        before = text[at - 1] if at > block.start else " "
        after = text[match.end()] if match.end() < block.end else " "
        if char in _DOUBLED:
            straight = _straight(before, after)
            if straight and (char == "''" or straight is not _MarkRole.CLOSES):
                yield _Mark(at, _DOUBLED[char], straight, width=2)
        elif char in _APOSTROPHES:
            does = _single(text, at, before=before, after=after)
            if does:
                yield _Mark(at, "single", does)
        elif char == '"':
            if does := _straight(before, after):
                yield _Mark(at, "straight", does)
        elif char in _OPENING:
            # “we coped“ and „wir“: an opening mark instead of a closing one.
            turned = char == "“" and not before.isspace() and before not in "([{—–-/‘'„" and not after.isalnum()
            yield _Mark(at, _OPENING[char], _MarkRole.EITHER if turned else _MarkRole.OPENS)
        else:
            turned = (before.isspace() or before in "([") and after.isalnum()  # a closing mark for an opening one
            yield _Mark(at, _CLOSING[char], _MarkRole.EITHER if turned else _MarkRole.CLOSES)


def _straight(before: str, after: str) -> _MarkRole | None:
    opens = (before.isspace() or before in "([{—–-/‘'“:") and not after.isspace()
    closes = not before.isspace() and (not after.isalpha() or before in _ENDING)
    if opens and closes:
        return _MarkRole.EITHER
    if opens:
        return _MarkRole.OPENS
    return _MarkRole.CLOSES if closes else _MarkRole.EITHER


def _single(text: str, at: int, *, before: str, after: str) -> _MarkRole | None:
    """Whether an apostrophe-like mark opens or closes; None if it is an apostrophe."""
    if before.isalnum() and after.isalnum():
        return None
    if after.isalnum() and not (before in _ENDING and after.isdigit()):
        word = BARE_WORD.match(text, at + 1)
        elided = word is not None and (word[0].lower() in lexicon_words("elisions") or word[0][0].isdigit())
        return None if elided or text[at] == "’" else _MarkRole.OPENS
    if text[at] == "‘" or (before.isspace() and not after.isspace()):
        return _MarkRole.OPENS if not after.isspace() and text[at] != "’" else None
    return None if before.isspace() else _MarkRole.CLOSES


def _closes_later(text: str, marks: Sequence[_Mark]) -> bool:
    return any(mark.family == "single" and mark.does is not _MarkRole.OPENS for mark in marks)


def _is_possessive(text: str, mark: _Mark, later: Sequence[_Mark]) -> bool:
    """Whether a mark is a possessive (`volunteers' time`): a clearer closing mark follows before another opens."""
    after = text[mark.at + 1 : mark.at + 3]
    if not (after[:1].isspace() and after[1:].islower() and _DROPPED.search(text[max(0, mark.at - 20) : mark.at])):
        return False
    for other in later:
        if other.family == "single":
            return other.does is _MarkRole.CLOSES and text[other.at - 1] in _ENDING
    return False


def _pair(opening: _Mark, closing: _Mark) -> Quoted:
    inner = Span(min(opening.at + opening.width, closing.at), closing.at)
    return Quoted(inner, Span(opening.at, closing.at + closing.width), opening.family)


def _unclosed(text: str, mark: _Mark, *, block: Span, goes_on: bool) -> Quoted:
    end = block.trimmed(text).end
    inner = Span(min(mark.at + mark.width, end), end)
    return Quoted(inner, Span(mark.at, end), mark.family, closed=False, goes_on=goes_on)


def _unopened(text: str, block: Span, closing: Sequence[_Mark], *, pairs: Sequence[Quoted]) -> Iterator[Quoted]:
    """Pull quotes whose opening mark was lost: from the block's start to the closing mark."""
    if not closing or text[closing[0].at - 1] not in _ENDING + "0123456789":
        return
    if any(pair.outer.start > closing[0].at or len(pair.inner.of(text).split()) > _TERM for pair in pairs):
        return  # the words may only contain a word or two in marks of their own
    if pairs and len(text[closing[0].at + 1 : block.end].split()) > _NAME_AFTER:
        return
    at, start = closing[0].at, _first(text, block)
    if start < at:
        yield Quoted(Span(start, at), Span(start, at + closing[0].width), closing[0].family, opened=False)


def _outermost(pairs: Sequence[Quoted]) -> list[Quoted]:
    kept: list[Quoted] = []
    for pair in sorted(pairs, key=lambda pair: (pair.outer.start, -pair.outer.end)):
        if not kept or pair.outer.start >= kept[-1].outer.end:
            kept.append(pair)
    return kept


def _without_footnote(text: str, quoted: Quoted) -> Quoted:
    """Trim the words, and remove a footnote number inside the marks (`years.18”`)."""
    inner = quoted.inner.trimmed(text)
    footnote = _FOOTNOTE.search(inner.of(text))
    if footnote:
        inner = Span(inner.start, inner.start + footnote.start()).trimmed(text)
    return replace(quoted, inner=inner)
