"""Positive evidence that the name under a quotation is a person's name or a body's full name.

A wrong name is the most serious error, so the form of a word is not enough: towns are capitalised too. A title, a
role, a given name, or a fuller name elsewhere in the same source counts as evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.rules import Rule
from pipeline.direct_speech.speakers import (
    CAP,
    TITLE,
    Speaker,
    either,
    ends_in_role,
    has_role_noun,
    is_person,
    role_nouns,
)
from pipeline.language.lexicons import lexicon_words
from pipeline.people.names import is_title, normalise

_MENTION = re.compile(rf"(?<![\w'’-]){CAP}")
_OFTEN = 2  # how often a word must occur as a speaker to be a nickname
_SEEN_SHARE = 0.5  # the least share of a word's mentions that the language model labels as a person


class SpeakerEvidence:
    """The evidence on names in one source.

    Args:
        text: the source.
        people: the spans that a language model labels as people's names.
    """

    def __init__(self, text: str, *, people: Sequence[Span]) -> None:
        self._text = text
        self._people = people
        self._judged: dict[str, bool] = {}

    def checked(self, who: Speaker, *, rule: Rule | None) -> Speaker:
        """The speaker, or an empty one if there is no evidence that the name is a person's or a body's."""
        role = "" if _is_verb(who.role) else who.role
        if not who.is_named or ends_in_role(who.name):
            return replace(who, role=role)
        if _is_whole_body(who.name):
            return replace(who, role=role)
        if not is_person(who.name):
            return Speaker()
        shown = self.is_person(who.name) or (has_role_noun(role) and _is_full_name(who.name))
        # A single word on a line, with a role on the next, is a first name: `Amy`, `Head of Research`.
        shown = shown or (
            rule is Rule.LINE and ends_in_role(role.split(" of ")[0]) and _may_be_first_name(who.name)
        )
        return replace(who, role=role) if shown else Speaker()

    def is_given(self, name: str) -> bool:
        """Whether it starts with a title, or with a given name that is not also a place name."""
        key = normalise(name.split(maxsplit=1)[0].strip(".,'’"))
        places = lexicon_words("names_that_are_places")
        return is_title(name.split(maxsplit=1)[0]) or (key in lexicon_words("given_names") and key not in places)

    def is_person(self, name: str) -> bool:
        """Whether there is evidence that the name is a person's."""
        if name not in self._judged:
            self._judged[name] = self._is_person(name)
        return self._judged[name]

    def _is_person(self, name: str) -> bool:
        words = name.split()
        if is_title(words[0]) or re.match(TITLE, name):
            return len(words) > 1
        keys = [normalise(word.strip(".,'’")) for word in words]
        if any(map(_is_verb, keys)) or ends_in_role(name):
            return False
        if keys[0] in lexicon_words("days_and_months") - lexicon_words("given_names"):
            return False
        if len(words) > 1:
            given = keys[0] in lexicon_words("given_names") and keys[0] not in lexicon_words(
                "names_that_are_places"
            )
            joined = any(
                part in lexicon_words("given_names")
                for part in (normalise(part) for part in words[0].split("-")[:-1])
            )
            seen = self._is_mostly_seen(folded(name)) or folded(name) in self._beside_words
            return given or joined or seen or words[-1] in self._titled
        return self._is_one_word_person(words[0], keys[0])

    def _is_one_word_person(self, word: str, key: str) -> bool:
        doubtful = key in lexicon_words("names_that_are_places") or key in lexicon_words("names_that_are_words")
        if key in lexicon_words("given_names"):
            if not doubtful:
                return True
            if key not in lexicon_words("names_that_are_places") and word in self._inside_sentences:
                return True
        if any(word in name.split() for name in self._full_names):
            return True
        if not doubtful and self._seen_words[word] > _SEEN_SHARE * self._mentions[word]:
            return True
        return self._speaks_often(word)

    def _speaks_often(self, word: str) -> bool:
        """Whether a word is a nickname: it often occurs as a speaker, and never where a place would."""
        return self._speaking[word] >= _OFTEN and word not in self._after_places_words

    @cached_property
    def _titled(self) -> frozenset[str]:
        """Surnames that come after a title: `Dr Lee`."""
        return frozenset(match[1] for match in re.finditer(rf"(?<!\w){TITLE}({CAP})(?!\s+[A-Z])", self._text))

    def _is_mostly_seen(self, name: str) -> bool:
        """Whether the language model labels most mentions of a full name as a person, and few come after `the`."""
        many = _SEEN_SHARE * self._folded.count(name)
        return name in self._seen and self._seen[name] > many > self._folded.count(f"the {name}")

    @cached_property
    def _folded(self) -> str:
        return folded(self._text)

    @cached_property
    def _seen(self) -> Counter[str]:
        return Counter(re.sub(r"['’]s?$", "", folded(span.of(self._text))) for span in self._people)

    @cached_property
    def _beside_words(self) -> frozenset[str]:
        """Names of several words after quoted words and a verb of speech, or before an age or a role."""
        name = rf"(?P<n>{CAP}(?:\s+{CAP}){{1,2}})"
        verb = either("speech_verbs")
        says = rf"[”\"’]\s+(?:{verb})\s+{name}(?=\s*[,.;:\n]|\s+who\b|$)"
        aged = rf"(?<!\w){name},\s(?:aged\s)?\d\d,"
        role = rf"(?:the\s|an?\s|former\s)?(?:[\w’'-]+\s){{0,4}}?{role_nouns()}(?!\w)"
        office = rf"(?:^|[.!?][”\"]?\s|\n)\s*{name},\s{role}"
        names = {
            folded(match["n"]) for pattern in (says, aged, office) for match in re.finditer(pattern, self._text)
        }
        places = (
            lexicon_words("names_that_are_places")
            | lexicon_words("abstract_words")
            | lexicon_words("function_words")
        )
        return frozenset(
            each
            for each in names
            if is_person(each) and not has_role_noun(each) and normalise(each.split()[0]) not in places
        )

    @cached_property
    def _full_names(self) -> frozenset[str]:
        return frozenset(
            name
            for name in self._seen.keys() | self._beside_words
            if " " in name and is_person(name) and self.is_person(name)
        )

    @cached_property
    def _seen_words(self) -> Counter[str]:
        names = (folded(span.of(self._text)) for span in self._people)
        return Counter(
            match[0].removesuffix("’s").removesuffix("'s") for name in names for match in _MENTION.finditer(name)
        )

    @cached_property
    def _inside_sentences(self) -> frozenset[str]:
        """Words that are capitalised inside a sentence."""
        return frozenset(match[1] for match in re.finditer(rf"[a-z,]\s+({CAP})(?:['’]s)?(?!\w)", self._text))

    @cached_property
    def _speaking(self) -> Counter[str]:
        """How often a capitalised word is the speaker right next to a quotation mark: `,” said Pink`."""
        verb = either("speech_verbs")
        after = rf"[”\"’]\s+(?:{verb})\s+(?P<a>{CAP})(?=[\s,.;:])(?!\s+[A-Z])"
        before = rf"[”\"’]\s+(?P<b>{CAP})\s+(?:{verb})\b"
        found = re.finditer(f"{after}|{before}", self._text)
        return Counter(match["a"] or match["b"] for match in found)

    @cached_property
    def _after_places_words(self) -> frozenset[str]:
        """Capitalised words in the position of a place: `in Hartlepool`, `across Leeds`."""
        places = re.finditer(rf"\b(?:in|near|across|around|throughout|outside|at)\s+({CAP})", self._text)
        return frozenset(match[1].removesuffix("’s").removesuffix("'s") for match in places)

    @cached_property
    def _mentions(self) -> Counter[str]:
        return Counter(match[0].removesuffix("’s").removesuffix("'s") for match in _MENTION.finditer(self._text))


