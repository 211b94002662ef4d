"""Names and mentions: folding names for comparison, trimming mentions, abbreviations, and recognised names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import pairs, words
from pipeline.language.words import is_abbreviation

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'"})
_LEADING = re.compile(
    r"^(?:[\W_]+|(?:the|a|an|our|your|my|their|(?:his|her)(?! majesty)|its|this|that|these|those|said|local|"
    r"and|or|but|so|because|when|if|as|at|in|of|for|from|with|to|by|on|we|you|they|i|like|also|"
    r"now|then|well|yes|no|both|via)\b\s*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:['’]s?|(?<=[^\W\d])[.,]\d{1,2}|[^\w.)]|(?<![A-Z])(?<!\bInc)(?<!\bCorp)\.|\s(?:the|of|and|for|in|to|with|on|at|by))+$"
)
_DASH = re.compile("—")
_FOOTNOTE = re.compile(r"\s([A-Z][a-z]+)(\d{1,2})$")  # a footnote number attached to the last word: Rural Fund2
# Words that are ignored in initials.
SMALL_WORDS = frozenset({"of", "and", "the", "for", "in", "on", "to", "a", "an", "with", "by", "at", "as", "&"})
REMEMBERED = 50_000  # names in the cache; each is compared with many others
_POSSESSIVE_END = re.compile(r"['’]s$")


@lru_cache(maxsize=REMEMBERED)
def folded_name(name: str) -> str:
    """Normalise a name for comparison: lower case, no article, `&` as `and`, no punctuation, no possessive."""
    plain = name.translate(_APOSTROPHES).casefold().replace("&", " and ")
    plain = re.sub(r"'s\b", "s", plain)
    plain = re.sub(r"[^\w\s]", " " if "-" in plain or "/" in plain or "," in plain else "", plain)
    words_ = plain.split()
    return " ".join(words_[1:] if len(words_) > 1 and words_[0] == "the" else words_)


def trimmed_name(span: Span, text: str, *, possessive_of_name: frozenset[str] = frozenset()) -> Span:
    """The span without determiners before the name and without possessive, footnote or punctuation after it.

    Args:
        span: the span of a mention in `text`.
        text: the text.
        possessive_of_name: folded names that end in `'s` themselves (Barnardo's) and keep it.
    """
    broken_off = _DASH.search(text, span.start + 1, span.end)  # `Cambridge'—I mean`
    span = Span(span.start, broken_off.start()) if broken_off else span
    covered = span.of(text)
    if ")" in covered and "(" not in covered:  # `the Service (DBS)-checked`
        span = Span(span.start, span.start + covered.index(")"))
        covered = span.of(text)
    leading = _LEADING.match(covered)
    start = span.start
    # A few names start with "The" (The Wallich), which the gazetteer lists; here it is an article.
    if leading and leading.end() < len(covered) and not covered[: leading.end()].isupper():
        start += leading.end()
    covered = text[start : span.end]
    if folded_name(covered) in possessive_of_name and _POSSESSIVE_END.search(covered):
        return Span(start, span.end)
    trailing = _TRAILING.search(covered)
    end = span.end - (len(covered) - trailing.start()) if trailing else span.end
    footnote = _FOOTNOTE.search(text[start:end])
    if footnote and footnote[1].casefold() in heads():
        end -= len(footnote[2])
    return Span(start, end) if start < end else Span(span.start, span.start)


@lru_cache(maxsize=REMEMBERED)
def spelt_out(folded: str) -> str:
    """A folded name with a final abbreviation spelt out: `northmarsh icb`, Northmarsh Integrated Care Board."""
    before, _, last = folded.rpartition(" ")
    whole = pairs("organisation_acronyms").get(last) if before else None
    return f"{before} {folded_name(whole)}" if whole else folded


def written_out(name: str) -> str:
    """A name as written, with a final abbreviation in capitals spelt out."""
    before, _, last = name.rpartition(" ")
    whole = pairs("organisation_acronyms").get(last.casefold()) if before and last.isupper() else None
    return f"{before} {whole}" if whole else name


@cache
def heads() -> dict[str, str]:
    """The last words of organisations' names, with the sector that each suggests (`?` for none)."""
    return pairs("organisation_heads")


@cache
def acronym_heads() -> frozenset[str]:
    """Abbreviations at the end of names: `CVS` in `Wexcombe CVS`."""
    return frozenset(pairs("organisation_acronyms"))


def acronym_meaning(said: str) -> str:
    """The folded full form of an abbreviation on its own (`WI`, Women's Institute), or ""."""
    return folded_name(pairs("organisation_acronyms").get(said.casefold(), "")) if said.isupper() else ""


@lru_cache(maxsize=REMEMBERED)
def acronyms_of_kind(name: str) -> Sequence[str]:
    """The abbreviations for the kind at the end of a name: `ccg` for a Clinical Commissioning Group."""
    folded = spelt_out(folded_name(name))
    return [s for s, kind in pairs("organisation_acronyms").items() if folded.endswith(f" {folded_name(kind)}")]


@cache
def institutions() -> frozenset[str]:
    """The folded names of bodies of which there is only one: parliament."""
    return frozenset(words("institutions"))


@cache
def never_organisations() -> frozenset[str]:
    """Folded texts that are not organisations on their own."""
    return frozenset(
        folded_name(word) for name in ("not_organisations", "letters_after_names") for word in words(name)
    )


@lru_cache(maxsize=REMEMBERED)
def head_of(name: str) -> str:
    """The word for the kind of organisation (`trust` in `Northside Development Trust`), or ""."""
    parts = folded_name(name).split()
    for at in (len(parts) - 1, 0):
        if parts and parts[at] in heads():
            return parts[at]
    for part in reversed(parts):
        if part in heads():
            return part
    return ""


def initials_of(name: str) -> frozenset[str]:
    """The possible initials of a name, with and without its function words."""
    parts = [part for part in re.split(r"[\s\-/]+", name.translate(_APOSTROPHES)) if part]
    letters = [part[0].upper() for part in parts if part[0].isalnum()]
    main = [part[0].upper() for part in parts if part[0].isalnum() and part.casefold() not in SMALL_WORDS]
    with_and = [p[0].upper() for p in parts if p[0].isalnum() and p.casefold() not in SMALL_WORDS - {"and"}]
    return frozenset("".join(some) for some in (letters, main, with_and) if len(some) > 1)


@cache
def never_in_capitals() -> frozenset[str]:
    """Abbreviations in capitals that are not organisations on their own."""
    return frozenset(word.upper() for word in never_organisations())


_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = SMALL_WORDS | {"from", "upon", "under", "near", "le", "la", "de", "y", "yr", "or", "into", "cum"}
_SHORTENED = {"ltd": "Ltd", "co": "Co", "st": "St", "mr": "Mr", "mrs": "Mrs", "dr": "Dr", "rd": "Rd", "jnr": "Jnr"}
_SCOTTISH = re.compile(r"^(mc)(\w{3,})$")
_IRISH = re.compile(r"^([od]['’])(\w{3,})$")


def cased(name: str) -> str:
    """A name that is all in capitals in mixed case; otherwise only white space is normalised.

    `THE FRIENDS OF ST MARY'S, STOKE-ON-TRENT (NHS) LTD` → `The Friends of St Mary's, Stoke-on-Trent (NHS) Ltd`.
    """
    plain = " ".join(name.split())
    if plain != plain.upper() or len(plain) < 2 or not any(c.isalpha() for c in plain):
        return plain
    pieces = list(_PIECE.finditer(plain))
    if len(pieces) == 1 and len(plain) <= 6:
        return plain  # probably an abbreviation
    parts, end = [], 0
    for at, piece in enumerate(pieces):
        between = plain[end : piece.start()]
        inside = at > 0 and "(" not in between and ":" not in between and at < len(pieces) - 1
        parts += [between, _cased_word(piece[0].lower(), inside=inside)]
        end = piece.end()
    return "".join([*parts, plain[end:]])


def _cased_word(word: str, *, inside: bool) -> str:
    if inside and word in _SMALL:
        return word
    if word in _SHORTENED:
        return _SHORTENED[word]
    bare = word.partition("'")[0].partition("’")[0]
    if is_abbreviation(bare):
        return bare.upper() + word[len(bare) :]
    if any(c.isdigit() for c in word):
        return word if word[0].isdigit() and word[-2:] in ("st", "nd", "rd", "th") else word.upper()
    for pattern in (_SCOTTISH, _IRISH):
        if match := pattern.match(word):
            return match[1].capitalize() + match[2].capitalize()
    return word[0].upper() + word[1:]


# The basis of a mention that counts only if its source contains the full name.
PROVISIONAL = "short for a name in the study"
_AROUND = 60  # characters after a mention, which may define its acronym


class TurnText(NamedTuple):
    """The text of a turn, and its start in the source."""

    source: str
    turn_id: str
    participant: str
    start: int
    text: str


class SeenName(NamedTuple):
    """A name found by the language model in a text, and its kind."""

    start: int
    end: int
    label: str


class FoundName(NamedTuple):
    """A span that names an organisation, with a confidence from 0 to 1 and the reason."""

    start: int
    end: int
    confidence: float
    basis: str


@dataclass(slots=True)
class RecognisedNames:
    """The names in one text.

    Attributes:
        organisations: the organisations, in order and not nested.
        others: what the language model takes for a person or a place.
    """

    organisations: list[FoundName]
    others: list[SeenName]


class Other(NamedTuple):
    """A name that the language model takes for a person or a place."""

    source: str
    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True)
