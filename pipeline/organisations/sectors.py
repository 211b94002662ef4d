"""Which sector an organisation belongs to: from the gazetteer, the participants, a register, or its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from pipeline.language.lexicons import pairs
from pipeline.organisations.gazetteer import Entry
from pipeline.organisations.names import folded_name, head_of, heads
from pipeline.records import SECTORS

OTHER = "other"
_LEGAL_FORM = re.compile(r"(?: (?:limited|ltd|cio|cic))+$")


def known_sectors(entries: Iterable[Entry]) -> dict[str, str]:
    """Sectors by folded name, of all names of the gazetteer that are of one kind only."""
    return {
        folded_name(name): entry.sector
        for entry in entries
        if entry.sector and entry.kind == "organisation" and not entry.ambiguous
        for name in entry.all_names
    }


def sector_of(name: str, *, known: Mapping[str, str]) -> str:
    """One of `SECTORS`, by what a name says.

    Args:
        name: of the organisation.
        known: folded name → sector; what is known of a name holds for its branches too (Age UK Northmarsh).
    """
    folded = folded_name(name)
    if sector := known.get(folded):
        return sector
    by_words = _by_words(folded)
    if by_words in SECTORS:
        return by_words
    # A legal form alone says business; charities and clubs have one too.
    for form in (_LEGAL_FORM.sub("", folded), folded):
        by_head = heads().get(head_of(form), OTHER)
        if by_head in SECTORS and by_head != OTHER:
            return by_head
        if sector := _of_branch(form, known):
            return sector
    return OTHER


def _by_words(folded: str) -> str:
    """The sector of the first words in the list that the name has; `?` where the list leaves it open."""
    match = _words_of_sectors().search(f" {folded} ")
    if match is None:
        return ""
    padded = f" {folded} "
    return next(sector for words, sector in pairs("organisation_sectors").items() if f" {words} " in padded)


@cache
def _words_of_sectors() -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(map(re.escape, pairs('organisation_sectors')))}) ")


def _of_branch(folded: str, known: Mapping[str, str]) -> str:
    """The sector of a known name that this one begins or ends with, if that is of two words or more, or begins."""
    words = folded.split()
    for count in range(len(words) - 1, 0, -1):
        if sector := known.get(" ".join(words[:count])):
            return sector
        if count > 1 and (sector := known.get(" ".join(words[-count:]))):
            return sector
    return ""
