"""Names for candidate themes: a phrase that was really said, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.themes.lists import FILLERS, FUNCTION_WORDS
from pipeline.themes.words import Word, is_content, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_LONGEST_PHRASE = 5
_TRIED = 30  # phrases that are compared with the theme by meaning
_MOST_TEXTS = 200  # read for phrases, of a large theme
_INSIDE = re.compile(r"[ \n-]{1,2}$")  # what may stand between two words of one phrase
_SELVES = frozenset(["ourselves", "themselves", "yourself", "myself", "himself", "herself"])
_CLOSING = FUNCTION_WORDS | FILLERS


@dataclass
class _Said:
    """A phrase, however inflected: who said it, and in which words."""

    texts: set[int] = field(default_factory=set)
    forms: dict[str, int] = field(default_factory=dict)
    weight: float = 0.0


def names_for(
    texts: Sequence[str],
    *,
    centre: Floats,
    weights: dict[str, float],
    avoid: frozenset[str],
    embed: Callable[[Sequence[str]], Floats],
) -> list[str]:
    """Phrases in `texts` that say what they have in common, verbatim, the best first.

    Args:
        texts: the theme's passages, the most typical first.
        centre: unit vector of what they mean.
        weights: how telling each word is (lower case), from c-TF-IDF.
        avoid: words that may not be in it: names, in lower case.
        embed: gives unit vectors.
    """
    said: dict[tuple[str, ...], _Said] = {}
    for at, text in enumerate(texts[:_MOST_TEXTS]):
        for words in _phrases(text, avoid=avoid):
            phrase = said.setdefault(tuple(word.key for word in words), _Said())
            phrase.texts.add(at)
            form = " ".join(text[words[0].start : words[-1].end].split())
            phrase.forms[form] = phrase.forms.get(form, 0) + 1
            telling = [weights.get(word.plain, 0.0) for word in words if is_content(word.plain)]
            phrase.weight = max(phrase.weight, sum(telling) / (len(telling) + 0.5))
    if not said:
        return []
    heaviest = max(phrase.weight for phrase in said.values()) or 1.0
    ranked = sorted(said.values(), key=lambda p: (-_worth(p, heaviest, len(texts)), min(p.forms)))[:_TRIED]
    forms = [_form(phrase) for phrase in ranked]
    near = embed(forms) @ centre
    scores = [_worth(phrase, heaviest, len(texts)) + 1.5 * float(n) for phrase, n in zip(ranked, near, strict=True)]
    order = sorted(range(len(forms)), key=lambda at: (-round(scores[at], 4), forms[at]))
    return [forms[at] for at in order]


def _worth(phrase: _Said, heaviest: float, texts: int) -> float:
    """Telling words, said by several, and long enough to mean something."""
    words = len(min(phrase.forms).split())
    shared = min(len(phrase.texts) / max(texts * 0.25, 2.0), 1.0)
    length = {1: 0.0, 2: 0.35, 3: 0.4, 4: 0.35, 5: 0.25}[min(words, 5)]
    return phrase.weight / heaviest + 0.8 * shared + length


def _form(phrase: _Said) -> str:
    """The wording that was used most; of equals the one that does not begin a sentence."""
    return min(phrase.forms, key=lambda form: (-phrase.forms[form], form[0].isupper(), form))


def _phrases(text: str, *, avoid: frozenset[str]) -> Iterator[list[Word]]:
    words = words_of(text)
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST_PHRASE, len(words))):
            if last > first and not _INSIDE.match(text[words[last - 1].end : words[last].start]):
                break
            plain = words[last].plain
            if plain in avoid or plain.removesuffix("'s") in avoid or plain[0].isdigit():
                break
            some = words[first : last + 1]
            if _stands_alone(some) and not _ends_a_name(text, words, first):
                yield some


def _ends_a_name(text: str, words: Sequence[Word], first: int) -> bool:
    """Whether the phrase would begin inside a name: "Start areas" of "Flying Start areas"."""
    if (
        first == 0
        or not text[words[first].start].isupper()
        or text[words[first].start : words[first].end].isupper()
    ):
        return False
    return bool(_INSIDE.match(text[words[first - 1].end : words[first].start]))


def _stands_alone(words: Sequence[Word]) -> bool:
    """Whether the words could be a title: begun and ended by a word that means something."""
    first, last = words[0].plain, words[-1].plain
    if last in _SELVES and len(words) > 2:
        return first.endswith("ing") or is_content(first)
    return first not in _CLOSING and is_content(last)
