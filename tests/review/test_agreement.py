"""Agreement between coders, beyond chance."""

import pytest

from pipeline.decisions import Decision
from pipeline.review.agreement import Agreement, cohens_kappa, compared, judgements_of

YES, NO = True, False


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(YES, YES), (NO, NO)], 1.0),
        ([(YES, NO), (NO, YES)], -1.0),
        ([(YES, YES), (YES, NO), (NO, YES), (NO, NO)], 0.0),
        (
            [(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15,
            0.4,
        ),  # Cohen's own kind of example
        ([(YES, YES)] * 9, None),
        ([], None),
    ],
)
def test_kappa(pairs, kappa):
    assert cohens_kappa(pairs) == (kappa if kappa is None else pytest.approx(kappa))


def test_rejecting_is_saying_no_and_adding_is_saying_yes():
    decisions = [
        Decision(quote_id="q-1", theme_id="cogs", decision=said, coder=coder)
        for said, coder in (("accept", "A"), ("reject", "B"), ("add", "C"))
    ]
    judged = judgements_of(decisions)
    assert [judged[coder]["q-1", "cogs"] for coder in "ABC"] == [YES, NO, YES]


def test_only_what_both_judged_is_compared_overall_and_by_theme():
    a = {("q-1", "cogs"): YES, ("q-2", "cogs"): NO, ("q-1", "trust"): YES}
    b = {("q-1", "cogs"): YES, ("q-1", "trust"): NO, ("q-9", "cogs"): YES}
    rows = compared({"B": b, "A": a, "alone": {}})
    assert [(r.one, r.other, r.theme_id, r.passages, r.same) for r in rows] == [
        ("A", "B", "", 2, 1),
        ("A", "B", "cogs", 1, 1),
        ("A", "B", "trust", 1, 0),
    ]


@pytest.mark.parametrize(
    ("passages", "kappa", "meaning"),
    [
        (5, 1.0, "too few"),
        (100, None, "same answer"),
        (100, 0.9, "almost perfect"),
        (100, 0.65, "substantial"),
        (100, 0.0, "slight"),
    ],
)
def test_the_figure_is_put_into_words(passages, kappa, meaning):
    assert meaning in Agreement("A", "B", "", passages, passages, kappa).meaning
