"""A draft report: its paragraphs, its quotations, and whose the draft says they are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.attribution_lines import line_cue
from pipeline.direct_speech.quotation_marks import find_quoted
from pipeline.direct_speech.quotations import FoundQuotation, direct_quotations
from pipeline.documents.document import Unreadable
from pipeline.ingest.reading import document_of
from pipeline.verify.notes import DraftNotes, beside, without_notes
from pipeline.verify.paragraphs import DASHED, ParagraphWords
from pipeline.verify.paragraphs import paragraphs as paragraphs_of

_MARKS = re.compile("[“”„«»‘’'\"]")
_OPENS = re.compile('[“„«"‘]')
_IN_BRACKETS = re.compile(r"[\d¹²³⁰-⁹.,\s]*[(\[]([^()\[\]]{2,200})[)\]]")
_SENTENCE = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!Cllr)[.!?][\"”’')]*\d*\s+(?=[\"“‘'A-ZÀ-Þ(])")
_MOST = 0.5  # of a block quote that stands in marks of its own
_NEARLY_ALL = 0.85
_LONGEST_LINE = 18  # words of the line below a quotation that says whose it is
_AT_ONCE = 4  # words between two pieces of one quotation
_AROUND = 1_000  # characters of a sentence that are looked at before and after a quotation
_NEAR = 200  # characters behind a quotation in which its cue stands
_RUN_ON = re.compile(r"\s*,?\s*[a-z]")
_STOP = re.compile(r"[.!?](?:\s|$)")
_CLOSES = re.compile('[”»]|\\w"')
_CLOSES_APART = re.compile('[”»]|\\w"(?!\\w)')
_NO_SPACE = re.compile(r"\S")
_OF_WORDS = re.compile(r"[^\d.\s]")


@dataclass(frozen=True)
class DraftParagraph:
    """A paragraph of a draft.

    Attributes:
        span: where it stands in the draft's text.
        line: its line or paragraph number in the file.
        quoted: whether it is set as a quotation.
        heading: whether it is set as a heading.
        part: what it stands in, if not in the body: `footnote 2`.
    """

    span: Span
    line: int
    quoted: bool = False
    heading: bool = False
    part: str = ""


@dataclass(frozen=True)
class DraftQuotation:
    """A quotation in a draft.

    Attributes:
        text: the words, without their marks.
        span: where they stand in the draft's text.
        line: line or paragraph in the file.
        told: what says whose words they are: cue, line below, brackets behind.
        lead: the sentence around, without the quotation.
        speaker: who is quoted, as far as the draft says; "" if it says no more than `she`.
        is_term: whether the marks set off a term or a title rather than somebody's words.
        part: what it stands in, if not in the body: `footnote 2`, `row 7`.
        source: the transcript that a table of quotations names.
        is_row: whether it is a row of such a table, and so somebody's words however short.
    """

    text: str
    span: Span
    line: int
    told: str = ""
    lead: str = ""
    speaker: str = ""
    is_term: bool = False
    part: str = ""
    source: str = ""
    is_row: bool = False


@dataclass(frozen=True)
class Draft:
    """A draft report."""

    path: Path
    text: str
    paragraphs: tuple[DraftParagraph, ...]
    quotations: tuple[DraftQuotation, ...]
    unchecked: tuple[str, ...] = ()

    def paragraph_at(self, offset: int) -> DraftParagraph:
        """The paragraph in which an offset of the text lies."""
        at = bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph.span.start)
        return self.paragraphs[max(0, at - 1)]


def read_draft(path: Path) -> Draft:
    """Read a draft and find its quotations.

    Raises:
        UserError: if it cannot be read.
    """
    suffix = path.suffix.casefold()
    document = document_of(path, prepared=partial(without_notes, suffix=suffix))
    more = _beside(path)
    sections = [("", list(paragraphs_of(document, suffix)))]
    for part, notes in groupby(more.notes, key=lambda note: note.part):
        words = [ParagraphWords(folded(note.text), 0, note.quoted) for note in notes]
        sections.append((part, [each for each in words if each.text]))
    text, paragraphs, found = "", [], []
    for part, words in sections:
        own, theirs = _section(words, part)
        quotations = _DraftReader(own, theirs).quotations()  # a note says nothing of the words in another
        paragraphs += [replace(each, span=each.span.shifted(len(text))) for each in theirs]
        found += [replace(each, span=each.span.shifted(len(text)), part=part) for each in quotations]
        text += own
    return Draft(path, text, tuple(paragraphs), tuple(found), more.unchecked)


def _section(words: Sequence[ParagraphWords], part: str) -> tuple[str, list[DraftParagraph]]:
    """The text of the body or of a note, and its paragraphs."""
    text, paragraphs = "", []
    for each in words:
        span = Span(len(text), len(text) + len(each.text))
        paragraphs.append(DraftParagraph(span, each.line, each.quoted, each.heading, part))
        text += each.text + "\n\n"
    return text, paragraphs


def _beside(path: Path) -> DraftNotes:
    try:
        return beside(path)
    except (Unreadable, OSError) as error:
        return DraftNotes((), (f"notes and comments ({error})",))


def overlapping(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of sorted, non-overlapping spans that share a character with another."""
    first = bisect_right(spans, span.start, key=lambda each: each.end)
    last = bisect_left(spans, span.end, key=lambda each: each.start)
    return spans[first:last]


