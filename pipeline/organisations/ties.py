"""Which organisations are spoken of together, and how.

Two are tied where they are named in one turn within a few hundred characters. Turns, not passages, because these
are cut later; what is shown with the tie are the sentences around both names. Where the speaker's organisation is
known, `we` and `us` stand for it, as far as the words around say how it is tied to another (“they fund us”).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from pipeline.evidence_records import Tie
from pipeline.organisations.tie_cues import AROUND, TO_FIRST, TO_SECOND, Cue, cue_between, sentence_ends
from pipeline.records import BESIDE
from pipeline.spans import Span

A_TO_B, B_TO_A = "a to b", "b to a"
_WE = re.compile(r"\b(?:we|us|our|ours)\b", re.IGNORECASE)
_CONTEXT = 250  # characters shown before the first name and after the second, if the sentence goes on so far


@dataclass(frozen=True)
class Place:
    """Where one organisation is named; `implied` where the speaker says `we` for it."""

    source: str
    turn_id: str
    start: int
    end: int
    organisation_id: str
    implied: bool = False

    @property
    def span(self) -> Span:
        """Its characters."""
        return Span(self.start, self.end)


class Said(NamedTuple):
    """The words of a turn, where they begin in their source, and the speaker's organisation, if known."""

    start: int
    text: str
    own: str = ""


def ties(
    places: Iterable[Place], *, turns: Mapping[str, Said], cases: Mapping[str, str], distance: int
) -> list[Tie]:
    """One tie for each pair and turn: where most is said of how, then where the two are nearest.

    Args:
        places: in order of source and start; those of one turn follow one another.
        turns: those that count, by their id.
        cases: the case of each source.
        distance: the greatest number of characters from the end of one mention to the start of the other.
    """
    found: list[Tie] = []
    for (source, turn_id), group in groupby(places, key=lambda place: (place.source, place.turn_id)):
        if turn_id in turns:
            found += _in_turn(list(group), turn=turns[turn_id], case=cases[source], distance=distance)
    return found


def _in_turn(named: Sequence[Place], *, turn: Said, case: str, distance: int) -> list[Tie]:
    inside = sorted([*named, *_own_places(named[0], turn)], key=lambda place: place.start)
    best: dict[tuple[str, str], tuple[tuple[bool, bool, int, int], Tie]] = {}
    starts = [place.start for place in named]
    for one, other in _pairs(inside, distance=distance):
        near = named[bisect_left(starts, one.start - AROUND) : bisect_right(starts, other.end + AROUND)]
        tie = _tie(one, other, inside=near, turn=turn, case=case)
        if tie.implied and tie.how == BESIDE:
            continue  # who speaks is always there
        rank = (tie.how == BESIDE, bool(tie.implied), other.start - one.end, one.start)
        pair = (tie.organisation_id_a, tie.organisation_id_b)
        if pair not in best or rank < best[pair][0]:
            best[pair] = (rank, tie)
    return [tie for _, (_, tie) in sorted(best.items())]


def _own_places(named: Place, turn: Said) -> Iterator[Place]:
    if turn.own:
        for match in _WE.finditer(turn.text):
            start, end = turn.start + match.start(), turn.start + match.end()
            yield Place(named.source, named.turn_id, start, end, turn.own, implied=True)


def _pairs(places: Sequence[Place], *, distance: int) -> Iterator[tuple[Place, Place]]:
    for at, one in enumerate(places):
        for other in places[at + 1 :]:
            if other.start - one.end > distance:
                break
            if one.organisation_id != other.organisation_id and not (one.implied and other.implied):
                yield one, other


def _tie(one: Place, other: Place, *, inside: Sequence[Place], turn: Said, case: str) -> Tie:
    first, second = one.span.shifted(-turn.start), other.span.shifted(-turn.start)
    others = [p.span.shifted(-turn.start) for p in inside if p not in (one, other)]
    cue = cue_between(turn.text, first=first, second=second, others=others)
    shown = _sentences(turn.text, Span(first.start, second.end)).shifted(turn.start)
    a, b = sorted((one.organisation_id, other.organisation_id))
    return Tie(
        organisation_id_a=a,
        organisation_id_b=b,
        case=case,
        source=one.source,
        turn_id=one.turn_id,
        start=shown.start,
        end=shown.end,
        how=cue.how,
        direction=_direction(cue, forward=a == one.organisation_id),
        cue=cue.words,
        implied=next(("ab"[p.organisation_id != a] for p in (one, other) if p.implied), ""),
    )


def _direction(cue: Cue, *, forward: bool) -> str:
    if cue.direction not in (TO_SECOND, TO_FIRST):
        return ""
    return A_TO_B if (cue.direction == TO_SECOND) == forward else B_TO_A


def _sentences(text: str, span: Span) -> Span:
    """The sentences around a stretch of the text, as far as they do not go on too long; else words."""
    before = Span(max(0, span.start - _CONTEXT), span.start)
    after = Span(span.end, min(len(text), span.end + _CONTEXT))
    starts, ends = sentence_ends(text, within=before), sentence_ends(text, within=after)
    start = starts[-1] if starts else before.start
    if start and not starts:
        start = text.find(" ", start, span.start) + 1 or span.start
    end = ends[0] if ends else after.end
    if end < len(text) and not ends:
        end = max(text.rfind(" ", span.end, end), span.end)
    return Span(start, end).trimmed(text)
