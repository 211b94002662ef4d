"""Finds direct identifiers other than names: numbers, addresses and dates of birth, written or spoken.

The same search is used for printed quotes (`quotes`, whose log `audit` uses) and for the pseudonymised copy
(`pseudonymise`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.corpus.spans import Span, SpanIndex, replaced
from pipeline.language.lexicons import lexicon_words
from pipeline.language.number_words import SMALL, SpokenNumber, spoken_numbers
from pipeline.language.styled_letters import plain_letters
from pipeline.people.names import normalise

PHONE, EMAIL, POSTCODE, ADDRESS = "phone", "email", "postcode", "address"
NHS, INSURANCE, BIRTH = "NHS number", "National Insurance number", "date of birth"

BEFORE = 60  # characters before a number that may say what it is


class Identifier(NamedTuple):
    """The place and kind of an identifier."""

    span: Span
    kind: str

    @property
    def replacement(self) -> str:
        """The text printed in its place: `[phone]`."""
        return f"[{self.kind}]"


def told_before(what: re.Pattern[str], text: str, at: int, *, most: int = BEFORE) -> bool:
    """Whether the words before a place in a text match a pattern."""
    return bool(what.search(text[max(0, at - most) : at]))


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_TH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    r"|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_SAID_YEAR = rf"(?:nineteen|twenty)[ -](?:oh[ -])?{SMALL}|two thousand(?: and {SMALL})?"
_YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|\d\d(?!\d)|{_SAID_YEAR})"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_TH})"
_DATE = re.compile(
    rf"(?<![\w/])(?:\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d\d-\d\d"
    rf"|(?:the\s+)?{_DAY}(?:\s+of)?\s+{_MONTH}\b(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?)(?![\w/])",
    re.IGNORECASE,
)
_BORN_BEFORE = re.compile(
    r"(?:\bborn\b|\bdate of birth\b|\bd\.?\s?o\.?\s?b\b\.?|\bbirthday\b|\bbirth ?date\b|\bbirth certificate\b)"
    r"(?:(?![.!?]\s+[A-Z]).){0,45}$",
    re.I | re.S,
)
_BORN_AFTER = re.compile(
    r"^[\s,]{0,2}(?:is|was|that['’]?s)?\s?(?:\w+['’]?s?\s){0,2}(?:birthday|date of birth|when \w+ was born)", re.I
)


def dates_of_birth(text: str) -> Iterator[Identifier]:
    """`born on the 3rd of May 1961`, `the fourth of June, that's her birthday`."""
    for match in _DATE.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if _BORN_BEFORE.search(before) or _BORN_AFTER.search(text[match.end() : match.end() + BEFORE]):
            yield Identifier(Span(*match.span()), BIRTH)


_EMAIL = re.compile(r"(?<![\w.+'’-])[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_TOP = r"(?:com|org|net|info|io|uk|ie|eu|gov|ac|co|nhs|biz|me)"
_DOT = r"(?:\s?\.\s?|\s(?:dot|point)\s)"
# The maximum length and number of address parts (RFC 5321); without bounds, every word of a long run is tried.
_LOCAL = r"[\w+'’-]{1,64}(?:(?:\.|\s(?:dot|point|underscore|dash|hyphen)\s)[\w+'’-]{1,64}){0,8}"
_SPOKEN_EMAIL = re.compile(
    rf"\b(?P<local>{_LOCAL})\s?(?P<at>\(at\)|\[at\]|\sat\s|@)\s?[\w-]{{1,64}}(?:{_DOT}[\w-]{{1,64}}){{0,8}}{_DOT}{_TOP}\b(?!['’]s\b)",
    re.IGNORECASE,
)

_LEAST, _MOST, _LOCAL_LEAST = 9, 14, 6  # digits in a phone number; in one without area code
_CALLING = re.compile(r"\b(?:ring|rang|call|phone|tel|telephone|number|mobile|text|whatsapp|extension)\b", re.I)
_CLOSE = 30  # characters before a short number that may say that it is a phone number
_SINGLY = re.compile(r"(?<![\w.,])0(?:[\s.,–-]{1,2}\d){9,11}(?![\s.,–-]{0,2}\d|\w)")  # 0 7 7 0 0 …
_DIGITS = re.compile(
    r"(?<![\w£$€.,/-])(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(?0)\d(?:[ ()-]{0,2}\d){7,12}(?![\w/]|[.,]\d)"
)
_GROUPS = re.compile(r"(?<![\w£$€,/-])(?:\+|00)?\(?\d{1,5}\)?(?:[ .()/-]{1,2}\(?\d{1,5}\)?){1,6}(?![\w/-]|[.,]\d)")
_LOCAL_NUMBER = re.compile(r"(?<![\w£$€.,/-])\d{3,4}[ -]?\d{3,4}(?![\w%/-]|[.,]\d)")


def emails(text: str) -> Iterator[Identifier]:
    """`a.khan@example.org`, and `a dot khan at example dot org`."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Identifier(Span(*match.span()), EMAIL)
    for match in _SPOKEN_EMAIL.finditer(text):
        spoken = match["at"].casefold() == " at "
        if not (spoken and normalise(match["local"]) in lexicon_words("words_before_page")):
            yield Identifier(Span(*match.span()), EMAIL)


