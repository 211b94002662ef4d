"""Respondent attributes in a survey's closed and private columns: sector, role, organisation, region, name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.corpus.records import ColumnUse
from pipeline.ingest import survey_words
from pipeline.language.words import is_no_answer

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


def about(
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
