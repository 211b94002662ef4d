"""What the language model takes for a person, and what speaks against it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.corpus.spans import Span
from pipeline.people.name_evidence import (
    BEFORE_PLACE,
    DETERMINERS,
    LEAST_SOUND,
    OF_THINGS,
    SpokenSource,
    StudyWords,
    is_ambiguous,
    is_given,
    is_name_alone,
    is_nobody,
    is_thing_after_name,
    is_within_thing,
)
from pipeline.people.name_runs import NameToken, tokens_of
from pipeline.people.names import is_title

_AFTER_NOUN = frozenset(("of", "for", "in", "on", "before", "after", "to", "with", "from"))


def seen_name(
    source: SpokenSource, person: Span, tokens: Sequence[NameToken], study: StudyWords
) -> Sequence[NameToken]:
    """The tokens of what the language model takes for somebody; none where something speaks against it.

    Args:
        source: the source.
        person: where the model sees somebody.
        tokens: the words of the turn near capitals, in order.
        study: what the whole study says of its words.
    """
    first = bisect_right(tokens, person.start, key=lambda token: token.end)
    end = bisect_left(tokens, person.end, key=lambda token: token.start)
    while first < end and (not tokens[first].capital or is_title(tokens[first].key)):
        first += 1
    while first < end and not tokens[end - 1].capital:
        end -= 1
    inside = tokens[first:end]
    if not inside or is_within_thing(Span(inside[0].start, inside[-1].end), source.text):
        return ()
    if any(sure or where.contains(person) for where, sure in source.organisations_at(person)):
        return ()
    keys = tuple(token.key for token in inside)
    if all(map(is_nobody, keys)) or keys in study.organisations or _names_thing(tokens, end, source.text):
        return ()
    if len(keys) > 1:
        before = tokens[first - 1].key if first and not tokens[first].opens else ""
        return () if before in OF_THINGS or is_thing_after_name(keys[-1], surname=True) else inside
    return inside if _stands_alone(tokens, first, study) else ()


def _names_thing(tokens: Sequence[NameToken], end: int, text: str) -> bool:
    """Whether a street, a building or a body follows: `Mary Ward Centre`."""
    if end >= len(tokens) or tokens[end - 1].possessive or not tokens[end].capital:
        return False
    beside = text[tokens[end - 1].end : tokens[end].start].isspace()
    return beside and is_thing_after_name(tokens[end].key)


def _stands_alone(tokens: Sequence[NameToken], at: int, study: StudyWords) -> bool:
    """Whether a single word that the language model takes for a person may be one."""
    token = tokens[at]
    before = tokens[at - 1].key if at and not token.opens else ""
    if len(token.key) < LEAST_SOUND or is_nobody(token.key) or study.is_thing(token.key):
        return False
    if token.opens and is_ambiguous(token.key):
        after = tokens[at + 1].key if at + 1 < len(tokens) else ""
        if is_given(token.key) or after in _AFTER_NOUN:  # Hope is …, May I …, Ray of …: the words beside it tell
            return False
    return before not in DETERMINERS | BEFORE_PLACE and not study.is_word(token.key)


def seen_without_capitals(source: SpokenSource, person: Span) -> Span | None:
    """What the language model takes for somebody's name that a machine or a hurried hand typed in lower case."""
    tokens = [token for token in tokens_of(source.text, person) if not is_title(token.key)]
    if not tokens or any(sure or where.contains(person) for where, sure in source.organisations_at(person)):
        return None
    if any(is_nobody(token.key) or is_ambiguous(token.key) for token in tokens if len(token.key) > 1):
        return None
    if not any(is_name_alone(token.key) for token in tokens):
        return None
    return Span(tokens[0].start, tokens[-1].end) if len(tokens[0].key) > 1 else None
