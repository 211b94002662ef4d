"""Coreference: keeps the people and bodies mentioned so far, and resolves `she`, `Ms Lee`, `the clerk` and `they`.

A pronoun is resolved to the most recent mention that fits it; subjects of sentences take precedence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from itertools import chain
from typing import NamedTuple

from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.speakers import (
    CAP,
    DETERMINER,
    NAME,
    NOBODY,
    Speaker,
    clean_name,
    described,
    has_role_noun,
    heads,
    is_person,
    last_role_noun,
    speaker_of,
)
from pipeline.language.lexicons import lexicon_words
from pipeline.people.names import full_key, is_title, normalise

_REMEMBERED = 40  # recent mentions to which a pronoun may refer
_TOPICS = 3  # how much further back than for `they` the group of `one of them` may be
_FOR_A_SUBJECT = 160  # characters by which the subject of a sentence counts as nearer
_FOR_A_BODY = 40  # the same for bodies and groups, where the nearest is usually meant
_FOR_A_KNOWN = 100  # the same for a person whom the pronoun is known to fit
_SEVERAL = re.compile(r"^(?:two|three|four|five|some|several|many|most|those|people|all|both|others)\b", re.I)
_SOME_OF_THEM = re.compile(r"(?:one|some|two|three|several|many|each) of them", re.I)
_LONE = frozenset(("one", "another", "others", "some"))
_WITHIN = re.compile(r"\s(?:of|for|at|from|in|with|on)\s")


class Fits(Enum):
    """The pronoun that fits a person or body."""

    HE, SHE, PERSON, THEY, IT = range(5)


_PRONOUNS = {"he": Fits.HE, "she": Fits.SHE, "they": Fits.THEY, "it": Fits.IT}


@dataclass
class _Mentioned:
    who: Speaker
    fits: Fits
    at: int
    subject: bool


def fits_of(who: Speaker) -> Fits:
    """The pronoun that fits a speaker, judging by the name or description."""
    if who.is_named:
        if not is_person(who.name):
            return Fits.THEY
        return _of_words(who.name)
    phrase = _WITHIN.split(who.name)[0]
    if phrase.split()[-1].isupper():  # the NHS
        return Fits.THEY
    if not has_role_noun(phrase):
        match = _last_head().search(phrase)
        thing = match is not None and normalise(match[0]).removesuffix("s") in lexicon_words("things_that_say")
        return Fits.IT if thing else Fits.THEY
    last = normalise(phrase.split()[-1])
    if _SEVERAL.match(phrase) or last in ("people", "staff", "families") or _is_plural(last):
        return Fits.THEY
    return _of_words(phrase)


def _is_plural(word: str) -> bool:
    roles = lexicon_words("role_nouns")
    return word.endswith("s") and word not in roles and word.removesuffix("s") in roles


def _of_words(name: str) -> Fits:
    for word in reversed(name.split()) if name[:1].islower() else name.split():
        key = normalise(word.strip(".,'’"))
        if key in lexicon_words("she_words"):
            return Fits.SHE
        if key in lexicon_words("he_words"):
            return Fits.HE
    return Fits.PERSON


class Cast:
    """Everybody mentioned so far."""

    def __init__(self) -> None:
        self._known: list[Speaker] = []
        self._by_word: dict[str, list[int]] = {}
        self._lately: deque[_Mentioned] = deque(maxlen=_REMEMBERED)

    def meet(self, who: Speaker, *, at: int, subject: bool = True) -> Speaker:
        """Record a mention at this offset, and return the speaker with earlier details of the same person."""
        if not who.name or who.is_pronoun:
            return who
        if who.is_named:
            who = self._known_as(who) if is_person(who.name) else _speaks_for_itself(who)
        else:
            who = self._described_before(who)
        self._note(who, fits_of(who), at=at, subject=subject)
        return who

    def resolve(self, who: Speaker, *, at: int, reach: int, subject: bool = True) -> Speaker:
        """Resolve a pronoun, surname or description; returned unchanged if nobody fits.

        Args:
            who: the speaker as given by a cue.
            at: the offset.
            reach: how many characters back a pronoun may refer.
            subject: whether it is the subject of its sentence.
        """
        wanted = _PRONOUNS.get(who.name.lower())
        if _SOME_OF_THEM.fullmatch(who.name):
            return self._some_of_them(who, at=at, reach=reach)
        if who.name.lower() in _LONE:
            return self._resolve_one(who, at=at, reach=reach)
        if wanted is None:
            return self.meet(who, at=at, subject=subject)
        best = self._best(wanted, at=at, reach=reach)
        if best is None:
            return who
        if best.fits is Fits.PERSON and wanted in (Fits.HE, Fits.SHE):
            best.fits = wanted
        self._note(best.who, best.fits, at=at, subject=subject)
        return best.who

    def _some_of_them(self, who: Speaker, *, at: int, reach: int) -> Speaker:
        """Resolve `one of them` to the last group mentioned: `one of the volunteers`."""
        group = self._best(Fits.THEY, at=at, reach=_TOPICS * reach)
        if group is None or group.fits is not Fits.THEY or not has_role_noun(group.who.name):
            return who
        name = re.sub(rf"^{DETERMINER}\s+", "", group.who.name).lower()
        return Speaker(name=f"{who.name.removesuffix('them').lower()}the {name}", role=name.removesuffix("s"))

    def _resolve_one(self, who: Speaker, *, at: int, reach: int) -> Speaker:
        """Resolve `one` and `another` to the last kind mentioned: `one officer`, `another respondent`."""
        for met in reversed(self._lately):
            phrase = _WITHIN.split(met.who.name)[0]
            noun = None if met.who.is_named else last_role_noun().search(phrase)
            if at - met.at <= reach and noun is not None:
                single = noun[0].lower() if who.name.lower() in ("others", "some") else _singular(noun[0].lower())
                return Speaker(name=f"{who.name.lower().removesuffix('s')} {single}", role=_singular(single))
        return who

    def knows(self, name: str) -> bool:
        """Whether a person of this name was mentioned."""
        return self._number_of(full_key(name)) is not None

    def last(self) -> Speaker | None:
        """The last speaker mentioned."""
        return self._lately[-1].who if self._lately else None

    def choices(self, who: Speaker, *, at: int, reach: int) -> int:
        """How many named people a pronoun may refer to."""
        wanted = _PRONOUNS.get(who.name.lower())
        if wanted is None:
            return 0
        near = [met for met in self._lately if at - met.at <= reach and _may_be(met.fits, wanted)]
        return len({met.who.name for met in near if met.who.is_named})

    def last_fitting(self, pronoun: Speaker, *, at: int, is_person: Callable[[str], bool]) -> Speaker | None:
        """The last person mentioned whom a pronoun may fit; single words without evidence are left out."""
        wanted = _PRONOUNS.get(pronoun.name.lower())
        if wanted not in (Fits.HE, Fits.SHE):
            return None
        fitting = (met.who for met in reversed(self._lately) if met.at < at and _may_be(met.fits, wanted))
        named = (who for who in fitting if not who.is_named or " " in who.name or is_person(who.name))
        return next(named, None)

    def mentioned_since(self, at: int) -> list[Speaker]:
        """The people mentioned from this offset on, and the roles that are subjects of a sentence."""
        people = [met for met in self._lately if met.at >= at and met.fits in (Fits.HE, Fits.SHE, Fits.PERSON)]
        return [met.who for met in people if met.who.is_named or met.subject]

    def _best(self, wanted: Fits, *, at: int, reach: int) -> _Mentioned | None:
        best: _Mentioned | None = None
        least = float("inf")
        for met in self._lately:
            away = float(at - met.at)
            if away > reach or not _may_be(met.fits, wanted):
                continue
            if met.fits is Fits.PERSON and wanted is Fits.THEY:
                away += reach  # a single person only if nobody else fits
            away -= (_FOR_A_SUBJECT if wanted in (Fits.HE, Fits.SHE) else _FOR_A_BODY) * met.subject
            away -= _FOR_A_KNOWN * (met.fits is wanted)
            if away <= least:
                best, least = met, away
        return best

    def _note(self, who: Speaker, fits: Fits, *, at: int, subject: bool) -> None:
        for met in self._lately:
            if met.who == who or (who.is_named and met.who.name == who.name):
                fits = met.fits if fits is Fits.PERSON else fits
        self._lately.append(_Mentioned(who, fits, at, subject))

    def _known_as(self, who: Speaker) -> Speaker:
        keys = full_key(who.name)
        number = self._number_of(keys)
        if number is None:
            number = len(self._known)
            self._known.append(who)
        known = self._known[number]
        # A name that only goes on after a full name is two names run together.
        runs_on = " " in known.name and who.name.startswith(f"{known.name} ")
        fuller = known.name if runs_on or len(full_key(known.name)) >= len(keys) else who.name
        merged = Speaker(
            name=fuller, role=who.role or known.role, organisation=who.organisation or known.organisation
        )
        self._known[number] = merged
        for key in full_key(merged.name):
            numbers = self._by_word.setdefault(key, [])
            if number not in numbers[-_REMEMBERED:]:
                numbers.append(number)
        return merged

    def _number_of(self, keys: tuple[str, ...]) -> int | None:
        """The last person whose name contains all these words, or is contained in them."""
        wanted = set(keys)
        found = {number for key in wanted for number in self._by_word.get(key, ())[-_REMEMBERED:]}
        for number in sorted(found, reverse=True):
            theirs = set(full_key(self._known[number].name))
            if wanted <= theirs or (theirs <= wanted and len(theirs) > 1) or wanted == theirs:
                return number
            if theirs < wanted and keys[0] in theirs:
                return number
        return None

    def _described_before(self, who: Speaker) -> Speaker:
        """The person who was given this role before: `the clerk`."""
        role = _the_role().match(who.name)
        if role is None or not has_role_noun(role[1]):
            return who
        wanted = re.compile(rf"(?<!\w)(?:{re.escape(role[2])})(?!\w)", re.I)
        fitting = {
            met.who.name: met.who
            for met in self._lately
            if met.who.role and met.who.is_named and wanted.search(met.who.role)
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else who


@cache
def _last_head() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){heads()}$")


@cache
def _the_role() -> re.Pattern[str]:
    return re.compile(rf"[Tt]he\s+((?:[\w’'-]+\s+)*?({heads()}))$")


def _singular(noun: str) -> str:
    roles = lexicon_words("role_nouns")
    return noun.removesuffix("s") if noun not in roles and noun.removesuffix("s") in roles else noun


def _may_be(fits: Fits, wanted: Fits) -> bool:
    if wanted in (Fits.HE, Fits.SHE):
        return fits in (wanted, Fits.PERSON)
    if wanted is Fits.THEY:
        return fits in (Fits.THEY, Fits.PERSON)
    return fits in (Fits.IT, Fits.THEY)


def _speaks_for_itself(who: Speaker) -> Speaker:
    return replace(who, organisation=who.organisation or who.name)


_INTRODUCED = re.compile(
    rf"(?P<s>{NAME}),\s+(?P<a>(?:the|an?|its|our|who is|who)?\s*[^,.:;“”\"]{{3,100}}"
    r"(?:\s+(?:of|at)\s+[^,.:;“”\"]+)?)[,.;]"
)
_IS = re.compile(
    rf"(?P<s>{NAME})\s+(?:is|was|became|has\s+been)\s+(?P<a>(?:the|an?|its|our|their)\s[^,.:;“”\"]{{3,80}})[,.;]"
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
    """Reads the text around quotations.

    Args:
        text: the whole text.
        people: the spans that a language model labels as people's names.
        cast: receives everybody who is mentioned.
        reach: how far back a pronoun may refer, in characters.
    """

    def __init__(self, text: str, *, people: Sequence[Span], cast: Cast, reach: int) -> None:
        self._text = text
        self._people = [span for span in sorted(people) if is_person(span.of(text))]
        self._cast = cast
        self._reach = reach

    def read(self, stretch: Span) -> None:
        """Record everybody who is mentioned in a part of the narrative, in order."""
        at = stretch.start
        for named in sorted(self._named(stretch), key=lambda named: named[:3]):
            if named.start < at or not named.who.name:
                continue
            at = named.end
            subject = bool(_SUBJECT.search(self._text[max(stretch.start, named.start - 12) : named.start]))
            self._cast.resolve(named.who, at=named.start, reach=self._reach, subject=subject)

    def is_name(self, name: str, at: int) -> bool:
        """Whether capitalised words are likely a person's name: by the model, an earlier mention, or their form."""
        near = self._people[max(0, bisect_left(self._people, (at, at)) - 1) :][:2]
        if any(span.start <= at < span.end for span in near) or self._cast.knows(name):
            return True
        return is_person(name) and _given(name)

    def _named(self, stretch: Span) -> Iterator[_Named]:
        text = self._text
        first, last = bisect_left(self._people, (stretch.start,)), bisect_left(self._people, (stretch.end,))
        for span in self._people[first:last]:
            name = re.sub(r"['’]s?$", "", folded(span.of(text)))
            yield _Named(span.start, 1, span.end, self._office_holder(name) if " " in name else NOBODY)
            yield _Named(span.start, 2, span.end, Speaker(name=name))
        for match in chain(_INTRODUCED.finditer(text, *stretch), _IS.finditer(text, *stretch)):
            who = speaker_of(match["s"], match["a"])
            body = who.organisation if match.re is _INTRODUCED else ""
            if (has_role_noun(who.role) or body) and _whole(who):
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
            elif (who := self._office_holder(clean_name(match["c"]))).name:
                yield _Named(match.start(), 0, match.end(), who)
            elif (name := clean_name(match["c"])) and self._names_somebody(name):
                yield _Named(match.end() - len(name), 1, match.end(), Speaker(name=name))

    def _office_holder(self, name: str) -> Speaker:
        """Somebody named after an office: `Project Manager Amy Lee`, or `Justice Minister Lee` if Lee is known."""
        words = name.split()
        if len(words) > 1 and has_role_noun(words[-2]) and self._cast.knows(words[-1]) and not is_title(words[-2]):
            return Speaker(name=words[-1])
        who = speaker_of(name) if name else NOBODY
        return who if who.role and who.is_named and is_person(who.name) else NOBODY

    def _names_somebody(self, name: str) -> bool:
        """Whether capitalised words are likely the name of a person or a body."""
        return _given(name) or self._cast.knows(name) if is_person(name) else " " in name


def _whole(who: Speaker) -> bool:
    return who.is_named and is_person(who.name) and len(who.name.split()) > 1 and not has_role_noun(who.name)


def _given(name: str) -> bool:
    first = normalise(name.split(maxsplit=1)[0].strip(".,'’"))
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
    return re.compile(
        rf"(?<![\w'’-])(?:{pronoun}|{someone}|(?P<o>[Tt]he\s+[A-Z]{{2,6}})(?!\w)|(?P<c>{NAME}(?:\s+{CAP}){{0,3}}))"
    )
