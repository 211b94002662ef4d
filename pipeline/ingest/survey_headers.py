"""The header and form of a survey's table, whichever program exported it: column names, one row a respondent."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.document import Grid, Problem
from pipeline.documents.table_columns import asks
from pipeline.ingest import survey_words
from pipeline.language.lexicons import lexicon_words, word_set
from pipeline.people.labels import looks_like_name

_BLOCK_TAG = re.compile(r"</?(?:p|div|br|ul|ol|li|h[1-6]|tr|table)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|sub|sup|small|td|tbody)\b[^<>]*>", re.IGNORECASE)
_STARS = re.compile(r"(?<!\w)(?P<star>\*{1,3}|__)(?=\S)(?P<word>[^*]+?)(?<=\S)(?P=star)(?!\w)")  # Typeform's *bold*
_PIPED = re.compile(
    r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|\[(?:question|Field|recall)[^\[\]]*:[^\[\]]*\]"
)  # the answer to another question, inserted here


def without_markup(answer: str) -> str:
    """The text of an answer stored as HTML; other answers are returned unchanged."""
    if _BLOCK_TAG.search(answer) is None and _INLINE_TAG.search(answer) is None:
        return answer
    plain = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", answer))
    lines = (" ".join(line.split()) for line in html.unescape(plain).splitlines())
    return "\n".join(filter(None, lines))


def plain_name(name: str) -> str:
    """The name of a column as displayed: without HTML, asterisks and placeholders for other answers."""
    plain = " ".join(without_markup(name).split()) if "<" in name else html.unescape(name)
    return " ".join(_STARS.sub(r"\g<word>", _PIPED.sub("…", plain)).split())


_OPEN_ENDED = frozenset({"open-ended response", "response"})
_QUESTION_NUMBER = re.compile(r"^\W*\d+\.?(?:[a-z]|\d+)[.):]*\s+(?=\w)")  # 2.a. If you selected Other
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
        if question and name != question and survey_words.FOLLOWS.fullmatch(_QUESTION_NUMBER.sub("", name)):
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


_QUESTION = word_set(
    "question questions question_text question_label item prompt frage pregunta cwestiwn field_name"
)
_ANSWER = word_set(
    "answer answers answer_text response response_text value text comment antwort réponse reponse respuesta ateb"
)
_WHO = word_set(
    "respondent respondent_id response_id participant participant_id person person_id submission_id record_id id "
    "token uuid user case_id teilnehmer teilnehmer_id répondant encuestado ymatebydd"
)
_MOST_QUESTIONS = 200
_LEAST_NAMED = 0.6  # minimum share of headers that are names in a table with one column per respondent


def one_row_a_respondent(grid: Grid) -> tuple[Grid, tuple[Problem, ...]]:
    """The table with one row per respondent; it is returned unchanged if it has that form already."""
    for turned, finding in ((_widened(grid), "one row an answer"), (_turned(grid), "one column a respondent")):
        if turned is not None:
            problem = Problem(
                level="note",
                finding=f"the survey has {finding}; it was read with one row a respondent "
                f"({len(turned) - 1} respondents)",
                remedy="No action is needed",
                line=1,
            )
            return turned, (problem,)
    return grid, ()


def _widened(grid: Grid) -> Grid | None:
    """Convert one row per answer to one column per question; None if the table is not of that form."""
    table = headed(grid)
    names = [" ".join(name.casefold().replace("_", " ").split()) for name in table.names]
    places = [_only(names, words) for words in (_WHO, _QUESTION, _ANSWER)]
    who, question, answer = places
    if -1 in places or not table.rows:
        return None
    rows = [row for row in table.rows if row[who].strip() and row[question].strip()]
    people = list(dict.fromkeys(row[who].strip() for row in rows))
    questions = list(dict.fromkeys(" ".join(row[question].split()) for row in rows))
    if not 1 < len(people) < len(rows) or len(questions) > min(_MOST_QUESTIONS, len(rows) // 2):
        return None
    said: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        said.setdefault((row[who].strip(), " ".join(row[question].split())), []).append(row[answer].strip())
    rest = [at for at in range(len(names)) if at not in places]
    first = {row[who].strip(): row for row in reversed(rows)}
    return [
        [table.names[who], *(table.names[at] for at in rest), *questions],
        *(
            [
                person,
                *(first[person][at] for at in rest),
                *("\n".join(filter(None, said.get((person, asked), ()))) for asked in questions),
            ]
            for person in people
        ),
    ]


def _only(names: Sequence[str], words: frozenset[str]) -> int:
    """Index of the first column with one of these names; −1 if there is none."""
    return next((at for at, name in enumerate(names) if name in words), -1)


def _turned(grid: Grid) -> Grid | None:
    """Transpose a table with one column per respondent; None if the table is not of that form.

    The names in its header must not be mistaken for questions, which are printed.
    """
    if len(grid) < 2 or len(grid[0]) < 3:
        return None
    people = [cell.strip() for cell in grid[0][1:]]
    asked = [row[0].strip() for row in grid[1:]]
    known = lexicon_words("given_names")
    named = sum(looks_like_name(name) and name.split()[0].casefold() in known for name in people)
    if named < max(2, _LEAST_NAMED * len(people)) or not all(asked):
        return None
    if sum(map(asks, asked)) < len(asked) / 2 and any(len(cell.split()) > 25 for cell in asked):
        return None
    return [["Name", *asked], *([name, *(row[at] for row in grid[1:])] for at, name in enumerate(people, start=1))]
