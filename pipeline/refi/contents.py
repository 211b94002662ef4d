"""What a project is made of, gathered from the handover: rows, grouped as the project's elements need them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.coding_records import NO_CODE, PIPELINE, REJECT
from pipeline.corpus.dataset_records import CodedQuote, ListedCase, ListedTheme
from pipeline.corpus.records import INTERVIEWER, NARRATOR, REPORTED
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.corpus.spans import Span, folded, timecode
from pipeline.refi.codes import NO_CODE_NAME


@dataclass(frozen=True, kw_only=True)
class CodingOfOne:
    """What one coder said of one theme at one quote; all its text has passed the gate.

    Attributes:
        quote_id: the quote.
        theme_id: the theme, as it may be printed.
        coder: `pipeline`, or a person.
        decision: of a person: accept, reject or add; empty for the pipeline.
        confidence: how sure the pipeline is, 0 to 1, if it says.
        basis: why.
        note: what the person wrote.
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
        """State and confidence in words; of a person's word, nothing."""
        told = self.coder == PIPELINE and self.confidence is not None
        state = f"{self.state}, " if self.state else ""
        return f" ({state}confidence {self.confidence:.2f})" if told else ""


@dataclass(frozen=True, kw_only=True)
class ReadTurn:
    """A turn as it may be read.

    Attributes:
        turn_id: its id.
        role: who holds the floor: interviewer, participant or narrator.
        speaker: as the person may be cited; empty in a document.
        participant: the participant's id; empty for interviewers, in documents, and where words are held back.
        question: the survey question that it answers.
        seconds: place in the recording, if known.
        text: the words, each run of white space as one space.
        held_back: whether consent does not let the words be printed; the text then says so.
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
    """One source as it may be read, with where its quotes stand.

    Attributes:
        source: its id, as it may be printed.
        case: its case, as it may be printed.
        kind: interview, roundtable, survey, document, notes or chat.
        title: as in cases.csv.
        place: as in cases.csv.
        date: as in cases.csv.
        turns: in the order of the text.
        quotes: for each quote whose words were found in them: its turn's number, and the characters of its text.
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
# Characters of a quote, times those of the turns that may hold it, up to which each stretch is compared with it.
_COMPARABLE = 10_000_000
_LOOKED_AT = 50_000  # characters in which a longer quote is looked for first
_ANCHORS = 5  # parts of a quote that are looked for
_BETWEEN_REDACTIONS = re.compile(r"[^\[\]]+")


@dataclass(frozen=True)
class ProjectText:
    """Plain text, LF and NFC.

    Attributes:
        text: labels and turns.
        places: the characters of each quote, by its id.
    """

    text: str
    places: Mapping[str, Span]


