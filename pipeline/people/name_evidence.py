"""Evidence for and against a capitalised word being the name of a third party."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.corpus.spans import Span
from pipeline.language.common_words import is_common_word
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import pattern_of
from pipeline.people.name_runs import CapitalisedRun, NameToken
from pipeline.people.names import is_title

Keys = tuple[str, ...]

_MONTHS = frozenset(("april", "august", "june", "may", "march"))
_MODALS = frozenset(("will", "may", "can", "mark"))  # at the start of a sentence they are the verb
BEFORE_PLACE = frozenset(("in", "near", "across", "around", "outside", "throughout", "within", "beyond", "into"))
DETERMINERS = frozenset(("the", "a", "an", "this", "these", "those", "every", "each", "some", "any", "no"))
OF_THINGS = frozenset(("the", "these", "those"))  # before a whole name: the Thomas Oakshott flats
_BEFORE_MONTH = frozenset(("since", "until", "till", "by", "last", "next", "early", "late", "mid", "during", "of"))
_MEETING = frozenset(("had", "told", "asked", "with", "ask", "rang", "saw", "met", "called", "named", "phoned"))
# How often a word must stand after an article, and which share of its capitals, to be a thing: the Bill.
_THINGS_LEAST, _THINGS_SHARE = 2, 0.2
_OFTEN = 10  # times that a word is written in lower case, which is no name then
_EACH = 3  # of these in the singular, and in the plural, at least
_SELDOM_SEEN = 5  # … if the language model takes at most one of so many for a person
_CALLED = frozenset(("called", "named", "nicknamed"))
_MOST_WORDS = 4
_NEAR = 8  # spans before a place that may still reach it
LEAST_SOUND = 3  # consonants
LEAST_NAME = 2  # letters: Jo, Li
_SPELLINGS = (("ph", "f"), ("gh", "g"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("j", "g"))


@dataclass(frozen=True)
class SpokenSource:
    """One source as it is read for names.

    Attributes:
        source: its id.
        text: the stored text.
        turns: where somebody speaks.
        people: where the language model sees a person's name.
        organisations: where an organisation is named, and whether that is sure.
    """

    source: str
    text: str
    turns: Sequence[Span]
    people: Sequence[Span]
    organisations: Sequence[tuple[Span, bool]]

    def people_at(self, span: Span) -> list[Span]:
        """The people of the language model that share a character with a span."""
        people = self._people
        last = bisect_left(people, span.end, key=lambda person: person.start)
        return [person for person in people[max(0, last - _NEAR) : last] if person.overlaps(span)]

    def people_within(self, span: Span) -> list[Span]:
        """The people of the language model that begin in a span."""
        people = self._people
        first, last = (bisect_left(people, at, key=lambda person: person.start) for at in (span.start, span.end))
        return people[first:last]

    def organisations_at(self, span: Span) -> list[tuple[Span, bool]]:
        """The organisations that share a character with a span."""
        named = self._organisations
        last = bisect_left(named, span.end, key=lambda each: each[0].start)
        return [each for each in named[max(0, last - _NEAR) : last] if each[0].overlaps(span)]

    @cached_property
    def _people(self) -> list[Span]:
        return sorted(self.people)

    @cached_property
    def _organisations(self) -> list[tuple[Span, bool]]:
        return sorted(self.organisations)


@dataclass
class StudyWords:
    """What the whole study says of its words.

    Attributes:
        printable: whole names that may be printed.
        printable_parts: words of names whose every part may be printed.
        lower: words that it writes in lower case, with how often.
        capital: how often a word has a capital inside a sentence.
        determined: how often of these after an article.
        organisations: names of organisations.
        bodies: those of them that are sure.
        parts: words that tell of somebody wherever they stand with a capital.
        doubtful_parts: the same, where the language model agrees.
        seen: how often the language model takes a word, alone, for a person.
        seen_small: the same, where it is written in lower case.
        sounds: how names sound that may not be printed.
        generous: whether a needless replacement is better than an overlooked name.
        read_by_model: whether the language model sees anybody in it, so that what it overlooks tells something.
    """

    printable: frozenset[Keys]
    printable_parts: frozenset[str]
    lower: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    determined: Counter[str] = field(default_factory=Counter)
    organisations: set[Keys] = field(default_factory=set)
    bodies: set[Keys] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    doubtful_parts: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    seen_small: Counter[str] = field(default_factory=Counter)
    sounds: set[str] = field(default_factory=set)
    read_by_model: bool = False
    generous: bool = False

    def is_word(self, key: str) -> bool:
        """Whether the study writes it in lower case, as a word of the language: not `aoife`, typed without care."""
        if key not in self.lower:
            return False
        return not is_name_alone(key) or self.is_everyday(key)

    def is_everyday(self, key: str) -> bool:
        """Whether the study often writes a word in lower case, and the model seldom takes it for somebody.

        It comes in the singular and in the plural: `physio`, `physios`. A name does not, however often it is typed
        without care.
        """
        forms = {key.removesuffix("s"), f"{key.removesuffix('s')}s"}
        often = sum(self.lower[form] for form in forms)
        if min(self.lower[form] for form in forms) < _EACH:
            return False
        seen = sum(self.seen_small[form] for form in forms)
        return often >= _OFTEN and often >= _SELDOM_SEEN * seen and not any(map(is_given, forms))

    def mostly_seen(self) -> set[str]:
        """Rare words that the language model takes for a person, alone, at least every second time."""
        often = (key for key, count in self.seen.items() if 2 * count >= self.capital[key])
        return {key for key in often if not is_common_word(key)}

    def is_thing(self, key: str) -> bool:
        """Whether a capitalised word is a thing's name here: the Bill."""
        return self.determined[key] >= max(_THINGS_LEAST, _THINGS_SHARE * self.capital[key])

    def may_be_printed(self, keys: Keys) -> bool:
        """Whether this name may."""
        return keys in self.printable or all(key in self.printable_parts for key in keys)


