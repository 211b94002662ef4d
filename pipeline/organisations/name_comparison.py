"""Decides whether two folded names are of one organisation: a short form, a misspelling, or another word order.

The rules err on the side of not merging: a person can quickly merge two organisations that were kept apart, but may
never notice two that were merged by mistake. Names of common kinds (councils, trusts, schools) are merged only if
their distinctive words are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from pipeline.language.lexicons import pairs, words
from pipeline.organisations.names import (
    REMEMBERED,
    SMALL_WORDS,
    acronym_meaning,
    folded_name,
    head_of,
    heads,
    institutions,
    spelt_out,
)

_SLIP_LENGTH = 8  # letters; shorter names are not treated as misspellings
_LONG_WORD = 8  # letters; in a word of this length one wrong letter is certainly a misspelling
_ALIKE = 88  # the least rapidfuzz ratio of two spellings that sound alike: not Barton and Burton
_NEARLY = 92  # the least ratio to a name in the gazetteer
_SOUNDS = (("ph", "f"), ("qu", "k"), ("ck", "k"), ("kn", "n"), ("wr", "r"), ("gh", ""), ("ce", "se"), ("ci", "si"))
_LETTERS = str.maketrans({"c": "k", "q": "k", "z": "s", "x": "s"})
_SILENT = re.compile(r"[aeiouywh]")
_TWICE = re.compile(r"(.)\1+")
_LEGAL = frozenset({"ltd", "limited", "inc", "plc", "cic", "cio", "llp", "charity"})


@cache
def _kind_words() -> frozenset[str]:
    return frozenset(words("kind_words")) | frozenset(heads()) | SMALL_WORDS


@cache
def distinctive_words(name: str) -> tuple[str, ...]:
    """The words that distinguish a folded name from others of its kind: `wexcombe` of Wexcombe Town Council."""
    return tuple(word for word in spelt_out(name).split() if word not in _kind_words())


def kept_apart(one: str, other: str) -> bool:
    """Whether two folded names must not be merged: councils, trusts, schools … of different places."""
    many = words("heads_of_many")
    if head_of(spelt_out(one)) not in many or head_of(spelt_out(other)) not in many:
        return False
    a, b = "".join(distinctive_words(one)), "".join(distinctive_words(other))
    return bool(a and b) and a != b


def is_short_form(short: str, name: str) -> bool:
    """Whether folded `short` is a short form of folded `name`, with words left out.

    Words for the kind of organisation, or a place, may be left out at the end; other words may be left out at the
    beginning if one word or words for the kind remain; in between, only words for the kind may be left out.
    """
    parts, whole = spelt_out(short).split(), spelt_out(name).split()
    if len(parts) >= len(whole) or kept_apart(short, name) or same_words(short, name):
        return False
    kinds = _kind_words()
    if whole[: len(parts)] == parts:
        rest = set(whole[len(parts) :])
        if parts[-1] in heads():  # not Leiden University and its Libraries
            return len(parts) > 1 and (rest <= _LEGAL or rest.isdisjoint(heads()))
        return len(parts) > 1 or (parts[0] not in kinds and rest <= kinds)
    if whole[-len(parts) :] == parts:
        return may_begin_otherwise(short)
    if parts[-1] != whole[-1]:
        return False
    if parts[0] != whole[0]:
        if parts[0] not in whole or len(parts) == 1 or not may_begin_otherwise(short):
            return False
        whole = whole[whole.index(parts[0]) :]  # the Fire Service, of Pellshire Fire and Rescue Service
    left = iter(whole)
    return all(word in left for word in parts) and set(whole) - set(parts) <= kinds


def may_begin_otherwise(short: str) -> bool:
    """Whether folded `short` may shorten names that begin differently: it consists of words for the kind only."""
    parts = spelt_out(short).split()
    return len(parts) == 1 or _kind_words().issuperset(parts)


def same_words(one: str, other: str) -> bool:
    """Whether two names differ in word order only: University of Wexcombe, Wexcombe University."""
    return main_words(one) == main_words(other)


@lru_cache(maxsize=REMEMBERED)
def main_words(name: str) -> Sequence[str]:
    """The words of a folded name without function words, sorted."""
    opened = name
    for short, whole in pairs("opening_acronyms").items():
        if opened.startswith(f"{short} "):
            opened = whole + opened[len(short) :]
    return sorted(word for word in spelt_out(opened).split() if word not in SMALL_WORDS)


def in_common(name: str) -> tuple[str, str]:
    """A key that a folded name shares with its misspellings: its first sounds and its kind."""
    return sound_of(name)[:1], head_of(name)


def is_misspelling(rare: str, other: str) -> bool:
    """Whether `rare` may be a misspelling of `other` by automatic transcription or a typist."""
    if len(rare) < _SLIP_LENGTH or head_of(rare) != head_of(other) or kept_apart(rare, other):
        return False
    a, b = _different_parts(rare, other)
    if a == b:
        return True  # Wex Combe, Wexcombe
    if head_of(rare) in words("heads_of_many") or min(len(a), len(b)) < 5:
        return False
    if sound_of(a) == sound_of(b):
        from rapidfuzz import fuzz

        return fuzz.ratio(a, b) >= _ALIKE or a[0] != b[0]
    if a[0] != b[0] or min(len(a), len(b)) < _LONG_WORD or abs(len(a) - len(b)) > 1:
        return False
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(a, b, score_cutoff=1) == 1


def _different_parts(one: str, other: str) -> tuple[str, str]:
    """The parts of two names that differ: without their common first and last words, and without spaces."""
    a, b = one.split(), other.split()
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    return "".join(a), "".join(b)


@cache
def sound_of(text: str) -> str:
    """The consonants as pronounced: `ksd` for both keyside and quayside."""
    plain = text.replace(" ", "")
    for letters, sound in _SOUNDS:
        plain = plain.replace(letters, sound)
    plain = plain.translate(_LETTERS)
    opening = plain[:1] if plain[:1] in "aeiouw" else ""
    return opening + _TWICE.sub(r"\1", _SILENT.sub("", plain))


class Spellings:
    """Correctly spelt names, in which misspellings are looked up."""

    def __init__(self, names: Iterable[str]) -> None:
        """Set up with folded names."""
        self._by_start: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            if len(name) >= _SLIP_LENGTH + 2 and head_of(name) not in words("heads_of_many"):
                self._by_start.setdefault(name[:2], []).append(name)

    def meant_by(self, name: str) -> str:
        """The one name of which this may be a misspelling, or ""."""
        from rapidfuzz import fuzz, process

        candidates = self._by_start.get(name[:2], ())
        if len(name) < _SLIP_LENGTH + 2 or not candidates:
            return ""
        found = process.extract(name, candidates, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=2)
        fitting = [other for other, _, _ in found if head_of(other) == head_of(name) and _same_start(name, other)]
        return fitting[0] if len(fitting) == 1 else ""


def _same_start(one: str, other: str) -> bool:
    """Whether two names have the same number of words, and each pair of words begins alike."""
    a, b = one.split(), other.split()
    return len(a) == len(b) and all(x[0] == y[0] for x, y in zip(a, b, strict=True))


def abbreviates(short: str, name: str) -> bool:
    """Whether a word of `short` is the initials of several words of `name`: SOO Africa, School of Open Africa."""
    parts, whole = short.split(), name.split()
    if len(parts) < 2 or len(parts) >= len(whole):
        return False
    for at, part in enumerate(parts):
        end = len(whole) - (len(parts) - at - 1)
        if part.isupper() and len(part) > 1 and part in _initials(whole[at:end]):
            around = (*parts[:at], *parts[at + 1 :]), (*whole[:at], *whole[end:])
            if folded_name(" ".join(around[0])) == folded_name(" ".join(around[1])):
                return True
    return False


def _initials(parts: list[str]) -> set[str]:
    every = "".join(part[0].upper() for part in parts if part[0].isalnum())
    main = "".join(part[0].upper() for part in parts if part[0].isalnum() and part.casefold() not in SMALL_WORDS)
    return {every, main}


_COMPARED = 150  # the number of names on either side with which a name is compared


class SimilarNames:
    """Finds names that may be misspellings of each other; among very many, only those that sound most similar."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names, key=lambda name: (sound_of(name), name))
        self._places = {name: at for at, name in enumerate(self._names)}

    def to(self, name: str) -> Sequence[str]:
        """The names to compare a name with."""
        if len(self._names) <= 2 * _COMPARED:
            return self._names
        at = self._places[name]
        return self._names[max(0, at - _COMPARED) : at + _COMPARED]


