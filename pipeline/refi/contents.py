"""The contents of a project, grouped as its elements need them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.coding_records import NO_CODE, PIPELINE, REJECT
from pipeline.corpus.dataset_records import CodedQuote, ListedCase, ListedTheme
from pipeline.corpus.records import INTERVIEWER, NARRATOR, REPORTED
from pipeline.corpus.review_files import ON_CASE, ON_CODE, ON_PASSAGE, ON_STUDY
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.corpus.spans import Span, folded, timecode
from pipeline.refi.codes import NO_CODE_NAME, CoderMemo, MemoNote, memo_notes
from pipeline.refi.xml import day_moment


@dataclass(frozen=True, kw_only=True)
class CoderCoding:
    """One coder's coding of one quote with one theme. All its text has passed the gate.

    Attributes:
        quote_id: the quote.
        theme_id: the theme, as it may be printed.
        coder: `pipeline`, or a person.
        decision: a person's decision: accept, reject or add; empty for the pipeline.
        confidence: the pipeline's confidence from 0 to 1, if known.
        basis: the reason for the coding.
        note: the person's note.
        state: confirmed, sure or suggested; empty if rejected.
    """

    quote_id: str
    theme_id: PrintableText
    coder: PrintableText
    decision: str = ""
    confidence: float | None = None
    basis: PrintableText = NO_TEXT
    note: PrintableText = NO_TEXT
    state: str = ""

    @property
    def sure(self) -> str:
        """State and confidence in words; empty for a person's coding."""
        shown = self.coder == PIPELINE and self.confidence is not None
        state = f"{self.state}, " if self.state else ""
        return f" ({state}confidence {self.confidence:.2f})" if shown else ""


@dataclass(frozen=True, kw_only=True)
class ReadTurn:
    """A turn as it may be printed.

    Attributes:
        turn_id: its id.
        role: the speaker's role: interviewer, participant or narrator.
        speaker: the attribution of the speaker; empty in a document.
        participant: the participant's id; empty for interviewers, in documents, and if the words are withheld.
        question: the survey question that the turn answers.
        seconds: the place in the recording, if known.
        text: the words, with white space reduced to single spaces.
        held_back: whether the words are withheld for lack of consent; the text then says so.
    """

    turn_id: str
    role: str
    speaker: PrintableText
    participant: str
    question: PrintableText
    seconds: float | None
    text: PrintableText
    held_back: bool


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """A source as it may be printed, with the positions of its quotes.

    Attributes:
        source: its id, as it may be printed.
        case: its case, as it may be printed.
        kind: interview, roundtable, survey, document, notes or chat.
        title: as in cases.csv.
        place: as in cases.csv.
        date: as in cases.csv.
        turns: the turns in the order of the text.
        quotes: for each quote that was found in the turns: the number of its turn, and its span in the turn's text.
    """

    source: PrintableText
    case: PrintableText
    kind: str
    title: PrintableText
    place: PrintableText
    date: PrintableText
    turns: Sequence[ReadTurn]
    quotes: Mapping[str, tuple[int, Span]]


_BETWEEN = "\n\n"
# The largest product of a quote's length and that of the turns searched for which every span is compared.
_COMPARABLE = 10_000_000
_LOOKED_AT = 50_000  # characters that are searched for a longer quote first
_ANCHORS = 5  # parts of a quote that are searched for
_BETWEEN_REDACTIONS = re.compile(r"[^\[\]]+")


@dataclass(frozen=True)
class ProjectText:
    """Plain text, LF and NFC.

    Attributes:
        text: labels and turns.
        places: the span of each quote, by id.
    """

    text: str
    places: Mapping[str, Span]


def source_text(transcript: Transcript, rows: Sequence[CodedQuote]) -> ProjectText:
    """Write a transcript turn by turn, each below a line that gives the speaker.

    Args:
        transcript: the transcript.
        rows: the rows of coded_quotes of this source, in the order of the text.
    """
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    question = ""
    for turn in transcript.turns:
        head = _head(turn, asked=question)
        question = turn.question
        starts.append(at + len(head))
        piece = f"{head}{turn.text}{_BETWEEN}"
        pieces.append(piece)
        at += len(piece)
    text = "".join(pieces).removesuffix(_BETWEEN) + "\n"
    found = {quote: span.shifted(starts[number]) for quote, (number, span) in transcript.quotes.items() if starts}
    turns = [Span(start, start + len(turn.text)) for start, turn in zip(starts, transcript.turns, strict=True)]
    readable = [
        span
        for span, turn in zip(turns, transcript.turns, strict=True)
        if turn.role != INTERVIEWER and span.start < span.end
    ]
    return ProjectText(text, {**dict(_others(rows, found, text=text, turns=readable)), **found})


