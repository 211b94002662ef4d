"""Where people who are not named may be known all the same."""

from __future__ import annotations

import pytest

from pipeline.quotes.consent import Attribution, Citing, Setting, strictest_consents
from pipeline.quotes.small_cells import small_cells
from pipeline.redaction import Redactor
from tests.quotes.test_consent import NOTHING

DILYS = NOTHING | {
    "interviewer": "",
    "name": "Dilys Prout",
    "organisation": "Northside Trust",
    "consent": "anonymous",
}
COL = DILYS | {"participant": "P04", "name": "Col Webb", "organisation": "Southside Trust"}


def attribution(participant: str, *, words: str = "Participant 3", consent: str = "anonymous") -> Attribution:
    return Attribution(
        participant=participant,
        case="north",
        attribution=words,
        role="",
        organisation="",
        sector="",
        consent=consent,
        quotable=True,
    )


def found(
    *people: dict[str, str], words: str = "Participant 3", consent: str = "anonymous", said: str = ""
) -> list[str]:
    rows = [attribution(person["participant"], words=words, consent=consent) for person in people]
    mentions = [{"participant": "P03", "text": said}] if said else []
    return [finding.finding for finding in small_cells(rows, people=people, mentions=mentions)]


def test_alone_in_a_case() -> None:
    (finding,) = found(DILYS)
    assert finding.startswith("P03 is anonymous and nobody else speaks for the case")
    assert "Dilys" not in finding
    assert found(DILYS, COL) == []
    assert found(DILYS, consent="role") == []


def test_a_case_that_bears_the_name_of_the_organisation() -> None:
    (finding,) = found(DILYS | {"case": "The Northside Trust"}, COL | {"case": "The Northside Trust"})
    assert "the case bears the name" in finding


def test_an_attribution_that_names_the_organisation() -> None:
    (finding,) = found(DILYS, COL, words="A volunteer of Northside Trust")
    assert "the attribution in participants.csv names" in finding


def test_own_organisation_in_own_words() -> None:
    (finding,) = found(DILYS, COL, said="the Northside Trust")
    assert "P03 1" in finding
    assert found(DILYS, COL, said="Southside Trust") == []


@pytest.mark.parametrize(
    ("place", "case", "expected"),
    [
        ("Northside Trust, Hull", "Northside Trust", "Participant 3"),
        ("Northside Trust, Hull", "north", "Participant 3, north"),
        ("Northside", "Northside Trust", "Participant 3, Northside"),
    ],
)
def test_no_place_that_names_the_organisation_is_cited(place: str, case: str, expected: str) -> None:
    person = DILYS | {"case": case}
    redactor = Redactor([])
    citing = Citing(redactor, settings=[Setting(case, place, "interview")], strictest=strictest_consents([person]))
    assert citing.attribution(person, in_survey=False).attribution == expected
