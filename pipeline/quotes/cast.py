"""The people and bodies whom a text has named so far, so that `she`, `Ms Lee`, `the clerk` and `they` find them.

A name or a description is met where it stands, with the place it has in its sentence; a pronoun goes to the one met
last who can be meant by it, the subject of a sentence before others.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from pipeline.names import full_key, key_of, lexicon_words
from pipeline.quotes.patterns import DETERMINER, heads
from pipeline.quotes.speakers import Speaker, has_role_noun, is_person, last_role_noun

_REMEMBERED = 40  # those met last, among whom a pronoun may choose
_TOPICS = 3  # how many times as far back as `they` the group may lie that `one of them` is of
_FOR_A_SUBJECT = 160  # characters by which the subject of a sentence counts as nearer
_FOR_A_BODY = 40  # the same for bodies and groups, of whom the nearest is mostly meant
_FOR_A_KNOWN = 100  # the same for one of whom it is known that the pronoun fits
_SEVERAL = re.compile(r"^(?:two|three|four|five|some|several|many|most|those|people|all|both|others)\b", re.I)
_SOME_OF_THEM = re.compile(r"(?:one|some|two|three|several|many|each) of them", re.I)
_LONE = frozenset(("one", "another", "others", "some"))
_WITHIN = re.compile(r"\s(?:of|for|at|from|in|with|on)\s")


class Fits(Enum):
    """Which pronoun stands for somebody."""

    HE, SHE, PERSON, THEY, IT = range(5)


@dataclass
class _Met:
    who: Speaker
    fits: Fits
    at: int
    subject: bool


def fits_of(who: Speaker) -> Fits:
    """Which pronoun may stand for somebody, as far as the name or description tells."""
    if who.is_named:
        if not is_person(who.name):
            return Fits.THEY
        return _of_words(who.name)
    told = _WITHIN.split(who.name)[0]
    if told.split()[-1].isupper():  # the NHS
        return Fits.THEY
    if not has_role_noun(told):
        match = _last_head().search(told)
        thing = match is not None and key_of(match[0]).removesuffix("s") in lexicon_words("things_that_say")
        return Fits.IT if thing else Fits.THEY
    last = key_of(told.split()[-1])
    if _SEVERAL.match(told) or last in ("people", "staff", "families") or _is_plural(last):
        return Fits.THEY
    return _of_words(told)


def _is_plural(word: str) -> bool:
    roles = lexicon_words("role_nouns")
    return word.endswith("s") and word not in roles and word.removesuffix("s") in roles


def _of_words(name: str) -> Fits:
    for word in reversed(name.split()) if name[:1].islower() else name.split():
        key = key_of(word.strip(".,'’"))
        if key in lexicon_words("she_words"):
            return Fits.SHE
        if key in lexicon_words("he_words"):
            return Fits.HE
    return Fits.PERSON


class Cast:
    """Everybody met so far."""

    def __init__(self) -> None:
        self._known: list[Speaker] = []
        self._by_word: dict[str, list[int]] = {}
        self._lately: deque[_Met] = deque(maxlen=_REMEMBERED)

    def meet(self, who: Speaker, *, at: int, subject: bool = True) -> Speaker:
        """The speaker, met at this offset, filled up with what was said of the same person before."""
        if not who.name or who.is_pronoun:
            return who
        if who.is_named:
            who = self._known_as(who) if is_person(who.name) else _speaks_for_itself(who)
        else:
            who = self._described_before(who)
        self._note(who, fits_of(who), at=at, subject=subject)
        return who

    def resolve(self, who: Speaker, *, at: int, reach: int, subject: bool = True) -> Speaker:
        """Whoever is meant by a pronoun, a surname, a description; as it is where nobody fits.

        Args:
            who: as a cue names the speaker.
            at: where.
            reach: how many characters back a pronoun may reach.
            subject: whether it is the subject of its sentence.
        """
        wanted = {"he": Fits.HE, "she": Fits.SHE, "they": Fits.THEY, "it": Fits.IT}.get(who.name.lower())
        if _SOME_OF_THEM.fullmatch(who.name):
            return self._some_of_them(who, at=at, reach=reach)
        if who.name.lower() in _LONE:
            return self._lone(who, at=at, reach=reach)
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
        """`One of them` is one of the group met last: `one of the volunteers`."""
        group = self._best(Fits.THEY, at=at, reach=_TOPICS * reach)
        if group is None or group.fits is not Fits.THEY or not has_role_noun(group.who.name):
            return who
        name = re.sub(rf"^{DETERMINER}\s+", "", group.who.name).lower()
        return Speaker(name=f"{who.name.removesuffix('them').lower()}the {name}", role=name.removesuffix("s"))

    def _lone(self, who: Speaker, *, at: int, reach: int) -> Speaker:
        """`One` and `another` are of the kind met last: `one officer`, `another respondent`."""
        for met in reversed(self._lately):
            told = _WITHIN.split(met.who.name)[0]
            noun = None if met.who.is_named else last_role_noun().search(told)
            if at - met.at <= reach and noun is not None:
                single = noun[0].lower() if who.name.lower() in ("others", "some") else _singular(noun[0].lower())
                return Speaker(name=f"{who.name.lower().removesuffix('s')} {single}", role=_singular(single))
        return who

    def knows(self, name: str) -> bool:
        """Whether a person of this name was met."""
        return self._number_of(full_key(name)) is not None

    def last(self) -> Speaker | None:
        """Whoever was met last."""
        return self._lately[-1].who if self._lately else None

    def _best(self, wanted: Fits, *, at: int, reach: int) -> _Met | None:
        best: _Met | None = None
        least = float("inf")
        for met in self._lately:
            away = float(at - met.at)
            if away > reach or not _may_be(met.fits, wanted):
                continue
            if met.fits is Fits.PERSON and wanted is Fits.THEY:
                away += reach  # one person, unless there is nobody else
            away -= (_FOR_A_SUBJECT if wanted in (Fits.HE, Fits.SHE) else _FOR_A_BODY) * met.subject
            away -= _FOR_A_KNOWN * (met.fits is wanted)
            if away <= least:
                best, least = met, away
        return best

    def _note(self, who: Speaker, fits: Fits, *, at: int, subject: bool) -> None:
        for met in self._lately:
            if met.who == who or (who.is_named and met.who.name == who.name):
                fits = met.fits if fits is Fits.PERSON else fits
        self._lately.append(_Met(who, fits, at, subject))

    def _known_as(self, who: Speaker) -> Speaker:
        keys = full_key(who.name)
        number = self._number_of(keys)
        if number is None:
            number = len(self._known)
            self._known.append(who)
        known = self._known[number]
        fuller = known.name if len(full_key(known.name)) >= len(keys) else who.name
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
        """The person met last whose name has all these words, or whose words are all among these."""
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
        """The person of whom a role was told before: `the clerk`."""
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
