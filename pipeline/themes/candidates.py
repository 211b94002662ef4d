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
from pipeline.themes.words import EMPTY_NOUNS, FILLERS, FUNCTION_WORDS, Word, is_content, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]


_LONGEST_PHRASE = 4
_SPREAD = 0.6  # the weight of the share of texts that contain the phrase's commonest word
_TRIED = 40  # phrases whose parts of speech and vectors are looked at
_READ = 2  # sentences in which its parts of speech are looked at
_MOST_TEXTS = 200  # the most texts of a theme that are searched for phrases
_TELLING = 2.0  # the least score of a name; a candidate without one is too weak to be shown
_NEAR = 2.0  # the weight of its likeness to the theme
_ONLY_ONCE = 0.4  # what a phrase loses that was said in one text only
_LENGTH = (-1.0, 0.35, 0.4, 0.3)  # how well 1, 2, 3 … words tell a reader what is meant
_INSIDE = re.compile(r"[ \n-]{1,2}$")  # the characters between two words of a phrase
_SENTENCE_END = re.compile(r"[.!?…;:]")
_SELVES = frozenset(["ourselves", "themselves", "yourself", "myself", "himself", "herself"])
_CLOSING = FUNCTION_WORDS | FILLERS
_JOINING = frozenset(
    ["of", "the", "a", "an", "and", "or", "in", "for", "on", "to", "with", "our", "their", "between", "by"]
)
# Titles by part of speech: N noun, J adjective, G -ing, V -ed, I preposition, D article, C and, S 's, O pronoun.
_NOUNS = "(?:[JNGVH]|NS)*N"
_TITLE = re.compile(rf"{_NOUNS}(?:(?:ID?|CD?){_NOUNS})?|GR?I?D?{_NOUNS}|G[OD]?I?O")
_BEFORE_NOUNS = ("DT", "PRP$", "JJ", "IN", "CD")
_SHORT_TAGS = {
    "NN": "N", "NNS": "N", "JJ": "J", "VBG": "G", "VBN": "V", "IN": "I", "TO": "I", "DT": "D", "PRP$": "D",
    "CC": "C", "POS": "S", "HYPH": "H", "RP": "R", "PRP": "O",
}  # fmt: skip


