"""Words: what counts as one, which of them tell what a text is about, and which are only noise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.themes.inflections import key_of
from pipeline.themes.lists import FILLERS, FUNCTION_WORDS, GENERAL_WORDS
from pipeline.transcript_marks import without_marks

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HESITATION = re.compile(
    r"(?<![\w'’-])(?:u+h*m+|u+h+|e+r+m*|a+h+|h+m+|m+h*m+)(?![\w'’-])[,.…]*\s*|\s*,\s*(?:you know|i mean)\s*,(?=\s)",
    re.I,
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Word:
    """One word of a text: where it stands, and its key."""

    start: int
    end: int
    key: str
    plain: str


def words_of(text: str) -> list[Word]:
    """The words of `text` in order."""
    found = []
    for match in WORD.finditer(text):
        plain = match.group().casefold().replace("’", "'")
        found.append(Word(match.start(), match.end(), key_of(plain), plain))
    return found


def heard(text: str, *, names: frozenset[str] = frozenset()) -> str:
    """What is read for meaning: the words without hesitations, bracketed remarks and people's names.

    Args:
        text: what was said.
        names: words of names, lower case.
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
    """The words of a text that can tell what it is about, in lower case.

    Args:
        text: what was said.
        without: further words to leave out, in lower case: names above all.
    """
    words = (match.group().casefold().replace("’", "'").removesuffix("'s") for match in WORD.finditer(text))
    return [word for word in words if is_content(word) and word not in without]


@lru_cache(maxsize=100_000)
def is_content(word: str) -> bool:
    """Whether a lower-case word can tell what a text is about."""
    return (
        len(word) > 2
        and not word[0].isdigit()
        and "'" not in word
        and word not in FUNCTION_WORDS
        and word not in FILLERS
        and word not in GENERAL_WORDS
    )


def proper_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that are mostly written with a capital inside sentences: names of people and places, in lower case.

    Words all in capitals (acronyms) are not among them.
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
    """The words of a name or label that could give somebody away, in lower case: no initials, no small words."""
    for match in WORD.finditer(name):
        plain = match.group().casefold().replace("’", "'")
        if len(plain) > 2 and not plain[0].isdigit() and plain not in FUNCTION_WORDS:
            yield plain
