"""People's names: their parts, their variants, and which speaker labels are names.

All words are compared by keys, which are in lower case without accents and invisible characters, so that
`Siân`, `SIAN` and `sian` are equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from pipeline.corpus.records import Consent
from pipeline.language.lexicons import lexicon_words
from pipeline.language.styled_letters import LOOKALIKES, plain_letters

# Characters inside words that `re` does not treat as letters: accents, invisible characters, and vowel signs of
# Hebrew, Arabic, the scripts of India and Sri Lanka (ਹਰਪ੍ਰੀਤ), and Thai.
INSIDE_WORDS = (
    "\\u0300-\\u036f\\u00ad\\u200b-\\u200d\\u0591-\\u05bd\\u064b-\\u065f\\u0670\\u0900-\\u0963\\u0966-\\u0dff"
    "\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e"
)
WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{INSIDE_WORDS}])*")

_BRACKETED = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[[^\]]*\]")
_ASKS = frozenset(
    ("interviewer", "facilitator", "moderator", "researcher", "host", "chair", "chairman", "chairwoman")
)
_LONGEST_NAME = 6
_ORDINARY_WORDS = (
    "function_words", "fillers", "discourse_markers", "abstract_words", "concrete_words", "kind_words",
    "number_words", "things_that_say",
)  # fmt: skip
MONTHS_THAT_ARE_NAMES = frozenset(("march", "april", "may", "june", "august"))


class Specificity(IntEnum):
    """How certain a name variant is: smaller values are searched for first."""

    FULL = 0  # a full name, in upper or lower case
    ALLOWED = 1  # the full name of a person who may be named
    SHORT = 2  # initials and surname, or name and initial, capitalised as written
    PART = 3  # a first name or surname alone


@dataclass(frozen=True)
class NameVariant:
    """One way to write a person's name.

    Attributes:
        rank: how certain it is.
        keys: the keys of its words.
        family_first: whether the surname comes first, as in `Smith, Jane`; a comma may separate the words, but not
            a line end.
        label: whether it is the speaker label itself.
    """

    rank: Specificity
    keys: tuple[str, ...]
    family_first: bool = False
    label: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person on record: name if known, speaker label, organisation and consent."""

    participant: str
    name: str = ""
    label: str = ""
    organisation: str = ""
    consent: Consent = Consent.UNRECORDED

    @property
    def names(self) -> list[str]:
        """The names used for the person in the transcripts."""
        on_record = [self.name] if is_name(self.name) else []
        if full_key(self.label) == full_key(self.organisation):  # the label is the organisation
            return on_record
        return on_record + [name for name in names_in_label(self.label) if full_key(name)]


def normalise(word: str) -> str:
    """The word in lower case, without accents and invisible characters, and with look-alike letters made Latin."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", plain_letters(word)).translate(LOOKALIKES)
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf")).casefold()


def is_title(word: str) -> bool:
    """Whether the word is a title used before names: `Mrs`, `Dr.`, `Cllr`."""
    return normalise(word.strip(".")) in lexicon_words("titles")


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of all words in a text; hyphens and apostrophes separate words."""
    return tuple(normalise(match[0]) for match in WORD.finditer(plain_letters(text)))


def looks_like_name(label: str) -> bool:
    """Whether a speaker label may be a person's name, rather than `Interviewer`, `P1`, `Chair`, `JS`."""
    if re.search(r"\d", label):
        return False
    words = _without_titles(label.split())
    keys = [key for word in words for key in keys_of(word)]
    if not words or len(words) > _LONGEST_NAME or not any(_long_enough(word) for word in words):
        return False
    return not any(_names_nobody(key) for key in keys if len(key) > 1) and not (
        len(keys) == 1 and _is_word(keys[0])
    )


def is_name(name: str) -> bool:
    """Whether the value of a name column is a name, unlike `Participant 3` or `anonymous`."""
    keys = full_key(name)
    return any(len(key) > 1 and key not in lexicon_words("label_words") for key in keys)


def _names_nobody(key: str) -> bool:
    """Whether a word of a label is an office or part of an organisation's name, unlike possible surnames such as
    `Ward` and `Church`."""
    organisation = key in lexicon_words("organisation_nouns") and key not in lexicon_words("names_that_are_words")
    return organisation or key in lexicon_words("label_words")


def _is_word(key: str) -> bool:
    """Whether a one-word label is an ordinary word, such as a heading or the first word of a turn."""
    if key in lexicon_words("days_and_months") and key not in MONTHS_THAT_ARE_NAMES:
        return True
    name = key in lexicon_words("given_names") or key in lexicon_words("names_that_are_words")
    return not name and any(key in lexicon_words(lexicon) for lexicon in _ORDINARY_WORDS)


