"""A name that was recognised once is recognised wherever it stands in the study."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipeline.organisations.names import folded_name, heads, initials_of
from pipeline.organisations.phrases import Phrases
from pipeline.organisations.recognise import PATTERN
from pipeline.spans import Span

_ACRONYM = re.compile(r"\(\s*(?:the\s+)?([A-Z][A-Za-z&]{1,8}[A-Z])\s*\)|\b([A-Z][A-Z&]{2,8})\b")
_BEHIND = 60  # characters after a name in which its acronym may be introduced


def add_repeats(texts: Sequence[str], found: Sequence[dict[str, Any]]) -> None:
    """Add to `found`, one for each text as `recognise` gives it, the places that were overlooked.

    Looked for are names of two words and more, and acronyms that stand behind the name whose initials they are.
    """
    names: set[str] = set()
    for text, here in zip(texts, found, strict=True):
        for start, end, confidence, _ in here["organisations"]:
            name = text[start:end]
            if len(name.split()) > 1 and (confidence >= PATTERN or folded_name(name).split()[-1] in heads()):
                names.add(name)
            for match in _ACRONYM.finditer(text, end, end + _BEHIND):
                acronym = match[1] or match[2]
                if acronym.upper() in initials_of(name):
                    names.add(acronym)
    if not names:
        return
    phrases = Phrases(names)
    for text, here in zip(texts, found, strict=True):
        known = [Span(start, end) for start, end, _, _ in here["organisations"]]
        for span in phrases.spans_in(text):
            clashes = [other for other in known if other.overlaps(span)]
            if any(other.contains(span) for other in clashes):
                continue
            here["organisations"] = [one for one in here["organisations"] if Span(one[0], one[1]) not in clashes]
            here["organisations"].append([*span, PATTERN, "named elsewhere in the study"])
        here["organisations"].sort(key=lambda one: one[0])
