"""Postcodes and street addresses, written or spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.identifiers.kinds import ADDRESS, POSTCODE, Identifier
from pipeline.language.spoken_digits import SMALL
from pipeline.names import key_of, lexicon_words
from pipeline.spans import Span

_LETTERS = r"ABD-HJLNP-UW-Z"
_POSTCODE = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Z]{{1,2}}\d[A-Z\d]?[ -]?\d[{_LETTERS}]{{2}}|GIR ?0AA)(?![A-Za-z0-9])", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)$", re.I)
_SAID = rf"(?:[A-Za-z]{{1,2}}\d{{1,2}}[A-Za-z]?|\d{{1,2}}[A-Za-z]{{1,2}}|\d{{1,2}}|[A-Za-z]|{SMALL}|for|double)"
_SAID_POSTCODE = re.compile(
    rf"\bpost\s?code(?:['’]s|\s+(?:is|was|would\s+be|of|it['’]s))?[\s,:]+(?P<code>{_SAID}(?:[\s,-]+{_SAID}){{1,8}})(?!\w)",
    re.IGNORECASE,
)
_SPELT_POSTCODE = re.compile(
    rf"(?<![\w'’])[A-Z](?: ?[A-Z])?,? (?:(?i:{SMALL})|\d{{1,2}})(?: [A-Z])?[, ]{{1,2}}"
    rf"(?:(?i:{SMALL})|\d),? [A-Z],? ?[A-Z](?![\w'’])"
)
_KINDS_OF_STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Cl|Drive|Way|Court|Place|Terrace|Row|Gardens|Grove|Crescent|Cres|Square"
    "|Hill|Walk|Mews|View|Rise|Green|Parade|Cottages|Cottage|Villas|Buildings|Wharf|Yard|Gate|Vale|Mount|Bank|Fold|Croft"
    "|Wynd|Brae|Quay|Park|House|Heights|Tower|Point|Loan|Causeway|Esplanade|Promenade|Path|Passage|Alley|Ridge|Meadow"
    "|Meadows|Fields|End|Bridge|Common|Circus|Broadway|Chase|Dene|Garth|Lea|Nook|Drove|Hey|Gait|Gate"
)
_STREET = rf"(?:(?:[A-Z][\w’'.-]*|of|the|le|de|y)\s+){{0,3}}[A-Z][\w’'-]*\s+(?:{_KINDS_OF_STREET})\b"
_FIGURES = r"\d{1,4}(?:\s?[A-Da-d]\b)?(?:\s?[-/–]\s?\d{1,4})?"
_NUMBER = rf"(?:(?:[Nn]umber|[Nn]o\.?)\s+)?(?:{_FIGURES}|{{small}}(?:\s+hundred(?:\s+and\s+{{small}})?)?)"
_NAMED = r"[A-Z][\w’'-]*\s+(?:Cottage|House|Farm|Lodge|Villa|Barn|Manor)"
_ROOM = r"(?:(?:[Ff]lat|[Aa]partment|[Uu]nit|[Rr]oom|[Cc]aravan|[Pp]lot)\s+(?:\w+),?\s+)?"
_FLAT = rf"(?:[Ff]lat|[Aa]partment|[Rr]oom)\s+(?:\d{{1,3}}[A-Za-z]?|[A-Z]|{{small}}),?\s+(?:in\s+|at\s+)?{_STREET}"
_ADDRESS = re.compile(
    rf"\b(?:{_ROOM}{_NUMBER},?\s+{_STREET}|{_FLAT}|{_NAMED},?\s+(?:on\s+)?{_STREET})".replace(
        "{small}", rf"(?i:{SMALL})"
    )
)
_NO_HOUSE = re.compile(r"\b(?:the|a|an|all|those|these|about|some|over|only|just|last|next|first)\s+$", re.I)
_NEXT_WORD = re.compile(r"\s+(?:[A-Z][\w’'-]*\s+)?([A-Z][\w’'-]*)")


def postcodes(text: str) -> Iterator[Identifier]:
    """`NE28 6XJ`; `N E twenty-eight, six X J`; whatever is said after "the postcode is"."""
    for match in _POSTCODE.finditer(text):
        if not _ORDINAL.search(match[0]):
            yield Identifier(Span(*match.span()), POSTCODE)
    for match in _SPELT_POSTCODE.finditer(text):
        yield Identifier(Span(*match.span()), POSTCODE)
    for match in _SAID_POSTCODE.finditer(text):
        code = match["code"]
        if re.search(rf"\d|\b{SMALL}\b", code, re.I) and re.search(r"\b[A-Za-z]{1,2}(?:\b|\d)", code):
            yield Identifier(Span(*match.span("code")), POSTCODE)


def addresses(text: str) -> Iterator[Identifier]:
    """A house with its number or name, and its street; a flat in one."""
    for match in _ADDRESS.finditer(text):
        # 31 Park Road Surgery is a surgery; so is its name kept.
        after = _NEXT_WORD.match(text, match.end())
        kept = after is not None and key_of(after[1]) in lexicon_words("organisation_nouns")
        if not kept and not _NO_HOUSE.search(text[max(0, match.start() - 12) : match.start()]):
            yield Identifier(Span(*match.span()), ADDRESS)
