"""Recognises what stands above a transcript: who asks (`Interviewer is Mia Holt.`), lists of names, titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_OFFICES = "interviewers?|moderators?|facilitators?|hosts?|chairs?"
_DONE = "interviewed|moderated|facilitated|conducted|hosted|chaired"
_NAME = r"(?:[A-Z][\w'’.-]*)(?:[ ](?:[A-Z][\w'’.-]*|van|de|der|von|al|bin))*"
_JOINT = r",? and |,? with |[,;] | & | \+ | ?/ ?"
_NAMES = rf"(?P<names>{_NAME}(?:(?:{_JOINT}){_NAME})*)"
_SAID = (
    re.compile(rf"\b(?i:the )?(?i:{_OFFICES})\s*(?:[:–—-]|(?:is|are|was|were)\b)\s*{_NAMES}"),
    re.compile(rf"\b(?i:{_DONE}|interview|interviews)\s+by\s*:?\s*{_NAMES}"),
    re.compile(rf"{_NAMES}\s*[(\[,]\s*(?i:the )?(?i:{_OFFICES})\b"),
    re.compile(
        rf"^\W*{_NAMES}\s+(?:interviews|interviewed|in conversation with|talks (?:to|with)|speaks (?:to|with))\b"
    ),
)
# What an interviewer says of themselves on the tape.
_MY = r"(?:(?:your|the|an?|today[’']s|one of (?:your|the)|primary|lead|main|first|second|co-?)\s+){0,3}"
_BEING = r"(?:i[’']m|i am|i[’']ll|i will|i shall|we[’']re|we are)(?: (?:be|going to be|here|today|just|both)){0,2}"
_OWN = (
    re.compile(rf"\b(?:{_BEING}|as) {_MY}(?:interviewers?|moderators?|facilitators?)\b", re.IGNORECASE),
    re.compile(rf"\b{_BEING} (?:interviewing|moderating|facilitating)\b", re.IGNORECASE),
    re.compile(
        rf"\b{_BEING} (?:conducting|leading|running|doing|chairing) (?:the|this|today[’']s|our)\b[^.?!]{{0,30}}"
        r"\b(?:interview|focus group|session|discussion|conversation)\b",
        re.IGNORECASE,
    ),
)
# Said by whoever opens: `This is an interview with Ada Cole`, `My name is Mia Holt, here with Ada Cole`.
_OPENS = (
    re.compile(r"\b(?i:this is|welcome to|for) (?i:an?|the|our) (?:[\w-]+ ){0,4}(?i:interview) (?i:with|of) [A-Z]"),
    re.compile(
        rf"\b(?i:this is|my name is|i[’']m|i am) {_NAME}[^.?!]{{0,40}}"
        r"\b(?i:here|sitting|speaking|talking|in conversation)(?i: down| today)? (?i:with|to) [A-Z]"
    ),
)
FIRST_TURNS = 6
_SENTENCE = re.compile(r"(?<=\w\w[.?!])\s+")
_BETWEEN = re.compile(_JOINT)
_TITLE = re.compile(
    r"(?:an? |the )?(?:\w+ ){0,2}(?:oral[- ]history|life[- ]story|interview|conversation)\b[\w ,]{0,30}?"
    r"\b(?:by|with|for)\b",
    re.IGNORECASE,
)


def names_in_list(text: str) -> list[str]:
    """The parts of a list of names: `Mia Holt with Jo Finch` has two."""
    return _BETWEEN.split(text.strip())


def is_title(text: str) -> bool:
    """Whether the words after a name make it a title: `an interview conducted by Mia Holt`."""
    return _TITLE.match(text) is not None


def interviewers_named(head: Iterable[str]) -> list[str]:
    """The names of the interviewers, in the order in which the lines above the transcript give them.

    Args:
        head: the lines above the first turn.
    """
    return list(dict.fromkeys(_named(head, _SAID)))


def _named(texts: Iterable[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[str]:
    for text in texts:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield from (name.rstrip(" .") for name in _BETWEEN.split(match["names"]))


def interviewers_introduced(turns: Sequence[tuple[str, str]]) -> list[str]:
    """The labels or names of those whom the first words of the tape introduce as interviewers.

    Args:
        turns: label and words of the first turns.
    """
    found: dict[str, None] = {}
    for at, (label, said) in enumerate(turns[:FIRST_TURNS]):
        found |= dict.fromkeys(_named(_SENTENCE.split(said), _SAID[:-1]))
        if any(one.search(said) for one in (_OWN if at else (*_OWN, *_OPENS))):
            found[label] = None
    return list(found)
