"""Counting words, and which of them say something."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language.lexicons import words
from pipeline.names import lexicon_words

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_MARK = re.compile(r"\[[^\[\]]*\]|\([^()]*\b(?:laugh|inaudible|crosstalk|pause|unclear|indistinct)[^()]*\)", re.I)
_FEW = 3  # one content word for so many words that are not fillers


def count_words(text: str) -> int:
    """How many words a text has; `[inaudible]` and its like are none."""
    return sum(1 for _ in WORD.finditer(_MARK.sub(" ", text)))


def lower_words(text: str) -> list[str]:
    """The words in lower case with straight apostrophes."""
    return [match[0].lower().replace("’", "'") for match in WORD.finditer(_MARK.sub(" ", text))]


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """A pattern for any of a lexicon's entries, the longest first, as whole words in any case."""
    entries = sorted(words(name), key=lambda entry: (-len(entry), entry))
    either = "|".join(re.escape(entry).replace(r"\ ", r"\s+").replace("'", "['’]") for entry in entries)
    return re.compile(rf"(?<![\w'’])(?:{either})(?![\w'’])", re.IGNORECASE)


def without_fillers(text: str) -> str:
    """The text without sounds, acknowledgements and marks of lost speech."""
    return pattern_of("fillers").sub(" ", _MARK.sub(" ", text))


def content_words(text: str) -> list[str]:
    """The words that name, do or describe something, in lower case."""
    return [word for word in lower_words(without_fillers(text)) if word not in lexicon_words("function_words")]


def has_substance(text: str, *, words: int) -> bool:
    """Whether a text says enough to carry a theme.

    Args:
        text: a passage.
        words: how many words beside fillers and acknowledgements it must have; a third of them content words.
    """
    said = len(lower_words(without_fillers(text)))
    return said >= words and len(content_words(text)) * _FEW >= words


def is_no_answer(text: str) -> bool:
    """Whether a survey's field says that there is nothing to say: `n/a`, `none`, `.`"""
    told = re.sub(r"[^\w/' ]", " ", text.lower().replace("’", "'"))
    return " ".join(told.split()) in {"", *lexicon_words("no_answers")}
