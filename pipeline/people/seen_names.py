"""Checks the people found by the names model: the model is trusted unless something contradicts it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.corpus.spans import Span
from pipeline.language.common_words import is_common_word
from pipeline.people.name_evidence import (
    LEAST_NAME,
    SpokenSource,
    StudyWords,
    is_given,
    is_name_alone,
    is_nobody,
    is_thing_after_name,
    is_within_thing,
)
from pipeline.people.name_runs import NameToken, tokens_of
from pipeline.people.names import is_title

_BY_PREPOSITION = re.compile(r"\s+(?:of|from|at|in)\s")


def seen_name(
    source: SpokenSource, person: Span, tokens: Sequence[NameToken], study: StudyWords
) -> Sequence[NameToken]:
    """The words of a person found by the names model; empty if something contradicts it.

    The evidence against it is what the model cannot know: names of things and organisations, and how the study as
    a whole writes a word.

    Args:
        source: the source.
        person: the span that the model takes for a person.
        tokens: the words of the turn near capitals, in order.
        study: the word usage of the whole study.
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
    keys = tuple(token.key for token in inside)
    if all(map(is_nobody, keys)) or keys in study.organisations or _in_body(source, person):
        return ()
    if len(keys) > 1:
        return () if is_thing_after_name(keys[-1], surname=True) else inside
    return inside if len(keys[0]) >= LEAST_NAME and not study.is_word(keys[0]) else ()


def _in_body(source: SpokenSource, person: Span) -> bool:
    """Whether a person's name is part of an organisation's name.

    It is not if the organisation was extended too far to the left, as in `Edgar Booth of the University of Sydney`.
    """
    told = " " in person.of(source.text) and _BY_PREPOSITION.match(source.text, person.end)
    return any(
        person.start >= where.start and not (told and person.end < where.end)
        for where, _ in source.organisations_at(person)
    )


def seen_in_one_case(source: SpokenSource, person: Span, *, shouted: bool = False) -> Span | None:
    """A person that the model found in lower case or in capitals, as machines and hurried typists write names.

    Args:
        source: the source.
        person: the span that the model takes for a person.
        shouted: whether it alone is in capitals; then a single word that is not a given name is an abbreviation.
    """
    every = tokens_of(source.text, person)
    tokens = [token for token in every if not is_title(token.key)]
    if not tokens or any(sure or where.contains(person) for where, sure in source.organisations_at(person)):
        return None
    if len(tokens[0].key) < LEAST_NAME and len(tokens) == 1:
        return None
    words = [token.key for token in tokens if len(token.key) > 1]
    if any(map(is_nobody, words)):
        return None
    titled = len(tokens) < len(every)
    if len(words) == 1 and not titled:
        alone = is_given(words[0]) if person.of(source.text).isupper() else is_name_alone(words[0])
        if not alone and (shouted or not is_name_alone(words[0])):
            return None
    if not titled and not any(is_given(key) or not is_common_word(key) for key in words):
        return None
    return Span(tokens[0].start, tokens[-1].end)
