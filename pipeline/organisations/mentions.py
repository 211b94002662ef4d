"""Where something is named that is taken for an organisation, before it is known which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.organisations.names import folded_name

# Why a mention is there that counts only where its source names what it is short for.
PROVISIONAL = "short for a name in the study"
_AROUND = 60  # characters after a mention, which may define its acronym


class TurnText(NamedTuple):
    """The words of a turn, and where they begin in their source."""

    source: str
    turn_id: str
    participant: str
    start: int
    text: str


class SeenName(NamedTuple):
    """What the language model takes for a name in a text: where, and of what kind."""

    start: int
    end: int
    label: str


class FoundName(NamedTuple):
    """A stretch of a text that names an organisation, how sure that is, 0 to 1, and why."""

    start: int
    end: int
    confidence: float
    basis: str


@dataclass(slots=True)
class RecognisedNames:
    """The names in one text.

    Attributes:
        organisations: in order, none inside another.
        others: what the language model takes for a person, a place or a people.
    """

    organisations: list[FoundName]
    others: list[SeenName]


class Other(NamedTuple):
    """What the language model takes for a person, a place or a people."""

    source: str
    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True)
class RawMention:
    """A place where something is named that is taken for an organisation."""

    source: str
    turn_id: str
    participant: str
    text: str
    start: int
    end: int
    confidence: float
    basis: str
    after: str = ""


def raw_mentions(
    turns: Sequence[TurnText], found: Sequence[RecognisedNames]
) -> tuple[list[RawMention], list[Other]]:
    """What `recognise` found in each turn, with offsets in the source."""
    mentions: list[RawMention] = []
    others: list[Other] = []
    for turn, here in zip(turns, found, strict=True):
        for start, end, confidence, basis in here.organisations:
            mentions.append(
                RawMention(
                    source=turn.source,
                    turn_id=turn.turn_id,
                    participant=turn.participant,
                    text=turn.text[start:end],
                    start=turn.start + start,
                    end=turn.start + end,
                    confidence=confidence,
                    basis=basis,
                    after=turn.text[end : end + _AROUND],
                )
            )
        for start, end, label in here.others:
            others.append(Other(turn.source, turn.start + start, turn.start + end, turn.text[start:end], label))
    return mentions, others


def label_counts(others: Iterable[Other]) -> dict[str, Counter[str]]:
    """How often the model took each folded text for a person, a place or a people."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for other in others:
        counts[folded_name(other.text)][other.label] += 1
    return counts
