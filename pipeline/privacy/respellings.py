"""The second search of `pipeline audit`: names by their letters alone, even if separated or substituted.

The first search compares words. This one ignores word boundaries: `Quill/feather`, `Q~u~i~l~l`, `Qu1llfeather` and
letters of another script give the same sequence of letters. It searches only for rare names, since the letters of
common ones also occur across other words (`smart in`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, groupby
from string import ascii_uppercase

import numpy as np
import numpy.typing as npt

from pipeline.language.common_words import is_common_word
from pipeline.language.styled_letters import plain_letters
from pipeline.people.name_forms import FIGURES_FOR_LETTERS
from pipeline.people.names import normalise
from pipeline.privacy.forbidden import Forbidden, ForbiddenText

_LEAST = 7  # letters
_TABLE_BITS = 20
_TABLE = 1 << _TABLE_BITS
_BLOCK = 2048  # characters per block
_ASCII = bytes(ord(chr(byte).translate(FIGURES_FOR_LETTERS)) for byte in range(256))
_ASCII_LETTERS = FIGURES_FOR_LETTERS | {ord(letter): letter.lower() for letter in ascii_uppercase}
_NO_LETTERS = bytes(
    byte for byte in range(256) if byte > 127 or not chr(byte).translate(FIGURES_FOR_LETTERS).isalpha()
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_GAP = re.compile(r"[^\w\s]{1,8}|[-\u2010\u2011\u00ad]\s{0,9}")  # between two parts of a name


class RareNames:
    """Searches for names by their letters: many names in long texts, in linear time.

    Each name is indexed by a hash of its first seven letters. The hashes of all seven-letter runs of a text are
    looked up in a table in one step; letters are compared only where the hash is in the table.
    """

    def __init__(self, forbidden: Forbidden) -> None:
        known = {**{normalise(word): part for word, part in forbidden.parts.items()}, **forbidden.names}
        self._names = {key: part for key, part in known.items() if len(key) >= _LEAST and not is_common_word(key)}
        self._by_hash: dict[int, list[str]] = {}
        for name in self._names:
            self._by_hash.setdefault(int(_hashes(name[:_LEAST])[0]), []).append(name)
        self._table = np.zeros(_TABLE, dtype=bool)
        self._table[list(self._by_hash)] = True

    def found_in(self, text: str) -> Iterator[tuple[ForbiddenText, int, int]]:
        """Names whose letters occur in sequence, as a name or in disguise, with their places."""
        letters = _letters(text)
        if len(letters) < _LEAST or not self._names:
            return
        hashes = _hashes(letters)
        places = _Places(text)
        for at in np.flatnonzero(self._table[hashes]).tolist():
            for name in self._by_hash[int(hashes[at])]:
                if letters.startswith(name, at):
                    start, end = places[at], places[at + len(name) - 1] + 1
                    if _is_disguise(text[start:end]):
                        yield self._names[name], start, end


def _hashes(letters: str) -> npt.NDArray[np.uint32]:
    """A hash for each run of seven letters, less than the size of the table."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    runs = len(codes) - _LEAST + 1
    hashes = np.zeros(runs, dtype=np.uint32)
    for at in range(_LEAST):
        hashes = hashes * np.uint32(0x9E3779B1) + codes[at : at + runs]
    return hashes >> np.uint32(32 - _TABLE_BITS)


class _Places:
    """The place of each letter in the text, computed only for the blocks that are needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: list[int] = []  # the end of each block, in letters
        self._block = lru_cache(maxsize=64)(self._places_in)

    def __getitem__(self, letter: int) -> int:
        if not self._ends:
            blocks = range(0, len(self._text), _BLOCK)
            self._ends = list(accumulate(len(_letters(self._text[at : at + _BLOCK])) for at in blocks))
        block = bisect_right(self._ends, letter)
        return self._block(block)[letter - (self._ends[block - 1] if block else 0)]

    def _places_in(self, block: int) -> list[int]:
        start = block * _BLOCK
        piece = self._text[start : start + _BLOCK]
        return [at for at, char in enumerate(piece, start) for _ in _letters_of_character(char)]


def _is_disguise(written: str) -> bool:
    """Whether the letters form a name, rather than the end of one word and the start of the next (`mode sty`)."""
    gaps = ["".join(group) for letters, group in groupby(written, key=str.isalnum) if not letters]
    pieces = ["".join(group) for letters, group in groupby(written, key=str.isalnum) if letters]
    spelled = all(len(piece) == 1 for piece in pieces)
    return spelled or all(map(_GAP.fullmatch, gaps))


def _letters(text: str) -> str:
    """The letters of a text in lower case, without accents; digits that resemble letters count as letters."""
    if not text.isascii():  # of most texts a few characters: quotation marks, dashes, accents
        text = _NOT_ASCII.sub(lambda found: _letters_of_run(found[0]), text)
        if not text.isascii():
            return "".join(filter(str.isalpha, text.translate(_ASCII_LETTERS)))
    return text.lower().encode().translate(_ASCII, _NO_LETTERS).decode()


def _letters_of_run(run: str) -> str:
    return _letters_of_character(run) if len(run) == 1 else "".join(map(_letters_of_character, run))


@lru_cache(maxsize=4096)
def _letters_of_character(char: str) -> str:
    if char.isascii():
        return _letters(char)
    char = plain_letters(char)
    letters = normalise(char.translate(FIGURES_FOR_LETTERS)) if char.isalnum() else ""
    return "".join(filter(str.isalpha, letters))


def also(
    first: Iterable[tuple[ForbiddenText, int, int]], text: str, names: RareNames
) -> list[tuple[ForbiddenText, int, int]]:
    """The results of the first search, plus names from the second that the first did not find in the text."""
    hits = list(first)
    seen = {(known.whose, known.text) for known, _, _ in hits}
    return hits + [hit for hit in names.found_in(text) if (hit[0].whose, hit[0].text) not in seen]
