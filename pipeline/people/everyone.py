"""Every name of a person in a study's texts: of those on record, and of third parties.

Three finders together, since what one overlooks another sees: the forms of the names on record, the evidence for
third parties, and the language model. Here nobody has agreed to be named; organisations keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.corpus import tables
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import Consent, Participant, by_source
from pipeline.corpus.spans import NAME_WORD, Span, SpanIndex
from pipeline.language.lexicons import lexicon_words
from pipeline.language.word_pieces import is_everyday
from pipeline.people.decided_names import DecidedNames
from pipeline.people.name_evidence import SpokenSource, is_given, is_thing_after_name
from pipeline.people.names import Person, is_name, is_title, keys_of, name_words, names_in_label, normalise
from pipeline.people.redaction import Redactor
from pipeline.people.replacements import DOUBTFUL
from pipeline.people.third_parties import mentioned_people

_POSSESSIVE = re.compile(r"['’]s?$")
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.\s?){1,3}([A-Z](?:['’][A-Z])?[a-z][\w-]+)")
# I rang Eleri and she came: whom a pronoun takes up.
_TAKEN_UP = re.compile(
    r"\b(?:rang|phoned|called|met|told|asked|saw|thanked|visited|knew|with|to|for|from|got)\s+([A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)"
    r"(?=,?\s(?:and|but|because|so|when|who|then)\s(?:she|he|her|him|she['’]s|he['’]s)\b)"
)
_NOBODY = (
    "label_words",
    "function_words",
    "organisation_nouns",
    "names_that_are_places",
    "people_words",
    "role_nouns",
)


class NamedPerson(NamedTuple):
    """Where somebody is named, and the ids of participants whose name it may be (separated by `; `), or ""."""

    span: Span
    participants: str


def people_in(
    made: RunTables, texts: Mapping[str, str], *, bodies: Iterable[str] = (), decided: DecidedNames | None = None
) -> dict[str, list[NamedPerson]]:
    """Names by source, in order; no two overlap.

    Args:
        made: the tables SOURCES, TURNS, PARTICIPANTS, PEOPLE, MENTIONS.
        texts: the stored texts.
        bodies: names of organisations that the researcher knows: the model's word alone makes no person of one.
        decided: what a person decided about names.
    """
    return people_named(
        _spoken(made, texts), participants=made[tables.PARTICIPANTS], bodies=bodies, decided=decided
    )


def people_named(
    spoken: Sequence[SpokenSource],
    *,
    participants: Sequence[Participant],
    bodies: Iterable[str] = (),
    decided: DecidedNames | None = None,
) -> dict[str, list[NamedPerson]]:
    """Names by source, in order, in texts that have been read for people and organisations; no two overlap."""
    decided = decided or DecidedNames()
    spoken = [decided.with_things(one) for one in spoken]
    known_bodies = {keys_of(name) for name in bodies}
    redactor = everybody(participants)
    on_record = [name for row in participants for name in names_of(row)]
    mentioned = mentioned_people(spoken, printable=decided.kept_names(), named=(), unnamed=on_record)
    small = {word for one in spoken for word in re.findall(r"\b[a-z]+\b", one.text)}
    found: dict[str, list[NamedPerson]] = {}
    for one in spoken:
        organisations = [span for span, _ in one.organisations]
        known = redactor.spans(one.text, people=one.people, organisations=organisations)
        on_record_here = [NamedPerson(each.span, each.participant) for each in known]
        kept = list(on_record_here)
        kept += _apart([NamedPerson(span, "") for span in mentioned.get(one.source, ())], kept, one.text)
        kept += _apart([NamedPerson(span, "") for span in _seen(one, small, known_bodies)], kept, one.text)
        kept += _apart([NamedPerson(span, "") for span in _again(one, kept, small)], kept, one.text)
        others = decided.applied((each.span for each in kept if not each.participants), one.text)
        kept = on_record_here + _apart([NamedPerson(span, "") for span in others], on_record_here, one.text)
        found[one.source] = _joined(sorted(kept), one.text)
    return found


def everybody(participants: Iterable[Participant]) -> Redactor:
    """Finds the names of all who are on record, whatever they agreed to."""
    return Redactor(
        Person(
            participant=row.participant,
            name=row.name,
            label=row.speaker,
            organisation=row.organisation,
            consent=Consent.NONE,
        )
        for row in participants
    )


def names_of(person: Participant) -> list[str]:
    """The names by which a participant goes."""
    return [name for name in (person.name, *names_in_label(person.speaker)) if is_name(name)]


def _spoken(made: RunTables, texts: Mapping[str, str]) -> list[SpokenSource]:
    turns, people, mentions = (
        by_source(made[tables.TURNS]),
        by_source(made[tables.PEOPLE]),
        by_source(made[tables.MENTIONS]),
    )
    return [
        SpokenSource(
            source=source,
            text=texts[source],
            turns=[row.span for row in turns.get(source, ())],
            people=[row.span for row in people.get(source, ())],
            organisations=[(row.span, not row.basis.startswith(DOUBTFUL)) for row in mentions.get(source, ())],
        )
        for source in texts
    ]


def _seen(one: SpokenSource, small: set[str], bodies: set[tuple[str, ...]]) -> Iterator[Span]:
    """What the language model takes for somebody, if nothing speaks against it."""
    for person in one.people:
        words = [
            match
            for match in NAME_WORD.finditer(one.text, person.start, person.end)
            if _is_written_as_name(match[0])
        ]
        while words and is_title(words[0][0]):
            words = words[1:]
        if not words or one.organisations_at(person):
            continue
        keys = [normalise(_POSSESSIVE.sub("", match[0])) for match in words]
        if len(keys) == 1 and (len(keys[0]) < 3 or _is_nobody(keys[0]) or keys[0] in small):
            continue
        if all(_is_nobody(key) for key in keys) or tuple(keys) in bodies:
            continue
        if len(keys) == 1 and not is_given(keys[0]) and is_everyday(keys[0]):
            continue  # Kinship, Papyrus: words of the language, with a capital
        if len(keys) > 1 and is_thing_after_name(keys[-1], surname=True):
            continue
        last = _POSSESSIVE.sub("", words[-1][0])
        yield Span(words[0].start(), words[-1].start() + len(last))
    for match in _TAKEN_UP.finditer(one.text):
        span = Span(match.start(1), match.end(1))
        if not one.organisations_at(span) and not any(map(_is_nobody, keys_of(match[1]))):
            yield span
    for match in _INITIALS.finditer(one.text):
        span = Span(*match.span())
        pronoun = match[0].startswith("I.") and is_everyday(match[1])  # So did I. One day …
        if not (
            pronoun or one.organisations_at(span) or normalise(match[1]) in lexicon_words("organisation_nouns")
        ):
            yield span


def _again(one: SpokenSource, known: Sequence[NamedPerson], small: set[str]) -> Iterator[Span]:
    """A part of a name that was found, where it stands alone elsewhere in the source."""
    parts = {
        word
        for named in known
        for word in name_words(named.span.of(one.text))
        if len(word) > 2 and word[0].isupper() and normalise(word) not in small and not _is_nobody(normalise(word))
    }
    for match in NAME_WORD.finditer(one.text):
        word = _POSSESSIVE.sub("", match[0])
        if word in parts:
            span = Span(match.start(), match.start() + len(word))
            if not one.organisations_at(span):
                yield span


def _is_written_as_name(word: str) -> bool:
    """Not `so-and-so`, even where it opens a sentence."""
    return word[0].isupper() and word.rpartition("-")[2][:1].isupper()


def _is_nobody(key: str) -> bool:
    return any(key in lexicon_words(name) for name in _NOBODY)


def _apart(more: Sequence[NamedPerson], kept: Sequence[NamedPerson], text: str) -> list[NamedPerson]:
    """What of these is not among `kept` already, whole or in part."""
    found: list[NamedPerson] = []
    taken = SpanIndex(named.span for named in kept)
    for named in sorted(more):
        at = named.span.start
        for span in reversed(taken.overlapping(named.span)):
            found += _if_any(Span(at, max(at, span.start)), text)
            at = max(at, span.end)
        found += _if_any(Span(at, max(at, named.span.end)), text)
    clear: list[NamedPerson] = []
    for named in found:
        if not clear or named.span.start >= clear[-1].span.end:
            clear.append(named)
    return clear


def _if_any(span: Span, text: str) -> list[NamedPerson]:
    inner = span.trimmed(text)
    keys = keys_of(inner.of(text))
    return [NamedPerson(inner, "")] if keys and not all(map(is_title, keys)) else []


def _joined(names: Iterable[NamedPerson], text: str) -> list[NamedPerson]:
    """The names, with one for what two finders saw the halves of."""
    joined: list[NamedPerson] = []
    for named in names:
        last = joined[-1] if joined else None
        beside = last is not None and text[last.span.end : named.span.start] == " "
        if last is not None and beside and "" in (last.participants, named.participants):
            whose = last.participants or named.participants
            joined[-1] = NamedPerson(Span(last.span.start, named.span.end), whose)
        else:
            joined.append(named)
    return joined
