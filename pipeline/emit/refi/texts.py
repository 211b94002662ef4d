"""A source's text as other programs read it, and where each quote stands in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.emit.coded import timecode
from pipeline.emit.material import Row
from pipeline.emit.transcripts import ReadTurn, Transcript
from pipeline.records import INTERVIEWER, NARRATOR
from pipeline.spans import Span, folded

_BETWEEN = "\n\n"
# Characters of a quote, times those of the turns that may hold it, up to which each stretch is compared with it.
_COMPARABLE = 10_000_000
_LOOKED_AT = 50_000  # characters in which a longer quote is looked for first
_ANCHORS = 5  # parts of a quote that are looked for
_BETWEEN_REDACTIONS = re.compile(r"[^\[\]]+")


@dataclass(frozen=True)
class SourceText:
    """Plain text, LF and NFC.

    Attributes:
        text: labels and turns.
        places: the characters of each quote, by its id.
    """

    text: str
    places: Mapping[str, Span]


def source_text(transcript: Transcript, rows: Sequence[Row]) -> SourceText:
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
    return SourceText(text, {**dict(_others(rows, found, text=text, turns=readable)), **found})


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
    rows: Sequence[Row], found: Mapping[str, Span], *, text: str, turns: Sequence[Span]
) -> Iterator[tuple[str, Span]]:
    """Where quotes stand that read differently here: with a turn's other words in sight, more may be a name.

    Looked for between the quotes before and after, it is the stretch that is most like the quote.
    """
    order = list({row["quote_id"]: row for row in rows}.values())
    places = [found.get(row["quote_id"]) for row in order]
    lows = accumulate((place.start if place else 0 for place in places), max, initial=0)
    highs = [*accumulate((place.end if place else len(text) for place in reversed(places)), min, initial=len(text))]
    last = 0  # where the quote before this one was taken to stand
    for row, place, low, high in zip(order, places, lows, reversed(highs[:-1]), strict=False):
        if place or not turns:
            continue
        within = Span(low, max(low, high))
        near = turns[bisect_right(turns, low, key=_end) : bisect_left(turns, within.end, key=_start)] or turns
        words = folded(row["quote"])
        if len(words) * sum(turn.end - turn.start for turn in near) <= _COMPARABLE:
            likest = _likest(words, text, near)
        else:
            likest = _within_a_turn(_anchored(row["quote"], text, within, since=max(low, last)), near)
            last = likest.start
        yield row["quote_id"], likest


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
