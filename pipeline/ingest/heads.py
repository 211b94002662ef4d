"""Finds the interviewer in a sentence above a transcript: `Interviewer is Mia Holt.`"""

from __future__ import annotations

import re
from collections.abc import Iterable

_OFFICES = "interviewers?|moderators?|facilitators?|hosts?|chairs?"
_DONE = "interviewed|moderated|facilitated|conducted|hosted|chaired"
_NAME = r"(?:[A-Z][\w'’.-]*)(?:[ ](?:[A-Z][\w'’.-]*|van|de|der|von|al|bin))*"
_NAMES = rf"(?P<names>{_NAME}(?:(?:, and |, | and | & |/){_NAME})*)"
_SAID = (
    re.compile(rf"\b(?i:the )?(?i:{_OFFICES})\s*(?:[:–—-]|(?:is|are|was|were)\b)\s*{_NAMES}"),
    re.compile(rf"\b(?i:{_DONE}|interview|interviews)\s+by\s*:?\s*{_NAMES}"),
    re.compile(rf"{_NAMES}\s*[(\[,]\s*(?i:the )?(?i:{_OFFICES})\b"),
    re.compile(
        rf"^\W*{_NAMES}\s+(?:interviews|interviewed|in conversation with|talks (?:to|with)|speaks (?:to|with))\b"
    ),
)
_BETWEEN = re.compile(r", and |, | and | & |/")


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
