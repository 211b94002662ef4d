"""Whose words they are, against whose the draft says they are.

A draft is contradicted only by what it says and the study knows: it names another participant, another case,
another role or organisation on record. What it leaves open ("one organiser") is never wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from pipeline.corpus import tables
from pipeline.corpus.records import NARRATOR, Participant, Source
from pipeline.corpus.spans import WORD, Span, SpanIndex
from pipeline.direct_speech.speakers import NAME, Speaker, has_role_noun
from pipeline.language.lexicons import lexicon_words
from pipeline.people.names import full_key, is_title, names_in_label
from pipeline.people.redaction import Redactor
from pipeline.verify.drafts import Draft, DraftQuotation
from pipeline.verify.numbering import Numbering, places_of
from pipeline.verify.spoken_words import SpokenTurn, TokenisedCorpus
from pipeline.verify.verdicts import UnconsentedName
from pipeline.verify.words import plain

_BROKEN = re.compile(r"(?<=[^\W\d_])-\s(?=[a-z])")  # a word that a line's end broke
_ASKERS = ("interviewer", "researcher", "facilitator", "moderator")
_SURVEYED = ("survey respondent", "survey response", "respondent to the survey")
_GIVES_VOICE = re.compile(r"(?i)\b(?:as|according to|said|says|told|explained|put it|in the words of)\b|[:,]\s*$")
_ALL = ("id", "name", "case", "where", "role", "organisation", "kind")
_CLOSE = ("name", "case")  # what the sentence around a quotation may contradict; the rest only a proper attribution

_GENERIC = frozenset(
    {
        "survey", "interview", "interviews", "roundtable", "england", "uk", "notes", "report", "document",
        "transcript",
        "recording", "final", "group", "focus", "participant", "respondent", "male", "female", "audio", "clean",
    }
)  # fmt: skip

Phrase = tuple[str, ...]


@dataclass
class QuotablePerson:
    """Somebody whose words may be quoted, and every phrase that tells who it is, by what it is."""

    participant: str
    phrases: dict[str, set[Phrase]] = field(default_factory=lambda: defaultdict(set))
    name: str = ""
    attribution: str = ""
    quotable: bool = True
    may_be_named: bool = False

    def add(self, kind: str, text: str) -> None:
        """One more phrase."""
        if phrase := phrase_of(text):
            self.phrases[kind].add(phrase)


def phrase_of(text: str) -> Phrase:
    """Words as they are compared, without possessive endings."""
    return tuple(plain(word).removesuffix("'s") for word in WORD.findall(text))


class QuotablePeople:
    """Everybody who is heard in the study."""

    def __init__(self, said: TokenisedCorpus) -> None:
        self._said = said
        self.sources = sources = {row.source: row for row in said.made[tables.SOURCES]}
        self._cases: dict[str, set[Phrase]] = {}
        for row in sources.values():
            self._cases.setdefault(row.case, set()).update(_case_phrases(row))
        self.known: dict[str, QuotablePerson] = {}
        asks = set()
        for one in said.made[tables.PARTICIPANTS]:
            person = self._person(one)
            if one.interviewer:
                asks.add(one.participant)
                for kind in ("case", "role", "organisation"):
                    person.phrases.pop(kind, None)
                for word in _ASKERS:
                    person.add("role", word)
        self._add_attributions()
        self._add_respondents()
        self._quoted = self._outsiders()
        self._asks = asks
        places = (text for row in sources.values() for text in (row.place, row.case, row.title))
        self._nobody = frozenset(word for told in places for word in phrase_of(told.replace("_", " ")))
        known: dict[str, set[Phrase]] = defaultdict(set)
        for person in [*self.known.values(), *(each for group in self._quoted.values() for _, _, each in group)]:
            for kind, phrases in person.phrases.items():
                known[kind] |= phrases
        for phrases in self._cases.values():
            known["case"] |= phrases
        # By kind, first word and length.
        self._numbering = Numbering(self._labels())
        self._parts = self._places()
        self._by_kind: dict[str, dict[str, dict[int, set[Phrase]]]] = defaultdict(dict)
        for kind, phrases in known.items():
            for phrase in phrases:
                by_length = self._by_kind[kind].setdefault(phrase[0], {})
                by_length.setdefault(len(phrase), set()).add(phrase)

    def _labels(self) -> dict[str, list[str]]:
        """Everything that people and sources are called."""
        made: dict[str, list[str]] = defaultdict(list)
        for row in self._said.made[tables.PARTICIPANTS]:
            made[row.participant] += [row.speaker, row.name, row.attribution, row.role]
        for source, file in self.sources.items():
            made[source] += [file.case, file.title, PurePath(file.file).stem]
        return made

    def _places(self) -> dict[str, set[Phrase]]:
        """For each source, the words of its title and its file that are no number; not those that most share."""
        made = {
            source: {phrase_of(part) for part in places_of((row.title, row.case, PurePath(row.file).stem))}
            for source, row in self.sources.items()
            if row.kind != "survey"
        }
        shared = Counter(phrase for phrases in made.values() for phrase in phrases)
        return {
            source: {
                phrase
                for phrase in phrases
                if phrase and shared[phrase] <= len(made) / 2 and not _is_generic(phrase)
            }
            for source, phrases in made.items()
        }

    def _person(self, row: Participant) -> QuotablePerson:
        person = self.known.setdefault(row.participant, QuotablePerson(row.participant))
        person.name = row.name or next(iter(names_in_label(row.speaker)), "")
        person.may_be_named = row.consent == "named"
        _add_name(person, person.name)
        person.add("role", row.role)
        if not names_in_label(row.speaker) and not re.search(r"\d", row.speaker):
            person.add("role", row.speaker)  # Manager, Volunteer
        person.add("organisation", row.organisation)
        for phrase in self._cases.get(row.case, ()):
            person.phrases["case"].add(phrase)
        return person

    def _add_attributions(self) -> None:
        for row in self._said.made[tables.ATTRIBUTIONS]:
            person = self.known.setdefault(row.participant, QuotablePerson(row.participant))
            person.attribution, person.quotable = row.attribution, row.quotable
            person.add("role", row.role)
            cited = row.attribution.split(",")[0]
            if row.quotable and row.consent != "named" and not re.search(r"\d", cited):
                person.add("role", cited)
            person.add("organisation", row.organisation)
            for phrase in self._cases.get(row.case, ()):
                person.phrases["case"].add(phrase)

    def _add_respondents(self) -> None:
        for turn in self._said.turns:
            if turn.participant and self.sources[turn.source].kind == "survey":
                person = self.known.setdefault(turn.participant, QuotablePerson(turn.participant))
                person.phrases["kind"].update(map(phrase_of, _SURVEYED))

    def _outsiders(self) -> dict[str, list[tuple[int, int, QuotablePerson]]]:
        """Those whom documents quote, by source and place."""
        found: dict[str, list[tuple[int, int, QuotablePerson]]] = defaultdict(list)
        for row in self._said.made[tables.QUOTES]:
            if row.kind != "direct":
                continue
            person = QuotablePerson(row.speaker or row.quote_id, name=row.speaker, may_be_named=True)
            if Speaker(row.speaker).is_named and not has_role_noun(row.speaker):
                _add_name(person, row.speaker)
                person.add("role", row.speaker_role)
                person.add("organisation", row.speaker_organisation)
            person.attribution = ", ".join(filter(None, (row.speaker, row.speaker_role, row.speaker_organisation)))
            person.phrases["case"] |= self._cases.get(self.sources[row.source].case, set())
            found[row.source].append((row.start, row.end, person))
        return found

    def speaking(self, turn: SpokenTurn, start: int) -> QuotablePerson:
        """Who says what begins at this character of the turn's source."""
        for first, end, person in self._quoted.get(turn.source, ()):
            if first <= start < end:
                return person
        if turn.participant in self.known:
            return self.known[turn.participant]
        person = QuotablePerson(turn.participant)
        person.phrases["case"] = set(self._cases.get(self.sources[turn.source].case, set()))
        return person

    def contradiction(self, found: DraftQuotation, person: QuotablePerson, turn: SpokenTurn) -> str:
        """What the draft says of the speaker that is not so; "" if nothing."""
        if turn.is_asked and turn.participant in self._asks | {""}:
            told = phrase_of(found.told or found.lead)  # where the draft says whose words they are, that counts
            asked = any(
                word in told or f"{word}s" in told for word in (*_ASKERS, "asked", "interview", "interviewed")
            )
            names = any(_holds(told, phrase) for phrase in person.phrases.get("name", ()))
            return "" if asked or names else "these are the interviewer's words"
        if turn.role == NARRATOR and not person.phrases.get("name"):
            return self._of_nobody(found, person)
        wrong, right = self._compared(found.told, person, turn, kinds=_ALL)
        if not wrong and right & {"id", "name"}:
            return ""
        if not wrong:
            close = ("id", *_CLOSE, "role") if _GIVES_VOICE.search(found.lead) else _CLOSE
            around, agree = self._compared(found.lead, person, turn, kinds=("case",) if right else close)
            wrong = around if "name" not in agree else ""
        return f"the draft attributes them to {wrong}" if wrong else self._stranger(found, person)

    def agrees(self, found: DraftQuotation, person: QuotablePerson, turn: SpokenTurn) -> bool:
        """Whether anything that the draft says of the speaker is known to be so."""
        return bool(self._compared(found.told, person, turn, kinds=_ALL)[1])

    def _of_nobody(self, found: DraftQuotation, person: QuotablePerson) -> str:
        """A document's own words, or those of somebody whom it does not name."""
        named = _mentioned(phrase_of(found.told), self._by_kind["name"])
        return "these are the document's own words" if named and not person.participant else ""

    def _compared(
        self, text: str, person: QuotablePerson, turn: SpokenTurn, *, kinds: Iterable[str]
    ) -> tuple[str, set[str]]:
        """What a text says that is not so of a person, and of what kinds is what it says that is so."""
        text = _BROKEN.sub("", text)
        words = phrase_of(text)
        capital = frozenset(plain(word).removesuffix("'s") for word in WORD.findall(text) if word[:1].isupper())
        case = self.sources[turn.source].case
        wrong, right = "", set()
        for kind in kinds:
            if kind == "id":
                other, agrees = self._numbering.compared(
                    text,
                    (person.participant, turn.source),
                    participant=person.participant,
                    cited=person.attribution,
                    everybody=max(1, len(self.sources)),
                )
                wrong = wrong or other
                right |= {kind} if agrees else set()
                continue
            if kind == "where":
                wrong = wrong or self._elsewhere(text, turn, so=person.phrases.get("case", set()))
                continue
            mentioned = _mentioned(words, self._by_kind[kind])
            if kind == "name":
                mentioned = {phrase for phrase in mentioned if set(phrase) <= capital}
            elif kind == "case":
                mentioned = {phrase for phrase in mentioned if phrase[0] in capital}
            so = person.phrases.get(kind, set()) | (self._cases.get(case, set()) if kind == "case" else set())
            if any(_alike(phrase, each) for phrase in mentioned for each in so):
                right.add(kind)
            elif mentioned and not wrong and (so or kind in ("name", "kind")):
                wrong = _shown(text, max(mentioned, key=len))
        return wrong, right

    def _elsewhere(self, text: str, turn: SpokenTurn, *, so: set[Phrase]) -> str:
        """What stands between commas, and is in the name or title of another file and not of this one."""
        ours = self._parts.get(turn.source, set()) | so
        known = set().union(*self._parts.values()) if self._parts else set()
        for part in re.split(r"[,;()\[\]]", text):
            phrase = phrase_of(part)
            if phrase in known and part.strip()[:1].isupper() and not any(_alike(phrase, each) for each in ours):
                return part.strip()
        return ""

    def _stranger(self, found: DraftQuotation, person: QuotablePerson) -> str:
        """A full name that is nobody's in the study, where the person has one that may be printed."""
        name = found.speaker
        if not person.name or not person.may_be_named or not re.fullmatch(NAME, name):
            return ""
        bare = [word for word in name.split() if not is_title(word)]
        if (
            len(bare) < 2
            or set(full_key(name)) & set(full_key(person.name))
            or set(phrase_of(name)) <= self._nobody
        ):
            return ""
        if any(plain(word) in lexicon_words("organisation_nouns") for word in bare):
            return ""
        return f"the draft attributes them to {name}"