class SourceNames:
    """The folded names of several words in one source, with cached lookups."""

    def __init__(self) -> None:
        self.full: dict[str, str] = {}
        self._by_edge: dict[str, dict[str, list[str]]] = {}
        self._of_kind: dict[str, list[str]] = {}
        self._in_initials: dict[str, str] = {}
        self._longer: dict[str, tuple[str, Sequence[str]]] = {}

    def of_kind(self, said: str) -> list[str]:
        """Full names for a bare word: all trusts, for `the Trust`."""
        if said not in self._of_kind:
            self._of_kind[said] = [name for folded, name in self.full.items() if is_kind_of(folded, said)]
        return self._of_kind[said]

    def in_initials(self, acronym: str) -> str:
        """The one name whose last words have these initials, or ""."""
        if acronym not in self._in_initials:
            ends = {name for name in self.full.values() if _ends_in_initials(name, acronym)}
            self._in_initials[acronym] = next(iter(ends)) if len(ends) == 1 else ""
        return self._in_initials[acronym]

    def longer(self, name: str) -> tuple[str, Sequence[str]]:
        """The name with the same words, or "", and the names that `name` may shorten."""
        if name not in self._longer:
            self._longer[name] = _longer_names(name, {f: self.full[f] for f in self._candidates(name)})
        return self._longer[name]

    def _candidates(self, name: str) -> Iterable[str]:
        """Candidates: names with the same first word, the same words, or (where it may help) the same last word."""
        if not self._by_edge:
            self._by_edge = {"first": {}, "last": {}, "words": {}}
            for folded in self.full:
                for kind, word in _edges(folded):
                    self._by_edge[kind].setdefault(word, []).append(folded)
        folded = folded_name(name)
        by_last = may_begin_otherwise(folded) or any(part.isupper() for part in name.split()[:2])
        found: dict[str, None] = {}
        for kind, word in _edges(folded):
            if kind != "last" or by_last:
                found |= dict.fromkeys(self._by_edge[kind].get(word, ()))
        return found


