"""Agreement statistics against independent implementations."""

from __future__ import annotations

import random
import warnings
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score

from pipeline.corpus.agreement_statistics import ALL_CODES, agreement_between, landis_koch, masi_distance

CODES = ("trust", "money", "space", "cogs")


def coded(coders: str, passages: int, *, seed: int, missing: float = 0.0) -> dict[str, dict[str, frozenset[str]]]:
    """Coders who agree more often than chance, with passages that some did not judge."""
    chance = random.Random(seed)
    truth = [frozenset(chance.sample(CODES, chance.choice((0, 1, 1, 1, 2)))) for _ in range(passages)]
    answers: dict[str, dict[str, frozenset[str]]] = {coder: {} for coder in coders}
    for at, codes in enumerate(truth):
        for coder in coders:
            if chance.random() < missing:
                continue
            again = codes if chance.random() < 0.6 else frozenset(chance.sample(CODES, chance.choice((0, 1, 2))))
            answers[coder][f"q-{at:03d}"] = again
    return answers


def shared(answers):
    """The passages that at least two coders judged, one row each, with None for missing judgements."""
    passages = sorted({passage for own in answers.values() for passage in own})
    rows = [[answers[coder].get(passage) for coder in sorted(answers)] for passage in passages]
    return [row for row in rows if sum(one is not None for one in row) > 1]


def table(answers, code):
    """The oracle's input for one code: a row for each passage, a column for each coder."""
    rows = [[None if codes is None else float(code in codes) for codes in row] for row in shared(answers)]
    return pd.DataFrame(rows, columns=sorted(answers))


@pytest.mark.parametrize("coders", ["AB", "ABC", "ABCD"])
@pytest.mark.parametrize("seed", range(6))
def test_code_by_code_as_irrcac_has_it(coders, seed):
    answers = coded(coders, 60, seed=seed, missing=0.2 if seed % 2 else 0.0)
    for row in agreement_between(answers, coders)[1:]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            oracle = CAC(table(answers, row.code))
            alpha = oracle.krippendorff()["est"]["coefficient_value"]
            ac1 = oracle.gwet()["est"]["coefficient_value"]
        assert row.alpha.value == pytest.approx(alpha, abs=6e-4)  # the oracle rounds
        assert row.ac1.value == pytest.approx(ac1, abs=6e-4)


@pytest.mark.parametrize("seed", range(6))
def test_kappa_as_scikit_learn_has_it(seed):
    answers = coded("AB", 60, seed=seed, missing=0.1)
    for row in agreement_between(answers, "AB")[1:]:
        both = table(answers, row.code)
        assert row.kappa.value == pytest.approx(cohen_kappa_score(both["A"], both["B"]), abs=6e-5)
        assert row.share == pytest.approx((both["A"] == both["B"]).mean())


@pytest.mark.parametrize("coders", ["AB", "ABC"])
@pytest.mark.parametrize("seed", range(6))
def test_over_all_codes_as_nltk_has_it(coders, seed):
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import masi_distance as nltk_masi

    answers = coded(coders, 60, seed=seed)
    overall = agreement_between(answers, coders)[0]
    data = [(coder, passage, codes) for coder, own in answers.items() for passage, codes in own.items()]
    oracle = AnnotationTask(data, distance=lambda one, other: 0.0 if one == other else nltk_masi(one, other))
    assert overall.code == ALL_CODES
    assert overall.alpha.value == pytest.approx(oracle.alpha(), abs=5e-3)  # the oracle has .33 for a third


def test_two_coders_who_choose_different_themes_on_half_of_the_passages():
    """The case that version 0.1 called "Alike in 20 of 20 judgements (100%)"."""
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import masi_distance as nltk_masi

    one = {f"q-{at}": frozenset({"trust"}) for at in range(40)}
    other = {f"q-{at}": frozenset({"trust" if at < 20 else "money"}) for at in range(40)}
    overall, money, trust = agreement_between({"A": one, "B": other}, "AB")
    assert (overall.passages, overall.same, overall.share) == (40, 20, 0.5)
    oracle = AnnotationTask(
        [("A", q, c) for q, c in one.items()] + [("B", q, c) for q, c in other.items()], distance=nltk_masi
    )
    assert overall.alpha.value == pytest.approx(oracle.alpha(), abs=5e-3)
    assert (money.code, money.same, trust.same) == ("money", 20, 20)
    assert money.kappa.value == 0.0


