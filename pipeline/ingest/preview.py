"""How ingest read each file, and the rival readings of a held file (`ingest --check`, review on screen)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.errors import UserError
from pipeline.corpus.findings import grouped
from pipeline.corpus.records import Finding, SegmentKind
from pipeline.corpus.spans import folded
from pipeline.documents.document import Document, Line
from pipeline.documents.table_columns import table_reading
from pipeline.documents.tables import cell_lines, transcript_lines
from pipeline.ingest.fitting import Fit, best_fit, ranked_fits
from pipeline.ingest.grammar import prepared
from pipeline.ingest.reading import document_of

if TYPE_CHECKING:
    import pandas as pd


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


_DOUBTS = 5  # maximum findings shown for each source


@dataclass(frozen=True, kw_only=True)
class SpeakerPreview:
    """One speaker of a source.

    Attributes:
        label: the label as in the transcript, at its first use.
        participant: the participant id.
        turns: number of turns.
        words: number of words.
        interviewer: why the speaker is an interviewer; "" for a participant.
    """

    label: str
    participant: str
    turns: int
    words: int
    interviewer: str = ""


@dataclass(frozen=True, kw_only=True)
class SourcePreview:
    """One source, or all respondents of one survey.

    Attributes:
        source: the source id; for a survey, the file.
        file: file name.
        kind: interview, roundtable and so on.
        case: name of the case.
        layout: the layout and how well it fits.
        score: 0 to 1.
        voices: the speakers in order of first turn.
        shares: share of the text, not counting white space, by kind of segment.
        sources: number of sources in the file; for a survey, its respondents.
        words: number of words in all turns.
        doubts: what needs checking, with lines if known.
        held: why the source is held and not used; "" if it is not held.
    """

    source: str
    file: str
    kind: str
    case: str
    layout: str
    score: float
    voices: Sequence[SpeakerPreview]
    shares: Mapping[str, float]
    sources: int
    words: int
    doubts: Sequence[Finding]
    held: str = ""


def pictures(
    tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str], findings: Sequence[Finding]
) -> list[SourcePreview]:
    """Summarise each source, in order; the respondents of a survey are combined.

    Args:
        tables: `sources`, `segments`, `turns` and `participants`, as ingest made them.
        texts: the stored text of each source.
        findings: the findings of ingest.
    """
    sources = tables["sources"]
    people = tables["participants"].set_index("participant")
    turns = dict(list(tables["turns"].groupby("source", sort=False)))
    segments = dict(list(tables["segments"].groupby("source", sort=False)))
    made = []
    for _, rows in sources.groupby("file", sort=False):
        first = rows.iloc[0]
        ids = list(rows["source"])
        own = [turn for each in ids if each in turns for turn in turns[each].itertuples()]
        is_survey = first["kind"] == "survey"
        about = {str(first["file"]), ids[0]}
        made.append(
            SourcePreview(
                source=first["file"] if is_survey else ids[0],
                file=first["file"],
                kind=first["kind"],
                case=first["case"],
                layout=first["layout"],
                score=float(first["layout_score"]),
                voices=() if is_survey else _voices(own, people, texts),
                shares=_shares([segments[each] for each in ids if each in segments]),
                sources=len(rows),
                words=int(rows["words"].sum()),
                doubts=[finding for finding in findings if finding.file in about],
                held=str(first["held_because"]),
            )
        )
    return made


def in_a_line(picture: SourcePreview) -> str:
    """Format the summary as one line: layout, speakers, words, doubts."""
    told = [f"{picture.file}: {picture.kind}", _layout(picture)]
    asking = sum(bool(voice.interviewer) for voice in picture.voices)
    if picture.kind == "survey":
        told.append(_counted(picture.sources, "respondent"))
    elif picture.layout != "prose":
        told.append(_counted(len(picture.voices), "speaker") + (f" ({asking} asking)" if asking else ""))
    told.append(_counted(picture.words, "word"))
    doubts = len(grouped(finding for finding in picture.doubts if finding.level != "note"))
    held = f"; HELD: {picture.held}" if picture.held else ""
    return ", ".join(told) + held + (f"; {_counted(doubts, 'doubt')}" if doubts else "")


def _layout(picture: SourcePreview) -> str:
    return picture.layout if picture.layout == "prose" else f"{picture.layout} ({picture.score:.0%} match)"


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def shown(picture: SourcePreview, *, folder: Path | None = None) -> str:
    """Format the summary as a few lines; for a held source, include the alternative readings.

    Args:
        picture: the source.
        folder: folder of the transcripts.
    """
    lines = [f"{picture.file}: {picture.kind}, layout {_layout(picture)}"]
    if picture.held:
        lines.append(f"  HELD, so none of its words are used: {picture.held}")
    shares = ", ".join(f"{kind} {share:.0%}" for kind, share in picture.shares.items() if share >= 0.005)
    lines.append(f"  text: {shares}" if shares else "  text: none")
    width = max((len(voice.label) for voice in picture.voices), default=0)
    for voice in picture.voices:
        asks = f"  interviewer: {voice.interviewer}" if voice.interviewer else ""
        count = f"{voice.turns:>5} turns {voice.words:>7} words"
        lines.append(f"  {voice.label:<{width}}  {voice.participant or '-':<5} {count}{asks}")
    doubts = grouped(replace(finding, file="") for finding in picture.doubts)
    lines += [f"  ! {doubt.line}" for doubt in doubts[:_DOUBTS]]
    if len(doubts) > _DOUBTS:
        lines.append(f"  ! and {len(doubts) - _DOUBTS} more; see findings.csv")
    if picture.held and folder is not None:
        lines += _choices(picture, folder / picture.file)
    return "\n".join(lines)


def _choices(picture: SourcePreview, path: Path) -> list[str]:
    rivals = rival_readings(path) if path.is_file() else None
    labels = [voice.label for voice in picture.voices]
    asks = any(voice.interviewer for voice in picture.voices)
    told = list(side_by_side(rivals)) if rivals else []
    return told + list(what_to_type(picture.file, picture.case, rivals=rivals, labels=labels, asks=asks))


def _voices(turns: Sequence[object], people: pd.DataFrame, texts: Mapping[str, str]) -> list[SpeakerPreview]:
    counts: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    for turn in turns:
        source, start, end = turn.source, turn.start, turn.end  # type: ignore[attr-defined]  # a row of pandas
        person = str(turn.participant)  # type: ignore[attr-defined]
        labels.setdefault(person, str(turn.speaker))  # type: ignore[attr-defined]
        count = counts.setdefault(person, [0, 0])
        count[0] += 1
        count[1] += len(texts[source][start:end].split())
    return [
        SpeakerPreview(
            label=labels[person] or "(narrative)",
            participant=person,
            turns=count[0],
            words=count[1],
            interviewer=str(people.loc[person, "interviewer_reason"]) if _asks(people, person) else "",
        )
        for person, count in counts.items()
    ]


def _asks(people: pd.DataFrame, person: str) -> bool:
    return person in people.index and bool(people.loc[person, "interviewer"])


def _shares(segments: Sequence[pd.DataFrame]) -> dict[str, float]:
    lengths = dict.fromkeys((str(kind) for kind in SegmentKind if kind is not SegmentKind.SPACE), 0)
    for each in segments:
        for kind, start, end in zip(each["kind"], each["start"], each["end"], strict=True):
            if kind in lengths:
                lengths[kind] += int(end - start)
    total = sum(lengths.values()) or 1
    return {kind: length / total for kind, length in lengths.items()}
