"""Resolves abbreviations: as speakers define them, or by the initials of names in the same source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.organisations.name_comparison import kept_apart
from pipeline.organisations.names import RawMention, folded_name, initials_of

_IN_BRACKETS = re.compile(r"\s*[,–—-]?\s*\(\s*(?:the\s+|or\s+|known as\s+|“|\")?([A-Z][A-Za-z&]{1,9})[”\"]?\s*\)")
_SPOKEN = re.compile(
    r"\s*,?\s*(?:or|that's|that is|we call (?:it|them)|known as|called|we say|so)\s+(?:the\s+)?([A-Z][A-Z&]{1,9})\b"
)
# The text that may come between a name and another name for the same organisation.
_OTHER_NAME = re.compile(
    r"\s*(?:\(|,)?\s*"
    r"(?:(?:or|aka|also (?:known as|called)|(?:better )?known as|(?:formerly|previously)(?: known as)?"
    r"|used to be(?: called)?)\s+)?"
    r"(?:the\s+)?[“\"‘']?$",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:or|aka|known as|called|formerly|previously|used to be)\b", re.IGNORECASE)
CAPITALS = re.compile(r"^[A-Z][A-Z&]{1,9}s?$")


class Meaning(NamedTuple):
    """The name that a mention refers to, and the reason."""

    name: str
    basis: str


class Acronyms:
    """The abbreviations of a study, by source."""

    def __init__(self, mentions: Sequence[RawMention], *, name_of: Callable[[RawMention], str]) -> None:
        """Collect the abbreviations.

        Args:
            mentions: all mentions of the study, in order.
            name_of: returns the name that a mention's own words refer to, or "".
        """
        self._here: dict[tuple[str, str], Meaning] = {}
        everywhere: dict[str, set[str]] = defaultdict(set)
        for source, acronym, name in _defined(mentions, name_of=name_of):
            self._here.setdefault((source, acronym.casefold()), Meaning(name, f"“{acronym}” as defined there"))
            everywhere[acronym.casefold()].add(name)
        self._everywhere = {
            acronym: Meaning(next(iter(names)), f"“{acronym.upper()}” as defined in another source")
            for acronym, names in everywhere.items()
            if len(names) == 1
        }
        for source, acronym, name in _by_initials(mentions, name_of=name_of):
            meaning = Meaning(name, f"initials of “{name}”, named in the same source")
            self._here.setdefault((source, acronym), meaning)

    def meaning(self, acronym: str, *, source: str) -> Meaning | None:
        """What an abbreviation means in a source, or, if it is the same everywhere, in the study."""
        for known in (acronym.casefold(), acronym.casefold().rstrip("s")):
            if found := self._here.get((source, known)) or self._everywhere.get(known):
                return found
        return None


def _defined(
    mentions: Iterable[RawMention], *, name_of: Callable[[RawMention], str]
) -> Iterator[tuple[str, str, str]]:
    """Each (source, acronym, name) where the acronym follows the name that it abbreviates."""
    for mention in mentions:
        bracketed, spoken = _IN_BRACKETS.match(mention.after), _SPOKEN.match(mention.after)
        initials = {letters.upper() for letters in initials_of(mention.text)}
        if match := bracketed or spoken:
            is_short = match[1].upper() in initials or (bracketed and _drawn_from(match[1], mention.text))
            if is_short:
                yield mention.source, match[1], name_of(mention)


def _drawn_from(acronym: str, name: str) -> bool:
    """Whether an abbreviation is made of a name's letters in order, first one included: `PX`, Pellgate Exchange."""
    letters = iter(name.casefold())
    first = acronym[0].casefold() == name[0].casefold()
    return first and acronym.isupper() and all(letter in letters for letter in acronym.casefold())


def _by_initials(
    mentions: Iterable[RawMention], *, name_of: Callable[[RawMention], str]
) -> list[tuple[str, str, str]]:
    """Each (source, acronym, name) where the initials belong to exactly one name of three words or more."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention in mentions:
        name = name_of(mention)
        if len(name.split()) > 2:
            for initials in initials_of(name):
                if len(initials) > 2:
                    names[mention.source, initials.casefold()].add(name)
    return [(source, short, next(iter(n))) for (source, short), n in sorted(names.items()) if len(n) == 1]


def other_names(mentions: Sequence[RawMention], names: Sequence[str]) -> Mapping[tuple[str, str], Meaning]:
    """Names that speakers give as other names of an organisation, by (source, folded name).

    For example `Marsh Trust (formerly the Fen Project)`.

    Args:
        mentions: the mentions, in order.
        names: the name that each mention's own words refer to, or "".
    """
    found: dict[tuple[str, str], Meaning] = {}
    for (one, name), (other, theirs) in zip(
        zip(mentions, names, strict=True), list(zip(mentions, names, strict=True))[1:], strict=False
    ):
        if one.source != other.source or one.turn_id != other.turn_id or not name or not theirs:
            continue
        between = one.after[: other.start - one.end]
        if len(between) != other.start - one.end or not _OTHER_NAME.fullmatch(between):
            continue
        said = _SAID.search(between) is not None
        bracketed = "(" in between and ")" in one.after[other.end - one.end : other.end - one.end + 2]
        long_enough = len(theirs.split()) > 1 and not CAPITALS.match(theirs)
        if (said or (bracketed and long_enough)) and not kept_apart(folded_name(name), folded_name(theirs)):
            why = f"given as another name of “{name}”"
            found.setdefault((one.source, folded_name(theirs)), Meaning(name, why))
    return found