@dataclass
class _Phrase:
    """A phrase in any inflection.

    Attributes:
        texts: those that contain it.
        forms: its forms, each with the number of texts.
        sentences: some in which it stands, and its characters there.
        weight: how distinctive its words are.
        spread: the share of texts with its commonest distinctive word.
    """

    sentences: list[tuple[str, int, int]] = field(default_factory=list)
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

    A phrase is a noun with what belongs to it, or an activity ("waiting for a bus"), and does not begin with an
    empty noun ("level of support").

    Args:
        texts: the theme's passages, most typical first.
        centre: the unit vector of their centre, less what all passages have in common.
        weights: the weight of each word (lower case), from c-TF-IDF.
        avoid: words that may not be in the phrase: names, in lower case.
        embed: computes unit vectors.
    """
    texts = texts[:_MOST_TEXTS]
    said = _said_phrases(texts, weights=weights, avoid=avoid)
    heaviest = max((phrase.weight for phrase in said), default=1.0) or 1.0

    def score(phrase: _Phrase) -> float:
        return _phrase_score(phrase, heaviest, len(texts))

    ranked = sorted(said, key=lambda phrase: (-score(phrase), min(phrase.forms)))[:_TRIED]
    titles = [phrase for phrase, fits in zip(ranked, _are_titles(ranked), strict=True) if fits]
    titles = [phrase for phrase in titles if len(phrase.texts) > 1 or "'s " not in _form(phrase).replace("’", "'")]
    if not titles:
        return []
    forms = [_form(phrase) for phrase in titles]
    near = embed(forms) @ centre
    scores = [score(phrase) + _NEAR * float(likeness) for phrase, likeness in zip(titles, near, strict=True)]
    telling = [at for at in range(len(forms)) if scores[at] >= _TELLING]
    order = sorted(telling, key=lambda at: (-round(scores[at], 4), forms[at]))
    return [forms[at] for at in order]


def _said_phrases(texts: Sequence[str], *, weights: dict[str, float], avoid: frozenset[str]) -> list[_Phrase]:
    """The phrases with a distinctive word that occurs in more than one text."""
    said: dict[tuple[str, ...], _Phrase] = {}
    holding = Counter(key for text in texts for key in {word.key for word in words_of(text)})
    least = min(2, len(texts))
    for at, text in enumerate(texts):
        for words in _phrases(text, avoid=avoid):
            telling = [
                weights.get(word.plain, 0.0) if holding[word.key] >= least else 0.0
                for word in words
                if is_content(word.plain) or word.plain in weights
            ]
            if not any(telling):
                continue
            spread = max(holding[word.key] for word in words if weights.get(word.plain, 0.0) > 0)
            keys = tuple(word.key for word in words)
            phrase = said.setdefault(keys, _Phrase())
            if at not in phrase.texts and len(phrase.sentences) < _READ:
                phrase.sentences.append(_sentence(text, words))
            phrase.texts.add(at)
            phrase.spread = max(phrase.spread, spread / len(texts))
            form = " ".join(text[words[0].start : words[-1].end].split())
            phrase.forms[form] = phrase.forms.get(form, 0) + 1
            phrase.weight = max(phrase.weight, sum(telling) / (len(telling) + 0.5))
    return list(said.values())


def _sentence(text: str, words: Sequence[Word]) -> tuple[str, int, int]:
    """The sentence around some words, and their characters in it."""
    start, end = words[0].start, words[-1].end
    first = max((match.end() for match in _SENTENCE_END.finditer(text, 0, start)), default=0)
    last = _SENTENCE_END.search(text, end)
    sentence = text[first : last.end() if last else len(text)].replace("\n", " ")
    return sentence, start - first, end - first


def _are_titles(phrases: Sequence[_Phrase]) -> list[bool]:
    """Whether each could be a title, by the parts of speech in the sentences in which it stands."""
    from pipeline.language.english import tagging_model

    sentences = list(dict.fromkeys(sentence for phrase in phrases for sentence, _, _ in phrase.sentences))
    tagged = dict(zip(sentences, tagging_model().pipe(sentences), strict=True))
    return [
        all(_is_title(tagged[sentence], start, end) for sentence, start, end in phrase.sentences)
        for phrase in phrases
    ]


def _is_title(sentence: Doc, start: int, end: int) -> bool:
    """Whether the tokens could be a title: not "tabled amendments" in "we tabled amendments"."""
    tags = "".join(_SHORT_TAGS.get(token.tag_, "?") for token in sentence if start <= token.idx < end)
    before = next((token.tag_ for token in reversed(sentence[:]) if token.idx < start), "")
    return bool(_TITLE.fullmatch(tags)) and (tags[0] != "V" or before in _BEFORE_NOUNS)


def _phrase_score(phrase: _Phrase, heaviest: float, texts: int) -> float:
    """The score of a phrase: distinctive words, used in several texts, and long enough to be meaningful."""
    words = len(min(phrase.forms).split())
    shared = min(len(phrase.texts) / max(texts * 0.25, 2.0), 1.0)
    alone = _ONLY_ONCE if len(phrase.texts) < min(2, texts) else 0.0
    return phrase.weight / heaviest + 0.8 * shared + _SPREAD * phrase.spread + _LENGTH[words - 1] - alone


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
            if _stands_alone(some) and not _is_torn(text, some):
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
    """Whether the words could be a title: a content word at each end, no clause and no repetition."""
    first, last = words[0].plain, words[-1].plain
    if last in _SELVES and len(words) > 2:
        return first.endswith("ing") or is_content(first)
    if not is_content(first.removesuffix("'s")) or not is_content(last):
        return False
    empty = first in EMPTY_NOUNS and (len(words) == 1 or words[1].plain in _JOINING)
    content = [word.key for word in words if is_content(word.plain)]
    return (
        not empty
        and len(set(content)) == len(content)
        and all(word.plain in _JOINING or word.plain not in _CLOSING for word in words[1:-1])
    )


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
