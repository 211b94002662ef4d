"""Finds names by their form: the words around a head such as Trust or Council, and unique institutions.

Patterns of consecutive tokens are data (`organisation_patterns.jsonl`, for spaCy's SpanRuler). This module has the
rules that need context: where a name around its head starts and ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pipeline.language.lexicons import words
from pipeline.organisations.known import is_caseless
from pipeline.organisations.names import acronym_heads, folded_name, heads, never_organisations

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LINKS = frozenset({"of", "and", "for", "&", "-", "–", "’s", "'s", "’", "'"})
_RIGHT_LINKS = frozenset({"of", "for", "on"})
_HEADS_WITH_SUBJECTS = frozenset(
    {"campaign", "centre", "coalition", "commission", "committee", "forum", "group", "network"}
)
NAME_FORM = "form of the name: "  # begins the reason for a name around a head word
_LONGEST_NAME = 12  # tokens
_OF_ONE = frozenset({"of", "-", "–", "’s", "'s", "’", "'"})
_BEFORE_SENTENCES = frozenset({".", "?", "!", "…", "“", '"', ":", "\n", "•", "·", "▪", "*"})
_NATIONS = frozenset({"England", "Wales", "Scotland", "Britain", "Ireland", "UK"})
_SUFFIXES = frozenset({"inc", "inc.", "ltd", "ltd.", "limited", "plc", "llp", "cic", "uk", "cymru", "scotland"})
_BEFORE_ONE = frozenset({"the", "our", "this"})
_BEFORE_INSTITUTION = frozenset(
    {"the", "this", "of", "to", "in", "by", "from", "our", "and", "new", "both", "between"}
)
_WITHOUT_ARTICLE = frozenset({"congress", "parliament"})
_TALLEST_PLACE = 3  # words of a place name before the kind of body, in lower-case text


class PatternMatch(NamedTuple):
    """Tokens `[start, end)` that have the form of a name, and the reason."""

    start: int
    end: int
    why: str


def name_patterns(doc: Doc, *, common: frozenset[str], known_ends: frozenset[int]) -> Iterator[PatternMatch]:
    """The names found by their form; they may overlap.

    Args:
        doc: the text with the model's entities.
        common: common words, in lower case.
        known_ends: the token positions at which names of the gazetteer end.
    """
    known_heads, institutions = heads(), _first_words_of_institutions()
    for token in doc:
        text = token.text
        if not text[0].isupper():
            continue
        lower = token.lower_.rstrip(".")
        if lower[-1].isdigit() and lower not in known_heads:  # Rural Fund2, with the number of a footnote
            lower = lower.rstrip("0123456789")
        if lower in institutions:
            yield from _institution(doc, token)
        if lower in known_heads or (text.isupper() and lower in acronym_heads()):
            start, end = _expand(doc, token, known_ends=known_ends)
            if is_ministers(doc, start) or (end - start == 1 and text[-1].isdigit()):
                continue
            if end - start > 1 or _stands_for_one(doc, token):
                bare = end - start == 1
                yield PatternMatch(start, end, f"short form “{text}”" if bare else f"{NAME_FORM}… {text} …")
    if is_caseless(text_of(doc)):
        yield from _without_capitals(doc, common=common)


def is_name_word(token: Token) -> bool:
    """Whether a token is written like part of a name: capitalised inside a sentence, or `4Children`."""
    text = token.text
    if text[0].isdigit():
        return text[-1].isalpha() and text.isalnum()  # not $1.5B
    return text[0].isupper() and not _is_sentence_word(token)


def text_of(doc: Doc) -> str:
    """The cached text of a doc, because `doc.text` joins all tokens each time."""
    kept: str | None = doc.user_data.get("text")
    if kept is None:
        kept = doc.user_data["text"] = doc.text
    return kept


def begins_sentence(doc: Doc, at: int) -> bool:
    """Whether the token at `at` is the first of a sentence."""
    return at == 0 or doc[at - 1].text in _BEFORE_SENTENCES or doc[at - 1].is_space


def _expand(doc: Doc, head: Token, *, known_ends: frozenset[int]) -> tuple[int, int]:
    """The token range of the name around a head word: capitalised words before it, `of/for …` after it."""
    return _expand_left(doc, head, known_ends=known_ends), _expand_right(doc, head)


def _expand_left(doc: Doc, head: Token, *, known_ends: frozenset[int]) -> int:
    start = at = head.i
    while at > 0 and head.i - at < _LONGEST_NAME:
        before = doc[at - 1]
        if is_name_word(before) and not _is_office(doc, at - 1):
            start = at = at - 1
        elif before.lower_ == "the" and at >= 2 and doc[at - 2].lower_ in _RIGHT_LINKS:
            at -= 1  # Office of the Public Guardian
        elif at >= 2 and _stands_inside_a_name(doc, at - 1, head=head, known_ends=known_ends):
            at -= 1
        else:
            break
    # The first word of a sentence is always capitalised: leave it out if the model finds a name after it.
    if start < head.i and begins_sentence(doc, start) and not doc[start].ent_type and doc[start + 1].ent_type:
        start += 1
    return start


def _stands_inside_a_name(doc: Doc, at: int, *, head: Token, known_ends: frozenset[int]) -> bool:
    """Whether a link word or comma joins the words of one name, not two bodies."""
    before, link = doc[at - 1], doc[at].lower_
    if not is_name_word(before) or _is_office(doc, at - 1):
        return False
    if link == ",":
        return head.lower_ in words("heads_of_lists") and _in_a_list(doc, at + 1, head.i)
    if link not in _LINKS:
        return False
    if at in known_ends and link not in _OF_ONE:
        return False  # Companies House for the Harbour Trust
    return link not in {"and", "&"} or not (_ends_body(doc, at) or _ends_entity(doc, at))


def _ends_body(doc: Doc, at: int) -> bool:
    """Whether the capitalised words before `at` have their own head: `Baltic Friends Northmarsh and …`."""
    while at > 0 and is_name_word(doc[at - 1]):
        at -= 1
        if doc[at].lower_ in heads():
            return True
    return False


def _ends_entity(doc: Doc, at: int) -> bool:
    """Whether a person or body of two words or more ends before `at`, by the model, so that `and` joins two."""
    before = doc[at - 1]
    return before.ent_type_ in ("ORG", "PERSON") and before.ent_iob_ == "I" and doc[at].ent_iob_ != "I"


def _is_office(doc: Doc, at: int) -> bool:
    """Whether a word is a person's office, as in `Chair of the Trust`, `Director Jane Wills`."""
    after = doc[at + 1].text if at + 1 < len(doc) else ""
    return doc[at].lower_ in words("offices") and after not in ("'s", "’s")


