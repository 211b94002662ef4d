"""Surveys that do not have one row per respondent, but one row per answer or one column per respondent."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.documents.document import Grid, Problem
from pipeline.documents.table_columns import asks
from pipeline.ingest.survey_headers import headed
from pipeline.language.lexicons import lexicon_words, word_set
from pipeline.people.labels import looks_like_name

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
_NAMED = 0.6  # minimum share of headers that are names in a table with one column per respondent


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
    if named < max(2, _NAMED * len(people)) or not all(asked):
        return None
    if sum(map(asks, asked)) < len(asked) / 2 and any(len(cell.split()) > 25 for cell in asked):
        return None
    return [["Name", *asked], *([name, *(row[at] for row in grid[1:])] for at, name in enumerate(people, start=1))]
