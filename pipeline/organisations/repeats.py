"""Finds names again where the recogniser overlooked them, and their short forms; separates two joined names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.corpus.spans import Span, SpanIndex
from pipeline.language.lexicons import words
from pipeline.organisations.evidence import acts, is_abbreviation, mostly_lower_case
from pipeline.organisations.known import PhraseFinder
from pipeline.organisations.name_comparison import distinctive_words
from pipeline.organisations.names import (
    PROVISIONAL,
    FoundName,
    RecognisedNames,
    folded_name,
    heads,
    initials_of,
    never_in_capitals,
    never_organisations,
)
from pipeline.organisations.overlaps import GAZETTEER, MODEL, PATTERN

_ACRONYM = re.compile(r"\(\s*(?:the\s+)?([A-Z][A-Za-z&]{1,8}[A-Z])\s*\)|\b([A-Z][A-Z&]{2,8})\b")
_BEHIND = 60  # characters after a name in which its acronym may follow
_OFTEN = 2  # how often the model must have found a name
_JOINED = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?")
_ELSEWHERE = "named elsewhere in the study"
_SHORTEST_NAME = 2  # letters
_SHORTEST = 3  # letters of an acronym that is searched for even if nobody introduced it
_SPELT_OTHERWISE = re.compile(r"^(?=\S*[a-z])\S+[A-Z]\S*$")  # a capital inside the word
_THE = re.compile(r"\b(?:the|our)\s$")
_GOES_ON = re.compile(r"\s+(?:&|[A-Z])|-")


def add_repeats(texts: Sequence[str], found: Sequence[RecognisedNames], *, also: Iterable[str] = ()) -> None:
    """Add occurrences of known names that `recognise` overlooked to `found`.

    Names of two words or more are searched for everywhere, and acronyms after the name that they abbreviate. These
    are added provisionally and count only if the resolver finds the whole name in the same source: initials of
    three letters or more, the last word of a name after `the`, and the distinctive words of a name before a verb of
    what organisations do.

    Args:
        texts: the texts of turns.
        found: the names found in each text.
        also: names that were found elsewhere.
    """
    names = _names(texts, found) | {name for name in also if len(name.split()) > 1}
    shorts = _ShortForms((name for name in names if len(name.split()) > 1), texts=texts)
    repeated = PhraseFinder(names)
    seldom = PhraseFinder(_names_from_model(texts, found) - names)
    for text, here in zip(texts, found, strict=True):
        again = (s for s in repeated.spans_in(text) if not _ministers().search(text, max(0, s.start - 40), s.start))
        _add(here, again, basis=_ELSEWHERE)
        _add(here, (s for s in seldom.spans_in(text)), basis=_ELSEWHERE, confidence=MODEL)
        others = (Span(start, end) for start, end, label in here.others if label == "PERSON")
        people = SpanIndex(person for person in others if " " in person.of(text))
        short = (s for s in shorts.spans_in(text) if not people.overlapping(s))
        _add(here, short, basis=PROVISIONAL)


def split_joined(texts: Sequence[str], found: Sequence[RecognisedNames]) -> None:
    """Separate two bodies that were found as one, `Quillet and Tidal Foundation`, if the study names them apart."""
    names = {
        text[one.start : one.end] for text, here in zip(texts, found, strict=True) for one in here.organisations
    }
    for text, here in zip(texts, found, strict=True):
        parts: list[FoundName] = []
        for one in here.organisations:
            name = text[one.start : one.end]
            link = _JOINED.search(name) if one.confidence < GAZETTEER else None
            if link is None or not _are_two(name[: link.start()], name[link.end() :], names):
                parts.append(one)
                continue
            parts.append(one._replace(end=one.start + link.start()))
            parts.append(one._replace(start=one.start + link.end()))
        here.organisations[:] = parts


def _are_two(first: str, second: str, names: set[str]) -> bool:
    if first not in names:
        return second in names and folded_name(first).split()[-1] in heads()
    return second in names or folded_name(second).split()[-1] in heads()


def _names(texts: Sequence[str], found: Sequence[RecognisedNames]) -> set[str]:
    names: set[str] = set()
    for text, here in zip(texts, found, strict=True):
        for start, end, confidence, _ in here.organisations:
            name = text[start:end]
            if len(name.split()) > 1 and (confidence >= PATTERN or folded_name(name).split()[-1] in heads()):
                names.add(name)
            for match in _ACRONYM.finditer(text, end, end + _BEHIND):
                acronym = match[1] or match[2]
                if acronym.upper() in initials_of(name):
                    names.add(acronym)
    return {name for name in names if folded_name(name) not in never_organisations()}


def _names_from_model(texts: Sequence[str], found: Sequence[RecognisedNames]) -> set[str]:
    """Names of any form, including single words, that the model mostly labels as an organisation.

    Names that also occur in lower case are left out, because they are words. The model must have found the name
    twice, or in half of its places, so that one error is not repeated everywhere; spellings such as `myTown` are
    left out too.
    """
    bodies, others = Counter[str](), Counter[str]()
    for text, here in zip(texts, found, strict=True):
        bodies.update(text[one.start : one.end] for one in here.organisations)
        others.update(text[one.start : one.end] for one in here.others)
    names = {
        name
        for name, count in bodies.items()
        if count > others[name] and len(name) > _SHORTEST_NAME and folded_name(name) not in never_organisations()
    }
    names = {name for name in names if folded_name(name) not in heads()}
    lower = {name.casefold() for name in names if not is_abbreviation(name)}
    finder = PhraseFinder(names | lower)
    said = Counter(span.of(text) for text in texts for span in finder.spans_in(text))
    enough = {n for n in names if bodies[n] >= _OFTEN or 2 * bodies[n] >= said[n] or _SPELT_OTHERWISE.match(n)}
    return {name for name in enough if name.casefold() not in said}


class _ShortForms:
    """The short forms of names, where they are used as such."""

    def __init__(self, names: Iterable[str], *, texts: Sequence[str]) -> None:
        initials: set[str] = set()
        lasts: set[str] = set()
        stems: set[str] = set()
        for name in names:
            initials |= {letters for letters in initials_of(name) if len(letters) >= _SHORTEST}
            parts = name.split()
            if parts[-1].istitle() and folded_name(parts[-1]) not in heads():
                lasts.add(parts[-1])
            own = distinctive_words(folded_name(name))
            stem = " ".join(parts[: len(own)])
            if 0 < len(own) < len(parts) and folded_name(stem) == " ".join(own):
                stems.add(stem)
        # What the study mostly writes in lower case is an ordinary word: the child, in a convention on its rights.
        common = mostly_lower_case(lasts | stems, texts) | never_organisations()
        self._initials = PhraseFinder(initials - never_in_capitals())
        self._lasts = PhraseFinder(last for last in lasts if last.casefold() not in common)
        self._stems = PhraseFinder(stem for stem in stems if stem.casefold() not in common)

    def spans_in(self, text: str) -> Iterator[Span]:
        """Their spans in a text."""
        yield from self._initials.spans_in(text)
        for span in self._lasts.spans_in(text):
            if _THE.search(text, max(0, span.start - 5), span.start) and not _GOES_ON.match(text, span.end):
                yield span
        for span in self._stems.spans_in(text):
            if acts().match(text, span.end):
                yield span


@cache
def _ministers() -> re.Pattern[str]:
    """The words before an office-holder's portfolio: `Minister for Health and Social Services`."""
    return re.compile(rf"\b(?:state|{'|'.join(words('offices'))})\s+for\s+(?:the\s+)?$", re.IGNORECASE)


def _add(here: RecognisedNames, spans: Iterable[Span], *, basis: str, confidence: float = PATTERN) -> None:
    """Add spans that are not inside another; provisional ones only if they overlap none."""
    there = here.organisations  # in order, not nested
    for span in spans:
        first = bisect_right(there, span.start, key=lambda one: one.end)
        last = bisect_left(there, span.end, key=lambda one: one.start)
        clashes = [Span(one.start, one.end) for one in there[first:last]]
        if any(one.contains(span) for one in clashes) or (
            clashes and (basis == PROVISIONAL or confidence <= MODEL)
        ):
            continue
        there[first : max(first, last)] = [FoundName(*span, confidence, basis)]
