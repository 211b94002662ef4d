"""Names in a text: its words, runs of capitalised words, and unusual forms of known names.

Unusual forms are `the Oxenthwaites`, `Oka-` / `for`, `S-I-O-B-H-A-N`, `@maureenok`: of names that were found in
the study or are on record. Names that are also words or places are left out; for handles, so is every name with
any other meaning.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import is_common_word
from pipeline.people.name_evidence import Keys, SpokenSource, is_ambiguous, is_name_alone, is_thing_after_name
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


_LEAST_LETTERS = 4  # minimum letters of a name searched for in pieces
_LEAST_IN_HANDLE = 5
_LONGEST_NAME = 24  # maximum letters of a name
_PLURAL = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_]{3,30}(?:s|(?<=[A-Z])S)(?!\w)")
_BROKEN = re.compile(
    r"(?<!\w)([^\W\d_]{1,24})"
    r"([-‐‑—\u00ad][^\S\n]{0,20}\n?[^\S\n]{0,20}|[^\S\n]?(?:\[[^\]\n]{1,30}\]|<[^<>\n]{1,30}>)[^\S\n]?|\n|(?:[^\w\s]|_){1,8})"
    r"([^\W\d_]{1,24})(?!\w)"
)
_APOSTROPHES = ("'", "’", "‘")
_LEAST_AFTER_APOSTROPHE = 3  # letters: excludes the t of can't and the ll of he'll
_SIGNS = re.compile(r"(?:[^\w\s\-‐‑\u00ad\u200b-\u200f\u2060\[\]<>]|_)+")  # as in and/or
_SPELT = re.compile(r"(?<![^\W_])[^\W\d_](?:[\W_]{1,4}[^\W\d_]){2,40}(?![^\W_])")
# Contains a digit, underscore or full stop, follows @ or #, or has a capital inside.
_HANDLE = re.compile(r"(?<![\w@])[@#]?(?=[\w.]{0,40}(?:[\d_.]|(?-i:[a-z][A-Z]))|(?<=[@#]))\w[\w.]{3,40}(?!\w)(?!@)")
FIGURES_FOR_LETTERS = str.maketrans("013457", "oieast")  # Qu1llfeather
_FIGURE_INSIDE = re.compile(r"[^\W\d_]\d+[^\W\d_]")
_TELLING = re.compile(r"[\d_.@#]")
_FIGURES = re.compile(r"\d+")
_NO_LETTER = re.compile(r"[\W_]+")
_MARK = re.compile(r"\[[^\]\n]{1,30}\]|<[^<>\n]{1,30}>")
_DRAWN = re.compile(r"([^\W\d_])\1{2,}")
_ENTITY = re.compile(r"(?<!\w)(?:[^\W\d_]|&#?\w{2,8};){4,40}(?!\w)")  # &#90;ephyrine
_LONG_WORD = re.compile(r"[^\W\d_]{4,60}")
_THE = re.compile(r"(?i:\bthe)\s$")
_NEXT = re.compile(r"\s([^\W\d_]+)")


class SubstringIndex:
    """Words, to find out whether any occurs in a text, in a time that does not depend on their number.

    Args:
        words: none of them empty.
        few: how many words are sought one by one, which is faster then.
    """

    def __init__(self, words: Collection[str], *, few: int = 200) -> None:
        self._few = words if len(words) <= few else ()
        self._by_start: dict[str, list[str]] = {}
        self._width = min(map(len, words), default=0)
        for word in words if len(words) > few else ():
            self._by_start.setdefault(word[: self._width], []).append(word)

    def any_in(self, text: str) -> bool:
        """Whether any of the words occurs in a text."""
        if not self._by_start:
            return any(word in text for word in self._few)
        width = self._width
        return any(
            text.startswith(word, at)
            for at in range(len(text) - width + 1)
            for word in self._by_start.get(text[at : at + width], ())
        )


class NameForms:
    """The names to look for.

    Args:
        names: full names, as keys.
    """

    def __init__(self, names: Iterable[Keys]) -> None:
        self._parts: set[str] = set()  # for capitalised words and words in pieces
        self._spoken: set[str] = set()  # for spelled-out letters: only names are spelled out
        self._rare: set[str] = set()  # for handles
        self._joined: set[str] = set()
        for keys in names:
            long = [key for key in keys if _LEAST_LETTERS <= len(key) <= _LONGEST_NAME]
            self._spoken.update(long)
            self._parts.update(key for key in long if not is_ambiguous(key))
            self._rare.update(filter(is_name_alone, long))
            if len(keys) > 1:
                self._joined.update(("".join(keys), keys[0] + keys[-1]))
        self._every = SubstringIndex(self._spoken | self._joined)
        self._in_handle = lru_cache(maxsize=4096)(self._names_somebody)

    def spans(self, source: SpokenSource) -> Iterator[Span]:
        """Find the names in a source, outside the names of organisations."""
        if not self._spoken and not self._joined:
            return
        for turn in source.turns:
            for span in self._in(source.text, turn):
                if not source.is_organisation(span):
                    yield span

    def within(self, text: str) -> Iterator[Span]:
        """Find the names in any text, after a quick check, since most texts contain none."""
        if (self._spoken or self._joined) and self._may_stand_in(text):
            yield from self._in(text, Span(0, len(text)))

    def _may_stand_in(self, text: str) -> bool:
        """Whether the letters of a name occur in sequence in a text, ignoring anything between them."""
        letters = letters_of(text)
        if "[" in text or "<" in text:  # a mark may contain letters of the name
            letters += f" {letters_of(text, marks=True)}"
        return self._every.any_in(letters)

    def _in(self, text: str, turn: Span) -> Iterator[Span]:
        yield from self._plurals(text, turn)
        for match in (
            _LONG_WORD.finditer(text, turn.start, turn.end) if _DRAWN.search(text, turn.start, turn.end) else ()
        ):
            if _DRAWN.search(match[0]) and normalise(_DRAWN.sub(r"\1", match[0])) in self._parts:
                yield Span(*match.span())
        for match in (
            _ENTITY.finditer(text, turn.start, turn.end) if text.find("&", turn.start, turn.end) >= 0 else ()
        ):
            if normalise(unescape(match[0])) in self._parts:
                yield Span(*match.span())
        for match in _BROKEN.finditer(text, turn.start, turn.end):
            if self._is_broken_name(match):
                yield Span(*match.span())
        for match in _SPELT.finditer(text, turn.start, turn.end):
            yield from self._spelt(match)
        for match in _HANDLE.finditer(text, turn.start, turn.end):
            handle = match[0].strip(".")
            if self._in_handle(handle):
                at = match.start() + match[0].index(handle)
                yield Span(at, at + len(handle))

    def _is_broken_name(self, match: re.Match[str]) -> bool:
        """Whether the pieces form a name: not `can't` for a person called Cant, nor `and/or` for Andor."""
        # The content of a mark may be letters of the name: `Ze[ph]yrine`.
        whole = {normalise(match[1] + match[3]), normalise(_NO_LETTER.sub("", match[0]))}
        if whole.isdisjoint(self._parts):
            return False
        contraction = match[2] in _APOSTROPHES and len(match[3]) < _LEAST_AFTER_APOSTROPHE
        return not contraction and (match[1][0].isupper() or not _SIGNS.fullmatch(match[2]))

    def _plurals(self, text: str, turn: Span) -> Iterator[Span]:
        """`the Oxenthwaites`; not `the Oxenthwaites Building`."""
        for match in _PLURAL.finditer(text, turn.start, turn.end):
            key = normalise(match[0])
            stems = {key[:-1], key[:-2] if key.endswith("es") else ""}
            told = not is_common_word(key) or _THE.search(text, max(0, match.start() - 8), match.start())
            if told and not stems.isdisjoint(self._parts):
                after = _NEXT.match(text, match.end())
                if not (after and after[1][0].isupper() and is_thing_after_name(normalise(after[1]))):
                    yield Span(*match.span())

    def _spelt(self, match: re.Match[str]) -> Iterator[Span]:
        """The longest name among spelled-out letters: in `I, A-O-I-F-E` the last five."""
        places = [at for at, char in enumerate(match[0], start=match.start()) if char.isalpha()]
        letters = normalise("".join(char for char in match[0] if char.isalpha()))
        if len(letters) != len(places):
            return
        at = 0
        while at < len(letters):
            longest = min(_LONGEST_NAME, len(letters) - at)
            length = next(
                (n for n in range(longest, _LEAST_LETTERS - 1, -1) if letters[at : at + n] in self._spoken), 0
            )
            if length:
                yield Span(places[at], places[at + length - 1] + 1)
            at += length or 1

    def _names_somebody(self, handle: str) -> bool:
        letters = letters_of(handle if _FIGURE_INSIDE.search(handle) else _FIGURES.sub("", handle))
        if not _TELLING.search(handle):  # ZephyrineQuillfeather; Arthur in MacArthur is not a handle
            return any(name in letters for name in self._joined)
        pieces = (
            letters[at : at + length]
            for at in range(len(letters))
            for length in range(_LEAST_IN_HANDLE, min(_LONGEST_NAME, len(letters) - at) + 1)
        )
        return letters in self._joined or any(piece in self._rare for piece in pieces)


def letters_of(text: str, *, marks: bool = False) -> str:
    """The letters of a text without anything between them; triple letters are reduced, digits become letters.

    Args:
        text: any text.
        marks: whether to include the letters inside marks such as `[inaudible]`.
    """
    text = unescape(text) if "&" in text else text
    spoken = text if marks else _MARK.sub("", text)
    return _DRAWN.sub(r"\1", normalise(_NO_LETTER.sub("", spoken).translate(FIGURES_FOR_LETTERS)))
