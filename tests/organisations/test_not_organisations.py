"""Capitalised words that are not organisations: offices, funds, rules and kinds of body."""

import pytest

from tests.organisations.reading import read


def names_in(text):
    return [found.name for found in read({"a": [(0, text)]})]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Wren is the Treasurer of the Pellgate Trust now.", ["Pellgate Trust"]),
        ("She was Chief Executive of Pellgate Community Trust then.", ["Pellgate Community Trust"]),
        ("He became Deputy Chief Executive of the Harbour Foundation.", ["Harbour Foundation"]),
        ("I met the Joint Secretary of the Wexcombe Alliance there.", ["Wexcombe Alliance"]),
        ("the Founder of the Exbury Settlement said so", ["Exbury Settlement"]),
        ("Grace Adeyemi, Chief Executive, wrote the foreword.", []),
        ("The Deputy Chief Executive came to see us.", []),
        ("It was Idris Vaughan, Parks and Grounds Officer at Wexcombe Council, who rang.", ["Wexcombe Council"]),
    ],
)
def test_offices_are_cut_off(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "They bid for the Coastal Renewal Fund again.",
        "It was in the Tidewater Declaration of that year.",
        "We follow the Harbour Mooring Regulations here.",
        "It is set out in the Winter Readiness Strategy.",
        "The Levels Regeneration Scheme ended.",
        "We won the Pellgate Volunteering Prize.",
        "It says so in the Wexcombe Community Charter.",
        "We signed the Estuary Growth Deal in May.",
        "They ran the Warm Winters Campaign.",
        "All nine signed the Northmarsh Accord.",
        "It follows from the Saltings Drainage Act of 1861.",
        "We answered the Open Estuary Inquiry.",
        "Have you read the Kinder Mornings Report?",
        "They published the Larkhill Allotment Blueprint.",
        "She put the Quiet Streets Resolution to the vote.",
        "We keep to the Safe Hands Guidelines.",
        "The Young Neighbours Programme is full.",
        "We paid for it from the Good Friends Fund.",
        "She runs the Family Partners Scheme.",
        "The group was set up as a Company Limited by Guarantee in May.",
        "You need a Parish Council, or a Housing Association.",
        "It follows Wren & Vaughan (1997) in this.",
        "Both papers, Okafor & Lindqvist 2005 among them, say so.",
        "The challenges are Resilience & Care.",
        "They were paid the Empty Homes Bonus for it.",
        "We built it to the Code for Warm Homes.",
        "The day included a Live Action Role Play.",
        "Section 7: Benefits for Wider Society",
        "4.4 Less Demand on Social Care Services",
        "We paid $1.5B Project costs.",
        "It came under the Open Harbour Licence.",
        "Thanks to Linda Hall for the tea.",
        "They walked on the South Bank.",
        "We did it for the Scottish and Northern Ireland elections.",
        "ENSURE that everybody INTEGRATES their work.",
        "Look at WhoDoIAsk.org.uk for it.",
        "Nobody believes in the Harbour Contract any more.",
        "That was when the Civil Rights Movement began.",
        "• Foster friendships between people",
        "I sat on the Planning Committee and the Steering Group.",
        "We met at #CivicHarbour again.",
    ],
)
def test_funds_rules_campaigns_and_kinds(text):
    assert names_in(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Coastal Renewal Fund gave us the money.", ["Coastal Renewal Fund"]),
        ("The Standards Agency (TSA)-approved drivers came.", ["Standards Agency"]),
        ("They work at the Health and Safety Executive.", ["Health and Safety Executive"]),
        ("She is at the School of Music, Media & Design now.", ["School of Music, Media & Design"]),
        ("They are run by the Institute for Policy Analysis.", ["Institute for Policy Analysis"]),
        ("We asked Age UK Northmarsh.", ["Age UK Northmarsh"]),
        ("• Youth Justice Board", ["Youth Justice Board"]),
        ("We bought the Wexcombe Evening Standard.", ["Wexcombe Evening Standard"]),
        ("He wrote for the Daily Worker then.", ["Daily Worker"]),
        ("I spoke for the Brackwater Miners Branch that day.", ["Brackwater Miners Branch"]),
        ("You can follow the Exbury Assembly on TheySayForYou.", ["Exbury Assembly"]),
        ("It was Quillet Mutual / Brackwater Trust again.", ["Quillet Mutual", "Brackwater Trust"]),
        ("Our accounts on Companies House for Quillet Online Trust.", ["Companies House", "Quillet Online Trust"]),
    ],
)
def test_organisations_are_kept(text, names):
    assert set(names) <= set(names_in(text))


@pytest.mark.parametrize(
    "text", ["I work for the [name] Trust.", "At [Organisation 2] we met.", "[Name of charity] said"]
)
def test_a_replaced_name_is_not_an_organisation(text):
    assert names_in(text) == []


@pytest.mark.parametrize(
    ("text", "not_found"),
    [
        ("The plan names the Harbour Innovation District (HID). Homes in the HID are new.", "HID"),
        ("They have the Right to Rent (RTR), but RTR is new.", "RTR"),
        ("We did a Social Yield on Spending (SYOS) analysis. The SYOS shows it.", "SYOS"),
        ("It was on Making Places Work (MPW). The MPW course was good. MPW helped.", "MPW"),
        (
            "Social care services are slow. Why social care services? See Social Care Services.",
            "Social Care Services",
        ),
        ("The work was done by AGE UK AS AGREED.", "AGE UK AS AGREED"),
        ("Organisation: Age UK Co-Investigators", "Age UK Co"),
        ("An FRI request is free. Ask 21 FRI officers about FRI requests.", "FRI"),
        ("You get a fuel duty refund. Fuel prices, a duty, the refund: see Fuel Duty Refund.", "Fuel Duty Refund"),
    ],
)
def test_what_the_text_explains_otherwise_is_not_an_organisation(text, not_found):
    assert not_found not in names_in(text)