def is_ministers(doc: Doc, start: int) -> bool:
    """Whether a name is a minister's portfolio: `Minister for Health and Social Services`."""
    if start < 2 or doc[start - 1].lower_ != "for":
        return False
    return doc[start - 2].lower_ == "state" or _is_office(doc, start - 2)


def _expand_right(doc: Doc, head: Token) -> int:
    end = _with_suffix(doc, head.i + 1)
    if end > head.i + 1:
        return end
    if head.lower_ not in words("organisation_heads_with_more"):
        return _with_place(doc, end)
    one_place = head.lower_ in words("heads_of_places")
    while end + 1 < len(doc) and doc[end].lower_ in _RIGHT_LINKS | {"and"}:
        link = doc[end].lower_
        if link == "on" and head.lower_ not in _HEADS_WITH_SUBJECTS:
            break  # the London Assembly on TheySayForYou
        if link == "and" and (end == head.i + 1 or one_place or doc[end + 1].ent_iob_ == "B"):
            break
        follows = end + 1
        while link != "and" and follows < len(doc) and doc[follows].lower_ == "the":
            follows += 1
        grown = follows
        while grown < len(doc) and is_name_word(doc[grown]) and grown - head.i < _LONGEST_NAME:
            grown += 1
        if grown == follows or (doc[grown - 1].lower_ in heads() and link != "of"):
            break  # nothing follows, or another body: the Home Office
        end = _with_list(doc, grown, head=head)
    if end == head.i + 1:
        return _with_place(doc, end)
    if end + 1 < len(doc) and doc[end].lower_ == "in" and doc[end + 1].text in _NATIONS:
        end += 2
    return end


def _with_suffix(doc: Doc, end: int) -> int:
    """The end of a name including its legal form or nation: `Lottery Corporation, Inc.`, Arts Council England."""
    at = end + 1 if end < len(doc) and doc[end].text == "," else end
    if at < len(doc) and doc[at].text[0].isupper() and doc[at].lower_ in _SUFFIXES | {"england", "wales"}:
        return at + 1
    return end


