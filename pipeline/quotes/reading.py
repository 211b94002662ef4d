"""What one source gives: its passages, and the quotations inside it. Pure, so that sources run side by side."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.identifiers import identifiers
from pipeline.language.english import sentences
from pipeline.quotes.passages import cut
from pipeline.quotes.quotability import quotability
from pipeline.quotes.quotations import Quotation, direct_quotations, reported_quotations
from pipeline.quotes.words import count_words, has_substance, is_no_answer
from pipeline.records import NARRATOR, PARTICIPANT, Kind
from pipeline.settings import QuoteSettings
from pipeline.spans import IdMaker, LineIndex, Span

Row = Mapping[str, Any]


@dataclass(frozen=True)
class SourceText:
    """One source and what earlier stages know of it.

    Attributes:
        source: its id.
        file: the file that it comes from. Ids are made from it, because the id of the source depends on consent and
            on the names of other files.
        kind: what it is.
        text: the stored text.
        turns: rows of the table of turns, in order of their start.
        people: where the language model sees a person's name.
        settings: as they apply.
        headings: where its headings stand.
    """

    source: str
    file: str
    kind: str
    text: str
    turns: tuple[Row, ...]
    people: tuple[Span, ...]
    settings: QuoteSettings
    headings: tuple[Span, ...] = ()

    @property
    def key(self) -> list[object]:
        """All that its reading depends on, as a JSON value."""
        turns = [
            [t["turn_id"], t["speaker"], t["participant"], t["role"], t["start"], t["end"]] for t in self.turns
        ]
        seconds = [None if math.isnan(t["seconds"]) else t["seconds"] for t in self.turns]
        about = [self.source, self.file, self.kind, self.text]
        return [*about, turns, seconds, list(self.people), list(self.headings), asdict(self.settings)]


def read_source(source: SourceText) -> dict[str, Any]:
    """Passages and quotations of one source, as rows of their tables.

    Returns:
        `passages` and `quotes`, lists of rows; `mended`, the lines at which a quotation mark is lost; `failed`,
        what went wrong in finding them (then each turn is one passage, and nothing that was said is missing);
        `identifiers`, where numbers and addresses stand that tell who somebody is, and of what kind they are.
    """
    ids = IdMaker("q")
    found = identifiers(source.text) if source.settings.redact_identifiers and source.kind != Kind.DOCUMENT else []
    telling = [[*each.span, each.kind] for each in found]
    try:
        passages = [row for turn, spans in _cut_turns(source) for row in _passages(source, turn, spans, ids)]
        quotes, mended = _quotes(source, ids)
    except Exception as error:  # one bad transcript never sinks a run; it becomes a finding
        failed = {"passages": _whole_turns(source), "quotes": [], "mended": [], "failed": type(error).__name__}
        return {**failed, "identifiers": telling}
    return {"passages": passages, "quotes": quotes, "mended": mended, "failed": "", "identifiers": telling}


def _whole_turns(source: SourceText) -> list[dict[str, Any]]:
    """Each turn as one passage, by nothing that could fail."""
    ids = IdMaker("q")
    rows: list[dict[str, Any]] = []
    for _, turn in _participants_turns(source):
        text = source.text[turn["start"] : turn["end"]].strip()
        words = len(text.split())
        row = {name: turn[name] for name in ("source", "turn_id", "participant", "start", "end", "seconds")}
        row |= {"quote_id": ids.make(source.file, turn["speaker"], text), "words": words, "quotability": 0.0}
        row |= {"kind": _kind(source), "substance": words >= source.settings.substance_words}
        rows.append(row)
    return rows


def _kind(source: SourceText) -> str:
    return "survey" if source.kind == Kind.SURVEY else "speech"


def _participants_turns(source: SourceText) -> list[tuple[int, Row]]:
    """The turns that make passages, with their number: in a document nobody holds the floor."""
    if source.kind == Kind.DOCUMENT:
        return []
    return [(n, t) for n, t in enumerate(source.turns) if t["role"] == PARTICIPANT and t["start"] < t["end"]]


def _cut_turns(source: SourceText) -> Iterator[tuple[Row, list[Span]]]:
    turns = _participants_turns(source)
    texts = [source.text[turn["start"] : turn["end"]] for _, turn in turns]
    for (_, turn), text, found in zip(turns, texts, sentences(texts), strict=True):
        yield turn, cut(text, found, settings=source.settings)


def _passages(source: SourceText, turn: Row, spans: list[Span], ids: IdMaker) -> Iterator[dict[str, Any]]:
    survey = source.kind == Kind.SURVEY
    settings = source.settings
    least = settings.survey_substance_words if survey else settings.substance_words
    following = _next_seconds(source, turn)
    for span in spans:
        at = span.shifted(turn["start"])
        text = at.trimmed(source.text).of(source.text)
        substance = has_substance(text, words=least) and not (survey and is_no_answer(text))
        yield {
            "quote_id": ids.make(source.file, turn["speaker"], text),
            "source": source.source,
            "turn_id": turn["turn_id"],
            "participant": turn["participant"],
            "start": at.start,
            "end": at.end,
            "words": count_words(text),
            "seconds": _seconds(turn, following, at.start),
            "kind": _kind(source),
            **_quotability(text, settings=settings, substance=substance),
            "substance": substance,
        }


def _quotability(text: str, *, settings: QuoteSettings, substance: bool = True) -> dict[str, float]:
    """The figure and its parts; the figure is 0 for what says too little to stand in print."""
    found = quotability(text)
    return {"quotability": found.score(settings.weights) if substance else 0.0, **found.parts}


def _next_seconds(source: SourceText, turn: Row) -> float | None:
    """When the turn after it begins, where that is known and not earlier."""
    later = bisect_left(source.turns, turn["end"], key=lambda other: other["start"])
    seconds = source.turns[later]["seconds"] if later < len(source.turns) else math.nan
    return None if not seconds >= turn["seconds"] else float(seconds)  # neither is unknown


def _seconds(turn: Row, following: float | None, at: int) -> float | None:
    """The time at which a character is spoken, by its share of the turn. None is not known."""
    began = float(turn["seconds"])
    if math.isnan(began):
        return None
    if following is None or at <= turn["start"]:
        return began
    share: float = (at - turn["start"]) / (turn["end"] - turn["start"])
    return round(began + share * (following - began), 1)


def _quotes(source: SourceText, ids: IdMaker) -> tuple[list[dict[str, Any]], list[int]]:
    rows: list[dict[str, Any]] = []
    mended: list[int] = []
    lines = LineIndex(source.text)
    for turn, found in _quotations(source):
        kind = "direct" if source.kind == Kind.DOCUMENT else "reported"
        text = found.span.of(source.text)
        rows.append(
            {
                "quote_id": ids.make(source.file, turn["speaker"], kind, text),
                "source": source.source,
                "turn_id": turn["turn_id"],
                "start": found.span.start,
                "end": found.span.end,
                "words": count_words(text),
                "speaker": found.speaker.name,
                "speaker_role": found.speaker.role,
                "speaker_organisation": found.speaker.organisation,
                "cue": found.cue,
                "kind": kind,
                **_quotability(text, settings=source.settings),
            }
        )
        if found.mended:
            mended.append(lines.line_of(found.span.start))
    return rows, mended


def _quotations(source: SourceText) -> Iterator[tuple[Row, Quotation]]:
    if source.kind == Kind.DOCUMENT:
        narrative = [turn for turn in source.turns if turn["role"] == NARRATOR]
        blocks = [Span(turn["start"], turn["end"]) for turn in narrative]
        starts = [block.start for block in blocks]
        for found in direct_quotations(source.text, blocks, people=source.people, headings=source.headings):
            around = narrative[max(0, bisect_right(starts, found.span.start) - 1)] if narrative else None
            if around is not None and around["start"] <= found.span.start < around["end"]:
                yield around, found  # what a heading quotes is quoted again below it
        return
    for _, turn in _participants_turns(source):
        span = Span(turn["start"], turn["end"])
        first, last = (bisect_left(source.people, (at,)) for at in span)
        near = [person for person in source.people[first:last] if span.contains(person)]
        for found in reported_quotations(source.text, span, people=near):
            yield turn, found
