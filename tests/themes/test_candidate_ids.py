"""A candidate's id comes from its name: the same in every run, whatever else is found."""

import re

import pytest

from pipeline.corpus.codebook import Code
from pipeline.corpus.coding_records import Decision
from pipeline.themes.candidates import candidate_id, with_adopted


@pytest.mark.parametrize("other", ["Surgery closed", "surgeries closed", "surgery-closed"])
def test_inflection_capitals_and_hyphens_make_no_other(other):
    assert candidate_id(other) == candidate_id("surgery closed")


def test_another_name_is_another_and_no_word_of_it_shows():
    assert candidate_id("last bus") != candidate_id("surgery closed")
    assert re.fullmatch(r"candidate-\d{8}", candidate_id("Bea's kitchen"))


@pytest.mark.parametrize(
    ("code", "follows"),
    [
        (Code(id="surgery-closed", name="surgery closed"), True),
        (Code(id="surgery-closed", name="No doctor within reach"), True),  # its name was bettered
        (Code(id="access", name="Surgery closed"), True),
        (Code(id="access", name="No doctor within reach"), False),
    ],
)
def test_a_decision_goes_with_its_candidate_into_the_codebook(code, follows):
    decision = Decision(quote_id="q", theme_id=candidate_id("surgery closed"), decision="accept", coder="Ana")
    (now,) = with_adopted([decision], [code])
    assert now.theme_id == (code.id if follows else decision.theme_id)


def test_other_decisions_stay_as_they_are():
    decision = Decision(quote_id="q", theme_id="trust", decision="accept", coder="Ana")
    assert with_adopted([decision], [Code(id="surgery-closed", name="surgery closed")]) == (decision,)
