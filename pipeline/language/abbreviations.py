"""Letters that stand for words: NHS, CVS, BBC."""

from __future__ import annotations

from functools import cache

from pipeline.language.lexicons import words

_VOWELS = frozenset("aeiouy")
_LONGEST = 5


def is_abbreviation(word: str) -> bool:
    """Whether a word in small letters is one: it is listed, or short and without a vowel."""
    return word in _listed() or (1 < len(word) <= _LONGEST and word.isalpha() and not _VOWELS & set(word))


@cache
def _listed() -> frozenset[str]:
    return frozenset(words("words_in_capitals"))
