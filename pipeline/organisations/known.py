"""Finds the names of the gazetteer in a text, in a time that does not depend on the number of names.

spaCy's PhraseMatcher needs a tokenised document for each name, which takes some seconds for 50,000 names; this
index is built from words only. Case, apostrophes, hyphens and `&` are ignored at first; then the capitals are
checked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import words
from pipeline.language.styled_letters import plain_letters
from pipeline.organisations.names import SMALL_WORDS, heads

_WORD = re.compile(r"\w+|&")
_STOPS = re.compile(r",|(?<=\bSt)\.|\.(?!\s)")  # as in U.K. and St. Mungo's; not the end of a sentence
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "‑": "-", "–": "-"})
_CASELESS = 12  # letters; a shorter text does not show whether it was written without capitals
_SURNAMED = "'s"


class GazetteerName(NamedTuple):
    """A name of the gazetteer, as input for the recogniser.

    Attributes:
        text: the name.
        ambiguous: whether it is also a common word, and counts only with a capital inside a sentence.
    """

    text: str
    ambiguous: bool


@dataclass(frozen=True, eq=False)
class KnownNames:
    """The names to look for, packed into one string for transfer to other processes.

    Equality and hash use a digest of the content, so that each process unpacks the same content only once.
    """

    packed: str
    digest: str

    @classmethod
    def of(cls, names: Iterable[GazetteerName]) -> KnownNames:
        """Pack the names."""
        lines = sorted({("?" if name.ambiguous else "=") + name.text for name in names})
        packed = "\n".join(lines)
        return cls(packed, blake2b(packed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnownNames) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __iter__(self) -> Iterator[GazetteerName]:
        """The names, in order."""
        for line in self.packed.split("\n") if self.packed else ():
            yield GazetteerName(line[1:], line[0] == "?")


class NamesInTexts:
    """Chooses the names that may be found in a text, so that a new name concerns only the texts with its words.

    A name is found only where all its words stand. Possessives (Barnardo's) are always chosen, because they decide
    where other names end.
    """

    def __init__(self, names: KnownNames) -> None:
        self._always: list[GazetteerName] = []
        self._by_word: dict[str, list[tuple[frozenset[str], GazetteerName]]] = defaultdict(list)
        for name in names:
            if is_possessive(name.text):
                self._always.append(name)
            for parts in map(_folded_words, _forms(name.text)):
                if parts:
                    self._by_word[max(parts, key=len)].append((frozenset(parts), name))

    def within(self, texts: Iterable[str]) -> KnownNames:
        """The names that may be found in these texts."""
        said: set[str] = set()
        for text in texts:
            said.update(folded for folded, _ in _words_of(plain_letters(text).translate(_STRAIGHT)))
        chosen = [name for word in said for parts, name in self._by_word.get(word, ()) if parts <= said]
        return KnownNames.of([*chosen, *self._always])


def is_possessive(name: str) -> bool:
    """Whether a name ends in `'s` itself."""
    return name.endswith(("'s", "’s"))


class Hit(NamedTuple):
    """A name found in a text."""

    span: Span
    certain: bool


class NameIndex:
    """An index of names by their words."""

    def __init__(self, names: Iterable[GazetteerName], *, common: frozenset[str] = frozenset()) -> None:
        """Build the index.

        Args:
            names: the names to look for.
            common: common words in lower case; a name made of these only is not found without capitals.
        """
        self._common = common
        # Flat dictionaries of strings and numbers, because the garbage collector would repeatedly traverse a tree.
        self._names: dict[str, str] = {}
        self._longest: dict[str, int] = {}  # words of the longest name, by first word and by first two words
        for name in names:
            for form in _forms(name.text):
                parts = _folded_words(form)
                if parts:
                    self._add(parts, ("?" if name.ambiguous else "=") + form)

    def _add(self, parts: list[str], form: str) -> None:
        key = " ".join(parts)
        before = self._names.get(key)
        self._names[key] = form if before is None else f"{before}\n{form}"
        for opening in (parts[0], " ".join(parts[:2])):
            self._longest[opening] = max(len(parts), self._longest.get(opening, 0))

    def hits(self, text: str) -> Iterator[Hit]:
        """The names in a text, in order and without nesting; the longest of those that begin at the same place."""
        plain = text.translate(_STRAIGHT)
        caseless = is_caseless(plain)
        found = list(_words_of(plain))
        folded, spans = [word for word, _ in found], [span for _, span in found]
        at = 0
        while at < len(spans):
            longest = self._longest.get(folded[at], 0)
            hit = self._hit(plain, spans, folded, at, longest=longest, caseless=caseless) if longest else None
            if hit is None:
                at += 1
                continue
            yield hit
            while at < len(spans) and spans[at][0] < hit.span.end:
                at += 1

    def _hit(
        self,
        text: str,
        spans: list[tuple[int, int]],
        folded: list[str],
        at: int,
        *,
        longest: int,
        caseless: bool,
    ) -> Hit | None:
        """The longest name that starts at word `at`."""
        if longest > 1:
            longest = self._longest.get(" ".join(folded[at : at + 2]), 1)
        for length in range(min(longest, len(spans) - at), 0, -1):
            forms = self._names.get(" ".join(folded[at : at + length]))
            for form in forms.split("\n") if forms else ():
                span = Span(spans[at][0], spans[at + length - 1][1])
                if hit := self._fitting(text, span, form[1:], ambiguous=form[0] == "?", caseless=caseless):
                    return hit
        return None

    def _fitting(self, text: str, span: Span, name: str, *, ambiguous: bool, caseless: bool) -> Hit | None:
        """The name at this place, if punctuation and capitals fit as well as the words."""
        if name[-1] in "!?+" and text[span.end : span.end + 1] == name[-1]:
            span = Span(span.start, span.end + 1)
        said = span.of(text)
        if not _same_but_for_case(said, name):
            return None
        if caseless:
            return Hit(span, True) if not ambiguous and self._is_safe_without_capitals(name) else None
        if not _fits_case(said, name):
            return None
        return Hit(_without_article(span, said), not ambiguous or _in_capitals(said))

    def _is_safe_without_capitals(self, name: str) -> bool:
        """Whether these words are unlikely to mean anything else."""
        parts = [part.casefold() for part in _WORD.findall(name)]
        rare = [part for part in parts if part not in self._common and len(part) > 2]
        if len(parts) == 1:
            return bool(rare) and len(parts[0]) > 3
        if parts[0] in words("organisation_heads_with_more") and parts[1] in SMALL_WORDS:
            return True
        if parts[-1] in heads() or any(part.isupper() for part in _WORD.findall(name)):
            return True
        return bool(rare) or (not SMALL_WORDS.intersection(parts) and parts[0] not in words("verbs_in_names"))


def is_caseless(text: str) -> bool:
    """Whether a text was written without capitals except `I`, as some automatic transcripts are."""
    letters = 0
    for word in _WORD.findall(text):
        if not word.islower() and word.isalpha() and word != "I":
            return False
        letters += len(word)
    return letters >= _CASELESS


def _folded_words(name: str) -> list[str]:
    return ["and" if word == "&" else word for word in _WORD.findall(name.casefold())]


def _words_of(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of a text, folded as those of names are, and where they stand."""
    for match in _WORD.finditer(text):
        yield "and" if match[0] == "&" else match[0].casefold(), match.span()


def _forms(name: str) -> Iterator[str]:
    """The spellings of a name: as it is, and without the apostrophe of its possessive."""
    plain = " ".join(name.translate(_STRAIGHT).split())
    yield plain
    if _SURNAMED in plain:
        yield plain.replace(_SURNAMED, "s")


def _normal(text: str) -> str:
    text = " ".join(text.replace("-", " ").replace("&", " and ").split())
    return _STOPS.sub("", text)


def _same_but_for_case(said: str, name: str) -> bool:
    return said == name or _normal(said).casefold() == _normal(name).casefold()


def _without_article(span: Span, said: str) -> Span:
    """Leave out the article in `the Wallich` for The Wallich, where it is not part of the name."""
    return Span(span.start + 4, span.end) if said.startswith("the ") else span


def _in_capitals(said: str) -> bool:
    """Whether it has two capitalised words, so that it cannot be a common word at the start of a sentence."""
    return len([word for word in _WORD.findall(said) if word[0].isupper()]) > 1


def _fits_case(said: str, name: str) -> bool:
    """Whether the capitals match those of the name, disregarding function words."""
    if said == name or _normal(said) == _normal(name):
        return True
    theirs, ours = _WORD.findall(said), _WORD.findall(name)
    if len(theirs) != len(ours) or (len(ours) == 1 and name.isupper()):
        return False
    return all(a == b or a[0].isupper() or b.casefold() in SMALL_WORDS for a, b in zip(theirs, ours, strict=True))


_PHRASE_WORD = re.compile(r"\w+")


class PhraseFinder:
    """Finds phrases in a text, by first word and length, because thousands may begin alike."""

    def __init__(self, phrases: Iterable[str], *, fold_case: bool = False) -> None:
        self._fold = fold_case
        self._by_first: dict[str, dict[int, set[str]]] = defaultdict(dict)
        forms = {phrase.lower() if fold_case else phrase for phrase in phrases}
        for form in sorted(forms, key=len, reverse=True):
            if first := _PHRASE_WORD.match(form):
                self._by_first[first[0]].setdefault(len(form), set()).add(form)

    def spans_in(self, text: str) -> Iterator[Span]:
        """The spans of the phrases as whole words, in order; the longest of those that begin at the same place."""
        form = text.lower() if self._fold and len(text.lower()) == len(text) else text
        if self._by_first.keys().isdisjoint(_PHRASE_WORD.findall(form)):
            return
        end = 0
        for word in _PHRASE_WORD.finditer(form):
            if word.start() < end or word[0] not in self._by_first:
                continue
            for length, phrases in self._by_first[word[0]].items():
                after = word.start() + length
                if form[word.start() : after] in phrases and not form[after : after + 1].isalnum():
                    end = after
                    yield Span(word.start(), after)
                    break
