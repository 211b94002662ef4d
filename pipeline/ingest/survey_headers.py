"""Names of a survey's columns, however many rows the program that made the export writes them in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.documents.document import Grid

_OPEN_ENDED = frozenset({"open-ended response", "response"})
_CODE = re.compile(r"[A-Za-z]{1,4}\d{1,4}(?:[._#-]\w+)*")  # Q12, Q3_7_TEXT
_FOLLOWS = re.compile(
    r"\W*(?:(?:if )?(?:you (?:chose|selected|ticked|answered) )?['\"‘“]?other['\"’”]?(?:\W*|\W+"
    r"(?:please|specify|say|state|describe|write|text|option|what|which)\b.{0,40})|"
    r"please (?:specify|say|state)\b.{0,40}|"
    r"(?:please )?(?:explain|say why|(?:give|tell us) (?:the |a |your )?reasons?)(?: (?:for )?your "
    r"(?:answer|rating|score|choice))?\W*|why\W*)",
    re.IGNORECASE,
)


def headed(grid: Grid) -> tuple[tuple[str, ...], Grid]:
    """The names of the columns and the rows below them, whichever program made the table.

    Qualtrics writes short names, then the questions, then import ids; SurveyMonkey the questions, then the options;
    others one row of questions, perhaps below a title.
    """
    top = 0
    while top < len(grid) - 1 and len(grid[top]) > 2 and sum(1 for cell in grid[top] if cell.strip()) < 2:
        top += 1
    rows = grid[top:]
    if not rows:
        return (), ()
    first = [" ".join(cell.split()) for cell in rows[0]]
    second = [" ".join(cell.split()) for cell in rows[1]] if len(rows) > 1 else []
    third = [cell.strip() for cell in rows[2]] if len(rows) > 2 else []
    body = 1
    if any(cell.startswith("{") and "ImportId" in cell for cell in third):
        first, body = [text or name for name, text in zip(first, second, strict=True)], 3
    elif any(cell.startswith("{") and "ImportId" in cell for cell in second):
        body = 2
    elif _are_codes(first, rows[1:]):
        first, body = [text or name for name, text in zip(first, second, strict=True)], 2
    elif _has_options(first, second):
        first, body = _with_options(first, second), 2
    names = tuple(name or f"Column {at + 1}" for at, name in enumerate(first))
    return _with_their_questions(names), rows[body:]


def _with_their_questions(names: Sequence[str]) -> tuple[str, ...]:
    """The names, with `Other, please say` and `Why?` below the question that they belong to."""
    found, question = [], ""
    for name in names:
        if question and _FOLLOWS.fullmatch(name):
            found.append(f"{question} – {name}")
        else:
            found.append(name)
            question = name
    return tuple(found)


def _are_codes(first: Sequence[str], rows: Grid) -> bool:
    """Whether the first row holds codes and the second the questions, as in an edited export of Qualtrics."""
    second = [" ".join(cell.split()) for cell in rows[0]] if rows else []
    coded = [text for name, text in zip(first, second, strict=False) if _CODE.fullmatch(name)]
    if not coded or sum(text.endswith("?") for text in coded) < len(coded) / 2:
        return False
    below = [{row[at].strip() for row in rows[1:]} for at in range(len(second))]
    return not any(text and (text in below[at] or text[0].isdigit()) for at, text in enumerate(second))


def _has_options(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the second row holds the options of the questions in the first, as SurveyMonkey has it."""
    known = any(cell.casefold() in _OPEN_ENDED or "please specify" in cell.casefold() for cell in second)
    known = known or any(option and not name for name, option in zip(first, second, strict=False))
    return known and bool(second) and not second[0] and bool(first[0])


def _with_options(first: Sequence[str], second: Sequence[str]) -> list[str]:
    names, question = [], ""
    for name, option in zip(first, second, strict=True):
        question = name or question
        names.append(question if not option or option.casefold() in _OPEN_ENDED else f"{question} – {option}")
    return names
