"""Finds organisations that are mentioned together, and their relation.

Two organisations are tied if they are named in one turn within a few hundred characters. Turns are used because
passages are only cut later; the evidence shown is the sentences around both names. If the speaker's organisation is
known, `we` and `us` count as mentions of it where the context states a relation (“they fund us”).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

from pipeline.corpus.evidence_records import Tie
from pipeline.corpus.records import CO_MENTIONED
from pipeline.corpus.spans import Span
from pipeline.language.lexicons import pairs

TO_SECOND, TO_FIRST = ">", "<"
AROUND = 60  # characters searched before the first name and after the second
_TOKEN = re.compile(r"\ue000|\ue001|\ue002|\w+(?:['’-]\w+)*|['’]s\b|[,;:()–—]|[.!?…]+")
_FIRST, _SECOND, _OTHER = "\ue000", "\ue001", "\ue002"
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')]*\s+(?=[\"“‘'(]*[A-Z\d])|\n\s*\n")
_LONGEST_SHORTENED = 4  # characters of an abbreviation, without its full stop
_SHORTENED = re.compile(r"\b(?:St|Mr|Mrs|Ms|Dr|Rev|No|e\.g|i\.e)\.$")
# A gap may not contain the end of a sentence, a name, or words that start another clause.
_NEW_CLAUSE = (
    r"[.!?…;:]+|\ue000|\ue001|(?:i|we|they|he|she)(?:['’]\w+)?"
    r"|so|but|or|because|when|while|whereas|than|if|though|although|thanks"
)
_DENIES = re.compile(r" (?:\w+n['’]t|not|never|nobody|neither|nor|no longer|without|rather than|instead of)(?= )")
_GAP = re.compile(r"^~(\d?)$")


@dataclass(frozen=True)
class TieCue:
    """The relation between two organisations.

    Attributes:
        how: one of `HOWS`.
        direction: `>` from the one named first to the other, `<` for the opposite, or "".
        words: the words that state the relation, without names.
    """

    how: str = CO_MENTIONED
    direction: str = ""
    words: str = ""


@dataclass(frozen=True)
class _CuePattern:
    expression: re.Pattern[str]
    how: str
    direction: str


def cue_between(text: str, *, first: Span, second: Span, others: Sequence[Span] = ()) -> TieCue:
    """The relation between the organisations at `first` and `second`.

    Args:
        text: the text of the turn.
        first: the span of the organisation named first.
        second: the span of the other.
        others: the spans of other organisations nearby.
    """
    if sentence_ends(text, within=Span(first.end, second.start)):
        return TieCue()
    sentence = _as_tokens(text, first=first, second=second, others=others)
    if not _might_tie(sentence):
        return TieCue()
    for pattern in _patterns():
        if (match := pattern.expression.search(sentence)) and not _DENIES.search(match[0]):
            # Only the words of the pattern: other words between the names may name people.
            return TieCue(pattern.how, pattern.direction, " ".join(match.groups()))
    return TieCue()


def sentence_ends(text: str, *, within: Span) -> list[int]:
    """The ends of sentences within a span: the positions at which the next sentence starts."""
    ends = []
    for match in _SENTENCE_END.finditer(text, max(within.start - 1, 0), within.end + 2):
        if within.start <= match.end() <= within.end and not _SHORTENED.search(
            text, max(0, match.start() - _LONGEST_SHORTENED), match.start() + 1
        ):
            ends.append(match.end())
    return ends


def _as_tokens(text: str, *, first: Span, second: Span, others: Sequence[Span]) -> str:
    start, end = max(0, first.start - AROUND), min(len(text), second.end + AROUND)
    start = max([start, *(at for at in sentence_ends(text, within=Span(start, first.start)))])
    ends = sentence_ends(text, within=Span(second.end, end))
    end = ends[0] if ends else end
    marked = {first: _FIRST, second: _SECOND, **dict.fromkeys(others, _OTHER)}
    parts, at = [], start
    for span, mark in sorted(marked.items()):
        if span.start >= at and span.end <= end:
            parts += [text[at : span.start], f" {mark} "]
            at = span.end
    plain = "".join([*parts, text[at:end]])
    return f" {' '.join(token.lower() for token in _TOKEN.findall(plain))} "


def _might_tie(sentence: str) -> bool:
    return _any_cue().search(sentence) is not None


@cache
def _patterns() -> tuple[_CuePattern, ...]:
    lines = pairs("tie_cues")
    made = []
    for pattern, value in lines.items():
        if not pattern.startswith("@") or " " in pattern:
            how, _, direction = value.partition(" <") if value.endswith("<") else value.partition(" >")
            direction = value[-1] if value[-1] in "<>" else ""
            made.append(_CuePattern(re.compile("".join(_piece(word) for word in pattern.split())), how, direction))
    return tuple(made)


def _piece(word: str) -> str:
    if gap := _GAP.match(word):
        return rf"(?: (?!(?:{_NEW_CLAUSE}) )\S+){{0,{gap[1] or 6}}}?"
    if word in ("A", "B"):
        return f" {_FIRST if word == 'A' else _SECOND}(?= )"
    words = "|".join(_alternatives(word))
    return f" ({words})(?= )" if word[0].isalpha() or word[0] == "@" else f" (?:{words})(?= )"


def _alternatives(word: str) -> list[str]:
    parts = []
    for part in word.split("|"):
        parts += pairs("tie_cues")[part].split("|") if part.startswith("@") else [part]
    return [re.escape(part.replace("’", "'")) for part in parts]


@cache
def _any_cue() -> re.Pattern[str]:
    """A pattern for the words of which each cue contains at least one."""
    small = {
        "A",
        "B",
        "to",
        "of",
        "from",
        "with",
        "and",
        "by",
        "for",
        "in",
        "on",
        "into",
        "was",
        "were",
        "is",
        "be",
    }
    words = {
        one
        for pattern in pairs("tie_cues")
        if " " in pattern
        for piece in pattern.split()
        if piece not in small and not _GAP.match(piece)
        for one in _alternatives(piece)
    }
    return re.compile(f" (?:{'|'.join(sorted(words))}) ")


A_TO_B, B_TO_A = "a to b", "b to a"
_WE = re.compile(r"\b(?:we|us|our|ours)\b", re.IGNORECASE)
_CONTEXT = 250  # the most characters of context shown before the first name and after the second


@dataclass(frozen=True)
class NamedPlace:
    """A place where an organisation is named; `implied` if the speaker says `we`."""

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


class TurnWords(NamedTuple):
    """The text of a turn, its start in the source, and the speaker's organisation, if known."""

    start: int
    text: str
    own: str = ""