def _is_full_name(name: str) -> bool:
    return len(name.split()) > 1 and not any(
        normalise(word) in lexicon_words("names_that_are_places") for word in name.split()[:1]
    )


def _may_be_first_name(name: str) -> bool:
    key = normalise(name)
    taken = (lexicon_words(words) for words in ("names_that_are_places", "days_and_months", "abstract_words"))
    return not any(key in words for words in taken) and not _is_verb(name)


def _is_verb(word: str) -> bool:
    return bool(word) and re.fullmatch(rf"(?:{either('speech_verbs')})", word, re.I) is not None


def _is_whole_body(name: str) -> bool:
    """Whether a body or document is given its full name: `Northside Trust`, not `Trust` or `Development Trust`."""
    keys = [normalise(word) for word in name.split()]
    bodies = (
        lexicon_words("organisation_nouns") | lexicon_words("collective_nouns") | lexicon_words("things_that_say")
    )
    if not bodies.intersection(keys):
        return False
    if keys[0] == "the" and keys[-1] in bodies:
        return True  # the Trust: the source gives no fuller name
    generic = bodies | lexicon_words("abstract_words") | lexicon_words("kinds_of_bodies")
    own = [key for key in keys if key not in generic and key not in lexicon_words("function_words")]
    return len(keys) > 1 and bool(own)


def without_affiliation(who: Speaker) -> Speaker:
    """The speaker whose name runs on into a body: `Amy Lee NHS Trust Dean` is `Amy Lee`."""
    words = who.name.split()
    at = next((at for at, word in enumerate(words) if at > 1 and len(word) > 1 and word.isupper()), len(words))
    if at == len(words) or normalise(words[0]) not in lexicon_words("given_names"):
        return who
    return replace(who, name=" ".join(words[:at]), organisation=who.organisation or " ".join(words[at:]))
