"""Assigns each person one pseudonym, used wherever the person is named: `[Person 3]`, `[Interviewer 1]`.

A person on record has the number of their id, so it is the same in every copy. Third parties are numbered after
them in order of appearance, so their numbers are valid only within one copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.corpus import tables
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import Participant
from pipeline.corpus.remembered_ids import natural_key
from pipeline.corpus.spans import Span, SpanIndex, replaced
from pipeline.people.decided_names import DecidedNames
from pipeline.people.everyone import NamedPerson, everybody, names_of, people_in
from pipeline.people.identifiers import identifiers, unless_organisations
from pipeline.people.name_evidence import is_name_alone
from pipeline.people.names import Person, full_key, keys_of, normalise
from pipeline.people.redaction import Redactor

Keys = tuple[str, ...]


@dataclass(eq=False)
class PseudonymHolder:
    """A person: their number in the copy, and all names used for them.

    Attributes:
        number: the lowest of their ids, or the next number after all ids.
        interviewer: whether they are an interviewer.
        participants: their ids.
        names: all names used for them.
    """

    number: int
    interviewer: bool
    participants: set[str] = field(default_factory=set)
    names: dict[str, None] = field(default_factory=dict)


class PseudonymRegister:
    """Maps names to people: first those on record in order of their ids, then third parties as they appear."""

    def __init__(self, participants: Sequence[Participant], *, same: Mapping[Keys, str] | None = None) -> None:
        self._same = same or {}
        self._people: list[PseudonymHolder] = []
        self._by_id: dict[str, PseudonymHolder] = {}
        self._by_name: dict[Keys, PseudonymHolder] = {}
        self._in_case: dict[tuple[str, str], list[PseudonymHolder]] = defaultdict(list)
        on_record = [row for row in participants if not row.participant.startswith("R")]  # they have names
        for row in sorted(on_record, key=lambda row: natural_key(row.participant)):
            names = names_of(row)
            key = full_key(names[0]) if names else ()
            known = self._by_name.get(key) if len(key) > 1 else None
            who = known or self._new(natural_key(row.participant)[1], interviewer=row.interviewer)
            who.participants.add(row.participant)
            self._by_id[row.participant] = who
            for name in names:
                self._knows(who, name, row.case)
        self._last = max((natural_key(row.participant)[1] for row in on_record), default=0)

    def name_everybody(self, found: Iterable[tuple[str, str, Sequence[NamedPerson]]]) -> None:
        """Register the names of third parties, full names first.

        Args:
            found: for each source, its case, its text and the places of names.
        """
        for case, text, named in found:
            for each in named:
                name = self._other_name(each.span.of(text))
                if not each.participants and len(full_key(name)) > 1 and self._whole(full_key(name)) is None:
                    self._knows(self._third_party(), name, case)

    def who(self, named: NamedPerson, name: str, *, case: str) -> PseudonymHolder:
        """The person that a name stands for.

        Args:
            named: the place of the name, and whose it may be.
            name: the name as written there.
            case: the case in which it occurs.
        """
        known = list(
            dict.fromkeys(self._by_id[one] for one in named.participants.split("; ") if one in self._by_id)
        )
        if known:
            here = [who for who in known if any(who in self._in_case[case, key] for key in full_key(name))]
            found = (here or known)[0]
        else:
            other = self._other_name(name)
            found = self._spoken_of(full_key(other), other, case)
        found.names.setdefault(name)
        return found

    def _other_name(self, name: str) -> str:
        """The other name that the researcher gave for the same person, or the name itself."""
        passed: set[Keys] = set()
        while (key := full_key(name)) in self._same and key not in passed:
            passed.add(key)
            name = self._same[key]
        return name

    def of(self, participant: str) -> PseudonymHolder | None:
        """The person with an id."""
        return self._by_id.get(participant)

    def called(self, who: PseudonymHolder) -> str:
        """`Person 3`, or `Interviewer` if there is only one interviewer."""
        if not who.interviewer:
            return f"Person {who.number}"
        several = sum(one.interviewer for one in self._people) > 1
        return f"Interviewer {who.number}" if several else "Interviewer"

    @property
    def people(self) -> Sequence[PseudonymHolder]:
        """All people in order."""
        return tuple(self._people)

    def _spoken_of(self, keys: Keys, name: str, case: str) -> PseudonymHolder:
        whole = self._whole(keys) if len(keys) > 1 else None
        if whole is not None:
            return whole
        here = list(dict.fromkeys(who for key in keys for who in self._in_case[case, key]))
        if len(keys) == 1 and len(here) == 1:
            return here[0]
        alone = self._by_name.get((case, *keys)) if len(keys) == 1 else None
        if alone is not None:
            return alone
        who = self._third_party()
        if len(keys) == 1:
            self._by_name[case, *keys] = who
            who.names.setdefault(name)
        else:
            self._knows(who, name, case)
        return who

    def _whole(self, keys: Keys) -> PseudonymHolder | None:
        return self._by_name.get(keys) or (self._by_name.get((keys[0], keys[-1])) if len(keys) > 2 else None)

    def _knows(self, who: PseudonymHolder, name: str, case: str) -> None:
        keys = full_key(name)
        who.names.setdefault(name)
        if len(keys) > 1:
            self._by_name.setdefault(keys, who)
            self._by_name.setdefault((keys[0], keys[-1]), who)
        for key in keys:
            if who not in self._in_case[case, key]:
                self._in_case[case, key].append(who)

    def _third_party(self) -> PseudonymHolder:
        self._last += 1
        return self._new(self._last, interviewer=False)

    def _new(self, number: int, *, interviewer: bool) -> PseudonymHolder:
        who = PseudonymHolder(number, interviewer)
        self._people.append(who)
        return who


PERSON = "name"


@dataclass(frozen=True, order=True)
class NameReplacement:
    """A piece of text and its replacement."""

    span: Span
    kind: str
    replacement: str


class PseudonymisedNames:
    """All replacements in a study.

    Args:
        made: the tables SOURCES, TURNS, PARTICIPANTS, PEOPLE, MENTIONS.
        texts: the stored texts.
        bodies: names of organisations known to the researcher.
        decided: the researcher's decisions on names.
    """

    def __init__(
        self,
        made: RunTables,
        texts: Mapping[str, str],
        *,
        bodies: Iterable[str] = (),
        decided: DecidedNames | None = None,
    ) -> None:
        decided = decided or DecidedNames()
        self.register = PseudonymRegister(made[tables.PARTICIPANTS], same=decided.same_people())
        self._case = {row.source: row.case for row in made[tables.SOURCES]}
        self._redactor = everybody(made[tables.PARTICIPANTS])
        organisations: dict[str, list[Span]] = {}
        for row in made[tables.MENTIONS]:
            organisations.setdefault(row.source, []).append(row.span)
        named = people_in(made, texts, bodies=bodies, decided=decided)
        self.register.name_everybody((self._case[source], texts[source], some) for source, some in named.items())
        # For third parties, full names and words with hardly any use except as a name.
        third_parties = {
            each.span.of(texts[source]) for source, some in named.items() for each in some if not each.participants
        }
        self._third_parties = Redactor(
            Person(participant="", name=name)
            for name in sorted(third_parties)
            if len(keys_of(name)) > 1 or is_name_alone(normalise(name))
        )
        self.of: dict[str, list[NameReplacement]] = {}
        for source, some in named.items():
            text = texts[source]
            numbers = [
                NameReplacement(each.span, each.kind, each.replacement)
                for each in unless_organisations(identifiers(text), organisations.get(source, ()))
            ]
            taken = SpanIndex(one.span for one in numbers)
            names = [self._name(one, text, source) for one in some if not taken.overlapping(one.span)]
            self.of[source] = sorted([*numbers, *names])

    def free(self, text: str, *, case: str) -> str:
        """Other text about the study (a title, a role), with names replaced in the same way."""
        known = self._redactor.spans(text)
        taken = SpanIndex(each.span for each in known)
        known += [each for each in self._third_parties.spans(text) if not taken.overlapping(each.span)]
        found = [(each.span, self._called(NamedPerson(each.span, each.participant), text, case)) for each in known]
        names = SpanIndex(span for span, _ in found)
        found += [(one.span, one.replacement) for one in identifiers(text) if not names.overlapping(one.span)]
        return replaced(text, found)

    def left(self, text: str) -> list[str]:
        """Names on record that still occur in a text, as a check on what was written."""
        return [each.span.of(text) for each in self._redactor.spans(text) if len(full_key(each.span.of(text))) > 1]

    def _name(self, named: NamedPerson, text: str, source: str) -> NameReplacement:
        return NameReplacement(named.span, PERSON, self._called(named, text, self._case[source]))

    def _called(self, named: NamedPerson, text: str, case: str) -> str:
        who = self.register.who(named, named.span.of(text), case=case)
        return f"[{self.register.called(who)}]"
