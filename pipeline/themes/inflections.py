"""What the inflections of a word have in common, so that "funds", "funded" and "funding" are one."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.themes.lists import IRREGULAR

_VOWEL = re.compile(r"[aeiou]|(?<=[^aeiou])y")
_MEASURE = re.compile(r"(?:[aeiou]|(?<=[^aeiou])y)+[^aeiou]")


@lru_cache(maxsize=100_000)
def key_of(word: str) -> str:
    """What the inflections of a word share: Porter's steps 1 and 5 (1980), which take off endings and no more.

    "funding", "funds", "funded" and "fund" are one; "funder" is another. The argument is lower case.
    """
    word = word.removesuffix("'s").replace("'", "")
    word = IRREGULAR.get(word, word)
    if len(word) <= 2 or not word.isascii():
        return word
    return _without_final_e(_final_y(_without_ed_ing(_without_plural(word)))).replace("iz", "is")


def _without_plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2] if len(word) > 4 else word[:-1]
    if re.search(r"(?:[sxz]|[cs]h)es$", word) and len(word) > 4:
        return word[:-2] if not word.endswith(("ses", "zes")) else word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ed_ing(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1 and _VOWEL.search(stem):
            return _mended(stem)
    return word


def _mended(stem: str) -> str:
    """The stem that "-ed" or "-ing" was put on: hop(p)-, plan(n)-, hop(e)-."""
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "aeiouylsz":
        return stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _closes_short(stem) else stem


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou" else word


def _without_final_e(word: str) -> str:
    stem = word.removesuffix("e")
    if stem != word and (_measure(stem) > 1 or (_measure(stem) == 1 and not _closes_short(stem))):
        word = stem
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _measure(stem: str) -> int:
    """How many times a vowel is followed by a consonant."""
    return len(_MEASURE.findall(stem))


def _closes_short(stem: str) -> bool:
    return bool(re.search(r"(?:^|[^aeiou])[aeiouy][^aeiouwxy]$", stem))
