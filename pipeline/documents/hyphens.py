"""Rejoins words that were hyphenated at the ends of printed lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.documents.document import Line
from pipeline.language.lexicons import word_set
from pipeline.language.words import is_common_word

SOFT = "\u2010"  # stands for a soft hyphen, which is printed only at the end of a line
_BROKEN = re.compile(r"([^\W\d_]{2,})[-\u2010\u2011]\s*$")
_GOES_ON = re.compile(r"\s*(([^\W\d_]+)[^\s:]*)(?!:)(?:\s+|$)")
_SHORT = word_set("co re ex on by up no go so in it us of to")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def without_broken_words(lines: Sequence[Line]) -> list[Line]:
    """The lines with each broken word rejoined on the first line; page headers and footers may come between."""
    kept = list(lines)
    words: Counter[str] | None = None
    for first, second in pairwise(at for at, line in enumerate(lines) if line.mark is None):
        broken, rest = _BROKEN.search(kept[first].text), _GOES_ON.match(kept[second].text)
        if broken is None or rest is None or not (rest[2][0].islower() or broken[1][0].isupper()):
            continue
        if words is None:
            words = Counter(word for line in lines for word in _WORD.findall(line.text.casefold()))
        if whole := _whole(kept[first].text[broken.start() :].rstrip(), rest, words):
            kept[first] = replace(kept[first], text=kept[first].text[: broken.start()] + whole)
            left = kept[second].text[rest.end() :]
            kept[second] = replace(kept[second], text=left, bold=max(0, kept[second].bold - rest.end()))
    return [line for line, before in zip(kept, lines, strict=True) if line.text or not before.text]


def _whole(broken: str, rest: re.Match[str], words: Counter[str]) -> str:
    """The rejoined word, hyphenated in cases like `well-known`; "" if a speaker broke off (`the sh- the shop`)."""
    begun, sign = broken[:-1], broken[-1]
    one, other = begun.casefold(), rest[2].casefold()
    if other[:2] == one[:2]:
        return ""
    if words[f"{one}-{other}"]:
        return f"{begun}-{rest[1]}"
    if sign == SOFT or words[one + other] or is_common_word(one + other):
        return begun + rest[1]
    if rest[2][0].isupper() or (_is_word(one, words) and _is_word(other, words)):
        return f"{begun}-{rest[1]}"
    return "" if _is_word(other, words) else begun + rest[1]


def _is_word(part: str, words: Counter[str]) -> bool:
    """Whether a part is a word; this occurrence of it, and two-letter fragments, do not count."""
    return (len(part) > 2 or part in _SHORT) and (words[part] > 1 or is_common_word(part))
