"""The second look of `pipeline audit`: names by their letters alone, whatever stands between or in place of them.

The first look compares words. This one has no words: `Quill/feather`, `Q~u~i~l~l`, `Qu1llfeather` and letters of
another script are the same letters in a row. It looks for rare names only: the letters of a common one are found
across other words (`smart in`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.language.common_words import is_common_word
from pipeline.people.name_forms import FIGURES_FOR_LETTERS
from pipeline.people.names import normalise
from pipeline.privacy.forbidden import Forbidden, ForbiddenText

_LEAST = 7  # letters
_ASCII = bytes(ord(chr(byte).translate(FIGURES_FOR_LETTERS)) for byte in range(256))
_NO_LETTERS = bytes(
    byte for byte in range(256) if byte > 127 or not chr(byte).translate(FIGURES_FOR_LETTERS).isalpha()
)
_GAP = re.compile(r"[^\w\s]{1,8}|[-\u2010\u2011\u00ad]\s{0,9}")  # between two parts of a name


def rare_names(forbidden: Forbidden) -> dict[str, ForbiddenText]:
    """The names that are looked for by their letters."""
    known = {**{normalise(word): part for word, part in forbidden.parts.items()}, **forbidden.names}
    return {key: part for key, part in known.items() if len(key) >= _LEAST and not is_common_word(key)}


def respelled(text: str, names: dict[str, ForbiddenText]) -> Iterator[tuple[ForbiddenText, int, int]]:
    """Where the letters of a name stand in a row, as a name or in disguise, with the place."""
    letters = _letters(text)
    found = [name for name in names if name in letters]
    if not found:
        return
    places = [at for at, char in enumerate(text) for each in _letters(char)]
    for name in found:
        known, at = names[name], letters.find(name)
        while at >= 0:
            start, end = places[at], places[at + len(name) - 1] + 1
            if _is_disguise(text[start:end]):
                yield known, start, end
            at = letters.find(name, at + len(name))


def _is_disguise(written: str) -> bool:
    """Whether letters are one name's, and not the end of one word and the beginning of the next (`mode sty`)."""
    gaps = ["".join(group) for letters, group in groupby(written, key=str.isalnum) if not letters]
    pieces = ["".join(group) for letters, group in groupby(written, key=str.isalnum) if letters]
    spelled = all(len(piece) == 1 for piece in pieces)
    return spelled or all(map(_GAP.fullmatch, gaps))


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(_ASCII, _NO_LETTERS).decode()
    text = "".join(filter(str.isalnum, text)).translate(FIGURES_FOR_LETTERS)
    return "".join(filter(str.isalpha, normalise(text)))


def also(
    first: Iterable[tuple[ForbiddenText, int, int]], text: str, names: dict[str, ForbiddenText]
) -> list[tuple[ForbiddenText, int, int]]:
    """What the first look found, and what the second finds of somebody whom the first did not see there."""
    hits = list(first)
    seen = {(known.whose, known.text) for known, _, _ in hits}
    return hits + [hit for hit in respelled(text, names) if (hit[0].whose, hit[0].text) not in seen]