def _add_name(person: QuotablePerson, name: str) -> None:
    bare = [word for word in name.split() if not is_title(word)]
    person.add("name", " ".join(bare))
    for part in bare if len(bare) <= 4 else ():
        common = plain(part) in lexicon_words("names_that_are_words") | lexicon_words("names_that_are_places")
        if len(part) > 2 and not common:
            person.add("name", part)


def _is_generic(phrase: Phrase) -> bool:
    """Whether the words tell one case from another in no way."""
    return set(phrase) <= _GENERIC or all(word in lexicon_words("function_words") for word in phrase)


def _case_phrases(row: Source) -> Iterable[Phrase]:
    """The case's name and its place, not the region that it shares with others."""
    for told in (row.case, row.place.split(",")[0]):
        phrase = phrase_of(told.replace("_", " "))
        if phrase and not _is_generic(phrase) and row.kind != "survey":
            yield phrase


def _mentioned(words: Phrase, phrases: Mapping[str, Mapping[int, set[Phrase]]]) -> set[Phrase]:
    """Those of the phrases that stand in the words; not one that is only a part of another that does."""
    found = [
        (at, phrase)
        for at, word in enumerate(words)
        for length, known in phrases.get(word, {}).items()
        if (phrase := words[at : at + length]) in known
    ]
    taken: set[int] = set()
    kept = set()
    for at, phrase in sorted(found, key=lambda each: (-len(each[1]), each[0])):
        if taken.isdisjoint(range(at, at + len(phrase))):
            kept.add(phrase)
            taken.update(range(at, at + len(phrase)))
    return kept


