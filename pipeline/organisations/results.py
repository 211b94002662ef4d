"""Builds the records of the organisations stage from the resolved mentions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.corpus.evidence_records import Mention, Organisation
from pipeline.corpus.records import SECTORS, TO_CHECK, Finding, Participant
from pipeline.corpus.spans import IdMaker, folded, stable_id
from pipeline.organisations.descriptions import sector_said
from pipeline.organisations.gazetteer import OTHER, known_sectors, sector_of
from pipeline.organisations.names import folded_name

if TYPE_CHECKING:
    from pipeline.organisations.gazetteer import Entry
    from pipeline.organisations.linking import Registers
    from pipeline.organisations.network import NetworkMeasures
    from pipeline.organisations.resolve import Resolved


@dataclass(frozen=True)
class Profile:
    """What is known about an organisation apart from its mentions.

    Attributes:
        sector: one of `SECTORS`.
        register_id: its number in a public register, or "".
        is_given: whether it is in the gazetteer, a register or a participant's record.
        rivals: how many bodies in the registers share its name, if that is why it has no number.
    """

    sector: str
    register_id: str = ""
    rivals: int = 0
    is_given: bool = False


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """Finds the sector and number of an organisation: from the gazetteer first, then registers, then the name."""

    entries: Sequence[Entry]
    registers: Registers
    participants: Sequence[Participant]
    _by_name: dict[str, Entry] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)
    _sectors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._by_name.update((folded_name(name), entry) for name in entry.all_names)
        self._sectors.update(known_sectors(self.entries))
        for person in self.participants:
            if person.organisation and person.sector.casefold() in SECTORS:
                self._said.setdefault(folded_name(person.organisation), person.sector.casefold())

    @property
    def own_organisations(self) -> dict[str, str]:
        """The organisation that each participant speaks for, under its name in the gazetteer, or ""."""
        return {person.participant: self._name_of(person.organisation) for person in self.participants}

    def _name_of(self, name: str) -> str:
        entry = self._by_name.get(folded_name(name))
        return entry.name if entry and entry.kind == "organisation" else name

    def of(self, name: str, *, aliases: Sequence[str], described: Iterable[str] = ()) -> Profile:
        """What is known about the organisation of this name.

        Args:
            name: the name of the organisation.
            aliases: other names under which it was mentioned.
            described: the text after its mentions, which may describe it: `a women's charity`.
        """
        entry = self._by_name.get(folded_name(name))
        known = (entry.sector if entry else "") or self._said.get(folded_name(name), "")
        if entry and entry.register_id:
            return Profile(known or sector_of(name, known=self._sectors), entry.register_id, is_given=True)
        other = entry.all_names if entry else ()
        # An abbreviation may belong to another body in the register; a name of several words does not.
        said = (name, *(alias for alias in aliases if " " in alias))
        names = dict.fromkeys((*(one for one in said if " " in one or not one.isupper()), *other))
        link = self.registers.first_link(names, sector=known)
        sector = known or (link.body.sector if link.body else "") or sector_of(name, known=self._sectors)
        if sector == OTHER and not known:
            sector = next(filter(None, map(sector_said, described)), OTHER)
        given = entry is not None or link.body is not None or name in self.own_organisations.values()
        return Profile(sector, link.body.register_id if link.body else "", link.rivals, is_given=given)


def organisation_ids(resolved: Sequence[Resolved]) -> dict[str, str]:
    """The id of each organisation, by its name."""
    return {name: stable_id("o", folded_name(name)) for name in sorted({r.name for r in resolved})}


def mentions_of(resolved: Sequence[Resolved], ids: Mapping[str, str]) -> Iterator[Mention]:
    """The mentions, in order.

    Args:
        resolved: the resolved mentions.
        ids: the ids of the organisations, by name.
    """
    maker = IdMaker("m")
    for r in resolved:
        yield Mention(
            mention_id=maker.make(r.mention.source, r.mention.turn_id, r.mention.text),
            organisation_id=ids[r.name],
            text=r.mention.text,
            source=r.mention.source,
            turn_id=r.mention.turn_id,
            start=r.mention.start,
            end=r.mention.end,
            participant=r.mention.participant,
            confidence=r.mention.confidence,
            basis=r.basis,
        )


@dataclass(frozen=True)
class Grouped:
    """The mentions of each organisation, and its other names."""

    mentions: dict[str, list[Resolved]]
    aliases: dict[str, list[str]]

    @classmethod
    def of(cls, resolved: Iterable[Resolved]) -> Grouped:
        """Group the mentions by name, in the order of names."""
        groups: dict[str, list[Resolved]] = {}
        for r in resolved:
            groups.setdefault(r.name, []).append(r)
        ordered = {name: groups[name] for name in sorted(groups)}
        return cls(ordered, {name: _aliases(name, group) for name, group in ordered.items()})


def unsure_names(grouped: Grouped, *, profiles: Mapping[str, Profile], sure: float) -> frozenset[str]:
    """The organisations that are to check: not given by a person, and without a mention of this confidence."""
    return frozenset(
        name
        for name, group in grouped.mentions.items()
        if not profiles[name].is_given and max(r.mention.confidence for r in group) < sure
    )


def organisations_of(
    grouped: Grouped,
    *,
    ids: Mapping[str, str],
    profiles: Mapping[str, Profile],
    standing: Mapping[str, NetworkMeasures],
    cases: Mapping[str, str],
    unsure: Container[str],
) -> Iterator[Organisation]:
    """The organisations, in the order of their names.

    Args:
        grouped: the mentions of each organisation.
        ids: the ids of the organisations, by name.
        profiles: their profiles, by name.
        standing: their network measures, by id.
        cases: the case of each source.
        unsure: the names of organisations that are to check.
    """
    for name, group in grouped.mentions.items():
        place = standing[ids[name]]
        yield Organisation(
            organisation_id=ids[name],
            organisation=name,
            aliases="; ".join(grouped.aliases[name]),
            sector=profiles[name].sector,
            register_id=profiles[name].register_id,
            mentions=len(group),
            cases=len({cases[r.mention.source] for r in group}),
            sources=len({r.mention.source for r in group}),
            degree=place.degree,
            betweenness=place.betweenness,
            bridging=place.bridging,
            state=TO_CHECK if name in unsure else "",
        )


def _aliases(name: str, group: Sequence[Resolved]) -> list[str]:
    """An organisation's other names, without those that are equal when folded."""
    forms: dict[str, str] = {}
    for r in group:
        text = folded(r.mention.text)
        if folded_name(text) != folded_name(name):
            forms.setdefault(folded_name(text), text)
    return sorted(forms.values(), key=lambda form: (form.casefold(), form))


def unlinked_finding(profiles: Iterable[Profile]) -> list[Finding]:
    """A finding on names that are shared by several bodies in the registers and are therefore not linked."""
    rivals = sum(not profile.register_id and profile.rivals > 1 for profile in profiles)
    if not rivals:
        return []
    subject = "organisation has a name" if rivals == 1 else "organisations have names"
    return [
        Finding(
            level="note",
            stage="organisations",
            file="organisations.csv",
            finding=f"{rivals} {subject} shared by several bodies in your registers, and therefore no register_id.",
            remedy="If you know which one it is, enter its number as register_id in models/organisations.csv.",
        )
    ]
