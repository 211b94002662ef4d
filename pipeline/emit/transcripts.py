"""Whole transcripts as they may be read, and where each quote stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.corpus.records import INTERVIEWER, NARRATOR, Turn
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.corpus.spans import Span, folded
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import WITHHELD, Gate, worded
from pipeline.emit.material import Material, number
from pipeline.emit.naming import Labels
from pipeline.refi.contents import ReadTurn, Transcript

_INTERVIEWER = worded("Interviewer")
_UNNAMED = worded("Participant")
_NOT_QUOTED = worded("Participant who may not be quoted")


def transcripts(
    material: Material, evidence: Iterable[PrintableQuote], *, labels: Labels, gate: Gate
) -> Iterator[Transcript]:
    """Every source that has words, in the order of their ids."""
    by_turn: dict[str, list[PrintableQuote]] = defaultdict(list)
    turn_of = {row.quote_id: row.turn_id for row in material.passages}
    turn_of |= {row.quote_id: row.turn_id for row in material.quotes}
    for one in evidence:
        if one.printable:
            by_turn[turn_of[one.quote_id]].append(one)
    turns = material.in_order(material.turns)
    for source, about in material.source.items():
        rows = turns.get(source, ())
        if not rows:
            continue
        text = material.texts[source]
        read = [_read(row, text, material=material, gate=gate) for row in rows]
        yield Transcript(
            source=labels.sources[source],
            case=labels.cases[about.case],
            kind=about.kind,
            title=gate.free(folded(about.title)),
            place=gate.free(about.place),
            date=gate.free(about.date),
            turns=read,
            quotes={
                one.quote_id: (at, span)
                for at, row in enumerate(rows)
                for one in by_turn.get(row.turn_id, ())
                if (span := _found(one, row, text, read[at].text, gate=gate)) is not None
            },
        )


def _read(row: Turn, text: str, *, material: Material, gate: Gate) -> ReadTurn:
    printable = material.printable(row)
    return ReadTurn(
        turn_id=row.turn_id,
        role=row.role,
        speaker=_speaker(row, printable=printable, material=material, gate=gate),
        participant=row.participant if printable and row.role != INTERVIEWER else "",
        question=gate.free(folded(row.question)),
        seconds=number(row.seconds),
        text=folded(gate.words(row.source, text, row.span)) if printable else WITHHELD,
        held_back=not printable,
    )


def _speaker(row: Turn, *, printable: bool, material: Material, gate: Gate) -> PrintableText:
    if row.role == NARRATOR:
        return NO_TEXT
    if row.role == INTERVIEWER:
        return _INTERVIEWER
    if not printable:
        return _NOT_QUOTED
    return gate.free(material.attribution[row.participant].attribution) or _UNNAMED


_NEAR = 20_000  # characters


def _found(one: PrintableQuote, row: Turn, text: str, read: str, *, gate: Gate) -> Span | None:
    """Where a quote's words stand in the text of its turn as it is read: the nearest place to where they were."""
    words = folded(one.text)
    if not words:
        return None
    first, length = row.start, row.end - row.start
    # In a very long turn the words are looked for near where they should be, by their share of it.
    expected = (one.span.start - first) * len(read) // max(length, 1) if length > 2 * _NEAR else None
    low, high = (0, len(read)) if expected is None else (max(0, expected - _NEAR), expected + _NEAR)
    places = []
    at = read.find(words, low, high)
    while at >= 0:
        places.append(at)
        at = read.find(words, at + 1, high)
    if not places:
        return None
    start = places[0]
    if len(places) > 1:
        about = expected
        if about is None:
            about = len(folded(gate.words(one.source, text, Span(first, one.span.start))))
        start = min(places, key=lambda place: abs(place - about))
    return Span(start, start + len(words))