def _edges(folded: str) -> Iterator[tuple[str, str]]:
    """Keys that a name shares with its short forms: the first word, the last word, all words."""
    for parts in {tuple(folded.split()), tuple(spelt_out(folded).split())}:
        if parts:
            yield "first", parts[0]
            yield "last", parts[-1]
    yield "words", " ".join(main_words(folded))


def _longer_names(name: str, full: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """The name of a source with the same words, or "", and the names that `name` may shorten."""
    folded = folded_name(name)
    turned = sorted({n for f, n in full.items() if n < name and same_words(folded, f)})
    longer = {f: n for f, n in full.items() if n != name and (is_short_form(folded, f) or abbreviates(name, n))}
    if len(longer) > _COMPARED:  # too many to tell which one is meant
        return next(iter(turned), ""), sorted(set(longer.values()))
    whole = sorted({n for f, n in longer.items() if not any(is_short_form(f, other) for other in longer)})
    return next(iter(turned), ""), whole


def is_kind_of(folded: str, said: str) -> bool:
    """Whether a folded name is a full name for a bare word: House of Commons for `the House`, not White House."""
    if kind := acronym_meaning(said.upper()):
        return spelt_out(folded).endswith(f" {kind}")
    if said not in institutions():
        return head_of(folded) == said
    return folded.startswith(f"{said} of ") or (folded.endswith(f" {said}") and folded not in institutions())


def _ends_in_initials(name: str, acronym: str) -> bool:
    """Whether the last words of a name have these initials: `ICB` of `Northern Reach Integrated Care Board`."""
    parts = [part for part in name.split() if part[0].isupper()]
    return len(parts) > len(acronym) > 2 and "".join(p[0] for p in parts[-len(acronym) :]) == acronym.rstrip("s")
