"""Finds names that may not be printed, and replaces them with `[name]`.

Used on the transcripts, whose replacements are kept in a table, and on all other text that is handed over. In
doubt it replaces: a full name always, in any case and spelling; part of a name if it is written as a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from typing import NamedTuple

from pipeline.corpus.records import Consent, Participant
from pipeline.corpus.spans import Span, SpanIndex, replaced
from pipeline.language.styled_letters import plain_letters
from pipeline.people.name_forms import NameForms, letters_of
from pipeline.people.name_matching import REPLACEMENT, Index, KnownName, NameMatcher
from pipeline.people.names import WORD, NameVariant, Person, Specificity, forms_of, full_key, keys_of, normalise
from pipeline.workflow.cache import content_key

_MOST_WORDS = 200_000  # maximum cached as not part of any name
_REASONS = {
    Consent.ROLE: "cited by role",
    Consent.ANONYMOUS: "anonymous",
    Consent.NONE: "not to be quoted",
    Consent.UNRECORDED: "no consent on record",
}


class Redacted(NamedTuple):
    """A name that may not be printed: its place, its replacement and its owner."""

    span: Span
    replacement: str
    participant: str


class Redactor:
    """Finds the names of people who did not consent to be named.

    Args:
        people: everyone on record, including interviewers. Names are replaced unless the consent is `named`; the
            full name of a person who may be named is kept, unless a person who may not be named has the same.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        people = list(people)
        self.digest = content_key([astuple(person) for person in people])  # of all that it is made of
        self.consents = {person.participant: person.consent for person in people}
        self._forms: dict[Specificity, Index] = {rank: {} for rank in Specificity}
        self._names: set[tuple[str, ...]] = set()
        whose: dict[NameVariant, list[str]] = {}
        self._owners: dict[tuple[str, ...], str] = {}
        for person in people:
            for name in person.names if not person.consent.may_be_named else ():
                self._names.add(full_key(name))
                owners = self._owners.get(full_key(name), "").split("; ")
                self._owners[full_key(name)] = "; ".join(dict.fromkeys([*filter(None, owners), person.participant]))
                label = keys_of(person.label)
                for form in forms_of(name):
                    form = replace(form, label=form.keys == label)  # noqa: PLW2901 - the same, told apart
                    whose.setdefault(form, []).append(person.participant)
        for person in people:
            for name in person.names if person.consent.may_be_named else ():
                if not self.forbids(name):
                    for form in forms_of(name, rank=Specificity.ALLOWED):
                        whose.setdefault(form, []).append(person.participant)
        for form, participants in whose.items():
            known = KnownName(form, "; ".join(dict.fromkeys(participants)))
            self._forms[form.rank].setdefault(form.keys[:2], []).append(known)
        for of_rank in self._forms.values():
            for knowns in of_rank.values():
                knowns.sort(key=lambda known: (-len(known.form.keys), not known.form.label))
        self._other_forms = NameForms(sorted(self._names))
        self._relevant = frozenset(key for form in whose for key in form.keys)
        self._of_no_name: set[str] = set()

    @classmethod
    def of(cls, participants: Iterable[Participant]) -> Redactor:
        """A redactor for people on record, according to their consent."""
        return cls(
            Person(
                participant=one.participant,
                name=one.name,
                label=one.speaker,
                organisation=one.organisation,
                consent=Consent(one.consent),
            )
            for one in participants
        )

    def forbids(self, name: str) -> bool:
        """Whether exactly this name belongs to a person who may not be named."""
        return full_key(name) in self._names

    def reason(self, participant: str) -> str:
        """Why a name is replaced; `participant` may list several, separated by `; `."""
        levels = [self.consents[each] for each in participant.split("; ")]
        return "; ".join(dict.fromkeys(_REASONS[level] for level in levels))

    def spans(
        self, text: str, *, people: Sequence[Span] = (), organisations: Sequence[Span] = ()
    ) -> list[Redacted]:
        """The places of names that may not be printed, in order and without overlaps.

        Args:
            text: any text.
            people: where a language model finds a person's name, as evidence for names that are also words.
            organisations: where organisations are named; part of a name inside one of two or more words
                (`Mary Ward Centre`) belongs to the organisation.
        """
        text = plain_letters(text)
        found = self._forms_known(text, people=people, organisations=organisations)
        taken = SpanIndex(each.span for each in found)
        bodies = SpanIndex(organisations)
        for span in sorted(set(self._other_forms.within(text))):
            if not taken.overlapping(span) and not bodies.overlapping(span):
                found.append(Redacted(span, REPLACEMENT, self._whose(span.of(text))))
        return sorted(_apart(found))

    def _whose(self, written: str) -> str:
        """Whose name this is, in whichever variant it is written."""
        letters = letters_of(written)
        owners = [who for name, who in self._owners.items() if any(len(key) > 3 and key in letters for key in name)]
        every = "; ".join(owners or self._owners.values()).split("; ")
        return "; ".join(dict.fromkeys(every))

    def _forms_known(self, text: str, *, people: Sequence[Span], organisations: Sequence[Span]) -> list[Redacted]:
        if not self._may_hold_one(text):
            return []
        reading = NameMatcher(text, relevant=self._relevant, people=people, organisations=organisations)
        found: list[Redacted] = []
        for rank in Specificity:
            for known, at in reading.matches(self._forms[rank]):
                if rank is not Specificity.ALLOWED:
                    span = Span(reading.words[at].start, reading.words[at + len(known.form.keys) - 1].end)
                    found.append(Redacted(span, REPLACEMENT, known.participant))
        return found

    def _may_hold_one(self, text: str) -> bool:
        """Whether the text contains a word of any name. Most texts do not and are not searched further."""
        if not self._relevant:
            return False
        unknown = set(WORD.findall(text)) - self._of_no_name
        own = {word for word in unknown if normalise(word) in self._relevant}
        if len(self._of_no_name) < _MOST_WORDS:
            self._of_no_name |= unknown - own
        return bool(own)

    def redacted(self, text: str, *, organisation: bool = False) -> str:
        """The text with every such name replaced.

        Args:
            text: any text that is handed over.
            organisation: whether the whole text is the name of an organisation.
        """
        whole = [Span(0, len(text))] if organisation else []
        return replaced(text, [(found.span, found.replacement) for found in self.spans(text, organisations=whole)])


def _apart(found: Iterable[Redacted]) -> list[Redacted]:
    """The redactions that do not overlap an earlier one."""
    kept: list[Redacted] = []
    for each in sorted(found):
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return kept