class RawMention:
    """A mention of an organisation before it is resolved."""

    source: str
    turn_id: str
    participant: str
    text: str
    start: int
    end: int
    confidence: float
    basis: str
    after: str = ""


def raw_mentions(
    turns: Sequence[TurnText], found: Sequence[RecognisedNames]
) -> tuple[list[RawMention], list[Other]]:
    """The names that `recognise` found in each turn, with offsets in the source."""
    mentions: list[RawMention] = []
    others: list[Other] = []
    for turn, here in zip(turns, found, strict=True):
        for start, end, confidence, basis in here.organisations:
            mentions.append(
                RawMention(
                    source=turn.source,
                    turn_id=turn.turn_id,
                    participant=turn.participant,
                    text=turn.text[start:end],
                    start=turn.start + start,
                    end=turn.start + end,
                    confidence=confidence,
                    basis=basis,
                    after=turn.text[end : end + _AROUND],
                )
            )
        for start, end, label in here.others:
            others.append(Other(turn.source, turn.start + start, turn.start + end, turn.text[start:end], label))
    return mentions, others


def label_counts(others: Iterable[Other]) -> dict[str, Counter[str]]:
    """How often the model labelled each folded text as a person or a place."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for other in others:
        counts[folded_name(other.text)][other.label] += 1
    return counts
