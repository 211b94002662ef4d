"""Reads the narrative between quotations for the people and bodies it speaks of, for a cast to know them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.names import key_of, lexicon_words
from pipeline.quotes.cast import Cast
from pipeline.quotes.patterns import CAP, NAME, described
from pipeline.quotes.speakers import Speaker, clean_name, has_role_noun, is_person, speaker_of
from pipeline.spans import Span, folded

_INTRODUCED = re.compile(
    rf"(?P<s>{NAME}),\s+(?P<a>(?:the|an?|its|our|who is|who)?\s*[^,.:;“”\"]{{3,100}}"
    r"(?:\s+(?:of|at)\s+[^,.:;“”\"]+)?)[,.;]"
)
_SUBJECT = re.compile(
    r"(?:^|[.!?:;,–—\n”\"]|(?<!\w)(?:and|but|so|when|because|then|that|if|where|while|which|before|after|until|was|said"
    r"|well))\s*$"
)


class _Named(NamedTuple):
    start: int
    rank: int
    end: int
    who: Speaker


class Narrative:
    """What stands around quotations.

    Args:
        text: the whole text.
        people: where a language model sees a person's name.
        cast: is told of everybody met.
        reach: how far back a pronoun may reach, in characters.
    """

    def __init__(self, text: str, *, people: Sequence[Span], cast: Cast, reach: int) -> None:
        self._text = text
        self._people = [span for span in sorted(people) if is_person(span.of(text))]
        self._cast = cast
        self._reach = reach

    def read(self, stretch: Span) -> None:
        """Meet everybody whom a stretch of narrative speaks of, in order."""
        at = stretch.start
        for named in sorted(self._named(stretch)):
            if named.start < at:
                continue
            at = named.end
            subject = bool(_SUBJECT.search(self._text[max(stretch.start, named.start - 12) : named.start]))
            self._cast.resolve(named.who, at=named.start, reach=self._reach, subject=subject)

    def is_name(self, name: str, at: int) -> bool:
        """Whether words with capitals are likely a person's name: seen by the model, met before, or by form."""
        near = self._people[max(0, bisect_left(self._people, (at, at)) - 1) :][:2]
        if any(span.start <= at < span.end for span in near) or self._cast.knows(name):
            return True
        return is_person(name) and _given(name)

    def _named(self, stretch: Span) -> Iterator[_Named]:
        text = self._text
        first, last = bisect_left(self._people, (stretch.start,)), bisect_left(self._people, (stretch.end,))
        for span in self._people[first:last]:
            yield _Named(span.start, 1, span.end, Speaker(name=re.sub(r"['’]s?$", "", folded(span.of(text)))))
        for match in _INTRODUCED.finditer(text, *stretch):
            who = speaker_of(match["s"], match["a"])
            if (has_role_noun(who.role) or who.organisation) and _whole(who):
                yield _Named(match.start("s"), 0, match.end("a"), who)
        for match in _mentions().finditer(text, *stretch):
            if match["n"] and is_person(match["n"]):
                yield _Named(
                    match.start(), 0, match.end(), speaker_of(match["n"], re.sub(r"^\w+\s", "", match["d"]))
                )
            elif match["d"]:
                yield _Named(match.start(), 3, match.end("d"), speaker_of(match["d"]))
            elif match["p"]:
                yield _Named(match.start(), 2, match.end(), Speaker(name=match["p"]))
            elif match["o"]:
                yield _Named(match.start(), 2, match.end(), Speaker(name=match["o"]))
            elif (name := clean_name(match["c"])) and self._names_somebody(name):
                yield _Named(match.end() - len(name), 1, match.end(), Speaker(name=name))

    def _names_somebody(self, name: str) -> bool:
        """Whether words with capitals name a person of whom that is likely, or a body."""
        return _given(name) or self._cast.knows(name) if is_person(name) else " " in name


def _whole(who: Speaker) -> bool:
    return who.is_named and is_person(who.name) and len(who.name.split()) > 1 and not has_role_noun(who.name)


def _given(name: str) -> bool:
    first = key_of(name.split(maxsplit=1)[0].strip(".,'’"))
    known = (
        first in lexicon_words("she_words")
        or first in lexicon_words("he_words")
        or first in lexicon_words("titles")
    )
    return known and not has_role_noun(name.rsplit(maxsplit=1)[-1])


@cache
def _mentions() -> re.Pattern[str]:
    pronoun = r"(?P<p>[Hh]e|[Ss]he|[Tt]hey)(?!\w)"
    someone = rf"(?P<d>{described()})(?:,?\s+(?:called\s+|named\s+)?(?P<n>{CAP}(?:\s+{CAP}){{0,2}}))?"
    return re.compile(rf"(?<![\w'’-])(?:{pronoun}|{someone}|(?P<o>[Tt]he\s+[A-Z]{{2,6}})(?!\w)|(?P<c>{NAME}))")
