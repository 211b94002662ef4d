"""Marks that set off a term, a title or a doubt rather than somebody's words: `the so-called “hub”`."""

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


_WITHIN_PHRASE = re.compile(r"(?<!\w)(?:that|the|an?|this|its|their|our|of|about|in|on|for|new|more)\s*$", re.I)


def is_word_of(before: str, words: str) -> bool:
    """Whether a word or two in marks belong to the phrase around them: `noted that the “quarter” had slipped`."""
    few = count_words(words) <= _FEW and not words.rstrip().endswith(_TERM_ENDING)
    return (
        few
        and not re.match(r"(?:being|having|getting|feeling)\s", words)
        and bool(_WITHIN_PHRASE.search(before[-20:]))
    )


def is_named_so(before: str) -> bool:
    """Whether what stands before the words says that they are a term or a title: `the so-called “…”`."""
    return bool(_TERM_BEFORE.search(before[-80:]) or _PUT_AS_QUESTION.search(before[-80:]))


def is_term(words: str, after: str, *, goes_on: bool) -> bool:
    """Whether the marks set off a term, a title or a doubt rather than somebody's words, with no cue to tell.

    Args:
        words: those in the marks.
        after: what follows them.
        goes_on: whether they follow at once on other words of somebody's.
    """
    said = count_words(words)
    if said == 0:
        return True
    opens = words[:1].isupper() or words[:1].isdigit()
    sentence = opens and words.rstrip().endswith(_TURNED)
    if said <= _FEW:
        return not sentence and not goes_on
    if sentence:
        return False
    if _NAME_AFTER.match(after) and not words.rstrip().endswith(_TURNED):
        return True
    if _has_verb(words):
        return False
    return _is_title(words) or (said <= 2 * _FEW and not goes_on)


def _has_verb(words: str) -> bool:
    """Whether somebody says something of something: a pronoun or an auxiliary is there."""
    return any(word in lexicon_words("clause_words") or "'" in word for word in lower_words(words))


def _is_title(words: str) -> bool:
    said = [word for word in re.findall(r"[^\W\d_][\w'’-]*", words) if word.lower() not in _TITLE_SMALL]
    return len(said) > 1 and all(word[0].isupper() for word in said)


def is_summed_up(before: str, words: str) -> bool:
    """Whether somebody is said to put it in these words: `summed it up with the phrase “…”`."""
    return count_words(words) > _FEW and bool(_SUMMED_UP.search(before[-40:]))
