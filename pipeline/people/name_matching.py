"""Finds variants of names in a text, weighing the evidence that a word is a name at that place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import lexicon_words
from pipeline.people.names import MONTHS_THAT_ARE_NAMES, WORD, NameVariant, Specificity, is_title, normalise

REPLACEMENT = "[name]"

_JOIN = re.compile(r"\s+|\s?['’‘ʼ`´_\-\u2010-\u2015\u2212]\s?|\.")
_REVERSED = re.compile(r"[^\S\n]*,?[^\S\n]+")
_AFTER_INITIAL = re.compile(r"\.?\s*")
# A middle name or initials not on record.
_MIDDLE = re.compile(r"\s+(?:(?:[^\W\d_a-z]\.?\s*){1,3}|[^\W\d_a-z][^\W\d_]+\s+)")
_TITLE_BEFORE = re.compile(r"([^\W\d_]+)\.?\s+$")
_BEFORE_PLACE = re.compile(r"\b(?:in|near|across|around|outside|throughout|within|beyond|towards)\s+$", re.I)
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|by|since|until|till|from|during|last|next|this|early|late|mid|of|to|every|january|february|march|april"
    r"|may|june|july|august|september|october|november|december)|\d(?:st|nd|rd|th)?)[\s-]+$",
    re.I,
)
_DETERMINED = re.compile(r"\b(?:the|an?|this|that|these|those|every|each|some|any|no)\s+$", re.I)
_AFTER_MONTH = re.compile(r"\s+\d|\s+half[ -]term|\s+bank holiday", re.I)
_HYPHENED_AFTER = re.compile(r"[-\u2010\u2011]([^\W\d_]+)")
_HYPHENED_BEFORE = re.compile(r"([^\W\d_]+)(?:[-\u2010\u2011]|(?<=\b[OD])['’])$")
_LABEL_ENDS = re.compile(r"[*_\])]*(?:[ \t]*(?:[:\n\t(]|$)|[ ]{2,})")
_MARK_AT_END = re.compile(r"(^|\s|.)[\"”'’)]$", re.S)
_GOES_ON = re.compile(r"['’-][^\W\d_]")
_LOOK_BACK = 40
_NEAREST = 1_000  # characters before a word that are considered as context
_WRAPPED = 7  # words; a line this long may be wrapped text rather than a label


@dataclass(frozen=True)
class KnownName:
    """A name variant and its owner; sorted so that the longest is tried first."""

    form: NameVariant
    participant: str


# Indexed by their first two words, or their only word.
Index = dict[tuple[str, ...], list[KnownName]]


class _Word(NamedTuple):
    key: str
    start: int
    end: int


class NameMatcher:
    """Matches names in one text, using its words that occur in names and the evidence for each."""

    def __init__(
        self,
        text: str,
        *,
        relevant: frozenset[str],
        people: Sequence[Span],
        organisations: Sequence[Span],
    ) -> None:
        self.text = text
        self.words = list(_words(text, relevant))
        self._relevant = relevant
        self._people = sorted(people)
        self._organisations = [span for span in sorted(organisations) if len(span.of(text).split()) > 1]
        self._used = [False] * len(self.words)
        self._ends: set[int] = set()  # of the names found

    def matches(self, forms: Index) -> Iterator[tuple[KnownName, int]]:
        """Each variant found, with the index of its first word; its words are then consumed."""
        at = 0
        while at < len(self.words):
            begins = tuple(word.key for word in self.words[at : at + 2])
            candidates = [*forms.get(begins, ()), *(forms.get(begins[:1], ()) if len(begins) > 1 else ())]
            known = next((known for known in candidates if self._stands(known.form, at)), None)
            if known is None:
                at += 1
                continue
            length = len(known.form.keys)
            self._used[at : at + length] = [True] * length
            self._ends.add(self.words[at + length - 1].end)
            yield known, at
            at += length

    def _stands(self, form: NameVariant, at: int) -> bool:
        words = self.words[at : at + len(form.keys)]
        if len(words) < len(form.keys) or any(
            word.key != key or used
            for word, key, used in zip(words, form.keys, self._used[at : at + len(words)], strict=True)
        ):
            return False
        if not all(self._joined(form, *pair) for pair in pairwise(words)):
            return False
        if form.rank <= Specificity.ALLOWED:
            return True
        if form.rank is Specificity.SHORT:
            return self._is_short(words)
        return self._is_part(form, words)

    def _joined(self, form: NameVariant, first: _Word, second: _Word) -> bool:
        between = self.text[first.end : second.start]
        if form.family_first:
            return bool(_REVERSED.fullmatch(between))
        if _JOIN.fullmatch(between):
            return True
        if len(first.key) == 1 and _AFTER_INITIAL.fullmatch(between):
            return True
        if form.rank <= Specificity.ALLOWED and len(form.keys) == 2:
            return bool(_MIDDLE.fullmatch(between))
        return False

    def _is_short(self, words: list[_Word]) -> bool:
        """Initials and surname in the usual spelling: `J. Smith`, `J Smith`, `Jane S`, but not `a price`."""
        if not all(self.text[word.start].isupper() for word in words):
            return False
        first, last = words[0], words[-1]
        if len(last.key) == 1:
            apart = self.text[last.start - 1].isspace() and not _GOES_ON.match(self.text, last.end)
            return apart and not self._is_word(first.key)
        dotted = self.text[first.end : first.end + 1] == "."
        return dotted or first.key not in ("a", "i") or not self._is_word(last.key)

    def _is_part(self, form: NameVariant, words: list[_Word]) -> bool:
        """A first name or surname alone, as a whole token written as a name."""
        span = Span(words[0].start, words[-1].end)
        ambiguous = all(self._is_word(word.key) for word in words)
        capital = self.text[span.start].isupper()
        if self._titled(span, capital=capital):
            return True
        if self._glued(span) or self._in_organisation(span):
            return False
        if not capital:
            return not ambiguous and len("".join(form.keys)) > 2
        if form.label and self._opens_turn(span):
            return True
        return not ambiguous or self._is_evident(span, words)

    def _is_evident(self, span: Span, words: list[_Word]) -> bool:
        """Whether a capitalised word that could also be an ordinary word, place or month is a name here."""
        if any(person.overlaps(span) for person in _near(self._people, span)):
            return True
        before = self.text[max(0, span.start - _LOOK_BACK) : span.start]
        key = words[0].key
        if key in lexicon_words("names_that_are_places") and _BEFORE_PLACE.search(before):
            return False
        after_name = span.start - len(before) + len(before.rstrip()) in self._ends  # Will May May
        before_month = not after_name and _BEFORE_MONTH.search(before)
        if key in MONTHS_THAT_ARE_NAMES and (before_month or _AFTER_MONTH.match(self.text, span.end)):
            return False
        if _DETERMINED.search(before):
            return False
        if key in lexicon_words("words_that_are_mostly_names"):
            return True
        shouted = len(span.of(self.text)) > 1 and span.of(self.text).isupper()
        return not shouted and not self._opens_sentence(span.start)

    @staticmethod
    def _is_word(key: str) -> bool:
        return key in lexicon_words("names_that_are_words") or key in lexicon_words("names_that_are_places")

    def _titled(self, span: Span, *, capital: bool) -> bool:
        if not self.text[max(0, span.start - 1) : span.start].isspace():
            return False
        match = _TITLE_BEFORE.search(self.text[max(0, span.start - _LOOK_BACK) : span.start])
        if not match or not is_title(match[1]):
            return False
        return capital or match[1][0].isupper() or normalise(match[1]) in ("mr", "mrs", "cllr")

    def _glued(self, span: Span) -> bool:
        """Whether it is part of a longer name not on record: `Smith-Jones`, `O'Smith`."""
        if (
            self.text[max(0, span.start - 1) : span.start].isspace()
            and self.text[span.end : span.end + 1].isspace()
        ):
            return False
        after = _HYPHENED_AFTER.match(self.text, span.end)
        before = _HYPHENED_BEFORE.search(self.text[max(0, span.start - _LOOK_BACK) : span.start])
        others = [match[1] for match in (before, after) if match]
        return any(other[0].isupper() and normalise(other) not in self._relevant for other in others)

    def _in_organisation(self, span: Span) -> bool:
        inside = any(organisation.contains(span) for organisation in _near(self._organisations, span))
        return inside and not any(person.overlaps(span) for person in _near(self._people, span))

    def _opens_turn(self, span: Span) -> bool:
        """Whether it is in the position of a speaker label: alone on its line, or before a colon, tab or time."""
        if self._line_before(span.start).strip(" \t*_#>[("):
            return False
        return bool(_LABEL_ENDS.match(self.text, span.end))

    def _line_before(self, at: int) -> str:
        """The text before a place on its line; in a very long line, only the nearest part."""
        nearest = max(0, at - _NEAREST)
        return self.text[max(nearest, self.text.rfind("\n", nearest, at) + 1) : at]

    def _opens_sentence(self, at: int) -> bool:
        """Whether a capital is no evidence here: after a full stop or opening mark, or at the start of a block."""
        line = self._line_before(at)
        line_start = at - len(line)
        before = _without_marks(line)
        if not before and line_start > 0:
            previous = self._line_before(line_start - 1)
            before = previous.rstrip() if len(previous.split()) >= _WRAPPED else ""
        mark = _MARK_AT_END.search(before)
        if mark:  # an opening or closing mark: then the text before it decides
            before = mark[1].strip()
        return not before or not (before[-1].isalnum() or before[-1] in ",;]&")


def _words(text: str, relevant: frozenset[str]) -> Iterator[_Word]:
    """The words of a text that occur in names; `[name]` does not count."""
    keys: dict[str, str] = {}
    for match in WORD.finditer(text):
        word = match[0]
        key = keys.get(word)
        if key is None:
            key = normalise(word)
            keys[word] = key = key if key in relevant else ""
        if key and not (word == "name" and _is_replacement(text, match)):
            yield _Word(key, match.start(), match.end())


def _without_marks(before: str) -> str:
    """The preceding text on the line, without trailing space and marks such as `[inaudible 00:12:31]`."""
    before = before.rstrip()
    while before.endswith("]") and not before.endswith(REPLACEMENT):
        depth, at = 0, len(before)
        while at > 0:
            at -= 1
            depth += {"]": 1, "[": -1}.get(before[at], 0)
            if depth == 0:
                break
        if depth:
            return before
        before = before[:at].rstrip()
    return before


def _near(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    """The spans, from a sorted sequence, that may touch this one."""
    last = bisect_right(spans, span.end, key=lambda s: s.start)
    return spans[max(0, last - 8) : last]


def _is_replacement(text: str, match: re.Match[str]) -> bool:
    return match.start() > 0 and text[match.start() - 1 : match.end() + 1] == REPLACEMENT
