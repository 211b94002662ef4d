"""How each person may be cited."""

from __future__ import annotations

import pytest

from pipeline.names import Person
from pipeline.quotes.consent import Attribution, Citing, Setting, respondent, strictest_consents
from pipeline.records import Consent
from pipeline.redaction import Redactor

NOTHING = respondent("P03", "north")
MAUREEN = NOTHING | {
    "name": "Maureen Okafor",
    "role": "chair",
    "organisation": "Northside Trust",
    "sector": "community organisation",
}


def cite(*people: dict[str, str], place: str = "Grimsby", in_survey: bool = False) -> tuple[Attribution, Citing]:
    """The attribution of the first of these people, and who decided it."""
    redactor = Redactor(
        Person(participant=p["participant"], name=p["name"], label=p["speaker"], consent=Consent(p["consent"]))
        for p in people
    )
    settings = [Setting("north", "", "interview"), Setting("north", place, "interview")]
    citing = Citing(redactor, settings=settings, strictest=strictest_consents(people))
    return citing.attribution(people[0], in_survey=in_survey), citing


LEVELS = [
    ({"consent": "named"}, "Maureen Okafor, chair, Northside Trust", "Northside Trust", "named"),
    ({"consent": "named", "role": "", "organisation": ""}, "Maureen Okafor", "", "named"),
    (
        {"consent": "named", "name": "", "speaker": "Amy Lee"},
        "Amy Lee, chair, Northside Trust",
        "Northside Trust",
        "named",
    ),
    ({"consent": "role"}, "Chair, community organisation, Grimsby", "", "role"),
    ({"consent": ""}, "Chair, community organisation, Grimsby", "", "role"),
    ({"consent": "role", "role": ""}, "Participant 3, Grimsby", "", "role"),
    ({"consent": "role", "sector": ""}, "Chair, Grimsby", "", "role"),
    (
        {"consent": "role", "role": "Chair of the Northside Trust"},
        "Chair, community organisation, Grimsby",
        "",
        "role",
    ),
    (
        {"consent": "role", "role": "Maureen’s deputy"},
        "[name]’s deputy, community organisation, Grimsby",
        "",
        "role",
    ),
    ({"consent": "anonymous"}, "Participant 3, Grimsby", "", "anonymous"),
    ({"consent": "none"}, "Not to be quoted", "", "none"),
    ({"consent": "none", "attribution": "A volunteer"}, "Not to be quoted", "", "none"),
    ({"consent": "anonymous", "attribution": "A volunteer"}, "A volunteer", "", "anonymous"),
    (
        {"consent": "role", "attribution": "Northside Trust, Hull"},
        "Northside Trust, Hull",
        "Northside Trust",
        "role",
    ),
    ({"consent": "named", "attribution": "Mo from the Trust"}, "Mo from the Trust", "Northside Trust", "named"),
]


@pytest.mark.parametrize(("given", "attribution", "organisation", "level"), LEVELS)
def test_levels(given: dict[str, str], attribution: str, organisation: str, level: str) -> None:
    row, _ = cite(MAUREEN | given)
    assert (row.attribution, row.organisation, row.consent) == (attribution, organisation, level)
    assert row.quotable is (level != "none")


def test_an_anonymous_persons_role_is_not_printed() -> None:
    row, _ = cite(MAUREEN | {"consent": "anonymous"})
    assert (row.role, row.sector) == ("", "community organisation")


def test_an_attribution_may_not_smuggle_in_a_name() -> None:
    row, citing = cite(MAUREEN | {"consent": "role", "attribution": "Maureen Okafor, chair"})
    assert row.attribution == "[name], chair"
    (found,) = citing.findings
    assert found.level == "check"
    assert "Okafor" not in found.finding


def test_one_name_at_two_levels_is_cited_at_the_stricter() -> None:
    row, citing = cite(
        MAUREEN | {"consent": "named"}, MAUREEN | {"participant": "P09", "case": "south", "consent": "anonymous"}
    )
    assert row.attribution == "Chair, community organisation, Grimsby"
    assert len(citing.findings) == 1


@pytest.mark.parametrize(
    ("place", "case", "expected"),
    [
        ("", "north", "Participant 3, north"),
        ("Okafor House", "north", "Participant 3, north"),
        ("", "Interview_Maureen_Okafor", "Participant 3"),
    ],
)
def test_a_place_that_names_somebody_is_left_out(place: str, case: str, expected: str) -> None:
    row, _ = cite(MAUREEN | {"consent": "anonymous", "case": case}, place=place)
    assert row.attribution == expected


def test_a_respondent_of_whom_nothing_is_known() -> None:
    row, _ = cite(respondent("R012", "survey"), in_survey=True)
    assert (row.attribution, row.consent, row.quotable) == ("Survey respondent 12", "anonymous", True)
