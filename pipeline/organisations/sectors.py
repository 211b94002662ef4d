"""Which sector an organisation belongs to: from the gazetteer, the participants, or its name."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.language.lexicons import pairs
from pipeline.organisations.names import folded_name, head_of, heads
from pipeline.records import SECTORS


def sector_of(name: str, *, known: Mapping[str, str]) -> str:
    """One of `SECTORS`.

    Args:
        name: of the organisation.
        known: folded name → sector, from the gazetteer and from participants.csv.
    """
    folded = folded_name(name)
    if sector := known.get(folded):
        return sector
    padded = f" {folded} "
    for words, sector in pairs("organisation_sectors").items():
        if f" {words} " in padded:
            return sector if sector in SECTORS else _by_head(name)
    return _by_head(name)


def _by_head(name: str) -> str:
    sector = heads().get(head_of(name), "other")
    return sector if sector in SECTORS else "other"
