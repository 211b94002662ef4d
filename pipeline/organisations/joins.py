"""When two names are one: a short form, a slip of spelling, other order. Names are compared folded.

Careful in one direction: two bodies left apart can be joined by a person in a moment; two joined by mistake may
never be noticed. Of the kinds of which there are many (councils, trusts, schools), two are one only if the words
that say which one it is are the same.
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

_SLIP_LENGTH = 8  # letters that a name must have before a slip is thought of
_LONG_WORD = 8  # letters of a word in which one wrong letter leaves no doubt
_ALIKE = 88  # rapidfuzz ratio of two spellings that sound alike: not Barton and Burton
_NEARLY = 92  # and of two spellings of a name that the gazetteer knows
_SOUNDS = (("ph", "f"), ("qu", "k"), ("ck", "k"), ("kn", "n"), ("wr", "r"), ("gh", ""), ("ce", "se"), ("ci", "si"))
_LETTERS = str.maketrans({"c": "k", "q": "k", "z": "s", "x": "s"})
_SILENT = re.compile(r"[aeiouywh]")
_TWICE = re.compile(r"(.)\1+")
_LEGAL = frozenset({"ltd", "limited", "inc", "plc", "cic", "cio", "llp", "charity"})


@cache
def _kind_words() -> frozenset[str]:
    return frozenset(words("kind_words")) | frozenset(heads()) | SMALL_WORDS


@cache
def which(name: str) -> tuple[str, ...]:
    """The words of a folded name that say which body it is: `wexcombe` of Wexcombe Town Council."""
    return tuple(word for word in spelt_out(name).split() if word not in _kind_words())


def kept_apart(one: str, other: str) -> bool:
    """Whether two folded names must never be joined: two councils, trusts, schools … of different places."""
    many = words("heads_of_many")
    if head_of(spelt_out(one)) not in many or head_of(spelt_out(other)) not in many:
        return False
    a, b = "".join(which(one)), "".join(which(other))
    return bool(a and b) and a != b


def shortens(short: str, name: str) -> bool:
    """Whether folded `short` is folded `name` with words left out, and may stand for it.

    At its beginning, where only what kind of body it is, or the place after it, is left out; at its end, where one
    word or words of kind remain; in between, where only words of kind are left out.
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
    """Whether folded `short` may shorten names that begin with another word: words of kind alone, at their end."""
    parts = spelt_out(short).split()
    return len(parts) == 1 or _kind_words().issuperset(parts)


def same_words(one: str, other: str) -> bool:
    """Whether two names differ in the order of their words alone: University of Wexcombe, Wexcombe University."""
    return main_words(one) == main_words(other)


@lru_cache(maxsize=REMEMBERED)
def main_words(name: str) -> Sequence[str]:
    """The words of a folded name without small ones, in the order of the alphabet."""
    opened = name
    for short, whole in pairs("opening_acronyms").items():
        if opened.startswith(f"{short} "):
            opened = whole + opened[len(short) :]
    return sorted(word for word in spelt_out(opened).split() if word not in SMALL_WORDS)


def in_common(name: str) -> tuple[str, str]:
    """What a folded name and a slip of it have in common: how they begin to sound, and what kind they are of."""
    return sound_of(name)[:1], head_of(name)


def is_slip(rare: str, other: str) -> bool:
    """Whether `rare` is `other` as automatic transcription, or a hasty hand, may have written it."""
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
    """What is left of two names without the words that they begin and end alike, written together."""
    a, b = one.split(), other.split()
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    return "".join(a), "".join(b)


@cache
def sound_of(text: str) -> str:
    """The consonants that one hears: `ksd` of keyside and of quayside."""
    plain = text.replace(" ", "")
    for letters, sound in _SOUNDS:
        plain = plain.replace(letters, sound)
    plain = plain.translate(_LETTERS)
    opening = plain[:1] if plain[:1] in "aeiouw" else ""
    return opening + _TWICE.sub(r"\1", _SILENT.sub("", plain))


