"""A source's text as other programs read it, and where each quote stands in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.emit.coded import timecode
from pipeline.emit.material import Row
from pipeline.emit.transcripts import ReadTurn, Transcript
from pipeline.records import INTERVIEWER, NARRATOR
from pipeline.spans import Span, folded

_BETWEEN = "\n\n"


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
    for number, row in enumerate(order):
        if row["quote_id"] in found or not turns:
            continue
        before = [found[one["quote_id"]].start for one in order[:number] if one["quote_id"] in found]
        after = [found[one["quote_id"]].end for one in order[number + 1 :] if one["quote_id"] in found]
        low, high = max(before, default=0), min(after, default=len(text))
        yield row["quote_id"], _likest(folded(row["quote"]), text, turns, within=Span(low, max(low, high)))


def _likest(words: str, text: str, turns: Sequence[Span], *, within: Span) -> Span:
    from rapidfuzz import fuzz

    near = [turn for turn in turns if turn.overlaps(within)] or turns
    best, place = -1.0, near[0]
    for turn in near:
        likeness = fuzz.partial_ratio_alignment(words, turn.of(text))
        if likeness is not None and likeness.score > best:
            best = likeness.score
            place = _whole_words(Span(likeness.dest_start, likeness.dest_end), turn.of(text)).shifted(turn.start)
    return place


def _whole_words(span: Span, text: str) -> Span:
    inner = span.trimmed(text)
    start = text.rfind(" ", 0, inner.start) + 1
    end = text.find(" ", max(inner.end - 1, start))
    return Span(start, end if end >= 0 else len(text))
