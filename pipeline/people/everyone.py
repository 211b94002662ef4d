"""Finds every person's name in the texts of a study, both people on record and third parties.

Combines the names on record with the third-party finder, configured to prefer a needless replacement to an
overlooked name. Consent to be named is ignored here; the names of organisations are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.corpus import tables
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import Consent, Participant
from pipeline.corpus.spans import Span, SpanIndex
from pipeline.people.decided_names import DecidedNames
from pipeline.people.name_evidence import SpokenSource, spoken_sources
from pipeline.people.names import Person, is_name, is_title, keys_of, names_in_label
from pipeline.people.redaction import Redactor
from pipeline.people.third_parties import mentioned_people


class NamedPerson(NamedTuple):
    """The place of a name, and the ids of participants whose name it may be (separated by `; `), or ""."""

    span: Span
    participants: str


def people_in(
    made: RunTables, texts: Mapping[str, str], *, bodies: Iterable[str] = (), decided: DecidedNames | None = None
) -> dict[str, list[NamedPerson]]:
    """Names by source, in order and without overlaps.

    Args:
        made: the tables SOURCES, TURNS, PARTICIPANTS, PEOPLE, MENTIONS.
        texts: the stored texts.
        bodies: names of organisations known to the researcher; the model alone cannot make one of them a person.
        decided: the researcher's decisions on names.
    """
    spoken = spoken_sources(
        texts, turns=made[tables.TURNS], people=made[tables.PEOPLE], mentions=made[tables.MENTIONS]
    )
    return people_named(spoken, participants=made[tables.PARTICIPANTS], bodies=bodies, decided=decided)


def people_named(
    spoken: Sequence[SpokenSource],
    *,
    participants: Sequence[Participant],
    bodies: Iterable[str] = (),
    decided: DecidedNames | None = None,
) -> dict[str, list[NamedPerson]]:
    """Names by source, in texts already searched for people and organisations; in order, without overlaps."""
    decided = decided or DecidedNames()
    spoken = [decided.with_things(one) for one in spoken]
    redactor = everybody(participants)
    on_record = [name for row in participants for name in names_of(row)]
    mentioned = mentioned_people(spoken, printable=decided.kept_names(), named=(), unnamed=on_record, bodies=bodies)
    found: dict[str, list[NamedPerson]] = {}
    for one in spoken:
        organisations = [span for span, _ in one.organisations]
        known = redactor.spans(one.text, people=one.people, organisations=organisations)
        on_record_here = [NamedPerson(each.span, each.participant) for each in known]
        third_parties = [NamedPerson(span, "") for span in mentioned.get(one.source, ())]
        others = decided.applied((each.span for each in _apart(third_parties, on_record_here, one.text)), one.text)
        kept = on_record_here + _apart([NamedPerson(span, "") for span in others], on_record_here, one.text)
        found[one.source] = _joined(sorted(kept), one.text)
    return found


def everybody(participants: Iterable[Participant]) -> Redactor:
    """A redactor for the names of everyone on record, whatever their consent."""
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
    """The names of a participant."""
    return [name for name in (person.name, *names_in_label(person.speaker)) if is_name(name)]


def _apart(more: Sequence[NamedPerson], kept: Sequence[NamedPerson], text: str) -> list[NamedPerson]:
    """The names, or parts of names, that `kept` does not cover."""
    taken = SpanIndex(named.span for named in kept)
    found = (NamedPerson(part, "") for named in sorted(more) for part in uncovered(named.span, taken, text))
    clear: list[NamedPerson] = []
    for named in found:
        if not clear or named.span.start >= clear[-1].span.end:
            clear.append(named)
    return clear


def uncovered(name: Span, taken: SpanIndex, text: str) -> Iterator[Span]:
    """The parts of a name not yet replaced, unless only titles: `Maureen` of `Maureen Thomas`, if Thomas is."""
    at = name.start
    for span in (*reversed(taken.overlapping(name)), Span(name.end, name.end)):
        part = Span(at, max(at, span.start)).trimmed(text)
        keys = keys_of(part.of(text))
        if keys and not all(map(is_title, keys)):
            yield part
        at = max(at, span.end)


def _joined(names: Iterable[NamedPerson], text: str) -> list[NamedPerson]:
    """The names, with two halves found by different finders joined into one."""
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
