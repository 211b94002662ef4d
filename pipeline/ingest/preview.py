"""A compact summary of how ingest read each file, for `ingest --check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.findings import grouped
from pipeline.corpus.records import Finding, SegmentKind
from pipeline.ingest.rivals import rival_readings, side_by_side, what_to_type

if TYPE_CHECKING:
    import pandas as pd

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
