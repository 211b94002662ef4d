"""Gives words of a transcript to the speakers that `models/speakers.csv` names; the text itself is not changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.corpus.counts import counted
from pipeline.corpus.records import Finding, Kind, SegmentKind
from pipeline.corpus.spans import Span
from pipeline.corpus.speaker_decisions import (
    LOST,
    MOVED,
    NO_FILE,
    PLACED,
    SPEAKERS_FILE,
    SpeakerDecision,
    by_file,
    placed,
    placement_findings,
    transcript_key,
)
from pipeline.documents.document import Problem
from pipeline.ingest.assembly import LabelledTurn, ReadSegment, ReadSource
from pipeline.people.labels import label_key

_Piece = tuple[Span, str]


def with_speakers(source: ReadSource, rows: Sequence[SpeakerDecision]) -> tuple[ReadSource, list[str]]:
    """The source with its turns divided and labelled as the rows say, and how each row was placed.

    Args:
        source: a transcript as read. Turns without a label, as in a document, are left alone.
        rows: the rows about its file, in order; a later one counts over an earlier one.
    """
    spans = [Span(turn.start, turn.end) for turn in source.turns if turn.speaker]
    found = [placed(row, source.text, spans) for row in rows]
    said = [(each.span, row.speaker) for each, row in zip(found, rows, strict=True) if each.span]
    hows = [each.how for each in found]
    if not said:
        return source, hows
    turns: list[LabelledTurn] = []
    pieces: list[list[LabelledTurn]] = []
    first: dict[int, int] = {-1: -1}
    for at, turn in enumerate(source.turns):
        pieces.append(list(_pieces(turn, source.text, said)))
        first[at] = len(turns)
        turns += pieces[-1]
    segments = list(_segments(source.segments, pieces, first))
    return replace(source, turns=turns, segments=segments), hows


def _pieces(turn: LabelledTurn, text: str, said: Sequence[_Piece]) -> Iterator[LabelledTurn]:
    """The parts of a turn by different speakers; neighbouring parts by the same one stay together."""
    own = [each for each in said if turn.start <= each[0].start and each[0].end <= turn.end]
    if not own or not turn.speaker:
        yield turn
        return
    cuts = sorted({turn.start, turn.end, *(at for span, _ in own for at in span)})
    parts: list[_Piece] = []
    for start, end in pairwise(cuts):
        part = Span(start, end).trimmed(text)
        if not part.of(text):
            continue
        speaker = next((who for span, who in reversed(own) if span.contains(Span(start, end))), turn.speaker)
        if parts and label_key(parts[-1][1]) == label_key(speaker):
            parts[-1] = (Span(parts[-1][0].start, part.end), parts[-1][1])
        else:
            parts.append((part, speaker))
    for at, (part, speaker) in enumerate(parts):
        yield _part(turn, part, speaker, is_first=at == 0)


def _part(turn: LabelledTurn, part: Span, speaker: str, *, is_first: bool) -> LabelledTurn:
    """A part of a turn, with the times within it; its own time is the last one given before it."""
    begins = part.start - turn.start
    earlier = [seconds for offset, seconds in turn.times if offset <= begins]
    return replace(
        turn,
        speaker=speaker,
        start=part.start,
        end=part.end,
        seconds=turn.seconds if is_first or not earlier else earlier[-1],
        times=tuple(
            (offset - begins, seconds) for offset, seconds in turn.times if begins < offset < part.end - turn.start
        ),
    )


def _segments(
    segments: Sequence[ReadSegment], pieces: Sequence[Sequence[LabelledTurn]], first: Mapping[int, int]
) -> Iterator[ReadSegment]:
    """The segments with the turns renumbered; a label or time stays with the first part of its turn."""
    for kind, start, end, turn in segments:
        parts = pieces[turn] if turn >= 0 and kind == SegmentKind.TURN else ()
        if len(parts) < 2:
            yield ReadSegment(kind, start, end, first[turn])
            continue
        for at, part in enumerate(parts):
            before = parts[at - 1].end if at else start
            if before < part.start:
                yield ReadSegment(str(SegmentKind.SPACE), before, part.start, -1)
            yield ReadSegment(kind, part.start, part.end, first[turn] + at)


def speakers_told(hows: Sequence[str]) -> Iterator[Problem]:
    """Note in a transcript's findings that the speakers of some words were decided by a person."""
    if used := sum(how in (PLACED, MOVED) for how in hows):
        said = counted(used, f"row of models/{SPEAKERS_FILE} says", f"rows of models/{SPEAKERS_FILE} say")
        yield Problem(level="note", finding=f"{said} who said some of its words")


def speaker_findings(
    rows: Sequence[SpeakerDecision], read: Mapping[str, tuple[Kind, Sequence[str]]]
) -> Iterator[Finding]:
    """What needs checking in the table. Rows about documents are left to the stage that finds their quotations.

    Args:
        rows: all rows of the table.
        read: the kind of each file, and how its rows were placed.
    """
    files = {transcript_key(file): about for file, about in read.items()}
    hows: dict[int, str] = {}
    for file, own in by_file(rows).items():
        kind, found = files.get(file, (Kind.INTERVIEW, [NO_FILE] * len(own)))
        if kind != Kind.DOCUMENT:
            hows |= {row.line: how for row, how in zip(own, found or [LOST] * len(own), strict=True)}
    some = [row for row in rows if row.line in hows]
    yield from placement_findings(some, [hows[row.line] for row in some], stage="ingest")
