"""Which coders are compared, and the sentences about it."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from pipeline.corpus.agreement import (
    acceptance,
    answers_of,
    overall_agreement,
    pairwise_agreement,
    samples_of,
    sentence_on,
    sentence_on_acceptance,
    sentence_on_samples,
    software_beside_coders,
)
from pipeline.corpus.coding_records import Judgement


def judged(coder, quote, codes="", *, mode="blind", rejected="", added="", sample="random"):
    return Judgement(
        quote_id=quote,
        coder=coder,
        mode=mode,
        codes=frozenset(codes.split()),
        rejected=frozenset(rejected.split()),
        added=frozenset(added.split()),
        no_code_fits=not codes and not rejected,
        sample=sample,
    )


def two_coders(passages=40, *, different=20):
    """Two coders, blind, who give other codes to the first passages."""
    for at in range(passages):
        yield judged("Ann", f"q-{at:02}", "trust")
        yield judged("Bea", f"q-{at:02}", "money" if at < different else "trust")


def test_blind_coding_and_review_are_never_pooled():
    judgements = [*two_coders(), *(judged(name, f"q-{at:02}", "trust", mode="review") for name in ("Ann", "Cleo")
                                   for at in range(40))]  # fmt: skip
    (overall, *_) = overall_agreement(answers_of(judgements, mode="blind"))
    assert (overall.coders, overall.passages, overall.same) == (("Ann", "Bea"), 40, 20)
    assert list(answers_of(judgements, mode="review")) == ["Ann", "Cleo"]


def test_the_sentence_of_the_case_that_was_called_100_percent():
    (overall, *_) = pairwise_agreement(answers_of(list(two_coders()), mode="blind"))
    told = sentence_on(overall, who="Two independent coders")
    assert told.startswith("Two independent coders gave the same set of codes to 20 of 40 passages (50%); ")
    assert "Krippendorff's alpha with MASI distance -0.32 (95% confidence interval" in told
    assert told.endswith("below 0.667, the minimum usually accepted.")
    assert "Talk about" not in told


@pytest.mark.parametrize(
    ("passages", "different", "told"),
    [
        (12, 3, "gave the same set of codes to 9 of 12 passages (75%); with fewer than 20 passages no statistic"),
        (40, 0, "40 of 40 passages (100%); all answers are the same"),
    ],
)
def test_too_few_passages_and_no_variety(passages, different, told):
    (overall, *_) = pairwise_agreement(answers_of(list(two_coders(passages, different=different)), mode="blind"))
    assert told in sentence_on(overall, who="Two independent coders")


def test_what_coders_settled_together_is_no_coder():
    assert list(answers_of([judged("agreed", "q-1", "trust"), judged("Ann", "q-1", "money")], mode="blind")) == [
        "Ann"
    ]


def test_the_software_is_measured_on_blind_passages_and_on_codes_that_it_knows():
    blind = answers_of([judged("Ann", "q-1", "trust own"), judged("Ann", "q-2"), judged("Bea", "q-1", "money")],
                       mode="blind")  # fmt: skip
    proposed = {"q-1": frozenset({"trust"}), "q-9": frozenset({"money"})}
    (overall, *_) = software_beside_coders(blind, proposed, frozenset({"trust", "money"}))
    assert (overall.passages, overall.judged, overall.same) == (2, 3, 2)  # Ann on both passages, but not Bea
    told = sentence_on(overall, who="The software and two independent coders")
    assert "gave the same set of codes in 2 of 3 judgements of 2 passages (67%)" in told


def test_accepted_proposals_are_counted_and_additions_are_not():
    judgements = [
        judged("Ann", "q-1", "trust own", mode="review", added="own"),
        judged("Ann", "q-2", rejected="trust", mode="review"),
        judged("Bea", "q-1", "trust", mode="review"),
        judged("Cleo", "q-3", "trust"),
    ]
    overall, trust = acceptance(judgements)
    assert (overall.accepted, overall.decided, overall.passages, overall.coders) == (2, 3, 2, 2)
    assert (trust.code, trust.accepted, trust.decided) == ("trust", 2, 3)
    wilson = binomtest(2, 3).proportion_ci(method="wilson")
    assert (overall.share.low, overall.share.high) == pytest.approx((wilson.low, wilson.high), abs=1e-4)
    assert sentence_on_acceptance(overall) == (
        "2 people who saw the software's proposals accepted 2 of 3 (67%), on 2 passages."
    )
    assert acceptance([judged("Cleo", "q-3", "trust")]) == []


def test_a_sample_that_was_chosen_for_its_difficulty_is_no_random_sample():
    judgements = [judged("Ann", "q-1", "trust", sample="informative"), judged("Ann", "q-2", "trust", sample="")]
    told = sentence_on_samples(samples_of(judgements, mode="blind"))
    assert "not an estimate for the whole study" in told
    assert "not recorded" in told
    assert sentence_on_samples(["random"]) == "The passages were a random sample."
