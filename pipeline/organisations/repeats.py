"""A name that was recognised once is recognised wherever it stands in the study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.organisations.mentions import INITIALS
from pipeline.organisations.names import folded_name, heads, initials_of, never_in_capitals, never_organisations
from pipeline.organisations.phrases import Phrases
from pipeline.organisations.recognise import PATTERN
from pipeline.spans import Span

_ACRONYM = re.compile(r"\(\s*(?:the\s+)?([A-Z][A-Za-z&]{1,8}[A-Z])\s*\)|\b([A-Z][A-Z&]{2,8})\b")
_BEHIND = 60  # characters after a name in which its acronym may be introduced
_SHORTEST = 3  # letters of an acronym that is looked for though nobody introduced it


def add_repeats(texts: Sequence[str], found: Sequence[dict[str, Any]]) -> None:
    """Add to `found`, one for each text as `recognise` gives it, the places that were overlooked.

    Looked for are names of two words and more, acronyms that stand behind the name whose initials they are, and the
    initials of names of three words and more, which count only if the resolver finds that name in the same source.
    """
    names, initials = _names(texts, found)
    for wanted, basis in ((names, "named elsewhere in the study"), (initials - names, INITIALS)):
        if wanted:
            phrases = Phrases(wanted)
            for text, here in zip(texts, found, strict=True):
                _add(here, phrases.spans_in(text), basis=basis)


def _names(texts: Sequence[str], found: Sequence[dict[str, Any]]) -> tuple[set[str], set[str]]:
    """The names to look for, and the initials of names."""
    names: set[str] = set()
    initials: set[str] = set()
    for text, here in zip(texts, found, strict=True):
        for start, end, confidence, _ in here["organisations"]:
            name = text[start:end]
            if len(name.split()) > 1 and (confidence >= PATTERN or folded_name(name).split()[-1] in heads()):
                names.add(name)
                initials |= {letters for letters in initials_of(name) if len(letters) >= _SHORTEST}
            for match in _ACRONYM.finditer(text, end, end + _BEHIND):
                acronym = match[1] or match[2]
                if acronym.upper() in initials_of(name):
                    names.add(acronym)
    return ({n for n in names if folded_name(n) not in never_organisations()}, initials - never_in_capitals())


def _add(here: dict[str, Any], spans: Iterable[Span], *, basis: str) -> None:
    """Add what lies in no other; of an initial, what touches none."""
    known = [Span(start, end) for start, end, _, _ in here["organisations"]]
    for span in spans:
        clashes = [other for other in known if other.overlaps(span)]
        if any(other.contains(span) for other in clashes) or (clashes and basis == INITIALS):
            continue
        here["organisations"] = [one for one in here["organisations"] if Span(one[0], one[1]) not in clashes]
        here["organisations"].append([*span, PATTERN, basis])
    here["organisations"].sort(key=lambda one: one[0])