def _head(turn: ReadTurn, *, asked: str) -> str:
    lines = []
    if turn.question and turn.question != asked:
        lines.append(f"Question: {turn.question}")
    if turn.role != NARRATOR:
        who = (
            turn.speaker
            if turn.role == INTERVIEWER or not turn.participant
            else f"{turn.participant}, {turn.speaker}"
        )
        when = timecode(turn.seconds)
        lines.append(f"{f'[{when}] ' if when else ''}{who}:")
    return unicodedata.normalize("NFC", "".join(f"{line}\n" for line in lines))


def _others(
    rows: Sequence[CodedQuote], found: Mapping[str, Span], *, text: str, turns: Sequence[Span]
) -> Iterator[tuple[str, Span]]:
    """The spans of quotes whose text differs here, because more names may be recognised in the context of a turn.

    Each is the most similar span between the quotes before and after it.
    """
    order = list({row.quote_id: row for row in rows}.values())
    places = [found.get(row.quote_id) for row in order]
    lows = accumulate((place.start if place else 0 for place in places), max, initial=0)
    highs = [*accumulate((place.end if place else len(text) for place in reversed(places)), min, initial=len(text))]
    last = 0  # the position of the previous quote
    for row, place, low, high in zip(order, places, lows, reversed(highs[:-1]), strict=False):
        if place or not turns:
            continue
        within = Span(low, max(low, high))
        near = turns[bisect_right(turns, low, key=_end) : bisect_left(turns, within.end, key=_start)] or turns
        words = folded(row.quote)
        if len(words) * sum(turn.end - turn.start for turn in near) <= _COMPARABLE:
            likest = _most_similar(words, text, near)
        else:
            likest = _within_a_turn(_anchored(row.quote, text, within, since=max(low, last)), near)
            last = likest.start
        yield row.quote_id, likest


def _most_similar(words: str, text: str, near: Sequence[Span]) -> Span:
    from rapidfuzz import fuzz

    best, place = -1.0, near[0]
    for turn in near:
        likeness = fuzz.partial_ratio_alignment(words, turn.of(text))
        if likeness is not None and likeness.score > best:
            best = likeness.score
            place = _whole_words(Span(likeness.dest_start, likeness.dest_end), turn.of(text)).shifted(turn.start)
    return place


def _anchored(quote: str, text: str, within: Span, *, since: int) -> Span:
    """Locate a quote by its longest part that occurs in the text; else return the start of the range searched.

    The two versions differ by redactions only, so the text between two redactions is the same in both. This is
    fast, whereas the time to compare a long quote with a long turn is the product of their lengths.

    Args:
        quote: the quote in its other version.
        text: the text of the transcript.
        within: the range in which it may be.
        since: the position of the previous quote, from which the search starts.
    """
    near = Span(since, min(within.end, since + len(quote) + _LOOKED_AT))
    parts = [Span(*match.span()) for match in _BETWEEN_REDACTIONS.finditer(quote)]
    parts = sorted(parts, key=lambda span: span.start - span.end)[:_ANCHORS]
    for part, place in [*((part, near) for part in parts), *((part, within) for part in parts[:1])]:
        at = text.find(part.of(quote), place.start, place.end)
        if at >= 0:
            start = max(within.start, at - part.start)
            return Span(start, min(within.end, start + len(quote)))
    return Span(near.start, min(near.end, near.start + len(quote)))


def _within_a_turn(span: Span, turns: Sequence[Span]) -> Span:
    """The part of a span that is inside the turn in which (or before which) it starts."""
    turn = turns[min(bisect_right(turns, span.start, key=_end), len(turns) - 1)]
    start = min(max(span.start, turn.start), turn.end - 1)
    return Span(start, max(min(span.end, turn.end), start + 1))


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


def _whole_words(span: Span, text: str) -> Span:
    inner = span.trimmed(text)
    start = text.rfind(" ", 0, inner.start) + 1
    end = text.find(" ", max(inner.end - 1, start))
    return Span(start, end if end >= 0 else len(text))


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_DATE = "2000-01-01"


