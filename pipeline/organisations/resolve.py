"""Resolves mentions to organisations: known names, acronyms, short forms and misspellings, each with its reason.

The result does not depend on the order of the sources. The rules for comparing two names are in
`name_comparison.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.language.lexicons import words
from pipeline.organisations.acronyms import CAPITALS, Acronyms, Meaning, other_names
from pipeline.organisations.evidence import DoubtFilter
from pipeline.organisations.gazetteer import Entry
from pipeline.organisations.name_comparison import (
    SimilarNames,
    SourceNames,
    Spellings,
    in_common,
    is_kind_of,
    is_misspelling,
    is_short_form,
    kept_apart,
    may_begin_otherwise,
)
from pipeline.organisations.names import (
    PROVISIONAL,
    RawMention,
    acronym_meaning,
    acronyms_of_kind,
    folded_name,
    head_of,
    heads,
    institutions,
    spelt_out,
    written_out,
)

_RARE = 2  # a misspelling occurs at most this often
_LONGEST_CHAIN = 3  # successive short forms that are followed
_ONE_OF_MANY = frozenset({"council", "board", "group"})  # kinds of which a place has only one


@dataclass(frozen=True)
class Resolved:
    """A mention with the name of its organisation; "" if it is not one."""

    mention: RawMention
    name: str
    basis: str


class Resolver:
    """Resolves the mentions of a study."""

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        own_organisations: Mapping[str, str],
        people: Iterable[str],
        other_labels: Mapping[str, Counter[str]],
        texts: Sequence[str] = (),
    ) -> None:
        """Set up.

        Args:
            entries: the entries of the gazetteer.
            own_organisations: the organisation that each participant speaks for, by participant id.
            people: names of participants, which are not organisations.
            other_labels: how often the model labelled a folded text as a person or a place.
            texts: all turns of the study, which show what doubtful names mean.
        """
        self._known = {folded_name(name): entry for entry in entries for name in entry.all_names}
        self._own = own_organisations
        self._own_names = {folded_name(name): name for name in sorted(own_organisations.values()) if name}
        self._spellings = Spellings(f for f, entry in self._known.items() if entry.kind == "organisation")
        self._doubts = DoubtFilter(
            is_known=lambda folded: folded in self._known or folded in self._own_names,
            people=people,
            other_labels=other_labels,
            texts=texts,
        )

    def resolved(self, mentions: Sequence[RawMention]) -> list[Resolved]:
        """One result for each mention that names an organisation, in order. Other mentions are left out."""
        plausible = self._doubts.without([m for m in mentions if self._may_be_one(m)])
        names = self._spellings_joined([self.by_itself(mention).name for mention in plausible])
        return _SourceResolver(self, plausible, names).results()

    def _may_be_one(self, mention: RawMention) -> bool:
        entry = self._known.get(folded_name(mention.text))
        return entry is None or entry.kind == "organisation"

    def is_known(self, folded: str) -> bool:
        """Whether the gazetteer has the folded name."""
        return folded in self._known

    def own_of(self, participant: str) -> str:
        """The organisation that a participant speaks for, or ""."""
        return self._own.get(participant, "")

    def by_itself(self, mention: RawMention) -> Meaning:
        """The name that the mention's own words refer to, with the reason; "" for a bare `Trust`."""
        folded = folded_name(mention.text)
        if entry := self._known.get(folded):
            how = "in the gazetteer" if folded == folded_name(entry.name) else f"in the gazetteer as “{entry.name}”"
            return Meaning(entry.name, how)
        if folded in self._own_names:
            return Meaning(self._own_names[folded], "a participant's organisation")
        if folded in heads() or (folded in institutions() and " " not in folded):
            return Meaning("", "")
        said = " ".join(mention.text.split())
        name = written_out(said)
        if entry := self._known.get(folded_name(name)) or self._known.get(acronym_meaning(said)):
            return Meaning(entry.name, f"“{said}” is short for “{entry.name}”, in the gazetteer")
        if acronym_meaning(said):
            return Meaning("", "")  # the CCG
        return Meaning(name, mention.basis if name == said else f"{mention.basis}; “{said.split()[-1]}” spelt out")

    def _spellings_joined(self, said: Sequence[str]) -> dict[str, Meaning]:
        """For each folded name that is a misspelling: the correct name, and the reason."""
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for name in said:
            if name:
                forms[folded_name(name)][name] += 1
        joined = {folded: Meaning(_most_usual(counts), "") for folded, counts in forms.items()}
        alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        for folded in sorted({*forms, *self._own_names}):
            alike[in_common(folded)].append(folded)
        nearest = {block: SimilarNames(names) for block, names in alike.items()}
        for rare in sorted(forms):
            if rare in self._known or rare in self._own_names:
                continue
            if right := self._spellings.meant_by(rare):
                name = self._known[right].name
                joined[rare] = Meaning(name, f"spelt almost like “{name}”, in the gazetteer")
            elif forms[rare].total() <= _RARE and (
                meant := self._meant(rare, nearest[in_common(rare)].to(rare), forms=forms)
            ):
                name = joined[meant].name if meant in joined else self._own_names[meant]
                joined[rare] = Meaning(name, f"spelt like “{name}”")
        return joined

    def _meant(self, rare: str, others: Iterable[str], *, forms: Mapping[str, Counter[str]]) -> str:
        """The one more usual name of which a rare name is a misspelling, or ""."""

        def usual(folded: str) -> tuple[bool, int]:
            return folded in self._own_names, forms[folded].total() if folded in forms else 0

        alike = [other for other in others if other != rare and is_misspelling(rare, other)]
        meant = [other for other in alike if usual(other) > usual(rare)]
        if (
            not meant
        ):  # equally frequent: decide by spelling, so that two names are never misspellings of each other
            meant = [o for o in alike if usual(o) == usual(rare) and _letters(o) > _letters(rare)]
        return meant[0] if len(meant) == 1 else ""


