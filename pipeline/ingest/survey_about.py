"""What a survey's closed and private columns say of a respondent: sector, role, organisation, region, name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.documents.document import Grid

_SHORT_HEADER = 3  # words; a longer header has to ask about the respondent
_LONGEST = 12  # words of a value
_OF_THE_RESPONDENT = re.compile(r"\b(?:you|your|i|my|we|our|respondent|participant)\b", re.IGNORECASE)
_ABOUT_OTHERS = re.compile(
    r"\b(?:how (?:many|much|often|well)|number of|did|does|should|played?|other)\b", re.IGNORECASE
)
_ATTRIBUTES = {
    "sector": re.compile(
        r"\bsector\b|\b(?:type|kind|sort) of (?:organi[sz]ation|group|body)|\borgani[sz]ation(?:al)? type\b",
        re.IGNORECASE,
    ),
    "role": re.compile(r"\b(?:role|job|job title|position|occupation|post held)\b", re.IGNORECASE),
    "organisation": re.compile(
        r"\borgani[sz]ation\b|\bemployer\b|\b(?:charity|group|company)(?:'s)? name\b|\bname of (?:your|the) "
        r"(?:charity|group|company|council)\b",
        re.IGNORECASE,
    ),
    # A town or a village could lead to a person, a region does not.
    "place": re.compile(
        r"\b(?:region|county|country|nation|district|borough|local authority|area)\b", re.IGNORECASE
    ),
}
_FIRST_NAME = re.compile(r"\b(?:first|given|fore) ?_?-?names?\b|\bforename", re.IGNORECASE)
_NAME = re.compile(r"\bnames?\b|surname|forename|(?:first|last|full)_?name", re.IGNORECASE)
_NO_PERSON = re.compile(r"\b(?:user|file|organi[sz]ation|group|company|charity|collector|survey)\b", re.IGNORECASE)
_NO_NAME = re.compile(r"[@\d]|^\W*(?:anonymous|n/?a|none|no|prefer not.*|x+|-+)?\W*$", re.IGNORECASE)


def attribute_columns(names: Sequence[str], closed: Sequence[int], rows: Grid) -> dict[str, int]:
    """The closed column of each attribute of the respondents: the first that is called so.

    A column "Organisation" that holds the same few words again and again is one of kinds of organisation.
    """
    found: dict[str, int] = {}
    for at in closed:
        attribute = attribute_of(names[at])
        if attribute == "organisation":
            values = [row[at].strip() for row in rows if row[at].strip()]
            attribute = "organisation" if 2 * len(set(values)) > len(values) else "sector"
        if attribute:
            found.setdefault(attribute, at)
    return found


def attribute_of(name: str) -> str:
    """Which attribute of the respondent a column's name asks for; "" for none."""
    if _ABOUT_OTHERS.search(name):
        return ""
    if len(name.split()) > _SHORT_HEADER and not _OF_THE_RESPONDENT.search(name):
        return ""
    return next((attribute for attribute, asked in _ATTRIBUTES.items() if asked.search(name)), "")


def name_columns(names: Sequence[str], private: Sequence[int]) -> list[int]:
    """The private columns that hold the parts of respondents' names, first names first."""
    columns = [at for at in private if _NAME.search(names[at]) and not _NO_PERSON.search(names[at])]
    return sorted(columns, key=lambda at: _FIRST_NAME.search(names[at]) is None)


def about(row: Sequence[str], *, attributes: dict[str, int], names: Sequence[int]) -> dict[str, str]:
    """What a row says of its respondent, by attribute; the name is for redaction and never printed."""
    found = {attribute: " ".join(row[at].split()) for attribute, at in attributes.items()}
    found = {attribute: value for attribute, value in found.items() if _is_told(value)}
    parts = [" ".join(row[at].split()) for at in names]
    name = " ".join(dict.fromkeys(part for part in parts if not _NO_NAME.search(part)))
    return found | ({"name": name} if name else {})


def _is_told(value: str) -> bool:
    return (
        len(value.split()) <= _LONGEST
        and re.fullmatch(r"\W*(?:n/?a|none|other|prefer not to say|x+)?\W*", value, re.IGNORECASE) is None
    )
