"""Names candidate themes with a verbatim phrase from their passages, and matches earlier decisions to them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import Code
from pipeline.corpus.coding_records import REJECT, Decision
from pipeline.themes.words import FILLERS, FUNCTION_WORDS, Word, is_content, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


_SHORTEST_PHRASE = 2
_LONGEST_PHRASE = 4
_SPREAD = 0.6  # the weight of the share of texts that contain the phrase's commonest word
_TRIED = 30  # phrases that are compared with the theme by their vectors
_MOST_TEXTS = 200  # the most texts of a theme that are searched for phrases
_INSIDE = re.compile(r"[ \n-]{1,2}$")  # the characters between two words of a phrase
_SELVES = frozenset(["ourselves", "themselves", "yourself", "myself", "himself", "herself"])
_CLOSING = FUNCTION_WORDS | FILLERS
_JOINING = frozenset(
    ["of", "the", "a", "an", "and", "or", "in", "for", "on", "to", "with", "our", "their", "between", "by"]
)


@dataclass
class _Phrase:
    """A phrase in any inflection: the texts that contain it, its forms, and the share with its commonest word."""

    texts: set[int] = field(default_factory=set)
    forms: dict[str, int] = field(default_factory=dict)
    weight: float = 0.0
    spread: float = 0.0


def name_phrases(
    texts: Sequence[str],
    *,
    centre: Floats,
    weights: dict[str, float],
    avoid: frozenset[str],
    embed: Callable[[Sequence[str]], Floats],
) -> list[str]:
    """Verbatim phrases in `texts` that describe what they have in common, best first.

    Args:
        texts: the theme's passages, most typical first.
        centre: the unit vector of their centre.
        weights: the weight of each word (lower case), from c-TF-IDF.
        avoid: words that may not be in the phrase: names, in lower case.
        embed: computes unit vectors.
    """
    said: dict[tuple[str, ...], _Phrase] = {}
    texts = texts[:_MOST_TEXTS]
    holding = Counter(key for text in texts for key in {word.key for word in words_of(text)})
    for at, text in enumerate(texts):
        for words in _phrases(text, avoid=avoid):
            telling = [weights.get(word.plain, 0.0) for word in words if is_content(word.plain)]
            spread = max((holding[word.key] for word in words if weights.get(word.plain, 0.0) > 0), default=0)
            if spread < min(2, len(texts)):
                continue  # it must contain a distinctive word that occurs more than once
            phrase = said.setdefault(tuple(word.key for word in words), _Phrase())
            phrase.texts.add(at)
            phrase.spread = max(phrase.spread, spread / len(texts))
            form = " ".join(text[words[0].start : words[-1].end].split())
            phrase.forms[form] = phrase.forms.get(form, 0) + 1
            phrase.weight = max(phrase.weight, sum(telling) / (len(telling) + 0.5))
    if not said:
        return []
    heaviest = max(phrase.weight for phrase in said.values()) or 1.0
    ranked = sorted(said.values(), key=lambda p: (-_phrase_score(p, heaviest, len(texts)), min(p.forms)))[:_TRIED]
    forms = [_form(phrase) for phrase in ranked]
    near = embed(forms) @ centre
    scores = [
        _phrase_score(phrase, heaviest, len(texts)) + 1.5 * float(n) for phrase, n in zip(ranked, near, strict=True)
    ]
    order = sorted(range(len(forms)), key=lambda at: (-round(scores[at], 4), forms[at]))
    return [forms[at] for at in order]


def _phrase_score(phrase: _Phrase, heaviest: float, texts: int) -> float:
    """The score of a phrase: distinctive words, used in several texts, and long enough to be meaningful."""
    words = len(min(phrase.forms).split())
    shared = min(len(phrase.texts) / max(texts * 0.25, 2.0), 1.0)
    length = {2: 0.35, 3: 0.4}.get(words, 0.35)
    return phrase.weight / heaviest + 0.8 * shared + _SPREAD * phrase.spread + length


def _form(phrase: _Phrase) -> str:
    """The most frequent form; among equals one that does not start a sentence."""
    return min(phrase.forms, key=lambda form: (-phrase.forms[form], form[0].isupper(), form))


def _phrases(text: str, *, avoid: frozenset[str]) -> Iterator[Sequence[Word]]:
    words = words_of(text)
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST_PHRASE, len(words))):
            if last > first and not _INSIDE.match(text[words[last - 1].end : words[last].start]):
                break
            plain = words[last].plain
            if plain in avoid or plain.removesuffix("'s") in avoid or plain[0].isdigit():
                break
            some = words[first : last + 1]
            if text[words[last].start].isupper() and (
                last > first or text[words[last].start : words[last].end].isupper()
            ):
                break  # a name or an acronym
            if len(some) >= _SHORTEST_PHRASE and _stands_alone(some) and not _is_torn(text, some):
                yield some


def _is_torn(text: str, words: Sequence[Word]) -> bool:
    """Whether the phrase starts or ends inside a compound or a name: "page form" in "two-page form"."""
    start, end = words[0].start, words[-1].end
    before, after = text[max(start - 2, 0) : start], text[end : end + 1]
    if before.endswith("-") or after == "-":
        return True
    first = text[start : words[0].end]
    return first[0].isupper() and not first.isupper() and bool(re.search(r"[^\W_] $", before))


def _stands_alone(words: Sequence[Word]) -> bool:
    """Whether the words could be a title: they start and end with a content word and do not contain a clause."""
    first, last = words[0].plain, words[-1].plain
    if last in _SELVES and len(words) > 2:
        return first.endswith("ing") or is_content(first)
    if first in _CLOSING or not is_content(last):
        return False
    return all(word.plain in _JOINING or word.plain not in _CLOSING for word in words[1:-1])


CANDIDATE = "candidate-"
_DIGITS = 8


def candidate_id(name: str) -> str:
    """The id of a candidate, from its name without inflections.

    The id ends in digits and contains no words, because it is also printed where the name must be withheld.
    """
    keys = " ".join(name_keys(name))
    digest = hashlib.blake2b(keys.encode(), digest_size=8).digest()
    return f"{CANDIDATE}{int.from_bytes(digest) % 10**_DIGITS:0{_DIGITS}}"


def name_keys(name: str) -> tuple[str, ...]:
    """The key of a name: its words without inflections."""
    return tuple(word.key for word in words_of(name))


def with_adopted(decisions: Sequence[Decision], codes: Sequence[Code]) -> tuple[Decision, ...]:
    """Apply decisions about a candidate that has become a code to that code.

    The code is recognised by its name or, if that was changed, by its id, both of which come from the candidate.
    Decisions about a code that was merged into another are applied to the other code.
    """
    adopted = {candidate_id(words): code.id for code in codes for words in (code.name, code.id)}
    renamed = (
        replace(one, theme_id=adopted[one.theme_id]) if one.theme_id in adopted else one for one in decisions
    )
    return _with_merged(tuple(renamed), {merged: code.id for code in codes for merged in code.merged})


def _with_merged(decisions: tuple[Decision, ...], heirs: Mapping[str, str]) -> tuple[Decision, ...]:
    """Apply decisions about a merged code to the code into which it was merged.

    Rejections are left out: a passage that does not fit the merged code may still fit the other.
    """
    if not heirs:
        return decisions
    found = {one.key: one for one in decisions if one.theme_id not in heirs}
    for one in decisions:
        if one.theme_id in heirs and one.decision != REJECT:
            moved = replace(one, theme_id=heirs[one.theme_id])
            found.setdefault(moved.key, moved)
    return tuple(found.values())