def sound_of(key: str) -> str:
    """The consonants of a word as they are heard; empty where they are too few to tell words apart.

    A transcriber who does not know a name writes it as it sounds: `Morine` for `Maureen`, `Filips` for `Philips`.
    """
    for written, heard in _SPELLINGS:
        key = key.replace(written, heard)
    rest = re.sub(r"[aeiouyhw\W_]", "", key[1:])
    first = "a" if key[:1] in "aeiou" else key[:1]
    sound = re.sub(r"(.)\1+", r"\1", first + rest)
    return sound if len(sound) >= LEAST_SOUND else ""


def picked(run: CapitalisedRun, source: SpokenSource, study: StudyWords) -> Sequence[NameToken]:
    """The tokens of a run of capitalised words that name somebody; none if none do."""
    tokens = run.tokens
    if is_within_thing(Span(tokens[0].start, tokens[-1].end), source.text):
        return ()
    if run.titled:
        return _titled(tokens)
    if len(tokens) > 1 and is_title(tokens[0].key) and _is_name_after_title(tokens[1].key, study):
        return tokens[1:3]
    begins = 0
    while (
        begins < len(tokens) - 1 and tokens[begins].opens and _is_opening_word(tokens[begins : begins + 2], study)
    ):
        begins += 1
    tokens = tokens[begins:]
    if tokens[0].key in lexicon_words("beginnings_of_places"):
        return ()
    if not is_given(tokens[0].key):  # Little Trev, Prince Charles
        tokens = next((tokens[at:] for at in range(len(tokens)) if _begins_name(tokens, at)), tokens)
    return tokens[:_MOST_WORDS] if _is_somebody(run, tokens, source, study) else ()


def _is_somebody(run: CapitalisedRun, tokens: Sequence[NameToken], source: SpokenSource, study: StudyWords) -> bool:
    """Whether words that begin as a name may is one."""
    first, seen = tokens[0], seen_by_model(source, tokens)
    if len(tokens) > 1 and run.before(first) in OF_THINGS:
        return False
    plain = is_plain_given(first.key)
    whole = seen_by_model(source, tokens, whole=True)
    if any(is_thing_after_name(token.key, surname=whole) for token in tokens[1:]):
        return False
    if _is_introduced(run, tokens, study) and not in_organisation(source, first, given=True):
        return True
    mostly = len(tokens) > 1 and is_given(first.key) and first.key in lexicon_words("words_that_are_mostly_names")
    if in_organisation(source, first, given=plain or mostly):
        return False
    overlooked = study.read_by_model and not seen
    rare = is_rare_given(first.key) or (study.generous and not is_common_word(first.key))
    if overlooked and not rare and not _is_told(run, first):
        return False
    if plain:
        return True
    if is_given(first.key):
        return _is_evident(run, tokens, seen=seen, overlooked=overlooked, study=study)
    return _is_strange_name(run, tokens, seen=seen, study=study)


