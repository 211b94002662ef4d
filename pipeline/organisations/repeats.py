"""A name that was recognised once is recognised wherever it stands in the study, and so are its short forms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.language.lexicons import words
from pipeline.organisations.evidence import mostly_lower_case
from pipeline.organisations.joins import which
from pipeline.organisations.mentions import PROVISIONAL, FoundName, RecognisedNames
from pipeline.organisations.names import (
    folded_name,
    heads,
    initials_of,
    never_in_capitals,
    never_organisations,
)
from pipeline.organisations.phrases import Phrases
from pipeline.organisations.recognise import PATTERN
from pipeline.spans import Span, SpanIndex

_ACRONYM = re.compile(r"\(\s*(?:the\s+)?([A-Z][A-Za-z&]{1,8}[A-Z])\s*\)|\b([A-Z][A-Z&]{2,8})\b")
_BEHIND = 60  # characters after a name in which its acronym may be introduced
_SHORTEST = 3  # letters of an acronym that is looked for though nobody introduced it
_THE = re.compile(r"\b(?:the|our)\s$")
_GOES_ON = re.compile(r"\s+(?:&|[A-Z])|-")


def add_repeats(texts: Sequence[str], found: Sequence[RecognisedNames]) -> None:
    """Add to `found`, one for each text as `recognise` gives it, the places that were overlooked.

    Looked for are names of two words and more, and acronyms that stand behind the name whose initials they are.
    Provisionally, to count only if the resolver finds the whole name in the same source: initials of three letters
    and more, the last word of a name behind `the`, and the words that say which body it is before what bodies do.
    """
    names = _names(texts, found)
    shorts = _Shorts((name for name in names if len(name.split()) > 1), texts=texts)
    repeated = Phrases(names)
    for text, here in zip(texts, found, strict=True):
        again = (s for s in repeated.spans_in(text) if not _ministers().search(text, max(0, s.start - 40), s.start))
        _add(here, again, basis="named elsewhere in the study")
        others = (Span(start, end) for start, end, label in here.others if label == "PERSON")
        people = SpanIndex(person for person in others if " " in person.of(text))
        short = (s for s in shorts.spans_in(text) if not people.overlapping(s))
        _add(here, short, basis=PROVISIONAL)


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


class _Shorts:
    """The short forms of names, each where it is used as one."""

    def __init__(self, names: Iterable[str], *, texts: Sequence[str]) -> None:
        initials: set[str] = set()
        lasts: set[str] = set()
        stems: set[str] = set()
        for name in names:
            initials |= {letters for letters in initials_of(name) if len(letters) >= _SHORTEST}
            parts = name.split()
            if parts[-1].istitle() and folded_name(parts[-1]) not in heads():
                lasts.add(parts[-1])
            own = which(folded_name(name))
            stem = " ".join(parts[: len(own)])
            if 0 < len(own) < len(parts) and folded_name(stem) == " ".join(own):
                stems.add(stem)
        # What the study mostly writes small is a word of its own: the child, of a convention on the rights of it.
        common = mostly_lower_case(lasts | stems, texts) | never_organisations()
        self._initials = Phrases(initials - never_in_capitals())
        self._lasts = Phrases(last for last in lasts if last.casefold() not in common)
        self._stems = Phrases(stem for stem in stems if stem.casefold() not in common)

    def spans_in(self, text: str) -> Iterator[Span]:
        """Where they stand."""
        yield from self._initials.spans_in(text)
        for span in self._lasts.spans_in(text):
            if _THE.search(text, max(0, span.start - 5), span.start) and not _GOES_ON.match(text, span.end):
                yield span
        for span in self._stems.spans_in(text):
            if _acts().match(text, span.end):
                yield span


@cache
def _ministers() -> re.Pattern[str]:
    """What stands before the brief of somebody in office: `Minister for Health and Social Services`."""
    return re.compile(rf"\b(?:state|{'|'.join(words('offices'))})\s+for\s+(?:the\s+)?$", re.IGNORECASE)


@cache
def _acts() -> re.Pattern[str]:
    """What follows the name of a place that stands for a body."""
    verbs = "|".join(words("verbs_of_bodies"))
    return re.compile(rf"\s+(?:(?:also|then|just|never|always|actually)\s+)?(?:{verbs})\b")


def _add(here: RecognisedNames, spans: Iterable[Span], *, basis: str) -> None:
    """Add what lies in no other; of the provisional, what touches none."""
    there = here.organisations  # in order, none inside another
    for span in spans:
        first = bisect_right(there, span.start, key=lambda one: one.end)
        last = bisect_left(there, span.end, key=lambda one: one.start)
        clashes = [Span(one.start, one.end) for one in there[first:last]]
        if any(one.contains(span) for one in clashes) or (clashes and basis == PROVISIONAL):
            continue
        there[first : max(first, last)] = [FoundName(*span, PATTERN, basis)]
