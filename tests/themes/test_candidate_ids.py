"""A candidate's id is derived from its name and does not depend on other candidates."""

import re

import pytest

from pipeline.corpus.codebook import Code
from pipeline.corpus.coding_records import Decision
from pipeline.themes.candidates import candidate_id, with_adopted


@pytest.mark.parametrize("other", ["Surgery closed", "surgeries closed", "surgery-closed"])
def test_inflection_capitals_and_hyphens_do_not_change_the_id(other):
    assert candidate_id(other) == candidate_id("surgery closed")


def test_other_names_have_other_ids_without_words():
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
def test_decisions_follow_their_candidate_into_the_codebook(code, follows):
    decision = Decision(quote_id="q", theme_id=candidate_id("surgery closed"), decision="accept", coder="Ana")
    (now,) = with_adopted([decision], [code])
    assert now.theme_id == (code.id if follows else decision.theme_id)


def test_other_decisions_are_unchanged():
    decision = Decision(quote_id="q", theme_id="trust", decision="accept", coder="Ana")
    assert with_adopted([decision], [Code(id="surgery-closed", name="surgery closed")]) == (decision,)
