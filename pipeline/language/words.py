"""Counts words, and tells content words from fillers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.language.lexicons import lexicon_words, words
from pipeline.language.markers import without_marks

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_FEW = 3  # at least one in so many words must be a content word


def count_words(text: str) -> int:
    """The number of words in a text. Markers such as `[inaudible]` do not count."""
    return sum(1 for _ in WORD.finditer(without_marks(text)))


def lower_words(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes."""
    return [match[0].lower().replace("’", "'") for match in WORD.finditer(without_marks(text))]


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """A case-insensitive pattern for the entries of a lexicon as whole words, longest first."""
    entries = sorted(words(name), key=lambda entry: (-len(entry), entry))
    either = "|".join(re.escape(entry).replace(r"\ ", r"\s+").replace("'", "['’]") for entry in entries)
    return re.compile(rf"(?<![\w'’])(?:{either})(?![\w'’])", re.IGNORECASE)


@cache
def _by_first_word(name: str) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in sorted(words(name), key=lambda entry: (-len(entry.split()), entry)):
        found.setdefault(entry.split()[0], []).append(tuple(entry.split()))
    return found


def entries_in(said: Sequence[str], name: str) -> Iterator[tuple[int, int]]:
    """The positions of a lexicon's entries among lower-case words: the first word, and one past the last."""
    entries = _by_first_word(name)
    if entries.keys().isdisjoint(said):
        return
    at = 0
    while at < len(said):
        for entry in entries.get(said[at], ()):
            if tuple(said[at : at + len(entry)]) == entry:
                yield at, at + len(entry)
                at += len(entry) - 1
                break
        at += 1


def count_entries(said: Sequence[str], name: str) -> int:
    """How often entries of a lexicon occur among lower-case words."""
    return sum(1 for _ in entries_in(said, name))


def without_fillers(said: Sequence[str]) -> list[str]:
    """Leave out hesitations, acknowledgements and courtesies from lower-case words."""
    kept: list[str] = []
    at = 0
    for start, end in entries_in(said, "fillers"):
        kept += said[at:start]
        at = end
    return [*kept, *said[at:]]


def content_words(said: Sequence[str]) -> list[str]:
    """The content words among lower-case words: those that name or describe something."""
    return [word for word in without_fillers(said) if word not in lexicon_words("function_words")]


def has_substance(text: str, *, words: int) -> bool:
    """Whether a text has enough content to be coded.

    Args:
        text: a passage.
        words: the least number of words without fillers; a third of this number must be content words.
    """
    said = without_fillers(lower_words(text))
    content = sum(word not in lexicon_words("function_words") for word in said)
    return len(said) >= words and content * _FEW >= words


_LONGEST_NO_ANSWER = 80  # characters


def is_no_answer(text: str) -> bool:
    """Whether a survey answer is a non-answer: `n/a`, `none`, `.`"""
    if len(text) > _LONGEST_NO_ANSWER:
        return False
    plain = " ".join(re.sub(r"[^\w/' ]|_", " ", text.lower().replace("’", "'")).split())
    return not plain or plain in lexicon_words("no_answers") or plain in lexicon_words("no_answers_elsewhere")


_VOWELS = frozenset("aeiouy")
_LONGEST = 5


def is_abbreviation(word: str) -> bool:
    """Whether a lower-case word is an abbreviation: it is listed, or short and without a vowel."""
    return word in _listed() or (1 < len(word) <= _LONGEST and word.isalpha() and not _VOWELS & set(word))


@cache
def _listed() -> frozenset[str]:
    return frozenset(words("words_in_capitals"))
