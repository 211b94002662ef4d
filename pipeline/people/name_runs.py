"""The words of a turn, and the runs of capitalised words that may be names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words
from pipeline.people.names import normalise

LOWER_TITLES = frozenset(("mr", "mrs", "ms", "dr", "cllr", "auntie", "aunty", "uncle"))
_WORD = re.compile(
    "[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u00ad\u200b-\u200d])*(?:['’‑-][^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*)*"
)
_PRONOUN = re.compile(r"I(?:['’]|$)")
_PARTICLE = re.compile(r"(?:al|el|an|as|ibn|bin|ben|d|o)['’‑-](?=[^\W\d_a-z])")
_POSSESSIVE = re.compile(r"['’][sS]$")
_BETWEEN = re.compile(r"[^\S\n]+|\n[^\S\n]*")
_AFTER_INITIAL = re.compile(r"\.[^\S\n]*|[^\S\n]+")
_OPENING = re.compile(r"(?:^|[.!?…:;]|\n)[\s\"“”‘’'(\[\]*_–—-]*$|(?:^|\s)[\"“‘'(\[][\"“‘'(\[]*$|\][^\S\n]*$")
_LOOK_BACK = 24


@dataclass(frozen=True, slots=True)
class NameToken:
    """A word token.

    Attributes:
        key: the key by which words are compared.
        start: the index of its first character.
        end: one past its last character, excluding a possessive ending.
        capital: whether it begins with a capital but is not all capitals.
        opens: whether it opens a sentence, so that its capital is no evidence.
        possessive: whether `'s` follows.
    """

    key: str
    start: int
    end: int
    capital: bool
    opens: bool
    possessive: bool


@dataclass(frozen=True)
class CapitalisedRun:
    """A run of consecutive capitalised words.

    Attributes:
        tokens: the words, without a title.
        titled: whether a title precedes them.
    """

    tokens: Sequence[NameToken]
    titled: bool


def opens_sentence(text: str, at: int, *, first: int = 0) -> bool:
    """Whether a word is capitalised only because it opens a sentence; text before `first` is ignored."""
    return bool(_OPENING.search(text[max(first, at - _LOOK_BACK) : at]))


def tokens_of(text: str, turn: Span) -> list[NameToken]:
    """The words of a turn."""
    tokens: list[NameToken] = []
    for match in _WORD.finditer(text, turn.start, turn.end):
        word = match[0]
        if word.islower() and word.isascii() and "-" not in word:  # nearly all of them
            tokens.append(NameToken(sys.intern(word), match.start(), match.end(), False, False, False))
            continue
        possessive = _POSSESSIVE.search(word)
        if possessive:
            word = word[: possessive.start()]
        named = word[0].isupper() or _PARTICLE.match(word)  # al-Yousef, d'Alembert
        capital = bool(named) and (len(word) == 1 or not word.isupper()) and not _PRONOUN.match(word)
        opens = capital and opens_sentence(text, match.start(), first=turn.start)
        key = " ".join(normalise(part) for part in re.split("[‑-]", word.replace("’", "'")))
        tokens.append(
            NameToken(sys.intern(key), match.start(), match.start() + len(word), capital, opens, bool(possessive))
        )
    return tokens


def near_capitals(tokens: Sequence[NameToken]) -> list[NameToken]:
    """Capitalised tokens, their neighbours and name particles: everything that `runs_of` needs."""
    particles = lexicon_words("name_particles")
    capital = [False, *(token.capital for token in tokens), False]
    return [
        token
        for token, before, own, after in zip(tokens, capital, capital[1:], capital[2:], strict=False)
        if own or before or after or token.key in particles
    ]


def runs_of(tokens: Sequence[NameToken], text: str) -> Iterator[CapitalisedRun]:
    """The runs of capitalised words, in order; a title begins a new one."""
    at = 0
    while at < len(tokens):
        title = _is_title(tokens, at, text)
        first = at + title
        end = first
        while end < len(tokens) and tokens[end].capital and (end == first or _joined(tokens, end, text)):
            end += 1
            end = _past_particles(tokens, end, text)
        if end > first and not (end - first == 1 and len(tokens[first].key) == 1):
            yield CapitalisedRun(tokens[first:end], bool(title))
        at = max(end, at + 1)


def _is_title(tokens: Sequence[NameToken], at: int, text: str) -> bool:
    token = tokens[at]
    if at + 1 >= len(tokens) or not tokens[at + 1].capital or token.possessive:
        return False
    if token.key not in (lexicon_words("sure_titles") if token.capital else LOWER_TITLES):
        return False
    return bool(_AFTER_INITIAL.fullmatch(text, token.end, tokens[at + 1].start))


def _joined(tokens: Sequence[NameToken], at: int, text: str) -> bool:
    before = tokens[at - 1]
    if before.possessive or (tokens[at].capital and tokens[at].key in lexicon_words("sure_titles")):
        return False
    between = _AFTER_INITIAL if len(before.key) == 1 else _BETWEEN
    return bool(between.fullmatch(text, before.end, tokens[at].start))


def _past_particles(tokens: Sequence[NameToken], at: int, text: str) -> int:
    """The index after particles such as `de la`, if a capitalised word follows."""
    end = at
    while (
        end < len(tokens)
        and tokens[end].key in lexicon_words("name_particles")
        and not tokens[end].capital
        and _joined(tokens, end, text)
    ):
        end += 1
    goes_on = at < end < len(tokens) and tokens[end].capital and _joined(tokens, end, text)
    return end if goes_on else at
