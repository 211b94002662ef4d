"""Recognises what stands above a transcript: who asks (`Interviewer is Mia Holt.`), lists of names, titles."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    found: dict[str, None] = {}
    for line in head:
        for pattern in _SAID:
            for match in pattern.finditer(line):
                found |= dict.fromkeys(name.rstrip(" .") for name in _BETWEEN.split(match["names"]))
    return list(found)