def source_text(transcript: Transcript, rows: Sequence[CodedQuote]) -> ProjectText:
    """Write a transcript out, turn by turn, each under a line that says who speaks.

    Args:
        transcript: as it may be read.
        rows: of coded_quotes, those of this source, in the order of the text.
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
    """Where quotes stand that read differently here: with a turn's other words in sight, more may be a name.

    Looked for between the quotes before and after, it is the stretch that is most like the quote.
    """
    order = list({row.quote_id: row for row in rows}.values())
    places = [found.get(row.quote_id) for row in order]
    lows = accumulate((place.start if place else 0 for place in places), max, initial=0)
    highs = [*accumulate((place.end if place else len(text) for place in reversed(places)), min, initial=len(text))]
    last = 0  # where the quote before this one was taken to stand
    for row, place, low, high in zip(order, places, lows, reversed(highs[:-1]), strict=False):
        if place or not turns:
            continue
        within = Span(low, max(low, high))
        near = turns[bisect_right(turns, low, key=_end) : bisect_left(turns, within.end, key=_start)] or turns
        words = folded(row.quote)
        if len(words) * sum(turn.end - turn.start for turn in near) <= _COMPARABLE:
            likest = _likest(words, text, near)
        else:
            likest = _within_a_turn(_anchored(row.quote, text, within, since=max(low, last)), near)
            last = likest.start
        yield row.quote_id, likest


def _likest(words: str, text: str, near: Sequence[Span]) -> Span:
    from rapidfuzz import fuzz

    best, place = -1.0, near[0]
    for turn in near:
        likeness = fuzz.partial_ratio_alignment(words, turn.of(text))
        if likeness is not None and likeness.score > best:
            best = likeness.score
            place = _whole_words(Span(likeness.dest_start, likeness.dest_end), turn.of(text)).shifted(turn.start)
    return place


def _anchored(quote: str, text: str, within: Span, *, since: int) -> Span:
    """Where a quote stands, by the longest of its parts that does; else the first of the characters looked at.

    The readings differ by redactions alone, so what stands between two of these is the same in both. This costs
    next to nothing, whereas to compare a long quote with a long turn takes the time of one multiplied by the other.

    Args:
        quote: as it reads elsewhere.
        text: of the transcript.
        within: where it may stand.
        since: where the quote before it was found: looked through first.
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
    """As much of it as lies in the turn that it begins in, or before which it begins."""
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
    """The study, ready to be written as a project."""

    transcripts: Sequence[Transcript]
    codings: Sequence[CodingOfOne]
    coded_quotes: Sequence[CodedQuote]
    listed_themes: Sequence[ListedTheme]
    cases: Sequence[ListedCase]

    @cached_property
    def quotes(self) -> dict[str, CodedQuote]:
        """A row of coded_quotes for each quote."""
        found: dict[str, CodedQuote] = {}
        for row in self.coded_quotes:
            found.setdefault(row.quote_id, row)
        return found

    @cached_property
    def by_source(self) -> dict[str, list[CodedQuote]]:
        """The same, by source."""
        grouped: dict[str, list[CodedQuote]] = defaultdict(list)
        for row in self.quotes.values():
            grouped[row.source].append(row)
        return grouped

    @cached_property
    def texts(self) -> dict[str, ProjectText]:
        """The text of each source, and its quotes' places."""
        return {one.source: source_text(one, self.by_source.get(one.source, ())) for one in self.transcripts}

    @cached_property
    def themes(self) -> list[ListedTheme]:
        """The themes, each under a name that no other has."""
        rows = self.listed_themes
        names = distinct_names((row.theme_id, row.theme) for row in rows)
        known: set[str] = {row.theme_id for row in rows}
        # A theme that only a coding names is in no codebook any more; its codings are not lost with it.
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
        """The pipeline, and every person who coded."""
        return list(dict.fromkeys((PIPELINE, *(one.coder for one in self.codings))))

    @cached_property
    def said(self) -> dict[str, list[CodingOfOne]]:
        """All that coders said of each quote."""
        grouped: dict[str, list[CodingOfOne]] = defaultdict(list)
        for one in self.codings:
            grouped[one.quote_id].append(one)
        return grouped

    def standing(self, quote_id: str) -> Mapping[str, list[CodingOfOne]]:
        """By coder, the codings of a quote that stand: what every person who looked rejected is no coding."""
        return self._standing.get(quote_id, {})

    @cached_property
    def _standing(self) -> dict[str, dict[str, list[CodingOfOne]]]:
        return {quote_id: _those_that_stand(said) for quote_id, said in self.said.items()}

    @cached_property
    def bases(self) -> dict[str, list[str]]:
        """For each theme, a line for every coding that stands and says why."""
        lines: dict[str, list[str]] = defaultdict(list)
        for quote_id in self.quotes:
            for one in (one for codings in self.standing(quote_id).values() for one in codings):
                why = "; ".join(part for part in (one.basis, one.note) if part)
                if why:
                    lines[one.theme_id].append(f"{quote_id}, {one.coder}{one.sure}: {why}")
        return lines

    @cached_property
    def participants(self) -> dict[str, CodedQuote]:
        """A row of coded_quotes for each participant whose words may be printed: how each may be described."""
        found: dict[str, CodedQuote] = {}
        for row in self.quotes.values():
            if row.participant and row.kind != REPORTED:
                found.setdefault(row.participant, row)
        return dict(sorted(found.items()))

    @cached_property
    def moment(self) -> str:
        """When the project says it was made: the day of the last source, so that a re-run gives the same bytes."""
        days = [day for one in self.transcripts for day in _DATE.findall(one.date) if _is_day(day)]
        return f"{max(days, default=_NO_DATE)}T00:00:00Z"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _those_that_stand(said: Iterable[CodingOfOne]) -> dict[str, list[CodingOfOne]]:
    people = defaultdict(set)
    for one in said:
        if one.coder != PIPELINE:
            people[one.theme_id].add(one.decision == REJECT)
    grouped: dict[str, list[CodingOfOne]] = defaultdict(list)
    for one in said:
        if one.decision != REJECT and people[one.theme_id] != {True}:
            grouped[one.coder].append(one)
    return grouped
