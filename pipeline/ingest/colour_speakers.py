"""Speakers that are told apart only by the colour of the text: the interviewer's in black, the answers in blue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from pipeline.documents.document import Line

_NAMES = {
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "orange": (255, 153, 0),
    "yellow": (255, 255, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "purple": (128, 0, 128),
    "pink": (255, 0, 255),
    "brown": (153, 76, 0),
}
_LEAST_TURNS = 4
_MOST_COLOURS = 4
_LEAST_TURNS_EACH = 2


def coloured_voices(lines: Sequence[Line]) -> list[Line]:
    """Give the lines a voice for each colour; they are returned unchanged if the colours do not alternate."""
    spoken = [line for line in lines if not line.blank and line.mark is None]
    if any(line.voice is not None for line in lines) or not any(line.colour for line in spoken):
        return list(lines)
    turns = Counter(colour for colour, _ in groupby(line.colour for line in spoken))
    if not 2 <= len(turns) <= _MOST_COLOURS or turns.total() < _LEAST_TURNS:
        return list(lines)
    if sum(count >= _LEAST_TURNS_EACH for count in turns.values()) < 2:  # coloured words for emphasis, or headings
        return list(lines)
    names = _names_of(sorted(turns))
    found: list[Line] = []
    before: str | None = None
    for line in lines:
        if line.blank or line.mark is not None:
            found.append(line)
            continue
        found.append(replace(line, voice="" if line.colour == before else names[line.colour]))
        before = line.colour
    return found


def _names_of(colours: Sequence[str]) -> dict[str, str]:
    """A label for each colour: the nearest common colour name, or the hex digits if two colours share that name."""
    nearest = {colour: min(_NAMES, key=partial(_distance, colour)) for colour in colours}
    counts = Counter(nearest.values())
    return {
        colour: f"Speaker in {name}" if counts[name] == 1 else f"Speaker in {name} {colour}".strip()
        for colour, name in nearest.items()
    }


def _distance(colour: str, name: str) -> int:
    written = colour or "000000"
    parts = (int(written[at : at + 2], 16) for at in (0, 2, 4))
    return sum((part - wanted) ** 2 for part, wanted in zip(parts, _NAMES[name], strict=True))
