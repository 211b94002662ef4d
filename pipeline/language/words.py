"""The words of a text: markers, which are not words; content words and fillers; common words; non-answers.

A marker that a transcriber writes between the words of a turn (`[inaudible]`, `(laughs)`, `[00:03:31]`) stays in
the turn's text, which is verbatim, but does not count as a word. All stages recognise markers here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words, words
from pipeline.language.models import TOKENIZER, located


class MarkKind(StrEnum):
    """What a marker means."""

    LOST = "lost"  # words that could not be heard
    SOUND = "sound"  # laughter, a pause, a telephone
    TIME = "time"  # a place in the recording
    NOTE = "note"  # any other remark in square brackets, such as `[name]`


class Mark(NamedTuple):
    """A marker and its span."""

    span: Span
    kind: MarkKind


_LOST = (
    r"inaudible|unintelligible|indistinct|unclear|crosstalk|cross[- ]talk|overlapping|talking over|redacted|blank"
)
_SOUND = (
    r"laugh\w*|chuckl\w*|giggl\w*|paus\w*|silence|sigh\w*|cough\w*|cry\w*|cries|sob\w*|tearful|applause|clap\w*|"
    r"nod\w*|gestur\w*|smil\w*|sniff\w*|phone rings?|telephone rings?|door \w+|noise|background \w+|break|music"
)
_CLOCK_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIME = re.compile(rf"[\[(<]\s*{_CLOCK_TIME}(?:\s*[-–—]\s*{_CLOCK_TIME})?\s*[\])>]")
_SQUARE = re.compile(r"\[[^\[\]\n]{0,80}\]")
# Round brackets may also contain asides, so only text that starts like a marker is one.
_ROUND = re.compile(rf"\((?:(?:all|both|long|short|they|he|she)\s+)?(?:{_LOST}|{_SOUND})\b[^()\n]{{0,40}}\)", re.I)
_ANY = re.compile(f"{_TIME.pattern}|{_SQUARE.pattern}|{_ROUND.pattern}", re.I)
_LOST_INSIDE = re.compile(rf"\b(?:{_LOST})\b|^\W*\?+\W*$", re.I)
_SOUND_INSIDE = re.compile(rf"^\W*(?:(?:all|both|long|short|they|he|she)\s+)?(?:{_SOUND})\b", re.I)


def marks_in(text: str) -> Iterator[Mark]:
    """The markers in a text, in order."""
    for match in _ANY.finditer(text):
        yield Mark(Span(*match.span()), _kind(match[0]))


def without_marks(text: str) -> str:
    """The text with every character of a marker replaced by a space, so that offsets do not change."""
    return _ANY.sub(lambda match: " " * len(match[0]), text)


def _kind(mark: str) -> MarkKind:
    if _TIME.fullmatch(mark):
        return MarkKind.TIME
    if _LOST_INSIDE.search(mark):
        return MarkKind.LOST
    return MarkKind.SOUND if _SOUND_INSIDE.search(mark) else MarkKind.NOTE


def is_common_word(word: str) -> bool:
    """Whether a word is among the 20,000 or so most common, ignoring case and accents. Some of these are names."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if unicodedata.category(one) != "Mn")
    return plain in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """The vocabulary of the tokenizer, read from its file as JSON, so that the library need not be loaded."""
    written = json.loads(located(TOKENIZER).read_text("utf-8"))
    return frozenset(word for word in written["model"]["vocab"] if not word.startswith(("##", "[")))


WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_LEAST_CONTENT = 3  # at least one in so many words must be a content word


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
    return len(said) >= words and content * _LEAST_CONTENT >= words


_LONGEST_NO_ANSWER = 80  # characters


def is_no_answer(text: str) -> bool:
    """Whether a survey answer is a non-answer: `n/a`, `none`, `.`"""
    if len(text) > _LONGEST_NO_ANSWER:
        return False
    plain = " ".join(re.sub(r"[^\w/' ]|_", " ", text.lower().replace("’", "'")).split())
    return not plain or plain in lexicon_words("no_answers") or plain in lexicon_words("no_answers_elsewhere")


_VOWELS = frozenset("aeiouy")
_LONGEST_ABBREVIATION = 5


def is_abbreviation(word: str) -> bool:
    """Whether a lower-case word is an abbreviation: it is listed, or short and without a vowel."""
    return word in _listed_abbreviations() or (
        1 < len(word) <= _LONGEST_ABBREVIATION and word.isalpha() and not _VOWELS & set(word)
    )


@cache
def _listed_abbreviations() -> frozenset[str]:
    return frozenset(words("words_in_capitals"))
