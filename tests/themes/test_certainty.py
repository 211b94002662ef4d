"""Codings are sure only if the study's decisions show it, or if they match the codebook's phrases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pipeline.themes.certainty import (
    DecidedPassages,
    contains_phrase,
    design_effect,
    sure_from,
    trusted_literals,
    upper_error_bound,
)
from pipeline.themes.effort import TARGETS, CodedSoFar, review_effort


def decided(confidence: list[float], right: list[bool], cases: list[str] | None = None) -> DecidedPassages:
    return DecidedPassages(confidence, right, cases or [str(at) for at in range(len(right))])


def drawn(seed: int, many: int, *, wrong_above: float) -> tuple[np.ndarray, np.ndarray]:
    """Confidences, and whether each is correct: always up to 0.7, and except for a share above it."""
    random = np.random.default_rng(seed)
    confidence = random.uniform(size=many)
    right = np.where(confidence > 0.7, random.uniform(size=many) > wrong_above, random.uniform(size=many) < 0.1)
    return confidence, right


def test_nothing_is_sure_before_anybody_has_decided():
    assert math.isinf(sure_from(decided([], [])))


@pytest.mark.parametrize("many", [1, 5, 20])
def test_a_few_decisions_make_nothing_sure(many):
    told = decided([0.99] * many, [True] * many)
    assert math.isinf(sure_from(told))


def test_many_correct_decisions_make_similar_codings_sure():
    confidence, right = drawn(1, 400, wrong_above=0.01)
    assert 0.6 < sure_from(decided(confidence.tolist(), right.tolist())) < 0.8


@pytest.mark.parametrize("wrong", [0.02, 0.08, 0.12, 0.3])
def test_precision_is_ninety_per_cent_in_nine_of_ten_studies(wrong):
    failed = tried = 0
    for seed in range(200):
        confidence, right = drawn(seed, 300, wrong_above=wrong)
        others, truth = drawn(10_000 + seed, 3000, wrong_above=wrong)
        sure = others >= sure_from(decided(confidence.tolist(), right.tolist()))
        tried += 1
        failed += bool(sure.any() and truth[sure].mean() < 0.9)
    assert failed / tried <= 0.12  # 0.1, and chance


@pytest.mark.parametrize("preferred", [0.2, 0.5, 0.95])
def test_a_review_order_that_prefers_some_confidences_makes_too_little_sure_rather_than_too_much(preferred):
    """A reviewer sees few of the confident codings, or many: 15 % of them are wrong, so none may be sure."""
    failed = 0
    for seed in range(100):
        confidence, right = drawn(seed, 3000, wrong_above=0.15)
        random = np.random.default_rng(20_000 + seed)
        seen = random.uniform(size=3000) < np.where(confidence > 0.7, preferred, 1 - preferred) / 4
        failed += math.isfinite(sure_from(decided(confidence[seen].tolist(), right[seen].tolist())))
    assert failed <= 13  # 10, and chance


def test_decisions_of_one_case_make_nothing_sure():
    confidence, right = drawn(1, 400, wrong_above=0.0)
    told = decided(confidence.tolist(), right.tolist(), ["one"] * 400)
    assert math.isinf(sure_from(told))


def test_decisions_from_few_cases_weigh_less_than_from_many():
    cases = [str(at % 4) for at in range(200)]
    alike = [case in "01" for case in cases]
    assert design_effect(cases, alike) > 10
    assert design_effect([str(at) for at in range(200)], alike) == 1
    assert 1 < design_effect(cases, [bool(at // 4 % 2) for at in range(200)]) < 3


def test_the_bound_on_errors_is_that_of_clopper_and_pearson():
    assert float(upper_error_bound(np.array(0.0), 22, risk=0.1)) == pytest.approx(1 - 0.1 ** (1 / 22))
    assert float(upper_error_bound(np.array(5.0), 5, risk=0.1)) == 1


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("short-term funding", "It is all Short-term  funding now.", True),
        ("short term fund*", "short term funders come and go", True),
        ("cogs of connection", "we are the cogs of the connection", False),
        ("cogs of connection", "The cogs of connection, we said.", True),
        ("funding", "funding", False),  # a word alone says too little
        ("don't wait", "We don’t wait.", True),
        ("food bank", "a food banking crisis", False),
        ("c++ club", "our c++ club", True),
    ],
)
def test_verbatim_phrases(phrase, text, said):
    assert contains_phrase(text, [phrase]) is said


def test_phrases_that_people_reject_are_no_longer_trusted():
    literal = {(row, code) for row in range(20) for code in range(2)}
    assert trusted_literals(literal, {}) == literal
    assert trusted_literals(literal, {0: {0: True, 1: True}}) == literal
    assert trusted_literals(literal, {0: {0: False, 1: False}}) == set()
    much = {0: dict.fromkeys(range(20), True), 1: {0: False, 1: False, 2: True, 3: True}}
    assert trusted_literals(literal, much) == {(row, 0) for row in range(20)}


def so_far(seed: int, decisions: int, *, wrong: float = 0.02) -> CodedSoFar:
    confidence, right = drawn(seed, decisions, wrong_above=wrong)
    undecided, _ = drawn(seed + 1, 1000, wrong_above=wrong)
    return CodedSoFar(
        theme_id="trust",
        decided=decided(confidence.tolist(), right.tolist()),
        undecided=undecided.astype(np.float32),
        open_codings=[one for one in undecided.tolist() if one > 0.5],
        confirmed=0,
        sure=0,
    )


def test_effort_rises_with_the_target_and_falls_with_decisions():
    before, after = list(review_effort([so_far(5, 0)])), list(review_effort([so_far(5, 400)]))
    assert [row.target for row in before if row.theme_id] == list(TARGETS)
    for rows in (before, after):
        own = [row for row in rows if row.theme_id]
        assert [row.reviews for row in own] == sorted(row.reviews for row in own)
        assert all(row.low <= row.reviews <= row.high <= row.codings for row in rows)
    assert after[0].reviews < before[0].reviews
    assert before[0].theme_id == ""


def test_no_effort_remains_if_all_is_confirmed():
    done = CodedSoFar(
        theme_id="trust", decided=decided([], []), undecided=np.empty(0, np.float32), open_codings=[],
        confirmed=7, sure=0,
    )  # fmt: skip
    assert [(row.reviews, row.high) for row in review_effort([done])] == [(0, 0)] * 6
    assert list(review_effort([])) == []