def ties(
    places: Iterable[NamedPlace], *, turns: Mapping[str, TurnWords], cases: Mapping[str, str], distance: int
) -> list[Tie]:
    """One tie for each pair and turn: the one with the most specific relation, then the smallest distance.

    Args:
        places: the places in order of source and start, so that those of one turn are consecutive.
        turns: the turns that count, by id.
        cases: the case of each source.
        distance: the greatest number of characters from the end of one mention to the start of the other.
    """
    found: list[Tie] = []
    for (source, turn_id), group in groupby(places, key=lambda place: (place.source, place.turn_id)):
        if turn_id in turns:
            found += _in_turn(list(group), turn=turns[turn_id], case=cases[source], distance=distance)
    return found


def _in_turn(named: Sequence[NamedPlace], *, turn: TurnWords, case: str, distance: int) -> list[Tie]:
    inside = sorted([*named, *_own_places(named[0], turn)], key=lambda place: place.start)
    best: dict[tuple[str, str], tuple[tuple[bool, bool, int, int], Tie]] = {}
    starts = [place.start for place in named]
    for one, other in _pairs(inside, distance=distance):
        near = named[bisect_left(starts, one.start - AROUND) : bisect_right(starts, other.end + AROUND)]
        tie = _tie(one, other, inside=near, turn=turn, case=case)
        if tie.implied and tie.how == CO_MENTIONED:
            continue  # the speaker's organisation is present in every turn
        rank = (tie.how == CO_MENTIONED, bool(tie.implied), other.start - one.end, one.start)
        pair = (tie.organisation_id_a, tie.organisation_id_b)
        if pair not in best or rank < best[pair][0]:
            best[pair] = (rank, tie)
    return [tie for _, (_, tie) in sorted(best.items())]


def _own_places(named: NamedPlace, turn: TurnWords) -> Iterator[NamedPlace]:
    if turn.own:
        for match in _WE.finditer(turn.text):
            start, end = turn.start + match.start(), turn.start + match.end()
            yield NamedPlace(named.source, named.turn_id, start, end, turn.own, implied=True)


def _pairs(places: Sequence[NamedPlace], *, distance: int) -> Iterator[tuple[NamedPlace, NamedPlace]]:
    for at, one in enumerate(places):
        for other in places[at + 1 :]:
            if other.start - one.end > distance:
                break
            if one.organisation_id != other.organisation_id and not (one.implied and other.implied):
                yield one, other


def _tie(one: NamedPlace, other: NamedPlace, *, inside: Sequence[NamedPlace], turn: TurnWords, case: str) -> Tie:
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


def _direction(cue: TieCue, *, forward: bool) -> str:
    if cue.direction not in (TO_SECOND, TO_FIRST):
        return ""
    return A_TO_B if (cue.direction == TO_SECOND) == forward else B_TO_A


def _sentences(text: str, span: Span) -> Span:
    """The sentences around a span if they are not too long, or else the words around it."""
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