class _SourceResolver:
    """Resolves mentions within their sources: acronyms, short forms, `the Trust`."""

    def __init__(self, resolver: Resolver, mentions: Sequence[RawMention], names: Mapping[str, Meaning]) -> None:
        self._resolver = resolver
        self._mentions = mentions
        self._names = names
        self._full: dict[str, SourceNames] = defaultdict(SourceNames)
        for mention in mentions:
            for name in (self._name_of(mention), resolver.own_of(mention.participant)):
                if len(name.split()) > 1:
                    self._full[mention.source].full[folded_name(name)] = name
        self._everywhere = {f: n for _, names in sorted(self._full.items()) for f, n in names.full.items()}
        self._councils: dict[str, list[str]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._by_first_word: dict[str, dict[str, str]] = defaultdict(dict)
        for folded, name in self._everywhere.items():
            self._by_first_word[folded.split(" ")[0]][folded] = name
        self._acronyms = Acronyms(mentions, name_of=self._name_of)
        self._others = other_names(mentions, [self._name_of(mention) for mention in mentions])
        self._latest: dict[tuple[str, str], str] = {}

    def results(self) -> list[Resolved]:
        """One result for each mention that could be resolved."""
        results: list[Resolved] = []
        for mention in self._mentions:
            name, basis = self._meaning(mention)
            folded = folded_name(name)
            if name and (self._resolver.is_known(folded) or folded not in words("kinds_of_bodies")):
                self._latest[mention.source, head_of(name)] = name
                self._latest.update({(mention.source, kind): name for kind in acronyms_of_kind(name)})
                results.append(Resolved(mention, name, basis))
        return results

    def _name_of(self, mention: RawMention) -> str:
        name = self._resolver.by_itself(mention).name
        return self._names[folded_name(name)].name if name else ""

    def _meaning(self, mention: RawMention) -> Meaning:
        name, basis = self._resolver.by_itself(mention)
        if not name:
            return self._whole(self._bare(mention), source=mention.source)
        name, why = self._names[folded_name(name)]
        meaning = Meaning(name, f"{basis}; {why}" if why else basis)
        if self._resolver.is_known(folded_name(mention.text)):
            return meaning
        found = self._acronym(mention) if CAPITALS.match(mention.text) else None
        if found is None and mention.basis == PROVISIONAL:
            found = self._short_for(name, source=mention.source, of_councils=True) or Meaning("", "")
        return self._whole(found or meaning, source=mention.source)

    def _whole(self, meaning: Meaning, *, source: str) -> Meaning:
        """Follow short forms to the full name in the source; a short form may itself be shortened."""
        first = folded_name(meaning.name)
        for _ in range(_LONGEST_CHAIN):
            if not meaning.name or self._resolver.is_known(folded_name(meaning.name)):
                break
            other = self._others.get((source, folded_name(meaning.name)))
            longer = other or self._short_for(meaning.name, source=source) or self._short_of_council(meaning.name)
            if longer is None or longer.name == meaning.name or kept_apart(first, folded_name(longer.name)):
                break  # two councils are not merged because both share a short form without a place
            meaning = longer
        return meaning

    def _acronym(self, mention: RawMention) -> Meaning | None:
        """What an abbreviation means: as defined, or the initials of the last words of exactly one name."""
        text = mention.text.strip()
        if found := self._acronyms.meaning(text, source=mention.source):
            return found
        whole = self._full[mention.source].in_initials(text)
        return Meaning(whole, f"initials of “{whole}”, named in the same source") if whole else None

    def _short_for(self, name: str, *, source: str, of_councils: bool = False) -> Meaning | None:
        """The one full name in the same source that a name shortens, or None."""
        turned, whole = self._full[source].longer(name)
        if turned:
            return Meaning(turned, f"the same words as “{turned}”, named in the same source")
        if of_councils and len(whole) > 1:
            whole = [n for n in whole if head_of(n) == "council"]
        if len(whole) == 1:
            return Meaning(whole[0], f"short for “{whole[0]}”, named in the same source")
        last = self._latest.get((source, head_of(name)), "")
        if last in whole and folded_name(name) in (" ".join(folded_name(last).split()[-n:]) for n in (1, 2)):
            return Meaning(last, f"short for “{last}”, the last one named")
        return None

    def _short_of_council(self, name: str) -> Meaning | None:
        """A council without its kind (`Northmarsh Council`), if the study has one council of that place only."""
        folded = folded_name(name)
        parts = spelt_out(folded).split()
        if len(parts) < 2 or parts[-1] not in _ONE_OF_MANY:
            return None
        if name not in self._councils:
            names = self._everywhere if may_begin_otherwise(folded) else self._by_first_word.get(parts[0], {})
            self._councils[name] = sorted({n for f, n in names.items() if n != name and is_short_form(folded, f)})
        longer = self._councils[name]
        return Meaning(longer[0], f"short for “{longer[0]}”, named in another source") if len(longer) == 1 else None

    def _bare(self, mention: RawMention) -> Meaning:
        """What `the Trust` means: the one last named in this source, or else the speaker's own organisation."""
        if CAPITALS.match(mention.text) and (found := self._acronyms.meaning(mention.text, source=mention.source)):
            return found
        said = folded_name(mention.text)
        full = self._full[mention.source].of_kind(said)
        last = self._latest.get((mention.source, said), "")
        if last and (last in full or said not in institutions()):
            return Meaning(last, f"“the {mention.text}”: the last one named")
        own = self._resolver.own_of(mention.participant)
        if own and is_kind_of(folded_name(own), said):
            return Meaning(own, f"“the {mention.text}”: the speaker's own organisation")
        if len(full) == 1:
            return Meaning(full[0], f"“the {mention.text}”: the only one named in this source")
        if acronym_meaning(mention.text):
            if said not in self._kinds:
                self._kinds[said] = {n for f, n in self._everywhere.items() if is_kind_of(f, said)}
            anywhere = self._kinds[said]
            if len(anywhere) == 1:
                return Meaning(next(iter(anywhere)), f"“the {mention.text}”: the only one named in the study")
        return Meaning(mention.text, mention.basis) if said in institutions() else Meaning("", "")


def _letters(folded: str) -> tuple[int, int, str]:
    """Sort key for the more likely of two spellings: fewer spaces, more letters."""
    squeezed = folded.replace(" ", "")
    return len(squeezed) - len(folded), len(squeezed), folded


def _most_usual(counts: Counter[str]) -> str:
    return min(counts.items(), key=lambda item: (-item[1], item[0].isupper(), item[0]))[0]