@dataclass(frozen=True)
class Contents:
    """The study as the contents of a project."""

    transcripts: Sequence[Transcript]
    codings: Sequence[CoderCoding]
    coded_quotes: Sequence[CodedQuote]
    listed_themes: Sequence[ListedTheme]
    cases: Sequence[ListedCase]
    memos: Sequence[CoderMemo] = ()

    @cached_property
    def quotes(self) -> dict[str, CodedQuote]:
        """One row of coded_quotes for each quote."""
        found: dict[str, CodedQuote] = {}
        for row in self.coded_quotes:
            found.setdefault(row.quote_id, row)
        return found

    @cached_property
    def by_source(self) -> dict[str, list[CodedQuote]]:
        """The quotes by source."""
        grouped: dict[str, list[CodedQuote]] = defaultdict(list)
        for row in self.quotes.values():
            grouped[row.source].append(row)
        return grouped

    @cached_property
    def texts(self) -> dict[str, ProjectText]:
        """The text of each source, with the positions of its quotes."""
        return {one.source: source_text(one, self.by_source.get(one.source, ())) for one in self.transcripts}

    @cached_property
    def themes(self) -> list[ListedTheme]:
        """The themes, with unique names."""
        rows = self.listed_themes
        names = distinct_names((row.theme_id, row.theme) for row in rows)
        known: set[str] = {row.theme_id for row in rows}
        # A theme that occurs only in codings is no longer in the codebook; its codings are kept.
        known.add(NO_CODE)
        lost = dict.fromkeys(one.theme_id for one in self.codings if one.theme_id not in known)
        return [
            *(replace(row, theme=name) for row, name in zip(rows, names, strict=True)),
            *(ListedTheme(theme_id=id_, theme=id_, origin="coder") for id_ in lost),
        ]

    @cached_property
    def theme_names(self) -> Mapping[str, str]:
        """The name of each theme, by its id."""
        return {NO_CODE: NO_CODE_NAME, **{row.theme_id: row.theme for row in self.themes}}

    @cached_property
    def coders(self) -> list[str]:
        """The pipeline, and everybody who coded or wrote a memo."""
        coders = [one.coder for one in self.codings]
        return list(dict.fromkeys((PIPELINE, *coders, *(note.memo.coder for note in self.notes))))

    @cached_property
    def codings_by_quote(self) -> dict[str, list[CoderCoding]]:
        """All codings of each quote."""
        grouped: dict[str, list[CoderCoding]] = defaultdict(list)
        for one in self.codings:
            grouped[one.quote_id].append(one)
        return grouped

    def valid_codings(self, quote_id: str) -> Mapping[str, list[CoderCoding]]:
        """The valid codings of a quote by coder. A coding that every reviewer rejected is not valid."""
        return self._valid_codings.get(quote_id, {})

    @cached_property
    def _valid_codings(self) -> dict[str, dict[str, list[CoderCoding]]]:
        return {quote_id: _without_rejected(codings) for quote_id, codings in self.codings_by_quote.items()}

    @cached_property
    def bases(self) -> dict[str, list[str]]:
        """For each theme, a line for every valid coding that has a reason."""
        lines: dict[str, list[str]] = defaultdict(list)
        for quote_id in self.quotes:
            for one in (one for codings in self.valid_codings(quote_id).values() for one in codings):
                why = "; ".join(part for part in (one.basis, one.note) if part)
                if why:
                    lines[one.theme_id].append(f"{quote_id}, {one.coder}{one.sure}: {why}")
        return lines

    @cached_property
    def participants(self) -> dict[str, CodedQuote]:
        """One row of coded_quotes for each participant who may be quoted, with the attribution."""
        found: dict[str, CodedQuote] = {}
        for row in self.quotes.values():
            if row.participant and row.kind != REPORTED:
                found.setdefault(row.participant, row)
        return dict(sorted(found.items()))

    @cached_property
    def moment(self) -> str:
        """The project's date: that of the most recent source, so that the same study gives the same bytes."""
        days = (day_moment(day) for one in self.transcripts for day in _DATE.findall(one.date))
        return max(filter(None, days), default=day_moment(_NO_DATE))

    @cached_property
    def notes(self) -> list[MemoNote]:
        """The memos on what the project holds."""
        if not self.memos:
            return []
        held = {(ON_STUDY, ""): "the study"}
        held |= {(ON_CODE, code): f"the code {name}" for code, name in self.theme_names.items() if code != NO_CODE}
        held |= {(ON_CASE, one.case): f"the case {one.case}" for one in self.cases}
        for quote_id, row in self.quotes.items():
            if quote_id in self.texts[row.source].places:
                held[ON_PASSAGE, quote_id] = f"the passage {quote_id}"
        return memo_notes(self.memos, held, moment=self.moment)

    @cached_property
    def notes_on_passages(self) -> dict[str, list[MemoNote]]:
        """Those on passages, by quote."""
        grouped: dict[str, list[MemoNote]] = defaultdict(list)
        for note in self.notes:
            if note.memo.quote_id:
                grouped[note.memo.quote_id].append(note)
        return grouped


def _without_rejected(codings: Iterable[CoderCoding]) -> dict[str, list[CoderCoding]]:
    people = defaultdict(set)
    for one in codings:
        if one.coder != PIPELINE:
            people[one.theme_id].add(one.decision == REJECT)
    grouped: dict[str, list[CoderCoding]] = defaultdict(list)
    for one in codings:
        if one.decision != REJECT and people[one.theme_id] != {True}:
            grouped[one.coder].append(one)
    return grouped
