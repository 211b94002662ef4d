"""The report of a run on codings that were added and removed."""

from __future__ import annotations

import csv
import io

import pytest

from pipeline.cli.review import change_lines
from pipeline.review.changes import (
    ADJUSTED,
    DECIDED,
    LEARNED,
    OTHER,
    CodeChange,
    CodingState,
    changes_table,
    coding_changes,
)

NAMES = {"trust": "Trust", "money": "Money"}


def state(*pairs: str, judged: str = "", **methods: str) -> CodingState:
    """`q1 trust` pairs; passages that Ann judged; how confidence is found, by code."""
    return CodingState(
        standing=frozenset(tuple(pair.split()) for pair in pairs),
        judged={quote: frozenset({("Ann", "blind", "", "")}) for quote in judged.split()},
        methods={"trust": "codebook", "money": "codebook"} | methods,
        names=NAMES,
    )


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        pytest.param(state(), state("q1 trust", judged="q1"), DECIDED, id="the passage was judged"),
        pytest.param(state(), state("q1 trust", judged="q2", trust="learned"), LEARNED, id="learned from another"),
        pytest.param(state(judged="q2", trust="learned"), state("q1 trust", judged="q3"), LEARNED, id="unlearned"),
        pytest.param(state(), state("q1 trust", judged="q2", trust="adjusted"), ADJUSTED, id="adjusted"),
        pytest.param(state(), state("q1 trust"), OTHER, id="nobody judged anything"),
    ],
)
def test_a_coding_that_came_has_its_reason_and_one_that_went_too(before, after, reason):
    (came,) = coding_changes(before, after)
    assert (came.before, came.after, came.came, came.went) == (0, 1, {reason: 1}, {})
    (went,) = coding_changes(after, before)
    assert (went.came, went.went) == ({}, {reason: 1})


def test_codes_with_most_changes_come_first_and_those_without_are_left_out():
    before = state("q1 trust", "q2 trust", "q3 money")
    after = state("q3 money", "q1 money", judged="q1 q2")
    changes = coding_changes(before, after)
    assert [(one.code, one.before, one.after) for one in changes] == [("trust", 2, 0), ("money", 1, 2)]


def test_the_sentences_and_the_table_say_the_same():
    changes = [CodeChange("trust", "Trust", 12, 7, {DECIDED: 1}, {DECIDED: 2, LEARNED: 4})]
    assert change_lines(changes, coded=(1579, 799)) == [
        "Coded passages: 1,579 before, 799 now. Changes by code:",
        "  Trust: 12 to 7 (1 added: 1 decided by a coder; 6 removed: 2 decided by a coder, 4 learned from decided "
        "passages)",
    ]
    (row,) = csv.DictReader(io.StringIO(changes_table(changes).decode("utf-8-sig")))
    assert (row["theme"], row["before"], row["after"], row["came_decided"]) == ("Trust", "12", "7", "1")
    assert (row["went_decided"], row["went_learned"], row["went_adjusted"]) == ("2", "4", "0")


def test_many_codes_are_cut_short_and_none_is_a_sentence():
    many = [CodeChange(f"c{at}", f"Code {at}", 0, 1, {DECIDED: 1}, {}) for at in range(14)]
    assert change_lines(many, coded=(0, 14))[-1] == "  and 4 more codes: see private/review/changes.csv"
    assert change_lines([], coded=(3, 3)) == ["The judgements made since the last run changed no codings."]
