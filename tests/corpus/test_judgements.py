"""From rows of decisions to each coder's judgements of passages."""

from __future__ import annotations

import pytest

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions import current
from pipeline.corpus.judgements import differing_passages, judgements_of, with_absent_codes, without_code


def rows(*given: str, **shared: str) -> list[Decision]:
    """Decisions from lines of `coder passage decision theme mode batch`; - stands for nothing."""
    names = ("coder", "quote_id", "decision", "theme_id", "mode", "batch")
    return [
        Decision(**{**dict(zip(names, (cell.strip("-") for cell in line.split()), strict=False)), **shared})
        for line in given
    ]


def sets(decisions) -> dict[tuple[str, str], str]:
    """`A+B -C`: the codes that each coder gave each passage, and those rejected."""
    return {
        (one.coder, one.quote_id): " ".join(
            filter(
                None, ("+".join(sorted(one.codes)) or "none" * one.no_code_fits, *(f"-{c}" for c in one.rejected))
            )
        )
        for one in judgements_of(decisions)
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(["Ann q1 accept trust blind 1"], "trust", id="one code"),
        pytest.param(["Ann q1 accept trust blind 1", "Ann q1 accept money blind 1"], "money+trust", id="two codes"),
        pytest.param(["Ann q1 none - blind 1"], "none", id="no code fits"),
        pytest.param(
            ["Ann q1 accept trust blind 1", "Ann q1 accept money blind 2"], "money", id="judged blind again"
        ),
        pytest.param(["Ann q1 accept trust blind 1", "Ann q1 none - blind 2"], "none", id="blind again: none"),
        pytest.param(["Ann q1 none - blind 1", "Ann q1 accept trust blind 2"], "trust", id="none, then a code"),
        pytest.param(
            ["Ann q1 accept trust review 1", "Ann q1 add money review 2"], "money+trust", id="added later"
        ),
        pytest.param(
            ["Ann q1 accept trust review 1", "Ann q1 reject trust review 2"], "-trust", id="changed her mind"
        ),
        pytest.param(
            ["Ann q1 reject trust review 1", "Ann q1 none - review 1"], "none -trust", id="rejected, none"
        ),
        pytest.param(["Ann q1 accept trust review 1", "Ann q1 none - review 2"], "none", id="none after a code"),
        pytest.param(
            ["agreed q1 accept trust review 1", "agreed q1 accept money review 2"], "money", id="agreed anew"
        ),
    ],
)
def test_the_rows_that_count(given, said):
    assert list(sets(current(rows(*given))).values()) == [said]


def test_a_row_that_was_undone_does_not_count_and_what_it_replaced_counts_again():
    before, after = rows("Ann q1 accept trust blind 1", "Ann q1 accept money blind 2")
    undone = Decision(**{**{n: getattr(after, n) for n in ("coder", "quote_id", "decision", "theme_id", "mode")},
                         "batch": "2", "undone": "yes"})  # fmt: skip
    assert sets(current([before, after])) == {("Ann", "q1"): "money"}
    assert sets(current([before, undone])) == {("Ann", "q1"): "trust"}


def test_coders_and_ways_of_working_are_kept_apart():
    decisions = current(
        rows("Ann q1 accept trust blind 1", "Ann q1 reject trust review 2", "Bea q1 none - blind 3")
    )
    assert [(one.coder, one.mode, sorted(one.codes)) for one in judgements_of(decisions)] == [
        ("Ann", "blind", ["trust"]),
        ("Ann", "review", []),
        ("Bea", "blind", []),
    ]


@pytest.mark.parametrize(
    ("given", "differ"),
    [
        pytest.param(["Ann q1 accept trust blind", "Bea q1 accept money blind"], True, id="other codes"),
        pytest.param(["Ann q1 accept trust blind", "Bea q1 accept trust blind"], False, id="the same"),
        pytest.param(["Ann q1 accept trust blind", "Bea q1 none - blind"], True, id="a code and none"),
        pytest.param(["Ann q1 none - blind", "Bea q1 none - blind"], False, id="none and none"),
        pytest.param(
            ["Ann q1 accept trust blind", "Ann q1 accept money blind", "Bea q1 accept trust blind"],
            True,
            id="one more",
        ),
        pytest.param(
            ["Ann q1 accept trust review", "Bea q1 reject trust review"], True, id="accepted and rejected"
        ),
        pytest.param(["Ann q1 accept trust -", "Bea q1 accept money -"], True, id="way of working not recorded"),
        pytest.param(["Ann q1 accept trust blind", "Bea q1 accept trust review"], False, id="blind and in review"),
        pytest.param(["Ann q1 accept trust blind", "Bea q1 reject trust review"], True, id="against a blind code"),
        pytest.param(["Ann q1 accept trust blind", "Bea q1 add money review"], True, id="added beside a blind set"),
        pytest.param(
            ["Ann q1 accept trust blind", "Ann q1 reject trust review"], False, id="one and the same coder"
        ),
        pytest.param(
            ["Ann q1 accept trust blind", "Bea q1 accept money blind", "agreed q1 accept money review"],
            False,
            id="settled",
        ),
    ],
)
def test_where_coders_differ(given, differ):
    assert differing_passages(judgements_of(current(rows(*given)))) == (["q1"] if differ else [])


@pytest.mark.parametrize(
    ("given", "rejected"),
    [
        pytest.param(["Ann q1 accept trust blind"], ["money"], id="a blind set leaves the others out"),
        pytest.param(["Ann q1 none - blind"], ["money", "trust"], id="no code fits"),
        pytest.param(["Ann q1 none - review"], ["money", "trust"], id="no code fits, in review"),
        pytest.param(["Ann q1 accept trust review"], [], id="a review says nothing of what was not proposed"),
        pytest.param(["agreed q1 accept trust review"], ["money"], id="what coders settled is the whole set"),
    ],
)
def test_a_complete_judgement_rejects_what_it_leaves_out(given, rejected):
    made = with_absent_codes(current(rows(*given)), {"q1": {"trust", "money"}})
    assert [one.theme_id for one in made if one.decision == "reject"] == rejected
    assert with_absent_codes(made, {"q1": {"trust", "money"}}) == made  # doing it twice adds nothing


def test_passages_to_which_no_code_applies_name_who_said_so():
    decisions = current(rows("Bea q1 none - blind", "Ann q1 none - review", "Ann q2 accept trust blind"))
    assert without_code(judgements_of(decisions)) == {"q1": "Ann; Bea"}
