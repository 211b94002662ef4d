"""What the language model takes for a person, and what speaks against it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.corpus.spans import Span
from pipeline.language.common_words import is_common_word
from pipeline.people.name_evidence import (
    BEFORE_PLACE,
    DETERMINERS,
    LEAST_NAME,
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

_BY_PREPOSITION = re.compile(r"\s+(?:of|from|at|in)\s")
_NOUN_AFTER = re.compile(r"\s(?!(?:and|or|who|that|in|on|at|from|with|was|is|had|has)\b)[a-z]")  # flats
_AFTER_NOUN = frozenset(("of", "for", "in", "on", "before", "after", "to", "with", "from"))


def seen_name(
    source: SpokenSource, person: Span, tokens: Sequence[NameToken], study: StudyWords
) -> Sequence[NameToken]:
    """The tokens of what the language model takes for somebody; none where something speaks against it.

    The model decides. Against it count what it cannot know: names of things and organisations, and how the whole
    study writes a word.

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
    if _in_body(source, person):
        return ()
    keys = tuple(token.key for token in inside)
    if all(map(is_nobody, keys)) or keys in study.organisations or _names_thing(tokens, end, source.text):
        return ()
    before = _word_before(tokens, first, source.text)
    if len(keys) > 1:
        thing = not study.generous and before in OF_THINGS and _NOUN_AFTER.match(source.text, inside[-1].end)
        return () if thing or is_thing_after_name(keys[-1], surname=True) else inside
    return inside if _stands_alone(tokens, first, study, before=before) else ()


def _word_before(tokens: Sequence[NameToken], at: int, text: str) -> str:
    """The word before one, if nothing but space is between and no sentence begins: not the `the` of `the, Ann`."""
    if not at or tokens[at].opens or not text[tokens[at - 1].end : tokens[at].start].isspace():
        return ""
    return tokens[at - 1].key


def _in_body(source: SpokenSource, person: Span) -> bool:
    """Whether somebody's name is part of an organisation's, and not one that a body's name was read on from.

    `Edgar Booth of the University of Sydney` begins before the body, or is told from it by a preposition.
    """
    for where, _ in source.organisations_at(person):
        told = _BY_PREPOSITION.match(source.text, person.end) and len(person.of(source.text).split()) > 1
        if person.start >= where.start and not (told and person.end < where.end):
            return True
    return False


def _names_thing(tokens: Sequence[NameToken], end: int, text: str) -> bool:
    """Whether a street, a building or a body follows: `Mary Ward Centre`."""
    if end >= len(tokens) or tokens[end - 1].possessive or not tokens[end].capital:
        return False
    beside = text[tokens[end - 1].end : tokens[end].start].isspace()
    return beside and is_thing_after_name(tokens[end].key)


def _stands_alone(tokens: Sequence[NameToken], at: int, study: StudyWords, *, before: str) -> bool:
    """Whether a single word that the language model takes for a person may be one."""
    token = tokens[at]
    if len(token.key) < LEAST_NAME or is_nobody(token.key) or study.is_word(token.key):
        return False
    if study.generous:
        return True
    if study.is_thing(token.key):
        return False
    if token.opens and is_ambiguous(token.key):
        after = tokens[at + 1].key if at + 1 < len(tokens) else ""
        if is_given(token.key) or after in _AFTER_NOUN:  # Hope is …, May I …, Ray of …
            return False
    return before not in DETERMINERS | BEFORE_PLACE


def seen_without_capitals(source: SpokenSource, person: Span) -> Span | None:
    """What the language model takes for somebody's name that a machine or a hurried hand typed in lower case."""
    tokens = [token for token in tokens_of(source.text, person) if not is_title(token.key)]
    if not tokens or any(sure or where.contains(person) for where, sure in source.organisations_at(person)):
        return None
    if len(tokens[0].key) < LEAST_NAME and len(tokens) == 1:
        return None
    words = [token.key for token in tokens if len(token.key) > 1]
    if any(map(is_nobody, words)):
        return None
    if len(words) == 1 and not is_name_alone(words[0]):
        return None
    if not any(is_given(key) or not is_common_word(key) for key in words):
        return None
    return Span(tokens[0].start, tokens[-1].end)
