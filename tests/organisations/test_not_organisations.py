"""What has capitals and is no organisation: offices, funds, rules, any body of a kind; by kind."""

import pytest

from tests.organisations.reading import read


def names_in(text):
    return [found.name for found in read({"a": [(0, text)]})]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("As Ada Wren, CEO of the Pellgate Trust, told us.", ["Pellgate Trust"]),
        ("She was Chief Executive of Pellgate Community Trust then.", ["Pellgate Community Trust"]),
        ("He became Deputy Chief Executive of the Harbour Foundation.", ["Harbour Foundation"]),
        ("I met the Vice Chair of the Wexcombe Alliance there.", ["Wexcombe Alliance"]),
        ("the Founder of the Exbury Settlement said so", ["Exbury Settlement"]),
        ("Grace Adeyemi, Chief Executive, wrote the foreword.", []),
        ("The Deputy Chief Executive came to see us.", []),
        ("As Idris Vaughan, Commissioned Services Manager at Wexcombe Council, put it.", ["Wexcombe Council"]),
    ],
)
def test_offices_are_cut_off(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "They bid for the Coastal Renewal Fund again.",
        "It was in the Tidewater Manifesto of that year.",
        "We follow the Harbour Procurement Rules here.",
        "It is set out in the Civic Strength Strategy.",
        "The Levels Regeneration Scheme ended.",
        "We won the Pellgate Volunteering Prize.",
        "It says so in the Wexcombe Community Charter.",
        "We signed the Estuary Growth Deal in May.",
        "They ran the Warm Winters Campaign.",
        "The group was set up as a Community Benefit Society in May.",
        "You need a Parish Council, or a Housing Association.",
    ],
)
def test_funds_rules_campaigns_and_kinds(text):
    assert names_in(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Coastal Renewal Fund gave us the money.", ["Coastal Renewal Fund"]),
        ("The Records Service (RVS)-checked volunteers came.", ["Records Service"]),
        ("They work at the Health and Safety Executive.", ["Health and Safety Executive"]),
    ],
)
def test_bodies_stay(text, names):
    assert set(names) <= set(names_in(text))


@pytest.mark.parametrize(
    "text", ["I work for the [name] Trust.", "At [Organisation 2] we met.", "[Name of charity] said"]
)
def test_what_was_replaced_is_no_organisation(text):
    assert names_in(text) == []
