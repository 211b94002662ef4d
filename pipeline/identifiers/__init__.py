"""What tells who somebody is as surely as a name does: numbers, addresses, dates of birth, written or spoken.

Found in the same way for what is printed (`quotes`, by whose log `audit` searches) and for the copy without names
(`pseudonymise`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pipeline.identifiers import births, contacts, places, registered
from pipeline.identifiers.kinds import ADDRESS, Identifier
from pipeline.language.spoken_digits import spoken_numbers
from pipeline.spans import Span, SpanIndex, replaced

__all__ = ["Identifier", "identifiers", "unless_organisations", "without_identifiers"]


def identifiers(text: str) -> list[Identifier]:
    """All of them in a text, in order; no two overlap, and the surer goes first."""
    found: list[Identifier] = []
    for each in _candidates(text):
        at = bisect_left(found, each)
        if not any(each.span.overlaps(other.span) for other in found[max(0, at - 1) : at + 1]):
            found.insert(at, each)
    return found


def unless_organisations(found: Iterable[Identifier], organisations: Sequence[Span]) -> list[Identifier]:
    """Those that are not, as an address may be, the name of an organisation or its beginning."""
    named = SpanIndex(organisations)
    return [each for each in found if not (each.kind == ADDRESS and _names_body(each.span, named))]


def without_identifiers(text: str) -> str:
    """The text with each replaced: `[email]`, `[phone]`, `[postcode]`, `[NHS number]`…"""
    return replaced(text, [(each.span, each.replacement) for each in identifiers(text)])


def _names_body(address: Span, organisations: SpanIndex) -> bool:
    return any(span.end >= address.end for span in organisations.overlapping(address))


def _candidates(text: str) -> Iterator[Identifier]:
    said = list(spoken_numbers(text))
    yield from contacts.emails(text)
    yield from registered.insurance_numbers(text)
    yield from births.dates_of_birth(text)
    yield from registered.nhs_numbers(text, said)
    yield from places.postcodes(text)
    yield from places.addresses(text)
    yield from contacts.phones(text, said)
