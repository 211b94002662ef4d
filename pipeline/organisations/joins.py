"""When two names are one: a short form, a slip of spelling, other order. Names are compared folded.

Careful in one direction: two bodies left apart can be joined by a person in a moment; two joined by mistake may
never be noticed. Of the kinds of which there are many (councils, trusts, schools), two are one only if the words
that say which one it is are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from pipeline.language.lexicons import pairs, words
from pipeline.organisations.names import REMEMBERED, SMALL_WORDS, folded_name, head_of, heads, spelt_out

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
    if parts[0] != whole[0] or parts[-1] != whole[-1]:
        return False
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
