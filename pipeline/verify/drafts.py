"""A draft report: its paragraphs, its quotations, and whose the draft says they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.ingest import documents, furniture
from pipeline.ingest.document import Document, Line
from pipeline.ingest.reading import document_of
from pipeline.quotes.cues import line_cue
from pipeline.quotes.marks import find_quoted
from pipeline.quotes.quotations import Quotation, direct_quotations
from pipeline.records import SegmentKind
from pipeline.spans import Span, folded

_MARKS = re.compile("[“”„«»‘’'\"]")
_OPENS = re.compile('[“„«"‘]')
_MD_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_BULLET = re.compile(r"\s*(?:[-*•–▪◦+]\s|\d{1,3}[.)]\s|\|)")
_INDENT = re.compile(r"(?: {4,}|\t)\S")
_DASHED = re.compile(r"\s*[–—~-]{1,2}\s*(?=[^\W\d_])")
_IN_BRACKETS = re.compile(r"[\d¹²³⁰-⁹.,\s]*[(\[]([^()\[\]]{2,200})[)\]]")
_SENTENCE = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!Cllr)[.!?][\"”’')]*\d*\s+(?=[\"“‘'A-ZÀ-Þ(])")
_LONGEST_LINE = 18  # words of the line below a quotation that says whose it is
_RUN_ON = re.compile(r"\s*,?\s*[a-z]")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a draft.

    Attributes:
        span: where it stands in the draft's text.
        line: its line or paragraph number in the file.
        quoted: whether it is set as a quotation.
    """

    span: Span
    line: int
    quoted: bool = False


@dataclass(frozen=True)
class Found:
    """A quotation in a draft.

    Attributes:
        text: the words, without their marks.
        span: where they stand in the draft's text.
        line: line or paragraph in the file.
        told: what says whose words they are: cue, line below, brackets behind.
        lead: the sentence around, without the quotation.
        speaker: who is quoted, as far as the draft says; "" if it says no more than `she`.
        is_term: whether the marks set off a term or a title rather than somebody's words.
    """

    text: str
    span: Span
    line: int
    told: str = ""
    lead: str = ""
    speaker: str = ""
    is_term: bool = False


@dataclass(frozen=True)
class Draft:
    """A draft report."""

    path: Path
    text: str
    paragraphs: tuple[Paragraph, ...]
    quotations: tuple[Found, ...]

    def line_of(self, offset: int) -> int:
        """The line or paragraph number of an offset in the text."""
        starts = [paragraph.span.start for paragraph in self.paragraphs]
        at = bisect_right(starts, offset) - 1
        return self.paragraphs[at].line if at >= 0 else 0


def read_draft(path: Path) -> Draft:
    """Read a draft and find its quotations.

    Raises:
        UserError: if it cannot be read.
    """
    text, paragraphs = "", []
    for words, line, quoted in _paragraphs(document_of(path)):
        paragraphs.append(Paragraph(Span(len(text), len(text) + len(words)), line, quoted))
        text += words + "\n\n"
    return Draft(path, text, tuple(paragraphs), tuple(_Reader(text, paragraphs).quotations()))


def _paragraphs(document: Document) -> Iterator[tuple[str, int, bool]]:
    """Each paragraph's words, its line, and whether it is set as a quotation."""
    if document.grid is not None:
        cells = [(cell, at) for at, row in enumerate(document.grid, start=1) for cell in row]
        yield from ((cell, at, False) for cell, at in cells if cell.strip())
        return
    lines = list(_unwrapped([_md_unquoted(line) for line in document.lines]))
    quoted = {line.number for line in lines if line.quoted}
    repeated = Counter(line.text.strip() for line in lines)
    for block in documents.narrative([replace(line, text=line.text.strip()) for line in lines]):
        words = "".join(joint + part for joint, part in block.speech)
        if not words and block.pieces:
            words = block.pieces[0].text
            heading = block.pieces[0].kind is SegmentKind.HEADING
            once = repeated[words.strip()] == 1 and _OPENS.search(words)
            if not (heading or once or block.number in quoted):
                continue
        if words.strip():
            yield words, block.number, block.number in quoted


def _md_unquoted(line: Line) -> Line:
    mark = _MD_QUOTE.match(line.text)
    if mark and line.mark is None and line.text[mark.end() :].strip():
        return replace(line, text=line.text[mark.end() :], quoted=True)
    if mark and not line.text[mark.end() :].strip():
        return replace(line, text="")
    return line


def _unwrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of which one goes on with the last are put together, where the file's width does not tell it."""
    if furniture.wrapped_at(lines):
        for line, above in zip(lines, [Line(text=""), *lines], strict=False):
            indented = bool(_INDENT.match(line.text)) and (above.blank or bool(_INDENT.match(above.text)))
            yield replace(line, quoted=True) if indented and not _BULLET.match(line.text) else line
        return
    held: Line | None = None
    for line in lines:
        goes_on = (
            held is not None
            and not line.blank
            and line.mark is held.mark is None
            and line.number != held.number
            and line.quoted == held.quoted
            and furniture.ends_open(held.text)
            and len(held.text) < 120
            and not _BULLET.match(line.text)
            and not _DASHED.match(line.text)
            and (line.number == held.number + 1 + held.text.count("\n"))
            and (line.text.strip()[:1].islower() or _is_open(held.text))
        )
        if goes_on and held is not None:
            held = replace(held, text=f"{held.text.rstrip()}\n{line.text.strip()}")
            continue
        if held is not None:
            yield _one_line(held)
        held = line
    if held is not None:
        yield _one_line(held)


