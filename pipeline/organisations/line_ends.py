"""Names that are broken across lines: within a paragraph, or between two turns at the end of a page.

Headings also end without a full stop. A name therefore continues only from a line of running text, in which a
lower-case word comes before the capitals at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.corpus.spans import NAME_WORD, Span
from pipeline.language.lexicons import words
from pipeline.organisations.names import SMALL_WORDS, FoundName, RawMention, RecognisedNames, TurnText

_LINE_END = re.compile(r"(?<=\S)[ \t]*\n[ \t]*(?=\S)")
_NAME_WORD = r"[A-Z0-9][^\s.?!:;]*(?:\s(?:of|and|for|to|&)(?=\s|$))*"
_LAST_NAME = re.compile(rf"(?:\b[a-z][\w’'-]*|[,;:])\W+{_NAME_WORD}(?:\s{_NAME_WORD})*$")
_OPENING = re.compile(r"(?:(?:of|for|and|to|the|&)\s)*[A-Z]")
_CONTENT_WORD = re.compile(r"\b[a-z]{2,}\b")
_SEEN = 160  # characters of context on either side


@dataclass(frozen=True)
class Seam:
    """A place where a name may continue from one turn to the next.

    Attributes:
        turn: the index of the first turn.
        text: the end of the first turn and the beginning of the second, with a space between them.
        cut: the position of that space.
    """

    turn: int
    text: str
    cut: int


def runs_on(before: str, after: str) -> bool:
    """Whether a name may continue from the end of one line to the beginning of the next."""
    opening = _OPENING.match(after)
    if opening is None or _LAST_NAME.search(before) is None:
        return False
    first = after[opening.end() - 1 :].split(maxsplit=1)[0]
    return first.casefold() not in words("function_words")  # a new sentence begins there


def unbroken(text: str) -> str:
    """The text with each line break inside a possible name replaced by a space; its length does not change."""
    parts, at = [], 0
    for match in _LINE_END.finditer(text):
        before, after = text[max(0, match.start() - _SEEN) : match.start()], text[match.end() : match.end() + _SEEN]
        if len(match[0]) == 1 and runs_on(before.rpartition("\n")[2], after):
            parts += [text[at : match.start()], " "]
            at = match.end()
    return "".join([*parts, text[at:]])


def seams(turns: Sequence[TurnText]) -> list[Seam]:
    """The seams between successive turns of one source, in order."""
    found = []
    for at, (one, other) in enumerate(pairwise(turns)):
        before, after = one.text[-_SEEN:].rstrip(), other.text[:_SEEN]
        same = (one.source, one.participant) == (other.source, other.participant)
        if same and _is_running_text(before, after) and runs_on(before.rpartition("\n")[2], after):
            found.append(Seam(at, f"{before} {after}", len(before)))
    return found


def _is_running_text(before: str, after: str) -> bool:
    """Whether the end of a turn is a sentence and not a heading, such as `Example: Pellgate Trust, Exbury`.

    The text under a heading often repeats its name, so that a name in both ends with the heading.
    """
    if {*_CONTENT_WORD.findall(before)} <= SMALL_WORDS:
        return False
    first = NAME_WORD.search(after)
    return first is None or first[0] in SMALL_WORDS or first[0] not in _words_of(before.rpartition("\n")[2])


def _words_of(text: str) -> set[str]:
    return {match[0] for match in NAME_WORD.finditer(text)}


@dataclass(frozen=True)
class Crossing:
    """A name that starts in one turn and ends in the next.

    Attributes:
        turn: the index of the first turn.
        name: the name as written, with a space for the line break.
        span: its span in the source.
        found: the recognised name, with confidence and reason.
        after: the text that follows.
    """

    turn: int
    name: str
    span: Span
    found: FoundName
    after: str


def crossings(
    turns: Sequence[TurnText], some: Sequence[Seam], found: Sequence[RecognisedNames]
) -> Iterator[Crossing]:
    """The names that were found across seams."""
    for seam, here in zip(some, found, strict=True):
        for one in here.organisations:
            if one.start < seam.cut and one.end > seam.cut + 1:
                first, second = turns[seam.turn], turns[seam.turn + 1]
                end = first.start + len(first.text.rstrip())
                span = Span(end - seam.cut + one.start, second.start + one.end - seam.cut - 1)
                yield Crossing(seam.turn, seam.text[one.start : one.end], span, one, seam.text[one.end :])


def without_name_parts(
    turns: Sequence[TurnText], found: Sequence[RecognisedNames], crossing: Sequence[Crossing]
) -> None:
    """Remove from `found` the parts of names that were found whole across the end of a turn."""
    for one in crossing:
        for at in (one.turn, one.turn + 1):
            inside, here = one.span.shifted(-turns[at].start), found[at]
            here.organisations[:] = [n for n in here.organisations if not Span(n.start, n.end).overlaps(inside)]
            here.others[:] = [n for n in here.others if not Span(n.start, n.end).overlaps(inside)]


def crossing_mentions(
    turns: Sequence[TurnText], crossing: Sequence[Crossing], *, texts: Mapping[str, str]
) -> Iterator[RawMention]:
    """A mention for each name across the end of a turn, under the turn in which it starts."""
    for one in crossing:
        turn = turns[one.turn]
        yield RawMention(
            source=turn.source,
            turn_id=turn.turn_id,
            participant=turn.participant,
            text=one.span.of(texts[turn.source]),
            start=one.span.start,
            end=one.span.end,
            confidence=one.found.confidence,
            basis=one.found.basis,
            after=one.after,
        )
