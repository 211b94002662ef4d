"""Agreement between coders, beyond chance."""

import pytest

from pipeline.console import agreement_lines
from pipeline.decisions import Decision
from pipeline.measures import Agreement, Figure, compared, judgements_of
from pipeline.review.agreement import Agreed

YES, NO = True, False


def two(pairs):
    """The row of all themes for two coders who judged these passages."""
    one = {(f"q-{at}", "cogs"): answer for at, (answer, _) in enumerate(pairs)}
    other = {(f"q-{at}", "cogs"): answer for at, (_, answer) in enumerate(pairs)}
    return compared({"A": one, "B": other})[0]


MIXED = [(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15


@pytest.mark.parametrize(
    ("pairs", "kappa", "alpha", "ac1"),
    [
        ([(YES, YES), (NO, NO)] * 20, 1.0, 1.0, 1.0),
        ([(YES, YES), (YES, NO), (NO, YES), (NO, NO)] * 10, 0.0, 0.0125, 0.0),
        (MIXED, 0.4, 0.4, 0.4059),  # kappa: Cohen's own kind of example; the others worked out by hand
        ([(YES, YES)] * 9, None, None, 1.0),
    ],
)
def test_measures(pairs, kappa, alpha, ac1):
    row = two(pairs)
    for figure, wanted in ((row.kappa, kappa), (row.alpha, alpha), (row.ac1, ac1)):
        assert figure is None if wanted is None else figure.value == pytest.approx(wanted, abs=2e-3)


def test_bounds_hold_the_figure_and_narrow_with_more_passages():
    few, many = two(MIXED), two(MIXED * 8)
    for row in (few, many):
        assert row.kappa.low < row.kappa.value < row.kappa.high
    assert many.kappa.high - many.kappa.low < few.kappa.high - few.kappa.low
    assert two(MIXED) == few  # the same each time


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
    assert [(r.one, r.other, r.theme_id, r.judged, r.same) for r in rows if r.other] == [
        ("A", "B", "", 2, 1),
        ("A", "B", "cogs", 1, 1),
        ("A", "B", "trust", 1, 0),
    ]


@pytest.mark.parametrize(
    ("judged", "kappa", "meaning"),
    [
        (5, 1.0, "too few"),
        (100, None, "chance cannot be ruled out"),
        (100, 0.9, "almost perfect"),
        (100, 0.65, "substantial"),
        (100, 0.0, "slight"),
    ],
)
def test_the_figure_is_put_into_words(judged, kappa, meaning):
    figure = None if kappa is None else Figure(kappa, kappa, kappa)
    row = Agreement("A", "B", "", judged, judged, judged, kappa=figure, alpha=figure, ac1=figure)
    assert meaning in row.meaning


def test_of_three_people_there_is_one_figure_for_all():
    judged = {("q-1", "cogs"): YES, ("q-2", "cogs"): NO}
    rows = compared({"A": judged, "B": judged, "C": {("q-1", "cogs"): NO}})
    assert (rows[0].one, rows[0].other, rows[0].judged, rows[0].same) == ("all coders", "", 2, 1)


def test_the_terminal_shows_the_bounds_of_ac1_where_there_is_enough_to_say():
    row = two(MIXED)
    told = "\n".join(agreement_lines(Agreed([row], [])))
    assert f"AC1 0.41 ({row.ac1.low:.2f} to {row.ac1.high:.2f})" in told
    assert "AC1 " not in "\n".join(agreement_lines(Agreed([two(MIXED[:10])], []))[1:])