class Spellings:
    """Names that are spelt right, in which the one meant by a slip is looked up."""

    def __init__(self, names: Iterable[str]) -> None:
        """Set up with folded names."""
        self._by_start: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            if len(name) >= _SLIP_LENGTH + 2 and head_of(name) not in words("heads_of_many"):
                self._by_start.setdefault(name[:2], []).append(name)

    def meant_by(self, name: str) -> str:
        """The one name that is nearly spelt so, or ""."""
        from rapidfuzz import fuzz, process

        candidates = self._by_start.get(name[:2], ())
        if len(name) < _SLIP_LENGTH + 2 or not candidates:
            return ""
        found = process.extract(name, candidates, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=2)
        fitting = [other for other, _, _ in found if head_of(other) == head_of(name) and _same_start(name, other)]
        return fitting[0] if len(fitting) == 1 else ""


def _same_start(one: str, other: str) -> bool:
    """Whether names have as many words, and each pair of them begins alike."""
    a, b = one.split(), other.split()
    return len(a) == len(b) and all(x[0] == y[0] for x, y in zip(a, b, strict=True))


def abbreviates(short: str, name: str) -> bool:
    """Whether one word of `short` is the initials of several words of `name`: SOO Africa, School of Open Africa."""
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


_COMPARED = 150  # names on either side of one that it is compared with


class Nearest:
    """Names that may be each other's slip; of very many, only those that sound nearest are compared."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names, key=lambda name: (sound_of(name), name))
        self._places = {name: at for at, name in enumerate(self._names)}

    def to(self, name: str) -> Sequence[str]:
        """Those to compare it with."""
        if len(self._names) <= 2 * _COMPARED:
            return self._names
        at = self._places[name]
        return self._names[max(0, at - _COMPARED) : at + _COMPARED]


class SourceNames:
    """The names of several words in one source, by folded form; each question about them is answered once."""

    def __init__(self) -> None:
        self.full: dict[str, str] = {}
        self._by_edge: dict[str, dict[str, list[str]]] = {}
        self._of_kind: dict[str, list[str]] = {}
        self._in_initials: dict[str, str] = {}
        self._longer: dict[str, tuple[str, Sequence[str]]] = {}

    def of_kind(self, said: str) -> list[str]:
        """Whole names for a bare word: of trusts, for `the Trust`."""
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
        """The one with the same words, or ""; those that `name` shortens."""
        if name not in self._longer:
            self._longer[name] = _longer_names(name, {f: self.full[f] for f in self._akin(name)})
        return self._longer[name]

    def _akin(self, name: str) -> Iterable[str]:
        """Names that begin with the same word, have the same words, or end alike where that may tell."""
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
    """What names have in common of which one may stand for the other: a first word, a last one, all words."""
    for parts in {tuple(folded.split()), tuple(spelt_out(folded).split())}:
        if parts:
            yield "first", parts[0]
            yield "last", parts[-1]
    yield "words", " ".join(main_words(folded))


def _longer_names(name: str, full: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """Of a source's names, by their folded form: the one with the same words, or ""; those that `name` shortens."""
    folded = folded_name(name)
    turned = sorted({n for f, n in full.items() if n < name and same_words(folded, f)})
    longer = {f: n for f, n in full.items() if n != name and (shortens(folded, f) or abbreviates(name, n))}
    if len(longer) > _COMPARED:  # none of so many is the one that is meant
        return next(iter(turned), ""), sorted(set(longer.values()))
    whole = sorted({n for f, n in longer.items() if not any(shortens(f, other) for other in longer)})
    return next(iter(turned), ""), whole


def is_kind_of(folded: str, said: str) -> bool:
    """Whether a folded name is a whole name for a bare word: House of Commons for `the House`, not White House."""
    if kind := acronym_meaning(said.upper()):
        return spelt_out(folded).endswith(f" {kind}")
    if said not in institutions():
        return head_of(folded) == said
    return folded.startswith(f"{said} of ") or (folded.endswith(f" {said}") and folded not in institutions())


def _ends_in_initials(name: str, acronym: str) -> bool:
    """Whether the last words of a name have these initials: `ICB` of `Northern Reach Integrated Care Board`."""
    parts = [part for part in name.split() if part[0].isupper()]
    return len(parts) > len(acronym) > 2 and "".join(p[0] for p in parts[-len(acronym) :]) == acronym.rstrip("s")
