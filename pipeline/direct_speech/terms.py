"""Recognises terms, titles and scare quotes, which are not quotations: `the so-called “hub”`."""

from __future__ import annotations

import re

from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import count_words, lower_words

_FEW = 3
_TERM_ENDING = (".", "!", "?", "…")
_TURNED = (*_TERM_ENDING, ",", "–", "—", "-", ";")
_NAMED_SO = (
    r"so-called|known as|referred to as|called(?: an?| the)?|termed|dubbed|labelled|named|titled|entitled|coded"
    r"|nicknamed|headed|marked|branded as"
    r"|the (?:term|phrase|word|words|title|slogan|motto|report|book|paper|song|film|programme|label|name|question"
    r"|item|statement|option|heading|category|code|theme|scheme|concept|notion|idea|principle|acronym|hashtag)s?"
    r"|words? such as|terms? such as|replace|delete|insert|leave out|substitute|under|chose|ticked|answered"
    r"|selected|scored(?: from \d+)?"
)
_TERM_BEFORE = re.compile(rf"(?<!\w)(?:{_NAMED_SO})\s*[,:(]?\s*$", re.I)
_SUMMED_UP = re.compile(r"(?:with|in|using)\s+(?:the|these|a)\s+(?:phrase|words?)\s*[,:]?\s*$")
_PUT_AS_QUESTION = re.compile(r"(?:^|[.!?]\s+)(?:When\s+)?[Aa]sked\s*[,:]?\s*$")
_NAME_AFTER = re.compile(
    r"\s*(?:scheme|fund|programme|project|initiative|campaign|approach|model|agenda|strategy|award|policy|event|shop"
    r"|opened|posts?|mode|section|column|box|button|tab|category|theme|score)\b"
)
_TITLE_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)


_WITHIN_PHRASE = re.compile(
    r"(?:['’]s|(?<!\w)(?:that|the|an?|this|its|their|our|of|about|in|on|for|new|more|other|such))\s*$", re.I
)


def is_part_of_phrase(before: str, words: str) -> bool:
    """Whether a word or two in marks are part of the phrase around them: `noted that the “quarter” had slipped`."""
    few = count_words(words) <= _FEW and not words.rstrip().endswith(_TERM_ENDING)
    return (
        few
        and not re.match(r"(?:being|having|getting|feeling)\s", words)
        and bool(_WITHIN_PHRASE.search(before[-20:]))
    )


def is_introduced_as_term(before: str) -> bool:
    """Whether the text before the words introduces a term or a title: `the so-called “…”`."""
    return bool(_TERM_BEFORE.search(before[-80:]) or _PUT_AS_QUESTION.search(before[-80:]))


def is_term(words: str, after: str, *, goes_on: bool) -> bool:
    """Whether words in marks without a cue are a term, a title or scare quotes.

    Args:
        words: the words in the marks.
        after: the text after them.
        goes_on: whether they directly continue a quotation.
    """
    count = count_words(words)
    if count == 0 or "://" in words:
        return True
    opens = words[:1].isupper() or words[:1].isdigit()
    sentence = opens and words.rstrip().endswith(_TURNED)
    if count <= _FEW:
        return not sentence and not goes_on
    if sentence:
        return False
    if _NAME_AFTER.match(after) and not words.rstrip().endswith(_TURNED):
        return True
    if _has_verb(words):
        return False
    return _is_title(words) or (count <= 2 * _FEW and not goes_on)


def _has_verb(words: str) -> bool:
    """Whether the words contain a verb or pronoun, and so are a clause."""
    return any(word in lexicon_words("clause_words") or "'" in word for word in lower_words(words))


def _is_title(words: str) -> bool:
    said = [word for word in re.findall(r"[^\W\d_][\w'’-]*", words) if word.lower() not in _TITLE_SMALL]
    return len(said) > 1 and all(word[0].isupper() for word in said)


def is_introduced_as_phrase(before: str, words: str) -> bool:
    """Whether the words are introduced as somebody's phrase: `summed it up with the phrase “…”`."""
    return count_words(words) > _FEW and bool(_SUMMED_UP.search(before[-40:]))