def phones(text: str, said: Sequence[SpokenNumber]) -> Iterator[Identifier]:
    """UK and foreign numbers; without an area code, only if the words before identify a phone number."""
    if any(char.isdigit() for char in text):
        yield from _written(text)
        yield from _abroad(text)
    for number in said:
        whole = number.digits.startswith(("0", "44")) and _LEAST <= len(number.digits) <= _MOST
        told = len(number.digits) >= _LOCAL_LEAST and told_before(_CALLING, text, number.span.start, most=_CLOSE)
        if number.words > 1 and (whole or told):
            yield Identifier(number.span, PHONE)
    for match in _LOCAL_NUMBER.finditer(text):
        enough = _figures(match[0]) >= _LOCAL_LEAST
        if enough and told_before(_CALLING, text, match.start(), most=_CLOSE):
            yield Identifier(Span(*match.span()), PHONE)


def _written(text: str) -> Iterator[Identifier]:
    for match in _DIGITS.finditer(text):
        if _LEAST <= _figures(match[0]) <= _MOST:
            yield Identifier(Span(*match.span()), PHONE)
    for match in _SINGLY.finditer(text):
        if _LEAST <= _figures(match[0]) <= _MOST:
            yield Identifier(Span(*match.span()), PHONE)
    for match in _GROUPS.finditer(text):
        if _LEAST <= _figures(match[0]) <= _MOST and match[0].startswith(("0", "+", "(0", "(+")):
            yield Identifier(Span(*match.span()), PHONE)


def _abroad(text: str) -> Iterator[Identifier]:
    """Phone numbers of any country, found with the phonenumbers library."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    if "+" in text or "00" in text:
        for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.VALID):
            yield Identifier(Span(match.start, match.end), PHONE)


def _figures(text: str) -> int:
    return sum(char.isdigit() for char in text)


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
    """`NE28 6XJ`; `N E twenty-eight, six X J`; anything after "the postcode is"."""
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
    """House numbers or names with their street, including flats."""
    for match in _ADDRESS.finditer(text):
        # 31 Park Road Surgery is a surgery, so its name is kept.
        after = _NEXT_WORD.match(text, match.end())
        kept = after is not None and normalise(after[1]) in lexicon_words("organisation_nouns")
        if not kept and not _NO_HOUSE.search(text[max(0, match.start() - 12) : match.start()]):
            yield Identifier(Span(*match.span()), ADDRESS)


_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][ .-]?[A-CEGHJ-NPR-TW-Z](?:[ .-]?\d{2}){3}[ .-]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_INSURANCE_NEAR = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][ .-]?[A-Z][ .,-]*(?:\d[ .,-]*){6}(?:[A-Z](?![A-Za-z0-9]))?", re.IGNORECASE
)
_INSURED = re.compile(r"\b(?:national insurance|N\.?I\.?\s+number|NINO|NI)\b", re.I)
_HEALTH = re.compile(r"\b(?:NHS|hospital|patient|health)\s+(?:number|no\b)", re.I)
_TEN = re.compile(r"(?<![\w£$€.,/+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/-]|[.,]\d)")
_TEN_TOLD = re.compile(r"(?<![\w£$€.,+-])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\w-]|[.,]\d)")
_NHS_DIGITS = 10


def insurance_numbers(text: str) -> Iterator[Identifier]:
    """Two letters, six digits, a letter; one error is tolerated if the words before identify it."""
    for match in _INSURANCE.finditer(text):
        yield Identifier(Span(*match.span()), INSURANCE)
    for match in _INSURANCE_NEAR.finditer(text):
        if told_before(_INSURED, text, match.start()):
            yield Identifier(Span(*match.span()), INSURANCE)


def nhs_numbers(text: str, said: Sequence[SpokenNumber]) -> Iterator[Identifier]:
    """Ten digits with a valid check digit; any ten digits if the words before identify them."""
    for match in _TEN.finditer(text):
        if _checks(match[0]):
            yield Identifier(Span(*match.span()), NHS)
    for match in _TEN_TOLD.finditer(text):
        if told_before(_HEALTH, text, match.start()):
            yield Identifier(Span(*match.span()), NHS)
    for number in said:
        if len(number.digits) == _NHS_DIGITS and told_before(_HEALTH, text, number.span.start):
            yield Identifier(number.span, NHS)


def _checks(text: str) -> bool:
    """Whether the last of ten digits is a valid check digit (modulus 11)."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(_NHS_DIGITS, 1, -1), strict=False)) % 11
    return check % 11 == digits[-1] and digits[0] != 0


__all__ = ["Identifier", "identifiers", "unless_organisations", "without_identifiers"]


def identifiers(text: str) -> list[Identifier]:
    """All identifiers in a text, in order and without overlaps; the more certain kind takes precedence."""
    found: list[Identifier] = []
    for each in _candidates(plain_letters(text)):
        at = bisect_left(found, each)
        if not any(each.span.overlaps(other.span) for other in found[max(0, at - 1) : at + 1]):
            found.insert(at, each)
    return found


def unless_organisations(found: Iterable[Identifier], organisations: Sequence[Span]) -> list[Identifier]:
    """The identifiers that are not the name of an organisation or its beginning, as an address may be."""
    named = SpanIndex(organisations)
    return [each for each in found if not (each.kind == ADDRESS and _names_body(each.span, named))]


def without_identifiers(text: str) -> str:
    """The text with each identifier replaced: `[email]`, `[phone]`, `[postcode]`, `[NHS number]`…"""
    return replaced(text, [(each.span, each.replacement) for each in identifiers(text)])


def _names_body(address: Span, organisations: SpanIndex) -> bool:
    return any(span.end >= address.end for span in organisations.overlapping(address))


def _candidates(text: str) -> Iterator[Identifier]:
    said = list(spoken_numbers(text))
    yield from emails(text)
    yield from insurance_numbers(text)
    yield from dates_of_birth(text)
    yield from nhs_numbers(text, said)
    yield from postcodes(text)
    yield from addresses(text)
    yield from phones(text, said)
