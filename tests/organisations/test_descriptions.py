"""Names that the text describes as bodies."""

import pytest

from pipeline.organisations.descriptions import described, sector_said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We Own Tides, a campaign group, wrote to us.", ["We Own Tides"]),
        ("He met Kindling, a women's charity, twice.", ["Kindling"]),
        ("And Quillet, the mental health charity which runs it, left.", ["Quillet"]),
        ("We asked Brack & Vane (a law firm) about it.", ["Brack & Vane"]),
        ("I know Tidewell, our local community hub.", ["Tidewell"]),
        ("the think tank Demosthenes said so", ["Demosthenes"]),
        ("It was the newspaper Saltings Eye, again.", ["Saltings Eye"]),
        ("Bob, a charity worker, came.", []),
        ("Jo Smith, a member of the organisation, left.", []),
        ("Then Peter, the school caretaker, went.", []),
        ("Sarah, the team leader, rang.", []),
        ("In Leeds, a group of people met.", []),
        ("We, a small charity, could not pay.", []),
        ("the charity said no", []),
    ],
)
def test_names_described_as_bodies(text, names):
    assert [span.of(text) for span in described(text)] == names


@pytest.mark.parametrize(
    ("after", "sector"),
    [
        (", a campaign group, wrote", "community organisation"),
        (" (a housing association) told us", "housing"),
        (", the local newspaper, printed", "business"),
        (", a network of friends", ""),
        (" said no", ""),
    ],
)
def test_the_sector_that_a_description_tells(after, sector):
    assert sector_said(after) == sector
