"""How a transcript that is held may be read: the layouts that find speakers in it, side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.corpus.study import Study
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.layouts import LAYOUTS
from pipeline.ingest.reading import Item, read_item

_SHOWN = 3  # readings
_TURNS = 8
_WORDS = 160  # characters of a turn
_SPEAKERS = 8


@dataclass(frozen=True)
class LayoutPreview:
    """A file as one layout reads it.

    Attributes:
        layout: its name.
        score: how well it fits, 0 to 1.
        speakers: the labels with most turns, and how many each has.
        turns: the first, each with its label.
    """

    layout: str
    score: float
    speakers: tuple[tuple[str, int], ...]
    turns: tuple[tuple[str, str], ...]


def rival_readings(study: Study, file: str) -> list[dict[str, object]]:
    """The readings that differ, those that fit best first."""
    path = study.transcripts / file
    found: list[LayoutPreview] = []
    for layout in LAYOUTS:
        read = read_item(Item(path=str(path), checksum="", layout=layout.name))
        for source in read.present[:1]:
            reading = _reading(layout.name, source)
            if len(reading.speakers) > 1 and reading.turns not in [one.turns for one in found]:
                found.append(reading)
    found.sort(key=lambda one: (-one.score, one.layout))
    return [
        {"layout": one.layout, "score": round(one.score, 2), "speakers": one.speakers, "turns": one.turns}
        for one in found[:_SHOWN]
    ]


def _reading(layout: str, source: ReadSource) -> LayoutPreview:
    labels = Counter(turn.speaker for turn in source.turns if turn.speaker)
    first = [
        (turn.speaker, " ".join(source.text[turn.start : turn.end].split())[:_WORDS])
        for turn in source.turns[:_TURNS]
    ]
    return LayoutPreview(layout, source.score, tuple(labels.most_common(_SPEAKERS)), tuple(first))
