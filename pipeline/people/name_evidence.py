"""Evidence from the study and the word lists on whether a word is a person's name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.corpus.evidence_records import Mention, PersonMention, is_certain
from pipeline.corpus.records import Turn, by_source
from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import is_common_word, pattern_of
from pipeline.people.names import MONTHS_THAT_ARE_NAMES

Keys = tuple[str, ...]

DETERMINERS = frozenset(("the", "a", "an", "this", "these", "those", "every", "each", "some", "any", "no"))
_NEAR = 8  # number of preceding spans that may still reach a place
_OFTEN = 10  # a word written in lower case this often is not a name
_EACH = 3  # of these, the minimum in the singular and in the plural
_SELDOM_SEEN = 5  # … if the names model takes at most one in this many for a person
LEAST_SOUND = 3  # consonants
LEAST_NAME = 2  # letters: Jo, Li
_SPELLINGS = (("ph", "f"), ("gh", "g"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("j", "g"))
# Offices, family relations and organisations.
_NO_NAMES = ("label_words", "function_words", "organisation_nouns", "people_words", "role_nouns")


@dataclass(frozen=True)
class SpokenSource:
    """One source, prepared for the search for names.

    Attributes:
        source: the id of the source.
        text: the stored text.
        turns: the spans of its turns.
        people: the people found by the names model.
        organisations: the organisations found, each with whether it is certain.
    """

    source: str
    text: str
    turns: Sequence[Span]
    people: Sequence[Span]
    organisations: Sequence[tuple[Span, bool]]

    def people_within(self, span: Span) -> list[Span]:
        """The people found by the model that begin in a span."""
        people = self._people
        first, last = (bisect_left(people, at, key=lambda person: person.start) for at in (span.start, span.end))
        return people[first:last]

    def organisations_at(self, span: Span) -> list[tuple[Span, bool]]:
        """The organisations that overlap a span."""
        named = self._organisations
        last = bisect_left(named, span.end, key=lambda each: each[0].start)
        return [each for each in named[max(0, last - _NEAR) : last] if each[0].overlaps(span)]

    def is_organisation(self, span: Span) -> bool:
        """Whether a span is certainly part of an organisation's name."""
        return any(sure for _, sure in self.organisations_at(span))

    @cached_property
    def _people(self) -> list[Span]:
        return sorted(self.people)

    @cached_property
    def _organisations(self) -> list[tuple[Span, bool]]:
        return sorted(self.organisations)


def spoken_sources(
    texts: Mapping[str, str], *, turns: Iterable[Turn], people: Iterable[PersonMention], mentions: Iterable[Mention]
) -> list[SpokenSource]:
    """The texts of a study by source, with what the earlier stages found in them."""
    turns_of, people_of, mentions_of = by_source(turns), by_source(people), by_source(mentions)
    return [
        SpokenSource(
            source=source,
            text=text,
            turns=[row.span for row in turns_of.get(source, ())],
            people=[row.span for row in people_of.get(source, ())],
            organisations=[(row.span, is_certain(row.basis)) for row in mentions_of.get(source, ())],
        )
        for source, text in texts.items()
    ]