def _alike(one: Phrase, other: Phrase) -> bool:
    """Whether they are the same, or one says less than the other: `organiser`, `community organiser`."""
    return set(one) <= set(other) or set(other) <= set(one)


def _holds(words: Phrase, phrase: Phrase) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))


def _shown(text: str, phrase: Phrase) -> str:
    """The phrase as the text has it."""
    found = list(WORD.finditer(text))
    keys = phrase_of(text)
    for at in range(len(keys) - len(phrase) + 1):
        if keys[at : at + len(phrase)] == phrase:
            return re.sub(r"['’]s$", "", text[found[at].start() : found[at + len(phrase) - 1].end()])
    return " ".join(phrase)


class Consents:
    """Knows the names that may not be printed. Those who ask the questions are left out: they are the authors."""

    def __init__(self, said: TokenisedCorpus) -> None:
        self._redactor = Redactor.of(one for one in said.made[tables.PARTICIPANTS] if not one.interviewer)

    def named(self, text: str) -> str:
        """What is wrong with the names in a text; "" if nothing."""
        found = self._redactor.spans(text)
        if not found:
            return ""
        names = dict.fromkeys(each.span.of(text) for each in found)
        reason = self._redactor.reason(found[0].participant)
        return f"names {', '.join(names)} ({found[0].participant}: {reason})"

    def elsewhere(self, draft: Draft, *, told: Sequence[Span]) -> list[UnconsentedName]:
        """Names that stand neither in a quotation nor in what says whose it is, each once a paragraph."""
        found = []
        seen = set()
        quoted = SpanIndex(told)
        for each in self._redactor.spans(draft.text):
            name = each.span.of(draft.text)
            place = draft.paragraph_at(each.span.start)
            if quoted.overlapping(each.span) or (name, place) in seen:
                continue
            seen.add((name, place))
            reason = self._redactor.reason(each.participant)
            found.append(UnconsentedName(name, place.line, each.participant, reason, place.part))
        return found
