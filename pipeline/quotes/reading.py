"""Finds the passages and quotations of one source. Pure, so that sources can be processed in parallel."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from pipeline.corpus.evidence_records import Passage, Quotation
from pipeline.corpus.records import NARRATOR, NOTED, PARTICIPANT, SPEECH, SURVEY, Kind, Turn
from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import IdMaker, LineIndex, Span
from pipeline.direct_speech.quotations import FoundQuotation, direct_quotations, reported_quotations
from pipeline.language.english import sentences
from pipeline.language.words import count_words, has_substance, is_no_answer
from pipeline.people.identifiers import Identifier, identifiers
from pipeline.quotes.passages import cut
from pipeline.quotes.quotability import quotability


@dataclass(frozen=True)
class SourceInput:
    """One source, with the results of earlier stages.

    Attributes:
        source: its id.
        file: its file. Passage ids are derived from it, because the source id depends on consent and on other
            files' names.
        kind: what it is.
        text: the stored text.
        turns: in order of their start.
        people: spans of people's names according to the names model.
        settings: as they apply.
        headings: spans of its headings.
        time_codes: positions inside turns whose time is known, with their seconds.
    """

    source: str
    file: str
    kind: str
    text: str
    turns: tuple[Turn, ...]
    people: tuple[Span, ...]
    settings: QuoteSettings
    headings: tuple[Span, ...] = ()
    time_codes: tuple[tuple[int, float], ...] = ()

    @property
    def key(self) -> list[object]:
        """Everything the result depends on, as a JSON value (the cache key)."""
        turns = [[t.turn_id, t.speaker, t.participant, t.role, t.start, t.end] for t in self.turns]
        seconds = [None if math.isnan(t.seconds) else t.seconds for t in self.turns]
        about = [self.source, self.file, self.kind, self.text, list(self.time_codes)]
        return [*about, turns, seconds, list(self.people), list(self.headings), asdict(self.settings)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceQuotes:
    """The results for one source.

    Attributes:
        passages: in order of their start.
        quotations: in order of their start.
        mended: lines with a missing quotation mark.
        failed: the error in finding passages and quotations, or "". After an error each turn is one passage, so
            that no words are missing.
        identifiers: numbers and addresses that identify a person.
    """

    passages: Sequence[Passage]
    quotations: Sequence[Quotation] = ()
    mended: Sequence[int] = ()
    failed: str = ""
    identifiers: Sequence[Identifier] = ()


def read_source(source: SourceInput) -> SourceQuotes:
    """Find the passages, quotations and identifiers of one source."""
    ids = IdMaker("q")
    seek_identifiers = source.settings.redact_identifiers and source.kind != Kind.DOCUMENT
    found = identifiers(source.text) if seek_identifiers else []
    try:
        clock = RecordingClock(source)
        passages = [
            passage for turn, spans in _cut_turns(source) for passage in _passages(source, turn, spans, ids, clock)
        ]
        quotations, mended = _quotes(source, ids)
    except Exception as error:  # one bad transcript never stops a run; it becomes a finding
        return SourceQuotes(passages=_whole_turns(source), failed=type(error).__name__, identifiers=found)
    return SourceQuotes(passages=passages, quotations=quotations, mended=mended, identifiers=found)


def _whole_turns(source: SourceInput) -> list[Passage]:
    """Each turn as one passage: the fallback after an error."""
    ids = IdMaker("q")
    found: list[Passage] = []
    for _, turn in _participants_turns(source):
        text = source.text[turn.start : turn.end].strip()
        words = len(text.split())
        found.append(
            Passage(
                quote_id=ids.make(source.file, turn.speaker, text),
                source=turn.source,
                turn_id=turn.turn_id,
                participant=turn.participant,
                start=turn.start,
                end=turn.end,
                words=words,
                seconds=turn.seconds,
                kind=_kind(source),
                quotability=0.0,
                substance=words >= source.settings.substance_words,
            )
        )
    return found


def _kind(source: SourceInput) -> str:
    return {Kind.SURVEY: SURVEY, Kind.NOTES: NOTED}.get(Kind(source.kind), SPEECH)


def _participants_turns(source: SourceInput) -> list[tuple[int, Turn]]:
    """The turns to divide into passages, with their indices; documents have none."""
    if source.kind == Kind.DOCUMENT:
        return []
    # A point of notes need not be anybody's.
    roles = (PARTICIPANT, NARRATOR) if source.kind == Kind.NOTES else (PARTICIPANT,)
    return [(n, t) for n, t in enumerate(source.turns) if t.role in roles and t.start < t.end]


def _cut_turns(source: SourceInput) -> Iterator[tuple[Turn, list[Span]]]:
    turns = _participants_turns(source)
    texts = [source.text[turn.start : turn.end] for _, turn in turns]
    for (_, turn), text, found in zip(turns, texts, sentences(texts), strict=True):
        yield turn, cut(text, found, settings=source.settings)


def _passages(
    source: SourceInput, turn: Turn, spans: list[Span], ids: IdMaker, clock: RecordingClock
) -> Iterator[Passage]:
    survey = source.kind == Kind.SURVEY
    settings = source.settings
    brief = survey or source.kind == Kind.NOTES  # the question or heading gives the context
    least = settings.survey_substance_words if brief else settings.substance_words
    for span in spans:
        at = span.shifted(turn.start)
        text = at.trimmed(source.text).of(source.text)
        substance = has_substance(text, words=least) and not (survey and is_no_answer(text))
        found = quotability(text)
        yield Passage(
            quote_id=ids.make(source.file, turn.speaker, text),
            source=source.source,
            turn_id=turn.turn_id,
            participant=turn.participant,
            start=at.start,
            end=at.end,
            words=count_words(text),
            seconds=clock.seconds(turn, at.start),
            kind=_kind(source),
            # Too short to print: scores 0.
            quotability=found.score(settings.weights) if substance else 0.0,
            **found.parts,
            substance=substance,
        )


class RecordingClock:
    """Gives the time at which a character was spoken, interpolated between known times.

    Args:
        source: the source; a message of a chat is written at its time, not until the next one.
    """

    def __init__(self, source: SourceInput) -> None:
        begins = {turn.start: turn.seconds for turn in source.turns if not math.isnan(turn.seconds)}
        self._known = sorted((begins | dict(source.time_codes)).items())
        self._turns = source.turns
        self._chat = source.kind == Kind.CHAT

    def seconds(self, turn: Turn, at: int) -> float:
        """The time at which a character of a turn was said; NaN if it is not known.

        After the last time of a source, that one holds, unless it is the only one and stands in another turn.
        """
        later = bisect_right(self._known, at, key=lambda known: known[0])
        if later == 0 or (self._chat and math.isnan(turn.seconds)):
            return math.nan
        (start, began), following = self._known[later - 1], self._known[later : later + 1]
        if self._chat or at == start:
            return began
        if not following:
            return began if start >= turn.start or len(self._known) > 1 else math.nan
        end, ended = following[0]
        if start >= turn.start and end == self._after(turn):
            end = turn.end  # not behind the label between the two
        return round(began + (at - start) / (end - start) * (ended - began), 1) if ended >= began else began

    def _after(self, turn: Turn) -> int:
        """Where the turn after it begins; -1 if it is the last."""
        later = bisect_left(self._turns, turn.end, key=lambda other: other.start)
        return self._turns[later].start if later < len(self._turns) else -1


def _quotes(source: SourceInput, ids: IdMaker) -> tuple[list[Quotation], list[int]]:
    quotations: list[Quotation] = []
    mended: list[int] = []
    lines = LineIndex(source.text)
    for turn, found in _quotations(source):
        kind = "direct" if source.kind == Kind.DOCUMENT else "reported"
        text = found.span.of(source.text)
        scored = quotability(text)
        quotations.append(
            Quotation(
                quote_id=ids.make(source.file, turn.speaker, kind, text),
                source=source.source,
                turn_id=turn.turn_id,
                start=found.span.start,
                end=found.span.end,
                words=count_words(text),
                speaker=found.speaker.name,
                speaker_role=found.speaker.role,
                speaker_organisation=found.speaker.organisation,
                speaker_participant="",  # looked up among all participants
                cue=found.cue,
                kind=kind,
                quotability=scored.score(source.settings.weights),
                **scored.parts,
            )
        )
        if found.mended:
            mended.append(lines.line_of(found.span.start))
    return quotations, mended


def _quotations(source: SourceInput) -> Iterator[tuple[Turn, FoundQuotation]]:
    if source.kind == Kind.DOCUMENT:
        narrative = [turn for turn in source.turns if turn.role == NARRATOR]
        blocks = [turn.span for turn in narrative]
        starts = [block.start for block in blocks]
        for found in direct_quotations(source.text, blocks, people=source.people, headings=source.headings):
            around = narrative[max(0, bisect_right(starts, found.span.start) - 1)] if narrative else None
            if around is not None and around.start <= found.span.start < around.end:
                yield around, found  # quotations in headings are repeated in the text below
        return
    for _, turn in _participants_turns(source):
        span = turn.span
        first, last = (bisect_left(source.people, (at,)) for at in span)
        near = [person for person in source.people[first:last] if span.contains(person)]
        for found in reported_quotations(source.text, span, people=near):
            yield turn, found
