"""Finds lines that continue the previous one: prose wrapped at any width, and headings on several lines.

Text extracted from a PDF changes width from column to column, so each run of lines is judged separately.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from pipeline.documents import furniture
from pipeline.documents.document import Line

_WIDEST = 130  # characters; a longer line was not wrapped
_FULL = 0.7  # of the widest line in the run, from which a line counts as wrapped
_SHORT = 0.6  # of the widest line, below which a line ends its paragraph
_HEADING_WORDS = 14
_HEADING_LINES = 6
_ENDS = re.compile(r"[.?!…:][\"'”’)\]]*[\d\u00b9\u00b2\u00b3]{0,3}\s*$")
_BULLET = re.compile(r"\s*(?:[-*•–▪◦o]\s+|\d{1,2}[.)]\s+|[a-z][.)]\s+)")
_DASHED = re.compile(r"\s*[–-]\s+[a-z]")
_OPENS_PART = re.compile(r"\s*(?:(?:an?\s+)?interview\b|conversation\b|case study\b|q\s?&\s?a\b)", re.I)
_GOES_ON = re.compile(r"(?:,|(?<!\w)(?:with|of|and|in|for|the|a|an|to|at|by|from|on|or|&))\s*$")


def joined_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The indices of lines that continue the previous line, with no blank line between."""
    width = furniture.wrapped_at(lines)
    joined: set[int] = set()
    for run in _runs(lines):
        texts = [lines[at].text for at in run]
        if _is_heading(texts):
            joined.update(b for (a, b) in pairwise(run) if _heading_goes_on(lines[a].text, lines[b].text))
        elif _is_wrapped(texts) or (width and max(map(len, texts)) >= _FULL * width):
            joined.update(run[1:])
    return frozenset(joined)


def heading_lines(lines: Sequence[Line], joined: Collection[int]) -> frozenset[int]:
    """The indices of lines that belong to a heading on several lines."""
    return frozenset(
        at
        for run in _runs(lines)
        if any(line in joined for line in run) and _is_heading([lines[at].text for at in run])
        for at in run
    )


def _runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Runs of lines without a blank line, a marked line or the end of a paragraph between them."""
    whole: list[int] = []
    for at, line in enumerate(lines):
        if line.blank or line.mark is not None or line.voice is not None or line.joint is not None:
            yield from _paragraphs(lines, whole)
            whole = []
        else:
            whole.append(at)
    yield from _paragraphs(lines, whole)


def _paragraphs(lines: Sequence[Line], run: Sequence[int]) -> Iterator[list[int]]:
    """A run split at list items, at headings, and after short lines that end a sentence."""
    if not run:
        return
    width = max(len(lines[at].text) for at in run)
    part = [run[0]]
    for before, at in pairwise(run):
        text, last = lines[at].text, lines[before].text.rstrip()
        ended = _ENDS.search(last) is not None and len(last) < _SHORT * width and not text.strip()[:1].islower()
        if ended or _is_item(lines, before, at, first=run[0]) or _OPENS_PART.match(text):
            yield part
            part = []
        part.append(at)
    yield part


def _is_item(lines: Sequence[Line], before: int, at: int, *, first: int) -> bool:
    """Whether a list item begins here; a dash at the start of a line may also be in mid-sentence."""
    text = lines[at].text
    if not _BULLET.match(text):
        return False
    around = [first, before, *([at + 1] if at + 1 < len(lines) else [])]
    listed = any(_BULLET.match(lines[other].text) for other in around) or _ENDS.search(lines[before].text)
    return bool(listed) or not _DASHED.match(text)


def _is_wrapped(texts: Sequence[str]) -> bool:
    """Whether the lines are one paragraph: of similar width, with line ends in mid-sentence."""
    width = max(map(len, texts))
    if len(texts) < 2 or width > _WIDEST:
        return False
    pairs = list(pairwise(text.strip() for text in texts))
    full = sum(len(text.rstrip()) >= _FULL * width for text in texts[:-1])
    open_ended = sum(not _ENDS.search(first) for first, _ in pairs)
    goes_on = sum(second[:1].islower() for _, second in pairs)
    if full < 0.6 * len(pairs) or open_ended < 0.5 * len(pairs):
        return False
    return goes_on >= 0.3 * len(pairs) or (len(pairs) < 3 and bool(_ENDS.search(texts[-1])))


def _is_heading(texts: Sequence[str]) -> bool:
    """Whether the lines form one heading or one quotation credit: `Interview with` / `Amy Lee,` / `clerk`."""
    told = " ".join(text.strip() for text in texts)
    if not 2 <= len(texts) <= _HEADING_LINES or len(told.split()) > _HEADING_WORDS or _BULLET.match(told):
        return False
    ends = any(_ENDS.search(text) for text in texts)
    return not ends and not told.endswith((",", ";")) and not told[:1].islower() and "“" not in told


def _heading_goes_on(first: str, second: str) -> bool:
    return bool(_GOES_ON.search(first)) or second.strip()[:1].islower()