def _with_place(doc: Doc, end: int) -> int:
    """The end of a name including a place, or the model's continuation: Baltic Friends Brackwater."""
    longest = min(end + _LONGEST_NAME, len(doc))  # names are not longer
    while end < longest and is_name_word(doc[end]) and doc[end].is_alpha and doc[end - 1].whitespace_ == " ":
        if doc[end].ent_type_ not in ("GPE", "LOC", "ORG") and doc[end].ent_iob_ != "I":
            break
        end += 1
    return end


def _with_list(doc: Doc, end: int, *, head: Token) -> int:
    """The end of a name that contains a list: `Ministry of Housing, Communities and Local Government`."""
    if head.lower_ not in words("heads_of_lists"):
        return end
    at = end
    while at + 1 < len(doc) and doc[at].text == "," and is_name_word(doc[at + 1]):
        at += 1
        while at < len(doc) and is_name_word(doc[at]):
            at += 1
        if at + 1 < len(doc) and doc[at].lower_ in ("and", "&") and is_name_word(doc[at + 1]):
            return at if doc[at].lower_ == "and" else at + 2
    return end


def _in_a_list(doc: Doc, at: int, head: int) -> bool:
    """Whether a comma is inside one name: `Children, Young People and Education Committee`."""
    between = [token.lower_ for token in doc[at:head]]
    return "and" in between and not any(word in heads() or word in words("offices") for word in between)


def _is_sentence_word(token: Token) -> bool:
    """Whether it is `I`, or a common word that is capitalised only because it starts a sentence."""
    return token.text == "I" or (token.is_stop and not (token.is_upper and len(token) > 1))


def _stands_for_one(doc: Doc, token: Token) -> bool:
    """Whether a bare capitalised head word means a particular body: `the Trust`, inside a sentence."""
    before = doc[token.i - 1].lower_ if token.i else ""
    kind = not token.text.isupper() or (len(token) > 2 and token.lower_ in acronym_heads())  # the CCG
    return before in _BEFORE_ONE and kind


def _first_words_of_institutions() -> frozenset[str]:
    return frozenset(name.split()[0] for name in words("institutions"))


def _institution(doc: Doc, token: Token) -> Iterator[PatternMatch]:
    """A unique institution: `the House of Commons`, `Parliament`, `the Treasury`."""
    at = token.i
    before = doc[at - 1] if at else None
    if before is not None and (is_name_word(before) or before.lower_ in ("a", "every", "per", "each")):
        return
    for name in words("institutions"):
        parts = name.split()
        said = doc[at : at + len(parts)]
        if [t.lower_ for t in said] != parts or token.text.isupper():
            continue
        if not all(t.text[0].isupper() for t in said if t.lower_ != "of"):
            continue
        end = at + len(parts)
        follows = doc[end] if end < len(doc) else None
        if follows is not None and len(parts) == 1 and is_name_word(follows) and not begins_sentence(doc, end):
            continue
        introduced = before is not None and before.lower_ in _BEFORE_INSTITUTION
        if introduced or len(parts) > 2 or name in _WITHOUT_ARTICLE:
            yield PatternMatch(at, end, f"an institution: {said.text}")


def _without_capitals(doc: Doc, *, common: frozenset[str]) -> Iterator[PatternMatch]:
    """Names in text without capitals: a kind of body after a place name, `wexcombe county council`."""
    lower = [token.lower_ for token in doc]
    for kind in words("kinds_of_bodies"):
        parts = kind.split()
        for at in range(1, len(lower) - len(parts) + 1):
            if lower[at] != parts[0] or lower[at : at + len(parts)] != parts:
                continue
            start, rare = at, False
            while start > 0 and at - start < _TALLEST_PLACE and _opens_place(lower[start - 1], common):
                start -= 1
                rare = rare or lower[start] not in words("words_of_places")
            if rare:
                yield PatternMatch(start, at + len(parts), f"{NAME_FORM}… {kind}")


def _opens_place(word: str, common: frozenset[str]) -> bool:
    if not word.isalpha() or folded_name(word) in never_organisations():
        return False
    return word not in common or word in words("words_of_places")
