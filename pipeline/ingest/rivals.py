"""The readings that compete for a held file, side by side, for `ingest --check` and on-screen review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.spans import folded
from pipeline.documents.document import Document, Line
from pipeline.documents.table_columns import table_reading
from pipeline.documents.tables import cell_lines, transcript_lines
from pipeline.ingest.fitting import Fit, best_fit, ranked_fits
from pipeline.ingest.grammar import prepared
from pipeline.ingest.reading import document_of

_READINGS = 3
_LINES = 5  # number of lines shown that differ between readings
_LEAST_SCORE = 0.15
_SHOWN = 44  # maximum characters shown of a line
_PEOPLE = 4
_TURNS = 8  # number of turns of a reading shown on screen
_TURN = 160  # maximum characters shown of each turn


@dataclass(frozen=True)
class RivalReading:
    """One possible reading of a file.

    Attributes:
        layout: name of the layout.
        score: how well the layout fits, 0 to 1.
        speakers: number of turns of each label, most frequent first.
        starts: label of the speaker who starts a turn, by line index.
        turns: the first turns with their labels, shortened.
    """

    layout: str
    score: float
    speakers: Mapping[str, int]
    starts: Mapping[int, str]
    turns: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RivalReadings:
    """The readings of one file, best first, and its lines."""

    lines: Sequence[Line]
    readings: Sequence[RivalReading]

    def deciding(self) -> list[int]:
        """Indices of the first lines to which the readings assign different speakers."""
        every = sorted({at for reading in self.readings for at in reading.starts})
        different = (at for at in every if len({reading.starts.get(at) for reading in self.readings}) > 1)
        return [at for at, _ in zip(different, range(_LINES), strict=False)]


def rival_readings(path: Path) -> RivalReadings | None:
    """The possible readings of a file; None if it cannot be read or is not a text with speakers."""
    try:
        lines = _lines(document_of(path))
    except UserError:
        return None
    lines, top = prepared(lines)
    fits = (best_fit(lines, top=top), *ranked_fits(lines, top=top))
    found = [fit for fit in fits if fit.openings and fit.score >= _LEAST_SCORE]
    readings = [_reading(fit, lines) for fit in found]
    # Two layouts that start the same speakers on the same lines give the same reading.
    distinct = [
        one for at, one in enumerate(readings) if all(one.starts != other.starts for other in readings[:at])
    ]
    return RivalReadings(lines, distinct[:_READINGS]) if distinct else None


def _lines(document: Document) -> list[Line]:
    if document.grid is None:
        return list(document.lines)
    columns = table_reading(document.grid).columns
    return list(transcript_lines(document.grid, columns) if columns else cell_lines(document.grid))


def _reading(fit: Fit, lines: Sequence[Line]) -> RivalReading:
    starts = {at: opening.label for at, opening in fit.openings.items()}
    speakers = dict(Counter(starts.values()).most_common())
    return RivalReading(fit.layout.name, fit.score, speakers, starts, tuple(_first_turns(fit, lines)))


def _first_turns(fit: Fit, lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The first turns with their labels; each turn runs to the start of the next."""
    starts = sorted(fit.openings)[: _TURNS + 1]
    for at, following in zip_longest(starts[:_TURNS], starts[1:]):
        opening = fit.openings[at]
        rest = (line.text for line in lines[at + 1 : following or at + _TURNS])
        yield opening.label, folded(" ".join((opening.speech, *rest)))[:_TURN].strip()


def side_by_side(rivals: RivalReadings) -> Iterator[str]:
    """The readings in columns, with the lines on which they differ."""
    names = [f"{reading.layout} ({reading.score:.0%} match)" for reading in rivals.readings]
    people = [_people(reading) for reading in rivals.readings]
    wide = max(map(len, (*names, *(one for each in people for one in each)))) + 2
    yield "  possible readings:"
    yield "    " + "".join(f"{name:<{wide}}" for name in names).rstrip()
    for at in range(max(map(len, people))):
        yield "    " + "".join(f"{each[at] if at < len(each) else '':<{wide}}" for each in people).rstrip()
    if len(rivals.readings) < 2:
        return
    yield "  lines that decide between them:"
    for at in rivals.deciding():
        line = rivals.lines[at]
        said = folded(f"{line.voice or ''} {line.text}".strip())
        shown = said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
        who = [reading.starts.get(at, "(no new speaker)") for reading in rivals.readings]
        yield f"    line {line.number}: {shown}"
        yield "      " + "".join(f"{name:<{wide}}" for name in who).rstrip()


def _people(reading: RivalReading) -> list[str]:
    told = [f"{label}: {turns} turns" for label, turns in reading.speakers.items()]
    return told if len(told) <= _PEOPLE else [*told[: _PEOPLE - 1], f"and {len(told) - _PEOPLE + 1} more"]


def what_to_type(
    file: str, case: str, *, rivals: RivalReadings | None, labels: Sequence[str], asks: bool
) -> Iterator[str]:
    """The rows to enter in cases.csv and participants.csv to settle how a file is read.

    Args:
        file: file name.
        case: name of the case.
        rivals: the possible readings.
        labels: the speakers found in the file.
        asks: whether an interviewer was recognised.
    """
    yield "  what to type:"
    if labels:
        yield f"    if this reading is right, in cases.csv:  file,checked -> {file},yes"
    if labels and not asks:
        yield f"    to say who asks, in participants.csv:  case,speaker,interviewer -> {case},{labels[0]},yes"
    for reading in rivals.readings[bool(labels) :] if rivals else ():
        yield f"    to read it in another way, in cases.csv:  file,layout -> {file},{reading.layout}"
    if not labels and not (rivals and rivals.readings):
        yield "    mark each turn in the file ('Name: text'), or name its kind in cases.csv:  "
        yield f"      file,kind -> {file},document"
