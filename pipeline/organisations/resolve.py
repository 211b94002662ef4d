"""Joins mentions under one name: known names, acronyms from their definitions, short forms, slips of spelling.

Deterministic, and careful in one direction: two bodies left apart can be joined by a person in a moment; two
joined by mistake may never be noticed. Two councils or two trusts are never joined for looking alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.organisations.evidence import (
    is_abbreviation,
    mostly_lower_case,
    names_a_body,
    names_a_paper_or_plan,
    spelt_out_as,
)
from pipeline.organisations.gazetteer import Entry
from pipeline.organisations.mentions import RawMention
from pipeline.organisations.names import folded_name, head_of, heads, initials_of, spelt_out
from pipeline.organisations.recognise import MODEL

_DEFINED_AFTER = re.compile(r"\s*[,–—-]?\s*\(\s*(?:the\s+|or\s+|known as\s+|“|\")?([A-Z][A-Za-z&]{1,9})[”\"]?\s*\)")
_SPOKEN_DEFINITION = re.compile(
    r"\s*,?\s*(?:or|that's|that is|we call (?:it|them)|known as|called|we say|so)\s+(?:the\s+)?([A-Z][A-Z&]{1,9})\b"
)
_CAPITALS = re.compile(r"^[A-Z][A-Z&]{1,9}s?$")
_SLIP = 90  # rapidfuzz ratio of two spellings of one name
_SLIP_LENGTH = 8


@dataclass(frozen=True)
class Resolved:
    """A mention with the name of the organisation that it stands for; "" if it is none."""

    mention: RawMention
    name: str
    basis: str


class Resolver:
    """Decides what each mention of a study stands for."""

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
            entries: of the gazetteer.
            own_organisations: organisation that each participant speaks for, by participant id.
            people: names of participants; a mention that is one of them is no organisation.
            other_labels: how often the model took a folded text for a person, a place or a people.
            texts: all that was said, which tells what doubtful names mean.
        """
        self._known = {folded_name(name): entry for entry in entries for name in entry.all_names}
        self._own = own_organisations
        self._own_names = {folded_name(name): name for name in own_organisations.values() if name}
        self._people_words = {word for name in people if name for word in folded_name(name).split()}
        self._texts = texts
        self._other_labels = other_labels

    def resolved(self, mentions: Sequence[RawMention]) -> list[Resolved]:
        """One result for each mention that names an organisation, in order; the others are left out."""
        counts = Counter(folded_name(mention.text) for mention in mentions)
        plausible = [m for m in mentions if self._is_plausible(m, mentions_of=counts)]
        plausible = self._without_common_words(plausible)
        first = [self._by_itself(mention) for mention in plausible]
        names = self._spellings_joined(first)
        acronyms = self._acronyms(plausible, names)
        return self._in_context(plausible, names, acronyms)

    def _is_plausible(self, mention: RawMention, *, mentions_of: Counter[str]) -> bool:
        folded = folded_name(mention.text)
        entry = self._known.get(folded)
        if entry is not None:
            return entry.kind == "organisation"
        if not folded or set(folded.split()) <= self._people_words:
            return False
        if mention.confidence > MODEL:
            return True
        if folded in self._own_names:
            return True
        others = self._other_labels.get(folded)
        return others is None or others.total() < mentions_of[folded]

    def _without_common_words(self, mentions: Sequence[RawMention]) -> list[RawMention]:
        """Leave out doubtful names that the study's own words explain as something else than a body."""
        doubtful = {m.text for m in mentions if m.confidence <= MODEL and folded_name(m.text) not in self._known}
        meanings = spelt_out_as(filter(is_abbreviation, doubtful), self._texts)
        spelt = {name for name in doubtful if not is_abbreviation(name)}
        common = mostly_lower_case(spelt, self._texts)
        papers = names_a_paper_or_plan(spelt, self._texts)

        def is_common(mention: RawMention) -> bool:
            meaning = meanings.get(mention.text.rstrip("s"))
            return (
                mention.text in papers
                or mention.text.casefold() in common
                or (meaning is not None and not names_a_body(meaning))
            )

        return [m for m in mentions if m.text not in doubtful or not is_common(m)]

    def _by_itself(self, mention: RawMention) -> tuple[str, str]:
        """The name that the mention's words alone point to, and why; "" for a bare `Trust`."""
        folded = folded_name(mention.text)
        if entry := self._known.get(folded):
            how = "in the gazetteer" if folded == folded_name(entry.name) else f"in the gazetteer as “{entry.name}”"
            return entry.name, how
        if folded in self._own_names:
            return self._own_names[folded], "a participant's organisation"
        if folded in heads():
            return "", ""
        return _canonical(mention.text), mention.basis

    def _spellings_joined(self, first: Sequence[tuple[str, str]]) -> dict[str, tuple[str, str]]:
        """For each folded name: the name it is joined under, and why."""
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for name, _ in first:
            if name:
                forms[folded_name(name)][name] += 1
        joined = {folded: (_most_usual(counts), "") for folded, counts in forms.items()}
        ranked = sorted(joined, key=lambda folded: -forms[folded].total())  # of equals, the one named first
        fixed = {**{f: e.name for f, e in self._known.items()}, **self._own_names}
        for at, rare in enumerate(ranked):
            if rare in fixed or forms[rare].total() > 2:
                continue
            target = self._same_but_for_a_slip(
                rare, [*ranked[:at], *(f for f in self._own_names if f not in forms)]
            )
            if target:
                name = joined[target][0] if target in joined else self._own_names[target]
                joined[rare] = (name, f"spelt like “{name}”")
        return joined

    @staticmethod
    def _same_but_for_a_slip(rare: str, others: Sequence[str]) -> str:
        from rapidfuzz import fuzz, process

        if len(rare) < _SLIP_LENGTH:
            return ""
        squeezed = rare.replace(" ", "")
        for other, _, _ in process.extract(rare, others, scorer=fuzz.ratio, score_cutoff=_SLIP - 8, limit=5):
            if (
                head_of(other) != head_of(rare)
                or head_of(rare) in {"council", "trust"}
                or len(other) < _SLIP_LENGTH
            ):
                continue
            if squeezed == other.replace(" ", "") or (other[0] == rare[0] and fuzz.ratio(rare, other) >= _SLIP):
                return other
            words, theirs = rare.split(), other.split()
            if len(words) == len(theirs) and len(words) > 2:
                apart = [(a, b) for a, b in zip(words, theirs, strict=True) if a != b]
                if len(apart) == 1 and fuzz.ratio(*apart[0]) >= 60 and apart[0][0][-3:] == apart[0][1][-3:]:
                    return other
        return ""

    def _acronyms(
        self, mentions: Sequence[RawMention], names: Mapping[str, tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """(source, acronym) → (name, why); source "" holds those that are defined alike everywhere."""
        defined: dict[tuple[str, str], tuple[str, str]] = {}
        for mention in mentions:
            match = _DEFINED_AFTER.match(mention.after) or _SPOKEN_DEFINITION.match(mention.after)
            if match and match[1].upper() in {i.upper() for i in initials_of(mention.text)}:
                name = self._name_of(mention, names)
                defined.setdefault((mention.source, match[1].casefold()), (name, f"“{match[1]}” as defined there"))
        everywhere: dict[str, set[str]] = defaultdict(set)
        for (_, acronym), (name, _) in defined.items():
            everywhere[acronym].add(name)
        for acronym, meanings in everywhere.items():
            if len(meanings) == 1:
                defined["", acronym] = (next(iter(meanings)), f"“{acronym.upper()}” as defined in another source")
        for source, short, name in self._undefined_acronyms(mentions, names):
            defined.setdefault((source, short), (name, f"initials of “{name}”, named in the same source"))
        return defined

    def _undefined_acronyms(
        self, mentions: Sequence[RawMention], names: Mapping[str, tuple[str, str]]
    ) -> list[tuple[str, str, str]]:
        """Acronyms that are the initials of exactly one longer name of the same source."""
        by_initials: dict[tuple[str, str], set[str]] = defaultdict(set)
        for mention in mentions:
            name = self._name_of(mention, names)
            if name and len(name.split()) > 2:
                for initials in initials_of(name):
                    if len(initials) > 2:
                        by_initials[mention.source, initials.casefold()].add(name)
        return [(source, short, next(iter(n))) for (source, short), n in sorted(by_initials.items()) if len(n) == 1]

    def _name_of(self, mention: RawMention, names: Mapping[str, tuple[str, str]]) -> str:
        name, _ = self._by_itself(mention)
        return names[folded_name(name)][0] if name else ""

    def _in_context(
        self,
        mentions: Sequence[RawMention],
        names: Mapping[str, tuple[str, str]],
        acronyms: Mapping[tuple[str, str], tuple[str, str]],
    ) -> list[Resolved]:
        """Acronyms and short forms by what their source names."""
        full = self._full_names(mentions, names)
        everywhere = {f: name for names_there in full.values() for f, name in names_there.items()}
        latest: dict[tuple[str, str], str] = {}
        results: list[Resolved] = []
        for mention in mentions:
            name, basis = self._by_itself(mention)
            if name:
                known, why = names[folded_name(name)]
                name, basis = known, (f"{basis}; {why}" if why else basis)
                if folded_name(mention.text) not in self._known:
                    short = _short_for(mention, name, acronyms=acronyms, full=full[mention.source], latest=latest)
                    name, basis = short or _short_of_council(name, everywhere) or (name, basis)
            else:
                name, basis = self._bare(mention, latest=latest, full=full[mention.source])
            if not name:
                continue
            latest[mention.source, head_of(name)] = name
            results.append(Resolved(mention, name, basis))
        return results

    def _full_names(
        self, mentions: Sequence[RawMention], names: Mapping[str, tuple[str, str]]
    ) -> dict[str, dict[str, str]]:
        """For each source: folded name → name, of the names of two words and more that are spoken there."""
        full: dict[str, dict[str, str]] = defaultdict(dict)
        for mention in mentions:
            own = self._own.get(mention.participant, "")
            for name in (self._name_of(mention, names), own):
                if len(name.split()) > 1:
                    full[mention.source][folded_name(name)] = name
        return full

    def _bare(
        self, mention: RawMention, *, latest: Mapping[tuple[str, str], str], full: Mapping[str, str]
    ) -> tuple[str, str]:
        """What `the Trust` stands for: the one named last in this source, else the speaker's own body."""
        head = folded_name(mention.text)
        if name := latest.get((mention.source, head)):
            return name, f"“the {mention.text}”: the one named last"
        own = self._own.get(mention.participant, "")
        if own and head_of(own) == head:
            return own, f"“the {mention.text}”: the speaker's own"
        later = [name for name in full.values() if head_of(name) == head]
        if len(later) == 1:
            return later[0], f"“the {mention.text}”: the only one named in this source"
        return "", ""


def _short_for(
    mention: RawMention,
    name: str,
    *,
    acronyms: Mapping[tuple[str, str], tuple[str, str]],
    full: Mapping[str, str],
    latest: Mapping[tuple[str, str], str],
) -> tuple[str, str] | None:
    """The longer name of the same source that a mention shortens, and why; None if there is not exactly one."""
    text, folded = mention.text.strip(), folded_name(name)
    if _CAPITALS.match(text):
        for source in (mention.source, ""):
            for acronym in (text.casefold(), text.casefold().rstrip("s")):
                if found := acronyms.get((source, acronym)):
                    return found
        ends = {n for n in full.values() if _ends_in_initials(n, text)}
        return (
            (next(iter(ends)), f"initials of “{next(iter(ends))}”, named in the same source")
            if len(ends) == 1
            else None
        )
    folded = spelt_out(folded)
    longer = {f: n for f, n in full.items() if n != name and (_shortens(folded, f) or folded == f)}
    last = latest.get((mention.source, head_of(name)), "")
    if (
        len(longer) > 1
        and folded_name(last) in longer
        and folded in (" ".join(folded_name(last).split()[-n:]) for n in (1, 2))
    ):
        return last, f"short for “{last}”, the one named last"
    if len(longer) == 1:
        whole = next(iter(longer.values()))
        return whole, f"short for “{whole}”, named in the same source"
    return None


def _short_of_council(name: str, everywhere: Mapping[str, str]) -> tuple[str, str] | None:
    """A council without its kind (`Northmarsh Council`), if the study has one council of that place only."""
    folded = spelt_out(folded_name(name))
    words = folded.split()
    if len(words) < 2 or words[-1] not in ("council", "board", "group"):
        return None
    longer = sorted({n for f, n in everywhere.items() if n != name and (_shortens(folded, f) or folded == f)})
    return (longer[0], f"short for “{longer[0]}”, named in another source") if len(longer) == 1 else None


def _shortens(short: str, name: str) -> bool:
    """Whether folded `short` is `name` with words left out: at its end, at its beginning, or before its head."""
    words, whole = short.split(), name.split()
    if len(words) >= len(whole):
        return False
    if whole[-len(words) :] == words:
        return True
    if whole[: len(words)] == words:
        return len(words) > 1 or words[0] not in heads()
    left = iter(whole)
    return words[0] == whole[0] and words[-1] == whole[-1] and all(word in left for word in words)


def _ends_in_initials(name: str, acronym: str) -> bool:
    """Whether the last words of a name have these initials: `ICB` of `Northern Reach Integrated Care Board`."""
    parts = [part for part in name.split() if part[0].isupper()]
    return len(parts) > len(acronym) > 2 and "".join(p[0] for p in parts[-len(acronym) :]) == acronym.rstrip("s")


def _canonical(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _most_usual(counts: Counter[str]) -> str:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].isupper(), item[0]))[0][0]