@dataclass
class StudyWords:
    """Word usage across the whole study.

    Attributes:
        printable: full names that may be printed.
        printable_parts: words of names of which every part may be printed.
        lower: words written in lower case, with their counts.
        capital: how often a word is capitalised inside a sentence.
        organisations: names of organisations that are certain or have several words.
        seen_as_body: how much more often a name is taken for an organisation's than for a person's.
        parts: words that identify a person wherever they are capitalised.
        seen: how often the names model takes a word for a person, on its own or after a word that is not known as
            a given name.
        seen_small: the same for the word in lower case.
        sounds: the sound keys of the names that may not be printed.
    """

    printable: frozenset[Keys]
    printable_parts: frozenset[str]
    lower: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    organisations: set[Keys] = field(default_factory=set)
    seen_as_body: Counter[Keys] = field(default_factory=Counter)
    parts: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    seen_small: Counter[str] = field(default_factory=Counter)
    sounds: set[str] = field(default_factory=set)

    def is_word(self, key: str) -> bool:
        """Whether the study uses it as an ordinary lower-case word, not a carelessly typed name like `aoife`."""
        if key not in self.lower or is_given(key):
            return False
        return not is_name_alone(key) or self.is_everyday(key)

    def is_body(self, keys: Keys) -> bool:
        """Whether a name is an organisation's; a surname alone, if seen as one more often than as a person's."""
        return keys in self.organisations or self.seen_as_body[keys] > 0

    def is_everyday(self, key: str) -> bool:
        """Whether the study often has a word in lower case and the model seldom takes it for a person.

        It must occur in the singular and in the plural (`physio`, `physios`). A name does not, however often it is
        in lower case.
        """
        forms = {key.removesuffix("s"), f"{key.removesuffix('s')}s"}
        often = sum(self.lower[form] for form in forms)
        if min(self.lower[form] for form in forms) < _EACH:
            return False
        seen = sum(self.seen_small[form] for form in forms)
        return often >= _OFTEN and often >= _SELDOM_SEEN * seen and not any(map(is_given, forms))

    def mostly_seen(self) -> set[str]:
        """Rare words that the names model takes for a person at least half the time."""
        often = (key for key, count in self.seen.items() if 2 * count >= self.capital[key])
        return {key for key in often if not is_common_word(key)}

    def may_be_printed(self, keys: Keys) -> bool:
        """Whether this name may be printed."""
        return keys in self.printable or all(key in self.printable_parts for key in keys)


def sound_of(key: str) -> str:
    """A key of a word's consonants by sound; empty if there are too few to distinguish words.

    A transcriber who does not know a name spells it as it sounds: `Morine` for `Maureen`, `Filips` for `Philips`.
    """
    for written, heard in _SPELLINGS:
        key = key.replace(written, heard)
    rest = re.sub(r"[aeiouyhw\W_]", "", key[1:])
    first = "a" if key[:1] in "aeiou" else key[:1]
    sound = re.sub(r"(.)\1+", r"\1", first + rest)
    return sound if len(sound) >= LEAST_SOUND else ""


def is_thing_after_name(key: str) -> bool:
    """Whether a word after a name makes it the name of a street, building or organisation."""
    return key in lexicon_words("things_after_names") or key in lexicon_words("organisation_nouns")


def is_given(key: str) -> bool:
    """Whether a word is in the list of given names."""
    return key.partition(" ")[0] in lexicon_words("given_names")


def is_rare_given(key: str) -> bool:
    """Whether a word is a given name with hardly any other use: `dilys`, `folasade`."""
    return is_given(key) and not is_ambiguous(key) and not is_common_word(key)


def is_name_alone(key: str) -> bool:
    """Whether a word has hardly any use except as a name: a given name, or not an everyday word."""
    return not is_ambiguous(key) and (is_given(key) or not is_common_word(key))


def is_ambiguous(key: str) -> bool:
    """Whether a name is also a word, a place or a month."""
    return (
        key in MONTHS_THAT_ARE_NAMES
        or key in lexicon_words("names_that_are_words")
        or key in lexicon_words("names_that_are_places")
    )


def is_identifying(key: str, study: StudyWords) -> bool:
    """Whether one part of a full name identifies the person on its own."""
    return len(key) > 2 and not is_ambiguous(key) and not study.is_word(key)


def is_common(key: str, study: StudyWords) -> bool:
    """Whether a word is known as an ordinary word or a place."""
    if key in study.lower or is_ambiguous(key):
        return True
    return len(key) < LEAST_SOUND or any(key in lexicon_words(name) for name in _NO_NAMES)


def is_nobody(key: str) -> bool:
    """Whether a word is an office, family relation or organisation rather than a name; a place may be a name."""
    if is_given(key) or key in lexicon_words("names_that_are_words"):
        return False
    return any(key in lexicon_words(name) for name in _NO_NAMES)


def is_within_thing(span: Span, text: str) -> bool:
    """Whether words belong to the name of a shop, charity or illness, or to a saying: `Marie Curie`."""
    pattern = pattern_of("things_named_after_people")
    return any(
        match.start() < span.end and span.start < match.end()
        for match in pattern.finditer(text, max(0, span.start - 20), min(len(text), span.end + 20))
    )
