"""What tells who somebody is beside names: numbers, addresses and dates of birth, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.identifiers import identifiers
from pipeline.names import key_of, lexicon_words
from pipeline.privacy.spoken_numbers import SMALL, spoken_numbers
from pipeline.spans import Span

PHONE, EMAIL, POSTCODE, ADDRESS = "phone", "email", "postcode", "address"
NHS, INSURANCE, BIRTH = "NHS number", "National Insurance number", "date of birth"


class Telling(NamedTuple):
    """Where something stands that tells who somebody is, and of what kind it is."""

    span: Span
    kind: str


_TOP = r"(?:com|org|net|info|io|uk|ie|eu|gov|ac|co|nhs|biz|me)"
_DOT = r"(?:\s?\.\s?|\s(?:dot|point)\s)"
_LOCAL = r"[\w+'’-]+(?:(?:\.|\s(?:dot|point|underscore|dash|hyphen)\s)[\w+'’-]+)*"
_SPOKEN_EMAIL = re.compile(
    rf"\b{_LOCAL}\s?(?:\(at\)|\[at\]|\sat\s|@)\s?[\w-]+(?:{_DOT}[\w-]+)*{_DOT}{_TOP}\b(?!['’]s\b)", re.IGNORECASE
)
_LEAST, _MOST, _LOCAL_LEAST = 9, 14, 6  # figures of a telephone number; of one without its area
_CALLING = re.compile(r"\b(?:ring|rang|call|phone|tel|telephone|number|mobile|text|whatsapp|extension)\b", re.I)
_LOCAL_NUMBER = re.compile(r"(?<![\w£$€.,/-])\d{3,4}[ -]?\d{3,4}(?![\w%/-]|[.,]\d)")
_WRITTEN_PHONE = re.compile(
    r"(?<![\w£$€,/-])(?:\+|00)?\(?\d{1,5}\)?(?:[ .()/-]{1,2}\(?\d{1,5}\)?){1,6}(?![\w/-]|[.,]\d)"
)
_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][ .-]?[A-CEGHJ-NPR-TW-Z](?:[ .-]?\d{2}){3}[ .-]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_INSURANCE_NEAR = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][ .-]?[A-Z][ .,-]*(?:\d[ .,-]*){6}(?:[A-Z](?![A-Za-z0-9]))?", re.IGNORECASE
)
_INSURED = re.compile(r"\b(?:national insurance|N\.?I\.?\s+number|NINO|NI)\b", re.I)
_HEALTH = re.compile(r"\b(?:NHS|hospital|patient|health)\s+(?:number|no\b)", re.I)
_TEN = re.compile(r"(?<![\w£$€.,+-])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\w-]|[.,]\d)")
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
_BEFORE = 60  # characters in which something says what a number is


_SPELT_POSTCODE = re.compile(
    rf"(?<![\w'’])[A-Z](?: ?[A-Z])?,? (?:(?i:{SMALL})|\d{{1,2}})(?: [A-Z])?[, ]{{1,2}}"
    rf"(?:(?i:{SMALL})|\d),? [A-Z],? ?[A-Z](?![\w'’])"
)


def telling(text: str) -> list[Telling]:
    """All of them in a text, in order; no two overlap, and the surer goes first."""
    found: list[Telling] = []
    for each in _candidates(text):
        if not any(each.span.overlaps(other.span) for other in found):
            found.append(each)
    return sorted(found)


def _candidates(text: str) -> Iterator[Telling]:
    yield from _emails(text)
    yield from _insurance(text)
    yield from _births(text)
    yield from _health(text)
    yield from _postcodes(text)
    yield from _addresses(text)
    yield from _phones(text)


def _emails(text: str) -> Iterator[Telling]:
    for found in identifiers(text):
        if found.replacement == "[email]":
            yield Telling(found.span, EMAIL)
    for match in _SPOKEN_EMAIL.finditer(text):
        yield Telling(Span(*match.span()), EMAIL)


def _insurance(text: str) -> Iterator[Telling]:
    for match in _INSURANCE.finditer(text):
        yield Telling(Span(*match.span()), INSURANCE)
    for match in _INSURANCE_NEAR.finditer(text):
        if _told_before(_INSURED, text, match.start()):
            yield Telling(Span(*match.span()), INSURANCE)


def _births(text: str) -> Iterator[Telling]:
    for match in _DATE.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _BORN_BEFORE.search(before) or _BORN_AFTER.search(text[match.end() : match.end() + _BEFORE]):
            yield Telling(Span(*match.span()), BIRTH)


def _health(text: str) -> Iterator[Telling]:
    for found in identifiers(text):
        if found.replacement == "[NHS number]":
            yield Telling(found.span, NHS)
    for match in _TEN.finditer(text):
        if _told_before(_HEALTH, text, match.start()):
            yield Telling(Span(*match.span()), NHS)
    for number in spoken_numbers(text):
        if len(number.digits) == 10 and _told_before(_HEALTH, text, number.span.start):
            yield Telling(number.span, NHS)


def _postcodes(text: str) -> Iterator[Telling]:
    for match in _POSTCODE.finditer(text):
        if not _ORDINAL.search(match[0]):
            yield Telling(Span(*match.span()), POSTCODE)
    for match in _SPELT_POSTCODE.finditer(text):
        yield Telling(Span(*match.span()), POSTCODE)
    for match in _SAID_POSTCODE.finditer(text):
        code = match["code"]
        if re.search(rf"\d|\b{SMALL}\b", code, re.I) and re.search(r"\b[A-Za-z]{1,2}(?:\b|\d)", code):
            yield Telling(Span(*match.span("code")), POSTCODE)


def _addresses(text: str) -> Iterator[Telling]:
    for match in _ADDRESS.finditer(text):
        # 31 Park Road Surgery is a surgery; so is its name kept.
        after = _NEXT_WORD.match(text, match.end())
        kept = after is not None and key_of(after[1]) in lexicon_words("organisation_nouns")
        if not kept and not _NO_HOUSE.search(text[max(0, match.start() - 12) : match.start()]):
            yield Telling(Span(*match.span()), ADDRESS)


def _phones(text: str) -> Iterator[Telling]:
    for found in identifiers(text):
        if found.replacement == "[phone]":
            yield Telling(found.span, PHONE)
    if any(char.isdigit() for char in text):
        for match in _WRITTEN_PHONE.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            if _LEAST <= len(digits) <= _MOST and match[0].startswith(("0", "+", "(0", "(+")):
                yield Telling(Span(*match.span()), PHONE)
        yield from _abroad(text)
    for number in spoken_numbers(text):
        whole = number.digits.startswith(("0", "44")) and _LEAST <= len(number.digits) <= _MOST
        told = len(number.digits) >= _LOCAL_LEAST and _told_before(_CALLING, text, number.span.start, most=30)
        if number.words >= 2 and (whole or told):
            yield Telling(number.span, PHONE)
    for match in _LOCAL_NUMBER.finditer(text):
        enough = len(re.sub(r"\D", "", match[0])) >= _LOCAL_LEAST
        if enough and _told_before(_CALLING, text, match.start(), most=30):
            yield Telling(Span(*match.span()), PHONE)


def _abroad(text: str) -> Iterator[Telling]:
    """Numbers of any country, by the library that telephones go by."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    if "+" in text or "00" in text:
        for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.VALID):
            yield Telling(Span(match.start, match.end), PHONE)


def _told_before(what: re.Pattern[str], text: str, at: int, *, most: int = _BEFORE) -> bool:
    return bool(what.search(text[max(0, at - most) : at]))
