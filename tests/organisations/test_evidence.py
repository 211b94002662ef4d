"""Doubtful names are checked against the study's own words."""

import pytest

from pipeline.organisations.evidence import mostly_lower_case, names_a_body, names_a_paper_or_plan, spelt_out_as

SAID = (
    "The pupil development grant came late. The Pupil Development Grant, PDG, is what we call the pupil "
    "development grant. Harrowdale Voluntary Action rang, and Harrowdale Voluntary Action came. "
    "For example, further education, for example, Further education."
)


def test_an_abbreviation_is_spelt_out_in_its_most_usual_form():
    meanings = spelt_out_as(["PDG", "HVA", "FE", "XYZ", "DW"], [SAID])
    assert meanings == {
        "PDG": "pupil development grant",
        "HVA": "Harrowdale Voluntary Action",
        "FE": "Further education",
    }


@pytest.mark.parametrize(
    ("phrase", "body"),
    [
        ("Harrowdale Voluntary Action", True),
        ("Department for Work and Pensions", True),
        ("pupil development grant", False),
        ("Pupil Development Grant", False),
        ("Further education", False),
    ],
)
def test_a_phrase_in_capitals_may_be_a_name(phrase, body):
    assert names_a_body(phrase) is body


def test_a_mostly_lower_case_word_is_a_common_word():
    texts = ["Education matters, and education is what we do.", "Hub9 and education.", "Kitchen, Kitchen, kitchen."]
    assert mostly_lower_case(["Education", "Hub9", "Kitchen"], texts) == {"education"}


def test_a_name_before_review_or_scheme_is_not_an_organisation():
    texts = [
        "The Marlow review came. Marlow said so, the Marlow reforms, Marlow and Marlow.",
        "Hub9 rang. " * 6 + "Hub9 review.",
    ]
    assert names_a_paper_or_plan(["Marlow", "Hub9"], texts) == {"Marlow"}
