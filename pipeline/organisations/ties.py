"""Which organisations are spoken of together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Place:
    """Where one organisation is named."""

    source: str
    turn_id: str
    start: int
    end: int
    organisation_id: str


@dataclass(frozen=True)
class Tie:
    """Two organisations named close together in one turn, at their nearest."""

    organisation_id_a: str
    organisation_id_b: str
    case: str
    source: str
    turn_id: str
    start: int
    end: int


def ties(places: Iterable[Place], *, cases: dict[str, str], distance: int) -> list[Tie]:
    """One tie for each pair and turn.

    Args:
        places: in order of source and start; those of one turn follow one another.
        cases: the case of each source.
        distance: the greatest number of characters from the end of one mention to the start of the other.
    """
    found: list[Tie] = []
    for (source, turn_id), group in groupby(places, key=lambda place: (place.source, place.turn_id)):
        nearest: dict[tuple[str, str], tuple[int, int, int]] = {}
        inside = sorted(group, key=lambda place: place.start)
        for at, one in enumerate(inside):
            for other in _within(inside[at + 1 :], end=one.end, distance=distance):
                if one.organisation_id == other.organisation_id:
                    continue
                a, b = sorted((one.organisation_id, other.organisation_id))
                candidate = (other.start - one.end, one.start, other.end)
                nearest[a, b] = min(candidate, nearest.get((a, b), candidate))
        found += [Tie(a, b, cases[source], source, turn_id, s, e) for (a, b), (_, s, e) in sorted(nearest.items())]
    return found


def _within(places: Sequence[Place], *, end: int, distance: int) -> Iterable[Place]:
    for place in places:
        if place.start - end > distance:
            return
        yield place