class _DraftReader:
    def __init__(self, text: str, paragraphs: Sequence[DraftParagraph]) -> None:
        self._text, self._paragraphs = text, paragraphs
        self._blocks = [paragraph.span for paragraph in paragraphs]
        self._starts = [block.start for block in self._blocks]
        # Looked up for each quotation: a paragraph of many is not read again for each of them.
        self._sentences = [match.end() for match in _SENTENCE.finditer(text)]
        self._closed = [match.end() for match in _CLOSES.finditer(text)]
        self._closed_apart = [match.end() for match in _CLOSES_APART.finditer(text)]

    def quotations(self) -> list[DraftQuotation]:
        """All of them, in order."""
        narrative = [paragraph.span for paragraph in self._paragraphs if not paragraph.heading]
        headings = [paragraph.span for paragraph in self._paragraphs if paragraph.heading]
        told = {each.span: each for each in direct_quotations(self._text, narrative, headings=headings)}
        marked = {each.inner: each.outer for each in find_quoted(self._text, self._blocks, mend=True)}
        ordered = sorted(told)
        spans = {span: outer for span, outer in marked.items() if not overlapping(ordered, span)}
        spans |= {span: marked.get(span, span) for span in told}
        words = {span: outer for span, outer in spans.items() if has_words(span.of(self._text))}
        found = [self._found(span, outer, told.get(span)) for span, outer in words.items()]
        blocks = [at for at, paragraph in enumerate(self._paragraphs) if paragraph.quoted]
        inside = sorted(one.span for one in found)
        whole = [one for at in blocks if (one := self._block(at, inside)) is not None]
        set_in = sorted(block.span for block in whole)
        found = [one for one in found if not overlapping(set_in, one.span)] + whole
        return [one for one in sorted(found, key=lambda one: one.span) if has_words(one.text)]

    def _found(self, span: Span, outer: Span, quotation: FoundQuotation | None) -> DraftQuotation:
        number = self._number(span.start)
        lead, tail = self._around(outer, number)
        told, speaker = [], ""
        if quotation is not None and not quotation.speaker.is_pronoun:
            who = quotation.speaker
            named = who.name.casefold() in folded(quotation.cue).casefold()  # not somebody `she` was taken for
            if who.name and named and quotation.cue and not self._is_inherited(quotation.cue, outer, number):
                speaker = who.name
                told += [who.name, who.role, who.organisation, quotation.cue]
        told.append(self._behind(outer, number))
        return DraftQuotation(
            text=span.of(self._text),
            span=span,
            line=self._paragraphs[number].line,
            told=", ".join(_without_parts(told)),
            lead=folded(f"{lead} {tail}"),
            speaker=speaker,
            is_term=quotation is None,
        )

    def _is_inherited(self, cue: str, outer: Span, number: int) -> bool:
        """Whether the cue is that of an earlier quotation, and a sentence of its own stands in between."""
        block = self._blocks[number]
        start = max(block.start, _last(self._closed_apart, outer.start))
        if not cue or start == block.start:
            return False
        since = self._text[max(start, outer.start - _AROUND) : outer.start]
        if len(since.split()) <= _AT_ONCE:
            return False
        near = folded(since + " " + self._text[outer.end : outer.end + _NEAR])
        return cue not in near

    def _block(self, at: int, found: Sequence[Span]) -> DraftQuotation | None:
        """A paragraph that is set as a quotation, unless it has marks of its own around most of it."""
        span = self._blocks[at].trimmed(self._text)
        inside = sum(part.end - part.start for part in overlapping(found, span))
        below = at > 0 and self._paragraphs[at - 1].quoted
        most = _MOST if _MARKS.match(span.of(self._text)) else _NEARLY_ALL
        if inside > most * (span.end - span.start) or (below and self._is_line(at)):
            return None
        if DASHED.match(span.of(self._text)) and self._is_line(at):
            return None
        words = span.of(self._text)
        inner = re.search(r"(?:\n|[.!?…]\s+)[–—-]{1,2}\s*(?=[A-Z])[^\n]{2,160}$", words)
        told = self._behind(span, at)
        if inner:
            told = words[inner.start() + 1 :].strip(" –—-\n")
            span = Span(span.start, span.start + inner.start() + 1).trimmed(self._text)
        before = self._blocks[at - 1].of(self._text) if at else ""
        lead = _SENTENCE.split(before)[-1] if before.rstrip().endswith(":") else ""
        return DraftQuotation(
            span.of(self._text).strip("“”\"‘’' "), span, self._paragraphs[at].line, told, folded(lead)
        )

    def _is_line(self, at: int) -> bool:
        """Whether a paragraph says whose words stand above it."""
        words = self._blocks[at].of(self._text)
        if len(words.split()) > _LONGEST_LINE or _MARKS.search(words[:1]):
            return False
        return bool(DASHED.match(words)) or line_cue(self._text, self._blocks[at]) is not None

    def _number(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _around(self, outer: Span, number: int) -> tuple[str, str]:
        """What stands before a quotation in its sentence (or in the paragraph above, up to a colon), and after."""
        block = self._blocks[number]
        since = max(_last(self._sentences, outer.start - 1), _last(self._closed, outer.start))
        lead = self._text[max(block.start, since, outer.start - _AROUND) : outer.start]
        opens = _NO_SPACE.search(self._text, block.start, outer.start) is None
        if opens and number and self._blocks[number - 1].of(self._text).rstrip().endswith(":"):
            lead = _SENTENCE.split(self._blocks[number - 1].of(self._text))[-1]
        if not _RUN_ON.match(self._text, outer.end, block.end):
            return lead, ""
        end = min(block.end, outer.end + _AROUND)
        following = _OPENS.search(self._text, outer.end, end)
        end = following.start() if following else end
        stop = _STOP.search(self._text, outer.end, min(end + 1, block.end))
        return lead, self._text[outer.end : stop.start() if stop else end]

    def _behind(self, outer: Span, number: int) -> str:
        """Brackets or a dash behind a quotation, or the line below it."""
        block = self._blocks[number]
        bracketed = _IN_BRACKETS.match(self._text, outer.end, block.end)
        if bracketed:
            return bracketed[1]
        dashed = DASHED.match(self._text, outer.end, block.end)
        if dashed:
            line = self._text.find("\n", dashed.end(), block.end)
            return folded(self._text[dashed.end() : line if line >= 0 else block.end])[:200]
        if _OF_WORDS.search(self._text, outer.end, block.end):
            return ""
        below = number + 1
        if below < len(self._blocks) and self._is_line(below):
            return folded(self._blocks[below].of(self._text)).lstrip("–—-~ ")
        return ""


def _last(ends: Sequence[int], offset: int) -> int:
    """The last of these that is no later than an offset; -1 if all are."""
    at = bisect_right(ends, offset)
    return ends[at - 1] if at else -1


def _without_parts(told: Sequence[str]) -> list[str]:
    """What is told, without what another part says too."""
    parts = list(dict.fromkeys(part.strip("–—- ") for part in told if part.strip("–—- ")))
    return [part for part in parts if not any(part != other and part in other for other in parts)]


def has_words(text: str) -> bool:
    """Whether there is anything but marks in a text."""
    return any(char.isalnum() for char in text)