def test_no_code_fits_is_an_answer_and_not_looked_at_is_none():
    one = {"q-1": frozenset({"trust"}), "q-2": frozenset(), "q-3": frozenset(), "q-4": frozenset({"money"})}
    other = {"q-1": frozenset({"trust"}), "q-2": frozenset({"trust"}), "q-3": frozenset()}
    overall = agreement_between({"A": one, "B": other}, "AB")[0]
    assert (overall.passages, overall.same) == (3, 2)


def test_of_three_coders_a_passage_counts_once_two_have_judged_it():
    answers = {
        "A": {"q-1": frozenset({"trust"}), "q-2": frozenset({"trust"})},
        "B": {"q-1": frozenset({"trust"})},
        "C": {"q-1": frozenset({"money"}), "q-3": frozenset()},
    }
    overall = agreement_between(answers, "ABC")[0]
    assert (overall.coders, overall.passages, overall.same) == (("A", "B", "C"), 1, 0)
    assert agreement_between(answers, "ABC")[1].kappa is None  # Cohen's is for two


def test_coders_who_judged_no_passage_in_common_are_not_compared():
    assert agreement_between({"A": {"q-1": frozenset()}, "B": {"q-2": frozenset()}}, "AB") == []


def test_one_and_the_same_answer_throughout_leaves_alpha_and_kappa_undefined():
    same = {f"q-{at}": frozenset({"trust"}) for at in range(30)}
    overall, trust = agreement_between({"A": same, "B": same}, "AB")
    assert (overall.alpha, trust.alpha, trust.kappa) == (None, None, None)
    assert trust.ac1.value == 1.0


def test_the_interval_holds_the_figure_narrows_with_more_passages_and_is_the_same_each_time():
    few = agreement_between(coded("AB", 40, seed=3), "AB")[0].alpha
    many = agreement_between(coded("AB", 640, seed=3), "AB")[0].alpha
    assert few.low < few.value < few.high
    assert many.high - many.low < few.high - few.low
    assert agreement_between(coded("AB", 40, seed=3), "AB")[0].alpha == few


SETS = st.frozensets(st.sampled_from(CODES))


@given(SETS, SETS)
def test_masi_as_nltk_has_it(one, other):
    from nltk.metrics.distance import masi_distance as nltk_masi

    expected = 0.0 if one == other else nltk_masi(one, other)
    assert masi_distance(one, other) == pytest.approx(expected, abs=4e-3)
    assert masi_distance(one, other) == masi_distance(other, one)
    assert (masi_distance(one, other) == 0) == (one == other)


# Sums that differed in their last bit with the order of coders drew other resamples.
IN_TWO_ORDERS = {
    "q-0": (set(), {"cogs", "money"}, {"space", "money", "trust"}),
    "q-1": ({"trust"}, set(CODES), {"space"}),
    "q-2": ({"trust"}, set(CODES), {"space"}),
    "q-3": ({"money"}, {"cogs", "money"}, set(CODES)),
    "q-4": (set(), set(CODES), set(CODES)),
}


@example({quote: tuple(map(frozenset, given)) for quote, given in IN_TWO_ORDERS.items()})
@given(st.dictionaries(st.sampled_from([f"q-{at}" for at in range(9)]), st.tuples(SETS, SETS, SETS), min_size=1))
def test_figures_stay_within_their_bounds_and_forget_the_order_of_coders(passages):
    answers = {coder: {q: row[at] for q, row in passages.items()} for at, coder in enumerate("ABC")}
    renamed = dict(zip("CAB", answers.values(), strict=True))
    rows = agreement_between(answers, "ABC")
    assert [(r.code, r.same, r.alpha, r.ac1) for r in rows] == [
        (r.code, r.same, r.alpha, r.ac1) for r in agreement_between(renamed, "CBA")
    ]
    for row in rows:
        assert 0 <= row.same <= row.passages == len(passages)
        for estimate in (row.alpha, row.ac1):
            assert estimate is None or estimate.value <= 1


def test_the_words_for_kappa_rise_with_it():
    words = [landis_koch(at / 100) for at in range(-100, 101)]
    assert words[0] == "poor"
    assert words[-1] == "almost perfect"
    assert len(list(pairwise(dict.fromkeys(words)))) == 5