def _is_told(run: CapitalisedRun, token: NameToken) -> bool:
    """Whether the words beside a given name that the model overlooked tell of a person: `asked Bess`."""
    before, after = run.before(token), run.after(token)
    if before in _CALLED:
        return run.person_called(token)
    beside = before in lexicon_words("words_before_names") | _MEETING or after in lexicon_words("verbs_after_names")
    return beside or run.described_after(token)


def _begins_name(tokens: Sequence[NameToken], at: int) -> bool:
    """Whether a given name begins at a word, and not a place's name before it: `Trinity Saint David`."""
    after_place = at > 0 and tokens[at - 1].key.split()[-1] in lexicon_words("beginnings_of_places")
    return is_plain_given(tokens[at].key) and not after_place


def _is_name_after_title(key: str, study: StudyWords) -> bool:
    """Whether `Father`, `Nurse`, `Imam` before a word are its title."""
    if is_given(key):
        return True
    nobody = key in lexicon_words("label_words") or key in lexicon_words("organisation_nouns")
    return not nobody and key not in study.lower and not is_ambiguous(key)


def is_thing_after_name(key: str, *, surname: bool = False) -> bool:
    """Whether a word after a name makes it a street's, a building's, a body's; `surname` if it may be one."""
    return (
        key in lexicon_words("things_after_names")
        or (not surname and key in lexicon_words("things_that_are_surnames"))
        or key in lexicon_words("organisation_nouns")
    )


def _titled(tokens: Sequence[NameToken]) -> Sequence[NameToken]:
    kept = [token for token in tokens if token.key not in lexicon_words("label_words")]
    return kept[:3] if kept and kept[0] is tokens[0] else ()


def is_given(key: str) -> bool:
    """Whether the lexicon has a word as a given name."""
    return key.partition(" ")[0] in lexicon_words("given_names")


def is_common(key: str, study: StudyWords) -> bool:
    """Whether a capitalised word is one of the language's, an organisation's or a place's for all that is known."""
    lexicons = ("label_words", "function_words", "organisation_nouns", "people_words", "role_nouns")
    if key in study.lower or study.is_thing(key) or is_ambiguous(key) or (key,) in study.bodies:
        return True
    return len(key) < LEAST_SOUND or any(key in lexicon_words(name) for name in lexicons)


def is_plain_given(key: str) -> bool:
    """Whether the lexicon has a word as a given name, and as nothing else."""
    return is_given(key) and not is_ambiguous(key)


def is_rare_given(key: str) -> bool:
    """Whether a word is a given name that is hardly anything else: `dilys`, in text typed without capitals."""
    return is_plain_given(key) and not is_common_word(key)


def is_name_alone(key: str) -> bool:
    """Whether a word is hardly anything but a name: a given name, or none of the language's everyday words."""
    return not is_ambiguous(key) and (is_given(key) or not is_common_word(key))


def is_ambiguous(key: str) -> bool:
    """Whether a given name is also a word, a place or a month."""
    return (
        key in _MONTHS
        or key in lexicon_words("names_that_are_words")
        or key in lexicon_words("names_that_are_places")
    )


def is_identifying(key: str, study: StudyWords) -> bool:
    """Whether a part of a whole name tells of that person when it stands alone."""
    return len(key) > 2 and not is_ambiguous(key) and not study.is_word(key)


def _is_opening_word(tokens: Sequence[NameToken], study: StudyWords) -> bool:
    """Whether the capital of a sentence's first word says nothing: `And Terry`, `Will Terry come`."""
    first = tokens[0].key
    if first in lexicon_words("function_words") or (first in study.lower and not is_given(first)):
        return True
    return first in _MODALS and is_plain_given(tokens[1].key)


