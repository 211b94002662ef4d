"""What the columns of a survey say about respondents: names, contact details, and attributes such as sector."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.corpus.records import ColumnUse
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


ATTRIBUTES = (ColumnUse.SECTOR, ColumnUse.ROLE, ColumnUse.ORGANISATION, ColumnUse.REGION)
_LONGEST = 12  # maximum words of a value
_NO_NAME = re.compile(r"[@\d]|^\W*(?:anonymous|prefer not.*|x+)\W*$", re.IGNORECASE)
_NO_VALUE = re.compile(r"\W*(?:other|prefer not to say)?\W*", re.IGNORECASE)


def name_columns(names: Sequence[str], private: Sequence[int]) -> list[int]:
    """The private columns that hold parts of respondents' names, first names first."""
    columns = [
        at
        for at in private
        if survey_words.PERSON_NAME.search(names[at]) and not survey_words.NO_PERSON.search(names[at])
    ]
    return sorted(columns, key=lambda at: survey_words.FIRST_NAME.search(names[at]) is None)


def attribute_columns(names: Sequence[str], uses: Sequence[ColumnUse]) -> dict[str, list[int]]:
    """The columns of each attribute; those for a country come last, since a region is more specific."""
    found: dict[str, list[int]] = {}
    for at, use in enumerate(uses):
        if use in ATTRIBUTES:
            found.setdefault(str(use), []).append(at)
    for columns in found.values():
        columns.sort(key=lambda at: survey_words.COUNTRY.search(names[at]) is not None)
    return found


def respondent_facts(
    row: Sequence[str],
    *,
    attributes: Mapping[str, Sequence[int]],
    names: Sequence[int],
    contacts: Sequence[int] = (),
) -> dict[str, str]:
    """The attributes of a respondent; the name is used for redaction and never printed.

    An attribute may have several columns, such as one for each option and one for "other": the first with a value
    is used.
    """
    found = {}
    for attribute, columns in attributes.items():
        told = [value for at in columns if _is_told(value := " ".join(row[at].split()))]
        if told:
            found[attribute] = told[0]
    parts = [" ".join(row[at].split()) for at in names]
    name = " ".join(dict.fromkeys(part for part in parts if not _NO_NAME.search(part) and not is_no_answer(part)))
    mail = next((row[at].strip() for at in contacts if "@" in row[at]), "")
    private = {"name": name, "e-mail": mail}
    return found | {what: value for what, value in private.items() if value}


def other_facts(row: Sequence[str], names: Sequence[str], columns: Sequence[int]) -> str:
    """Other facts in a row, one line for each column: `Age: 30 to 39`."""
    answered = (at for at in columns if not is_no_answer(row[at]))
    return "\n".join(f"{names[at].replace(': ', ' – ')}: {' '.join(row[at].split())}" for at in answered)


def _is_told(value: str) -> bool:
    return len(value.split()) <= _LONGEST and not is_no_answer(value) and _NO_VALUE.fullmatch(value) is None
