"""Tokenising for the themes stage: words, stems, content words and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

from pipeline.corpus.spans import WORD
from pipeline.language.words import without_marks


def _sections() -> dict[str, list[list[str]]]:
    """The lines of each section, split into words."""
    sections: dict[str, list[list[str]]] = {}
    section: list[list[str]] = []
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            section.append(line.split())
    return sections


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _SECTIONS[name] for word in line)


_SECTIONS = _sections()
LOOSE = _words("loose")  # may come between the words of a phrase: "put us in touch", "do it for ourselves"
FILLERS = _words("fillers")  # fillers: not evidence, and not part of a theme's name
FUNCTION_WORDS = _words("function")  # have no meaning of their own
GENERAL_WORDS = _words("general")  # common to all subjects: may be part of a theme's name, but not all of it
EMPTY_NOUNS = _words("empty")  # say nothing before "of", "for" …, nor alone: "level of support"
COURTESY = _words("courtesy")
IRREGULAR = {form: line[0] for line in _SECTIONS["irregular"] for form in line}


_VOWEL = re.compile(r"[aeiou]|(?<=[^aeiou])y")
_MEASURE = re.compile(r"(?:[aeiou]|(?<=[^aeiou])y)+[^aeiou]")


@lru_cache(maxsize=100_000)
def word_stem(word: str) -> str:
    """The stem of a lower-case word by Porter's steps 1 and 5 (1980), which remove inflections only.

    "funding", "funds", "funded" and "fund" have the same stem; "funder" has another.
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
    """Restore the stem before "-ed" or "-ing": hop(p)-, plan(n)-, hop(e)-."""
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
    """Porter's measure: how many times a vowel is followed by a consonant."""
    return len(_MEASURE.findall(stem))


def _closes_short(stem: str) -> bool:
    return bool(re.search(r"(?:^|[^aeiou])[aeiouy][^aeiouwxy]$", stem))


_HESITATION = re.compile(
    r"(?<![\w'’-])(?:u+h*m+|u+h+|e+r+m*|a+h+|h+m+|m+h*m+)(?![\w'’-])[,.…]*\s*|\s*,\s*(?:you know|i mean)\s*,(?=\s)",
    re.I,
)
_SPACES = re.compile(r"\s+")


class Word(NamedTuple):
    """A word of a text: its position and its stem."""

    start: int
    end: int
    key: str
    plain: str


@lru_cache(maxsize=8_000)  # each code asks again, and so does each time that on-screen review learns
def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text` in order."""
    found = []
    for match in WORD.finditer(text):
        plain = match.group().casefold().replace("’", "'")
        found.append(Word(match.start(), match.end(), word_stem(plain), intern(plain)))
    return tuple(found)


def encoder_text(text: str, *, names: frozenset[str] = frozenset()) -> str:
    """The text for the sentence encoder: without hesitations, bracketed remarks and people's names.

    Args:
        text: the verbatim text.
        names: words of names, in lower case.
    """
    text = _HESITATION.sub(" ", without_marks(text))
    if names:
        text = WORD.sub(lambda match: "" if _is_name(match.group(), names) else match.group(), text)
    return _SPACES.sub(" ", text).strip()


def _is_name(word: str, names: frozenset[str]) -> bool:
    if not word[0].isupper():
        return False
    plain = word.casefold().replace("’", "'")
    return plain in names or plain.removesuffix("'s") in names


def content_words(text: str, *, without: frozenset[str] = frozenset()) -> list[str]:
    """The content words of a text, in lower case.

    Args:
        text: the text.
        without: further words to leave out, in lower case, such as names.
    """
    words = (match.group().casefold().replace("’", "'").removesuffix("'s") for match in WORD.finditer(text))
    return [word for word in words if is_content(word) and word not in without]


@lru_cache(maxsize=100_000)
def is_content(word: str) -> bool:
    """Whether a lower-case word is a content word."""
    return (
        len(word) > 2
        and not word[0].isdigit()
        and "'" not in word
        and word not in FUNCTION_WORDS
        and word not in FILLERS
        and word not in GENERAL_WORDS
    )


def proper_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that are mostly capitalised inside sentences (names of people and places), in lower case.

    Words all in capitals (acronyms) are not included.
    """
    capital: dict[str, int] = {}
    small: dict[str, int] = {}
    for text in texts:
        for match in WORD.finditer(text):
            word = match.group()
            before = text[: match.start()].rstrip(" \"“‘('")
            if not before or before[-1] in ".?!:\n…–—-":
                continue
            counted = capital if word[0].isupper() and not word.isupper() else small
            plain = word.casefold().replace("’", "'").removesuffix("'s")
            counted[plain] = counted.get(plain, 0) + 1
    return frozenset(word for word, count in capital.items() if count > small.get(word, 0))


def name_words(name: str) -> Iterator[str]:
    """The identifying words of a name or label, in lower case, without initials and function words."""
    for match in WORD.finditer(name):
        plain = match.group().casefold().replace("’", "'")
        if len(plain) > 2 and not plain[0].isdigit() and plain not in FUNCTION_WORDS:
            yield plain
