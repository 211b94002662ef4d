"""Capitalised words that are not the name of a body: offices, documents, kinds of body, products, titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.corpus.spans import NAME_WORD, Span
from pipeline.language.lexicons import words
from pipeline.organisations.name_patterns import text_of
from pipeline.organisations.names import SMALL_WORDS, folded_name, heads, institutions, never_organisations
from pipeline.organisations.overlaps import GAZETTEER, NameSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

LONGEST_NAME = 12  # words
_NEXT_TO = 100  # characters that are searched for the word next to a name
_REPLACED = re.compile(
    r"\[[^\[\]\n]{0,40}\b(?:names?|organi[sz]ation|charity|place|person|redacted|removed)\b[^\[\]\n]{0,40}\]", re.I
)
_LONGEST_OFFICE = 5  # words
_HEADS_OF_BODIES = frozenset(
    {"ceo", "cfo", "coo", "founder", "co-founder", "trustee", "trustees", "treasurer", "executive"}
)
_ANY = frozenset({"a", "an", "any", "each", "every", "another", "no"})
_THINGS = frozenset({"programme", "programmes", "scheme", "fund", "initiative", "campaign", "pilot", "act", "bill"})
_DAYS_OF_NEWSPAPERS = frozenset({"daily", "evening", "morning", "sunday", "weekly"})  # the Evening Standard
_PLACE_IN_A_PLACE = 3  # words
_ADDRESS = re.compile(r"^[\w-]+\.[a-z]{2,4}(?:\.[a-z]{2})?$")  # WhoDoIAsk.org.uk
_LONGEST_TITLE = 14  # words
_LONGEST_LINE = 400  # characters
_SEPARATOR = re.compile(r"\n|[,;:|](?=\s)|\s[–—-]\s")


def after_office(doc: Doc, start: int, end: int) -> int:
    """The start of the organisation in `Chair of the Wexcombe Trust`, `Deputy Chief Executive at Mind`."""
    for at in range(min(end - 2, start + _LONGEST_OFFICE), start, -1):
        if doc[at].lower_ not in ("of", "at") or not _ends_in_office([token.lower_ for token in doc[start:at]]):
            continue
        if doc[at + 1].lower_ == "the" and at + 2 < end:
            return at + 2
        rest = doc[at + 1 : end]
        if (
            rest[-1].lower_ in heads()
            or folded_name(rest.text) in institutions()
            or "executive" in doc[at - 1].lower_
        ):
            return at + 1
        if doc[at - 1].lower_ in _HEADS_OF_BODIES:
            return at + 1
    return start


def _ends_in_office(parts: Sequence[str]) -> bool:
    """Whether words end in a person's office: `chief executive`, `vice chair`; not Health and Safety Executive."""
    last = parts[-1]
    if any(" ".join(parts[-many:]) in words("role_nouns") for many in (3, 2) if many <= len(parts)):
        return True
    return last not in heads() and (
        last in words("offices") or last in _HEADS_OF_BODIES or last.endswith("ordinator")
    )


def is_one_of_a_kind(doc: Doc, one: NameSpan) -> bool:
    """Whether it is a kind of body and not a particular one: `set up as a Community Benefit Society`."""
    tokens = doc.char_span(*one.span, alignment_mode="expand")
    if tokens is None or one.confidence >= GAZETTEER:
        return False
    start, end = tokens.start, tokens.end
    if start == 0 or doc[start - 1].lower_ not in _ANY or doc[end - 1].lower_ not in heads():
        return False
    return end == len(doc) or doc[end].is_punct or doc[end].is_space or doc[end].is_stop


def is_replaced(doc: Doc, span: Span) -> bool:
    """Whether it overlaps the replacement of a name: `[name]`, `[Organisation 2]`."""
    text = text_of(doc)
    if "[" not in text:
        return False
    return any(span.overlaps(Span(*match.span())) for match in _REPLACED.finditer(text))


def is_an_office(doc: Doc, end: int) -> bool:
    """Whether the words are part of a person's office: `Commissioned Services Manager at …`."""
    if end + 1 >= len(doc) or doc[end + 1].lower_ != "at":
        return False
    return doc[end].text[0].isupper() and doc[end].lower_ in words("role_nouns")


def names_a_thing(doc: Doc, ent: SpacySpan) -> bool:
    """Whether the model has labelled something other than a body: `the Bright Futures programme`."""
    last = doc[ent.end - 1]
    if last.is_lower and last.is_alpha and doc[ent.start].is_title and len(ent) > 1:
        return True  # Cold Harbour support: a body's name ends in a capital
    if ent.end == len(doc) or len(ent) == 1:
        return False
    follows = doc[ent.end]
    if last.lower_ in heads():
        return gives_its_name(doc, ent.end)
    return follows.lower_ in (words("not_organisation_heads") if follows.is_title else _THINGS)