def _is_evident(
    run: CapitalisedRun, tokens: Sequence[NameToken], *, seen: bool, overlooked: bool, study: StudyWords
) -> bool:
    """Whether a given name that is also a word, a place or a month names somebody here."""
    first, before, after = tokens[0], run.before(tokens[0]), run.after(tokens[-1])
    if before in DETERMINERS:
        return False
    if len(tokens) > 1:
        return first.key not in _MONTHS or not first.opens
    if study.is_thing(first.key):
        return False
    if first.key in lexicon_words("names_that_are_places") and before in BEFORE_PLACE:
        return False
    if first.key in _MONTHS:
        told = before in _MEETING and not run.figure_after(first)
        return told or first.possessive or (seen and before not in _BEFORE_MONTH | BEFORE_PLACE)
    mostly = first.key in lexicon_words("words_that_are_mostly_names")
    if first.opens:
        acts = after in lexicon_words("verbs_after_names") or after.endswith("ed") or first.possessive
        goes_on = after and after not in lexicon_words("function_words")  # Frank discussions
        seen = seen and not goes_on and first.key not in study.lower
        return (acts or seen or (mostly and not after)) and first.key not in _MODALS
    if seen or before in lexicon_words("words_before_names"):
        return True
    place = first.key in lexicon_words("names_that_are_places")
    return mostly and not place if overlooked else mostly or not place


def _is_strange_name(run: CapitalisedRun, tokens: Sequence[NameToken], *, seen: bool, study: StudyWords) -> bool:
    """Whether what no lexicon knows may be a person: the language model sees one, or is told of one."""
    keys = tuple(token.key for token in tokens)
    before, after = run.before(tokens[0]), run.after(tokens[-1])
    if (
        not seen
        or before in BEFORE_PLACE | DETERMINERS
        or keys in study.organisations
        or any(map(study.is_thing, keys))
    ):
        return False
    if any(key in study.lower or is_ambiguous(key) for key in keys[:1]) or keys[0] in lexicon_words("label_words"):
        return False
    if len(keys) > 1:
        return not any((key,) in study.organisations for key in keys)
    if tokens[0].opens:
        return False
    return before in lexicon_words("words_before_names") or after in lexicon_words("verbs_after_names")


def _is_introduced(run: CapitalisedRun, tokens: Sequence[NameToken], study: StudyWords) -> bool:
    """Whether an unknown name is said to be somebody's: `my neighbour Wilko`, `a friend called Bex`."""
    first = tokens[0]
    if len(tokens) > 2 or tuple(token.key for token in tokens) in study.bodies:
        return False
    if is_common(first.key, study):
        return False
    before = run.before(first)
    if before in _CALLED:
        return run.person_called(first)
    if run.described_after(tokens[-1]) or before in lexicon_words("words_before_names"):
        return True
    return len(tokens) == 1 and run.after(first) in lexicon_words("verbs_of_people_alone")


def is_nobody(key: str) -> bool:
    """Whether a word is an office, a relation or a body, and not a name; a place may be somebody's name."""
    lexicons = ("label_words", "function_words", "organisation_nouns", "people_words", "role_nouns")
    if not any(key in lexicon_words(name) for name in lexicons):
        return False
    surnames = (lexicon_words("things_that_are_surnames"), lexicon_words("names_that_are_words"))
    return not is_given(key) and not any(key in lexicon for lexicon in surnames)


def in_organisation(source: SpokenSource, token: NameToken, *, given: bool) -> bool:
    """Whether a name is part of an organisation's; a plain given name alone is only where that is sure."""
    span = Span(token.start, token.end)
    return any(sure or not given for where, sure in source.organisations_at(span))


def seen_by_model(source: SpokenSource, tokens: Sequence[NameToken], *, whole: bool = False) -> bool:
    """Whether the language model sees a person in these words; in the whole of them."""
    span = Span(tokens[0].start, tokens[-1].end)
    return any(not whole or person.contains(span) for person in source.people_at(span))


def is_within_thing(span: Span, text: str) -> bool:
    """Whether words are part of a shop's, a charity's, an illness's or a saying's name: `Marie Curie`."""
    pattern = pattern_of("things_named_after_people")
    return any(
        match.start() < span.end and span.start < match.end()
        for match in pattern.finditer(text, max(0, span.start - 20), min(len(text), span.end + 20))
    )
