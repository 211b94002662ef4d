"""Names of a survey's columns, whichever number of header rows the exporting program writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.document import Grid, Problem
from pipeline.documents.table_columns import asks
from pipeline.ingest import survey_words
from pipeline.ingest.survey_markup import plain_name
from pipeline.language.lexicons import lexicon_words

_OPEN_ENDED = frozenset({"open-ended response", "response"})
_NUMBER = re.compile(r"^\W*\d+\.?(?:[a-z]|\d+)[.):]*\s+(?=\w)")  # 2.a. If you selected Other
_CODE = re.compile(r"[A-Za-z]{1,4}\d{1,4}(?:[._#-]\w+)*")  # Q12, Q3_7_TEXT


@dataclass(frozen=True)
class HeadedTable:
    """A table whose header is known.

    Attributes:
        names: names of the columns, all different.
        rows: rows below the header that belong to the same table.
        header: number of rows above those rows.
        problems: irregularities in the table.
        others: further tables below the first, each with the line where it begins.
    """

    names: tuple[str, ...]
    rows: Grid
    header: int = 1
    problems: tuple[Problem, ...] = ()
    others: tuple[tuple[int, Grid], ...] = ()


def headed(grid: Grid) -> HeadedTable:
    """The names of the columns and the rows below them, for the formats of all supported programs.

    Qualtrics writes short names, then the questions, then import ids. SurveyMonkey writes the questions, then the
    options. Other programs write one row of questions, sometimes below a title.
    """
    top = 0
    while top < len(grid) - 1 and _is_title(grid[top], grid[top + 1]):
        top += 1
    rows = grid[top:]
    if not rows:
        return HeadedTable((), (), 0)
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
    elif _has_options(first, second, rows[2:]):
        first, body = _with_options(first, second), 2
    names = _each_once(
        _with_their_questions([plain_name(name) or f"Column {at + 1}" for at, name in enumerate(first)])
    )
    below, problems, others = _one_table(rows[:body], rows[body:], top + body)
    return HeadedTable(names, below, top + body, problems, others)


def _is_title(row: Sequence[str], following: Sequence[str]) -> bool:
    """Whether a row is a title above a table: one or two cells, followed by a row with many."""
    filled, below = (sum(1 for cell in cells if cell.strip()) for cells in (row, following))
    return len(row) > 2 and bool(row[0].strip() or filled < 2) and (filled < 2 or (filled == 2 and below >= 6))


def _each_once(names: Sequence[str]) -> tuple[str, ...]:
    """Make the names unique by adding a number to repeated ones."""
    count: Counter[str] = Counter()
    found = []
    for name in names:
        count[name.casefold()] += 1
        number = count[name.casefold()]
        found.append(name if number == 1 else f"{name} ({number})")
    return tuple(found)


def _one_table(
    header: Grid, rows: Grid, above: int
) -> tuple[Grid, tuple[Problem, ...], tuple[tuple[int, Grid], ...]]:
    """The rows of the first table in a sheet with several, without repeated copies of its own header."""
    repeated = {tuple(cell.strip() for cell in row) for row in header if sum(1 for cell in row if cell.strip()) > 1}
    kept: list[Sequence[str]] = []
    for at, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if tuple(cells) in repeated:
            if kept and _is_lone(kept[-1]):
                kept.pop()  # the title of the next table
            continue
        if _begins_another(cells, header[0]):
            problem = Problem(
                level="check",
                finding=f"another table begins below the answers, and its {len(rows) - at} rows were not read",
                remedy="Save it as a file of its own",
                line=above + at + 1,
            )
            if kept and _is_lone(kept[-1]):
                kept.pop()  # the title of the next table
            return kept, (problem,), ((above + at + 1, rows[at:]),)
        kept.append(row)
    return kept, (), ()


def _is_lone(row: Sequence[str]) -> bool:
    """Whether a row has only one cell, such as the title of a table."""
    return sum(1 for cell in row if cell.strip()) == 1 < len(row)


def _begins_another(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row among the answers is the header of another table: two questions, or most of this header."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(len(cell.split()) > 25 for cell in filled):
        return False
    known = {" ".join(cell.split()).casefold() for cell in header if cell.strip()}
    same = sum(" ".join(cell.split()).casefold() in known for cell in filled)
    if same >= 2 and same > len(filled) / 2:
        return True
    return sum(map(asks, filled)) >= max(2, 0.6 * len(filled)) and all(cell.endswith("?") for cell in filled[1:])


def _with_their_questions(names: Sequence[str]) -> list[str]:
    """The names, with the question added to `Other, please say` and `Why?`."""
    found, question = [], ""
    for name in names:
        if question and name != question and survey_words.FOLLOWS.fullmatch(_NUMBER.sub("", name)):
            found.append(f"{question} – {name}")
        elif _is_administration(name):
            found.append(name)
            question = ""
        else:
            found.append(name)
            question = name
    return found


def _is_administration(name: str) -> bool:
    """Whether survey programs write a column of this name themselves, so that it contains no answers."""
    plain = " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())
    return plain in lexicon_words("survey_administration") or re.fullmatch(r"(?:\w+ )?id", plain) is not None


def _are_codes(first: Sequence[str], rows: Grid) -> bool:
    """Whether the first row holds codes and the second the questions, as in an edited Qualtrics export."""
    second = [" ".join(cell.split()) for cell in rows[0]] if rows else []
    coded = [text for name, text in zip(first, second, strict=False) if _CODE.fullmatch(name)]
    asking = sum(survey_words.OPEN.match(text) is not None or text.endswith("?") for text in coded)
    if not coded or asking < len(coded) / 3:
        return False
    below = [{row[at].strip() for row in rows[1:]} for at in range(len(second))]
    return not any(text and (text in below[at] or text[0].isdigit()) for at, text in enumerate(second))


def _has_options(first: Sequence[str], second: Sequence[str], rows: Grid) -> bool:
    """Whether the second row holds the options of the questions in the first, as in SurveyMonkey exports.

    An option is repeated in its column wherever a respondent ticked it. A row of answers does not have that
    pattern.
    """
    known = any(cell.casefold() in _OPEN_ENDED or "please specify" in cell.casefold() for cell in second)
    known = known or any(option and not name for name, option in zip(first, second, strict=False))
    if known and second and not second[0] and first[0]:
        return True
    below = [at for at, (name, option) in enumerate(zip(first, second, strict=False)) if option and not name]
    ticked = sum(
        survey_words.OTHER.search(second[at]) is not None
        or all(" ".join(row[at].split()) in ("", second[at]) for row in rows)
        for at in below
    )
    return len(below) > 1 and ticked > len(below) / 2


def _with_options(first: Sequence[str], second: Sequence[str]) -> list[str]:
    names, question = [], ""
    for name, option in zip(first, second, strict=True):
        question = name or question
        own = not option or option.casefold() in _OPEN_ENDED or not question
        names.append((question or option) if own else f"{question} – {option}")
    return names
