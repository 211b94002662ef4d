"""A draft's paragraphs, out of the lines of any file.

Unlike a transcript, a draft repeats short lines that matter (who said it, under each quotation), so that only what
the container or its shape shows to be page furniture is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.attribution_lines import line_cue
from pipeline.documents import furniture
from pipeline.documents.document import Document, Line

FLOWING = (".txt", ".text", ".md", ".markdown", ".rst", ".pdf")  # whose lines may end in mid-sentence
DASHED = re.compile(r"\s*[–—~-]{1,2}\s*(?=[^\W\d_])")

_OPENS = re.compile('[“„«"‘]')
_MD_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_MD_NOTE = re.compile(r"\s{0,3}\[\^[^\]\s]+\]:")  # its later paragraphs are set in
_MD_REFERENCE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_BULLET = re.compile(r"\s*(?:[-*•▪◦+]\s|\d{1,3}[.)]\s|\|)")
_INDENT = re.compile(r"(?: {4,}|\t)\S")
_ENDS = re.compile(r"[.?!…][\"”’)\]\d]*\s*$|[)”\"’]\s*$")
_SHORT = 0.8  # of the width: a line that ends a paragraph
_LONG = 120  # characters beyond which a line is a paragraph of its own


@dataclass
class _OpenParagraph:
    """A paragraph that may go on."""

    parts: list[str] = field(default_factory=list)
    number: int = 0
    quoted: bool = False
    last: Line = field(default_factory=lambda: Line(text=""))

    @property
    def text(self) -> str:
        return "".join(self.parts)


class ParagraphWords(NamedTuple):
    """A paragraph's words, its line, whether it is set as a quotation, and whether as a heading."""

    text: str
    line: int
    quoted: bool = False
    heading: bool = False


def paragraphs(document: Document, suffix: str) -> Iterator[ParagraphWords]:
    """The paragraphs of a file, in order.

    Args:
        document: the file.
        suffix: what its name ends in.
    """
    if document.grid is not None:
        cells = [(cell, at) for at, row in enumerate(document.grid, start=1) for cell in row]
        yield from (ParagraphWords(cell, at) for cell, at in cells if cell.strip())
        return
    lines = list(_md_read(document.lines)) if suffix in (".md", ".markdown") else document.lines
    yield from _Assembly(lines, flows=suffix in FLOWING).paragraphs()


def is_open(text: str) -> bool:
    """Whether a quotation was opened and not closed."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


class _Assembly:
    def __init__(self, lines: Sequence[Line], *, flows: bool) -> None:
        self._flows = flows
        self._wrapped = furniture.wrapped_at(lines) if flows else 0
        self._lines = list(_indented(lines)) if flows else list(lines)
        self._repeated = furniture.repeated(lines) if flows else frozenset()

    def paragraphs(self) -> Iterator[ParagraphWords]:
        held = _OpenParagraph()
        gap, turned = False, False  # a blank line, a page's end since the last words
        for line in self._lines:
            text = line.text.strip()
            if not text:
                gap = True
                continue
            if self._is_furniture(line):
                turned = True
                continue
            if held.parts and self._goes_on(held, line, gap=gap, turned=turned):
                held.parts += ["\n" if line.joint == "\n" else " ", text]
            else:
                yield from _closed(held)
                held = _OpenParagraph([text], line.number, line.quoted)
            held.last = line
            gap = turned = False
        yield from _closed(held)

    def _is_furniture(self, line: Line) -> bool:
        text = line.text.strip()
        if line.mark is SegmentKind.FURNITURE:
            return line.passing or not (line.quoted or _OPENS.search(text))
        if not self._flows or line.mark is not None or line.quoted:
            return False
        if furniture.is_page_number(text) or furniture.is_known(text):
            return True
        says_who = DASHED.match(text) or text[:1] in '([“"‘' or line_cue(text, Span(0, len(text)))
        return furniture.masked(text) in self._repeated and not says_who

    def _goes_on(self, held: _OpenParagraph, line: Line, *, gap: bool, turned: bool) -> bool:
        text, before = line.text.strip(), held.text
        if line.mark is not held.last.mark or line.quoted != held.quoted or line.mark is SegmentKind.HEADING:
            return False
        if line.joint == "\n":
            return is_open(before) or (furniture.ends_open(before) and not _says_who(text))
        if not self._flows or _BULLET.match(line.text):
            return False
        if gap or turned:
            lower = text[:1].islower() and furniture.ends_open(before)
            again = text[:1] in '“"'
            return bool(turned or self._wrapped) and (lower or (turned and is_open(before))) and not again
        if _says_who(text) and not is_open(before):
            return False
        if line.quoted and line.number == held.last.number + 1:
            return True
        if self._wrapped:
            lower = text[:1].islower()
            ended = len(held.last.text.strip()) < _SHORT * self._wrapped and _ENDS.search(before)
            return lower or is_open(before) or not (ended or _says_who(held.text))
        short = len(held.last.text) < _LONG
        return short and furniture.ends_open(before) and (text[:1].islower() or is_open(before))


def _says_who(text: str) -> bool:
    return bool(DASHED.match(text))


def _closed(held: _OpenParagraph) -> Iterator[ParagraphWords]:
    if held.parts:
        text = "\n".join(folded(part) for part in held.text.split("\n"))
        yield ParagraphWords(text, held.number, held.quoted, held.last.mark is SegmentKind.HEADING)


def _md_read(lines: Iterable[Line]) -> Iterator[Line]:
    """Markdown's lines without the signs of quotations and notes."""
    noted = False
    for line in lines:
        indent = bool(_INDENT.match(line.text))
        noted = bool(_MD_NOTE.match(line.text)) or (noted and (indent or line.blank))
        text = _MD_REFERENCE.sub("", line.text)
        mark = _MD_QUOTE.match(text) if line.mark is None else None
        if mark:
            yield replace(line, text=text[mark.end() :], quoted=bool(text[mark.end() :].strip()))
        else:
            yield replace(line, text=text.lstrip() if noted and indent else text)


def _indented(lines: Sequence[Line]) -> Iterator[Line]:
    """Block quotes of plain text are set in."""
    inside, blank = False, True
    for line in lines:
        indent = bool(_INDENT.match(line.text)) and not _BULLET.match(line.text)
        inside = indent and (blank or inside)
        yield replace(line, quoted=True) if inside and line.mark is None else line
        blank = line.blank