def _one_line(line: Line) -> Line:
    quoted = line.quoted or bool(_INDENT.match(line.text) and not _BULLET.match(line.text))
    return replace(line, text=folded(line.text), quoted=quoted) if line.text.strip() else line


def _is_open(text: str) -> bool:
    """Whether a quotation was opened and not closed."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


class _Reader:
    def __init__(self, text: str, paragraphs: Sequence[Paragraph]) -> None:
        self._text, self._paragraphs = text, paragraphs
        self._blocks = [paragraph.span for paragraph in paragraphs]
        self._starts = [block.start for block in self._blocks]

    def quotations(self) -> list[Found]:
        """All of them, in order."""
        told = {each.span: each for each in direct_quotations(self._text, self._blocks)}
        marked = {each.inner: each.outer for each in find_quoted(self._text, self._blocks, mend=True)}
        spans = {span: outer for span, outer in marked.items() if not any(span.overlaps(one) for one in told)}
        spans |= {span: marked.get(span, span) for span in told}
        found = [self._found(span, outer, told.get(span)) for span, outer in spans.items()]
        taken = Counter(self._number(one.span.start) for one in found if not one.is_term)
        found += [one for at, p in enumerate(self._paragraphs) if p.quoted and (one := self._block(at, taken[at]))]
        return [one for one in sorted(found, key=lambda one: one.span) if _words(one.text)]

    def _found(self, span: Span, outer: Span, quotation: Quotation | None) -> Found:
        number = self._number(span.start)
        lead, tail = self._around(outer, number)
        told, speaker = [], ""
        if quotation is not None and not quotation.speaker.is_pronoun:
            who = quotation.speaker
            named = who.name.casefold() in folded(quotation.cue).casefold()  # not somebody `she` was taken for
            if who.name and (named or not quotation.cue):
                speaker = who.name
                told += [who.name, who.role, who.organisation]
        told += [quotation.cue if quotation else "", self._behind(outer, number)]
        return Found(
            text=span.of(self._text),
            span=span,
            line=self._paragraphs[number].line,
            told=", ".join(dict.fromkeys(filter(None, told))),
            lead=folded(f"{lead} {tail}"),
            speaker=speaker,
            is_term=quotation is None,
        )

    def _block(self, at: int, quotations: int) -> Found | None:
        """A paragraph that is set as a quotation, unless it has marks of its own."""
        span = self._blocks[at].trimmed(self._text)
        if quotations or self._is_line(at):
            return None
        words = span.of(self._text)
        inner = re.search(r"(?:\n|[.!?…]\s+)[–—-]{1,2}\s*(?=[A-Z])[^\n]{2,160}$", words)
        told = self._behind(span, at)
        if inner:
            told = words[inner.start() + 1 :].strip(" –—-\n")
            span = Span(span.start, span.start + inner.start() + 1).trimmed(self._text)
        before = self._blocks[at - 1].of(self._text) if at else ""
        lead = _SENTENCE.split(before)[-1] if before.rstrip().endswith(":") else ""
        return Found(span.of(self._text).strip("“”\"‘’' "), span, self._paragraphs[at].line, told, folded(lead))

    def _is_line(self, at: int) -> bool:
        """Whether a paragraph says whose words stand above it."""
        words = self._blocks[at].of(self._text)
        if len(words.split()) > _LONGEST_LINE or _MARKS.search(words[:1]):
            return False
        return bool(_DASHED.match(words)) or line_cue(self._text, self._blocks[at]) is not None

    def _number(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _around(self, outer: Span, number: int) -> tuple[str, str]:
        """What stands before a quotation in its sentence (or in the paragraph above, up to a colon), and after."""
        block = self._blocks[number]
        before = self._text[block.start : outer.start]
        lead = _SENTENCE.split(before)[-1]
        lead = re.split('[”»]|\\w"', lead)[-1]
        if not before.strip() and number and self._blocks[number - 1].of(self._text).rstrip().endswith(":"):
            lead = _SENTENCE.split(self._blocks[number - 1].of(self._text))[-1]
        after = self._text[outer.end : block.end]
        if not _RUN_ON.match(after):
            return lead, ""
        return lead, _OPENS.split(re.split(r"[.!?](?:\s|$)", after)[0])[0]

    def _behind(self, outer: Span, number: int) -> str:
        """Brackets or a dash behind a quotation, or the line below it."""
        block = self._blocks[number]
        after = self._text[outer.end : block.end]
        bracketed = _IN_BRACKETS.match(after)
        if bracketed:
            return bracketed[1]
        dashed = _DASHED.match(after)
        if dashed:
            return folded(after[dashed.end() :].split("\n")[0])[:200]
        if re.sub(r"[\d.\s]", "", after):
            return ""
        below = number + 1
        if below < len(self._blocks) and self._is_line(below):
            return folded(self._blocks[below].of(self._text)).lstrip("–—-~ ")
        return ""


def _words(text: str) -> bool:
    return any(char.isalnum() for char in text)