def names_in_label(label: str) -> list[str]:
    """The names in a speaker label: `Cllr J Smith – Leader` contains one, `Interviewer 2` none.

    A name in brackets after an office is included if the office asks or chairs: `The Chair (Hon. A. Name (Place))`.
    """
    outside = re.split(r"[,;/|]|\s[–—-]\s", _BRACKETED.sub("|", label))
    found = [part.strip() for part in outside[:1] if looks_like_name(part)]
    if not found and any(key in _ASKS for key in keys_of(outside[0])):
        inside = [match[1] or "" for match in _BRACKETED.finditer(label)]
        first = [re.split(r"[(,;]", part)[0].strip() for part in inside]
        found = [part for part in first if looks_like_name(part)]
    return found


def name_words(name: str) -> list[str]:
    """The words of a name in spoken order, without titles and post-nominal letters."""
    name = _BRACKETED.sub(" ", name)
    family, comma, given = name.partition(",")
    if comma and len(_without_titles(family.split())) == 1 and _without_titles(given.split()):
        name = f"{given} {family}"  # Smith, Jane
    elif comma:
        name = family  # Jane Smith, leader of the council
    return _without_titles(name.split())


def full_key(name: str) -> tuple[str, ...]:
    """A key that is the same for records with the same name."""
    return tuple(key for word in name_words(name) for key in keys_of(word))


def forms_of(name: str, *, rank: Specificity = Specificity.FULL) -> Iterator[NameVariant]:
    """The variants in which a name is written; with rank `ALLOWED`, only the full name.

    `Jane Anne O'Neill` is also `Jane O'Neill`, `Jane A. ONeill`, `O'Neill, Jane`, `J. O'Neill`, `Jane O`,
    `Jane`, `Anne`, `O'Neill`.
    """
    words = [_spoken(word) for word in name_words(name)]
    if not words:
        return
    if len(words) == 1:
        if rank is Specificity.FULL:
            yield from _parts(words)
        return
    initials_only = sum(len("".join(word.whole)) > 1 for word in words) < 2
    whole = Specificity.SHORT if initials_only and rank is Specificity.FULL else rank
    given, between, family = words[0], words[1:-1], words[-1]
    middle = tuple(key for word in between for key in word.whole)
    small = lexicon_words("name_particles")
    particles = tuple(key for word in between if word.whole[0] in small for key in word.whole)
    for first in given.spellings:
        for last in family.spellings:
            yield NameVariant(whole, first + middle + last)
            yield NameVariant(whole, first + particles + last)
            yield NameVariant(whole, first + last)
            yield NameVariant(whole, particles + last + first, family_first=True)
        for half in family.halves:
            yield NameVariant(whole, first + half)
    if rank is Specificity.FULL:
        yield from _short(given, between, family)
        yield from _parts([given, *[word for word in between if word.whole[0] not in small], family])


@dataclass(frozen=True)
class _Spoken:
    """One word of a name: `O'Neill-Davies` is also `ONeill Davies`, or in halves `O'Neill` and `Davies`."""

    whole: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...]
    halves: tuple[tuple[str, ...], ...] = ()


def _spoken(word: str) -> _Spoken:
    halves = [keys for half in re.split("[-\u2010-\u2015]", word) if (keys := keys_of(half))]
    whole = keys_of(word)
    joined = tuple("".join(half) for half in halves)
    spellings = tuple(dict.fromkeys((whole, joined, ("".join(whole),))))
    split = [half for half in halves if len("".join(half)) > 2] if len(halves) > 1 else []
    return _Spoken(whole, spellings, tuple(dict.fromkeys([*split, *(("".join(half),) for half in split)])))


def _short(given: _Spoken, between: list[_Spoken], family: _Spoken) -> Iterator[NameVariant]:
    initials = tuple(word.whole[0][0] for word in between)
    for last in family.spellings:
        yield NameVariant(Specificity.SHORT, (given.whole[0][0], *last))
        yield NameVariant(Specificity.SHORT, (given.whole[0][0], *initials, *last))
        yield NameVariant(Specificity.SHORT, (*given.whole, *initials, *last))
    yield NameVariant(Specificity.SHORT, (*given.whole, family.whole[0][0]))


def _parts(words: list[_Spoken]) -> Iterator[NameVariant]:
    for word in words:
        for keys in (*word.spellings, *word.halves):
            if len("".join(keys)) > 1:
                yield NameVariant(Specificity.PART, keys)


def _without_titles(words: list[str]) -> list[str]:
    words = [word for word in words if WORD.search(word)]
    while words and (is_title(words[0]) or normalise(words[0]) in ("the", "right")):
        words = words[1:]
    while len(words) > 1 and normalise(words[-1].strip(".,").replace(".", "")) in lexicon_words(
        "letters_after_names"
    ):
        words = words[:-1]
    return words


def _long_enough(word: str) -> bool:
    letters = "".join(WORD.findall(word))
    return len(letters) > 2 or (len(letters) == 2 and letters[1].islower())