def gives_its_name(doc: Doc, end: int) -> bool:
    """Whether a plural is the name of the thing after it: `Young Neighbours Programme`."""
    if end == len(doc) or not doc[end].is_title or not doc[end - 1].lower_.endswith("s"):
        return False
    return doc[end].lower_ in words("not_organisation_heads")


def could_be_a_name(text: str, *, caseless: bool = False) -> bool:
    """Whether words may be the name of a body: not too long, and not a document, a place or a day by their head."""
    folded = folded_name(text)
    parts = folded.split()
    if folded in institutions():
        return text[0].isupper()
    # A person who heads a body, not the body itself: Grace Adeyemi Chief Executive.
    if any(word in words("offices") for word in parts[:3]) or (len(parts) > 1 and _ends_in_office(parts)):
        return False
    is_role = len(parts) > 1 and parts[-1] in words("role_nouns") and parts[-1] not in heads()
    is_role = is_role and parts[-2] not in _DAYS_OF_NEWSPAPERS  # the Daily Worker
    is_no_body = is_role or _ADDRESS.search(text) or (len(parts) > 1 and _is_of_nations(parts))
    if is_no_body or len(folded) < 2 or folded in never_organisations() or "\n" in text:
        return False
    if not caseless and (text[0].islower() or not any(c.isupper() for c in text)):
        return False
    if parts[-1] == "court" and parts[-2:][0] in words("kinds_of_courts"):
        return True
    if _ends_or_begins_as_a_thing(parts):
        return False
    if all(word in words("function_words") or word in words("number_words") or len(word) == 1 for word in parts):
        return False
    return any(c.isalpha() for c in text) and len(text.split()) <= LONGEST_NAME


def _is_of_nations(parts: Sequence[str]) -> bool:
    """Whether all words are nations, languages and the like, or the last two a place: London’s South Bank."""
    if all(part in never_organisations() or part in SMALL_WORDS or part == "northern" for part in parts):
        return True
    return (
        len(parts) == _PLACE_IN_A_PLACE and parts[0].endswith("s") and " ".join(parts[1:]) in never_organisations()
    )


def _ends_or_begins_as_a_thing(parts: Sequence[str]) -> bool:
    """Whether a folded name is that of a document, law or plan: `tidal strategy`, `programme for government`."""
    things = words("not_organisation_heads")
    if len(parts) > 1 and parts[-2] in _DAYS_OF_NEWSPAPERS:
        return False
    if parts[-1] in things:
        return parts[0] not in words("organisation_heads_with_more")  # the Institute for Policy Analysis
    is_head = parts[-1] in heads() and not parts[-1].endswith("s")  # but the Code for Warm Homes
    return parts[0] in things and (not parts[1].isalpha() or (parts[1] in SMALL_WORDS and not is_head))


def is_used(doc: Doc, span: Span) -> bool:
    """Whether a company's name is used for its product: `on Facebook`, `a Zoom call`."""
    text = text_of(doc)
    if span.of(text).casefold() not in words("platforms"):
        return False
    before = text[max(0, span.start - _NEXT_TO) : span.start].split()[-1:]
    after = text[span.end : span.end + _NEXT_TO].split()[:1]
    neighbours = {f"before {word.casefold()}" for word in before} | {
        f"after {word.casefold().strip('.,?!')}" for word in after
    }
    return not neighbours.isdisjoint(words("around_platforms"))


def is_title_line(line: str) -> bool:
    """Whether a line is short and written as a title: capitals on all words but small ones, no full stop."""
    written = NAME_WORD.findall(line)
    if not 1 < len(written) <= _LONGEST_TITLE or line.rstrip()[-1:] in ".?!,;":
        return False
    return written[0][0].isupper() and all(word[0].isupper() or word in SMALL_WORDS for word in written)


def part_of_line(span: Span, text: str) -> Span:
    """The part of a line that holds a name: between line ends, commas, colons and the like."""
    start = max(0, span.start - _LONGEST_LINE)
    before = [match.end() for match in _SEPARATOR.finditer(text, start, span.start) if match[0] != ":"]
    after = _SEPARATOR.search(text, span.end)
    return Span(before[-1] if before else start, after.start() if after else len(text))


def line_around(span: Span, text: str) -> Span:
    """The line of a text that holds the start of a span."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)
