"""Columns of names, addresses and numbers that identify a respondent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest import survey_words
from pipeline.language.words import is_no_answer

_SHORT_HEADER = 4  # words; a name as short as this describes what the column holds
_IDENTIFYING_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|(?:\d{1,3}\.){3}\d{1,3}|\+?\d[\d ()-]{8,16}\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d\d?[-/.]\d\d?[-/.]\d{2,4}.*")
_DIGITS = re.compile(r"\d")


def identifies(name: str, cells: Sequence[str]) -> bool:
    """Whether a column holds names, addresses or numbers that identify a person.

    A word in a question ("telephone", "full name of the acronym") is not enough: the column name must be short or
    ask for the respondent's own details, or the values must be names or contact details.
    """
    if survey_words.ASKS_WHO.search(name):
        return True
    named = survey_words.PERSON_NAME.search(name) and (
        survey_words.PEOPLE.search(name) or not survey_words.NO_PERSON.search(name)
    )
    told = survey_words.IDENTIFYING_NAME.search(name) or survey_words.CONTACT.search(name)
    some = [cell.strip() for cell in cells[:500] if not is_no_answer(cell)]
    contacts = sum(_IDENTIFYING_VALUE.fullmatch(cell) is not None and not _DATE.match(cell) for cell in some)
    if some and contacts > len(some) / 2:
        return True
    words = len(name.replace("_", " ").split())
    asks = name.rstrip().endswith("?")
    if told and words <= 2 and not asks:
        return True
    if not some:  # a later export may have names in this column
        return bool(told or named) and not asks and words <= _SHORT_HEADER
    if not (told or named):
        return False
    return sum(map(_leads_to_somebody, some)) > len(some) / 2


def _leads_to_somebody(cell: str) -> bool:
    """Whether a value is a person's name, an address or a number, rather than a sentence or a list."""
    words = re.split(r"\n|,|;| and | & ", cell)[0].split()
    if _IDENTIFYING_VALUE.search(cell):
        return True
    if len(words) > 8 or sum(map(is_small, words)) > len(words) / 3:
        return False
    if _DIGITS.search(cell):
        return len(words) >= 3  # 12 High Street
    return 0 < len(words) <= 4 and all(word[0].isupper() and not word.isupper() for word in words)


def is_small(word: str) -> bool:
    """Whether a word begins with a lower-case letter."""
    return word[:1].islower()
