"""Words as numbers, so that ten million of them are compared in a moment.

Capitals, accents, white space and punctuation do not count, curly apostrophes are straight ones, a hyphen separates
two words, a ligature is its letters, a soft hyphen is nothing. Signs that say what a figure counts (£, %) are words
of their own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.corpus.spans import Span
from pipeline.language.words import marks_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]
    Offsets = NDArray[np.int64]


SIGNS = "£$€%&@#"
_APOSTROPHE = ord("'")
_LIKE_APOSTROPHES = "'’‘ʼ`´＇"
_LONGEST = 64  # characters of a word that tell it from others
_TABLE = 0x3000  # scripts with capitals lie below
_LETTERS = (0x3040, 0xD7A4)  # scripts without
_BASE = 0x9E3779B97F4A7C15
# Ligatures, and letters that are written as two elsewhere; marks that show nothing.
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_LIGATURES |= {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ĳ": "ij", "Ĳ": "IJ"}
_LIGATURES |= dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_UNUSUAL = re.compile(f"[{''.join(_LIGATURES)}]")
_GRAM = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)


class WordSequence(NamedTuple):
    """The words of a text, in order: what each is, and where it stands."""

    keys: Keys
    starts: Offsets
    ends: Offsets

    def only(self, wanted: NDArray[np.bool_]) -> WordSequence:
        """Those for which `wanted` holds."""
        return WordSequence(self.keys[wanted], self.starts[wanted], self.ends[wanted])


def words_of(text: str) -> WordSequence:
    """The words of a text; their places are in the text as it is given."""
    if text.isascii() or not _UNUSUAL.search(text):
        return _plain_words(text)
    pieces = [_LIGATURES.get(char, char) for char in text]
    made = _plain_words("".join(pieces))
    place = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    return WordSequence(made.keys, place[made.starts], place[made.ends - 1] + 1)


def _plain_words(text: str) -> WordSequence:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table, sign_codes = _tables()
    folded = table[np.minimum(codes, 0xFFFF)]
    sign = np.isin(folded, sign_codes) if any(each in text for each in SIGNS) else np.zeros(len(folded), bool)
    letter = (folded > 0) & (folded != _APOSTROPHE) & ~sign
    inside = np.zeros(len(folded), bool)
    inside[1:-1] = (folded[1:-1] == _APOSTROPHE) & letter[:-2] & letter[2:]
    word = letter | inside
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    begins |= sign
    ends = word.copy()
    ends[:-1] &= ~word[1:]
    ends |= sign
    starts = np.flatnonzero(begins)
    if not len(starts):
        return WordSequence(np.zeros(0, np.uint64), starts, starts)
    at = np.flatnonzero(word | sign)
    number = np.cumsum(begins)[at] - 1
    place = np.minimum(at - starts[number], _LONGEST - 1)
    values = folded[at].astype(np.uint64) * _powers()[place]
    first = np.flatnonzero(begins[at])
    keys = np.add.reduceat(values, first)
    keys ^= keys >> np.uint64(29)
    keys *= np.uint64(_GRAM[0])
    keys ^= keys >> np.uint64(32)
    return WordSequence(keys, starts, np.flatnonzero(ends) + 1)


def grams(keys: Keys, size: int) -> Keys:
    """One number for each run of `size` words."""
    count = max(0, len(keys) - size + 1)
    made = np.zeros(count, np.uint64)
    for at in range(size):
        made += keys[at : at + count] * np.uint64(_GRAM[at])
    return made ^ (made >> np.uint64(31))


def asides(text: str) -> list[Span]:
    """What the transcriber put between the words: `[inaudible]`, `(laughs)`."""
    return [mark.span for mark in marks_in(text)] if any(each in text for each in "[(<") else []


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """A word as it is compared."""
    for each in _LIKE_APOSTROPHES:
        word = word.replace(each, "'")
    word = _UNUSUAL.sub(lambda match: _LIGATURES[match[0]], word)
    kept = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in kept if not unicodedata.combining(char))


@cache
def _powers() -> Keys:
    powers = np.full(_LONGEST, _BASE, np.uint64)
    return np.cumprod(powers, dtype=np.uint64)


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """What each code point counts as: 0 for what stands between words."""
    table = np.zeros(0x10000, np.uint32)
    for code in range(_TABLE):
        char = chr(code)
        if char.isalnum():
            base = unicodedata.normalize("NFKD", char.casefold())
            table[code] = code if "\u2044" in base else ord(base[0])  # a half is no 1
        elif char in SIGNS:
            table[code] = code
    table[_LETTERS[0] : _LETTERS[1]] = np.arange(*_LETTERS)
    for char in _LIKE_APOSTROPHES:
        table[ord(char)] = _APOSTROPHE
    return table, np.array([ord(char) for char in SIGNS], np.uint32)


_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)[.\s]*[\])]|…|\.\s?\.\s?\.")
_BRACKET = re.compile(r"\[([^\[\]]{0,200})\](?:['’]s(?!\w))?")
_PART_OF_WORD = re.compile(
    r"(?<=[^\W\d_])\[([^\W\d_]{1,6})\]|\[(?!name\])([^\W\d_]{1,6})\](?=['’](?!s\b)[^\W\d_]|[^\W\d_])"
)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_][.,!?;:])\d{1,3}(?=\s|$|[”\"])|[¹²³⁰⁴-⁹]+")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-\n\s*(?=[^\W\d_])")
_BLANK = "\u2400"  # stands where brackets stood, and is no part of a word


@dataclass(frozen=True)
class Bracket:
    """Words in square brackets, before a word of the quotation.

    Attributes:
        before: the word before which they stand; the count of words if at the end.
        text: the words.
    """

    before: int
    text: str


@dataclass(frozen=True)
class Printed:
    """A quotation.

    Attributes:
        text: as printed, without what is the editor's.
        words: its words, brackets left out.
        gaps: before which words an ellipsis stands.
        brackets: the editor's own words.
        marked: words of which a part is in brackets: `look[ed]`, `[W]e`.
    """

    text: str
    words: WordSequence
    gaps: frozenset[int] = frozenset()
    brackets: tuple[Bracket, ...] = ()
    marked: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.words.keys)

    def word(self, at: int) -> str:
        """A word as it is printed."""
        return self.text[int(self.words.starts[at]) : int(self.words.ends[at])]

    def run(self, first: int, end: int) -> str:
        """Words with what stands between them."""
        between = self.text[int(self.words.starts[first]) : int(self.words.ends[end - 1])] if first < end else ""
        return " ".join(between.split())

    def pieces(self) -> list[tuple[int, int]]:
        """The stretches between ellipses and brackets, as words from and to."""
        edges = sorted({0, len(self), *self.gaps, *(bracket.before for bracket in self.brackets)})
        return [(a, b) for a, b in pairwise(edges) if a < b]


def printed(quote: str) -> Printed:
    """Read a quotation."""
    text = _BROKEN_WORD.sub("", quote)
    parts: list[Span] = []  # where brackets stood inside words, once they are gone
    text = _without_inner_brackets(text, parts)
    marks: list[tuple[int, str | None]] = []  # offset; what stands in brackets, or None for an ellipsis
    for match in _ELLIPSIS.finditer(text):
        marks.append((match.start(), None))
    text = _ELLIPSIS.sub(lambda match: _BLANK * len(match[0]), text)
    for match in _BRACKET.finditer(text):
        if match[1].strip(_BLANK + " "):
            marks.append((match.start(), match[1].strip()))
    text = _BRACKET.sub(lambda match: _BLANK * len(match[0]), text)
    for span in reversed(asides(text)):
        text = text[: span.start] + _BLANK * (span.end - span.start) + text[span.end :]
    text = _FOOTNOTE.sub(lambda match: _BLANK * len(match[0]), text)
    words = words_of(text)
    before = [(int(np.searchsorted(words.starts, at)), what) for at, what in sorted(marks, key=lambda m: m[0])]
    marked = {
        at
        for span in parts
        for at in range(len(words.keys))
        if span.start <= words.ends[at] and words.starts[at] <= span.end
    }
    return Printed(
        text=text.replace(_BLANK, " "),
        words=words,
        gaps=frozenset(at for at, what in before if what is None and 0 < at < len(words.keys)),
        brackets=tuple(Bracket(at, what) for at, what in before if what is not None),
        marked=frozenset(marked),
    )


def _without_inner_brackets(text: str, parts: list[Span]) -> str:
    made, at = "", 0
    for match in _PART_OF_WORD.finditer(text):
        made += text[at : match.start()]
        inner = match[1] or match[2]
        parts.append(Span(len(made), len(made) + len(inner)))
        made += inner
        at = match.end()
    return made + text[at:]
