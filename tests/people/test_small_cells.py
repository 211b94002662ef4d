"""Where people who are not named may be known all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.corpus.evidence_records import Attribution, Mention
from pipeline.corpus.records import Participant
from pipeline.people.consent import Citing, Setting, small_cells, strictest_consents
from pipeline.people.redaction import Redactor
from tests.people.test_consent import NOTHING

DILYS = replace(NOTHING, name="Dilys Prout", organisation="Northside Trust", consent="anonymous")
COL = replace(DILYS, participant="P04", name="Col Webb", organisation="Southside Trust")


def mention(named: str) -> Mention:
    return Mention(
        mention_id="m-1",
        organisation_id="o-1",
        text=named,
        source="north",
        turn_id="T-1",
        start=0,
        end=len(named),
        participant="P03",
        confidence=0.9,
        basis="",
    )


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
    *people: Participant,
    words: str = "Participant 3",
    consent: str = "anonymous",
    named: str = "",
    said: str = "",
) -> list[str]:
    rows = [attribution(person.participant, words=words, consent=consent) for person in people]
    mentions = [mention(named)] if named else []
    cells = small_cells(
        rows,
        people=people,
        mentions=mentions,
        names={"o-1": "Northside Trust" if named == "the NT" else named},
        said=lambda who: said if who == "P03" else "",
    )
    return [finding.finding for finding in cells]


def test_alone_in_a_case() -> None:
    (finding,) = found(DILYS)
    assert finding.startswith("P03 is anonymous and nobody else speaks for the case")
    assert "Dilys" not in finding
    assert found(DILYS, COL) == []
    assert found(DILYS, consent="role") == []


def test_a_case_that_bears_the_name_of_the_organisation() -> None:
    (finding,) = found(replace(DILYS, case="The Northside Trust"), replace(COL, case="The Northside Trust"))
    assert "the case bears the name" in finding


def test_an_attribution_that_names_the_organisation() -> None:
    (finding,) = found(DILYS, COL, words="A volunteer of Northside Trust")
    assert "the attribution in participants.csv names" in finding


def test_own_organisation_in_own_words() -> None:
    (finding,) = found(DILYS, COL, named="the Northside Trust")
    assert "P03 1" in finding
    assert found(DILYS, COL, named="Southside Trust") == []


def test_own_organisation_by_a_short_form() -> None:
    (finding,) = found(DILYS, COL, named="the NT")
    assert "P03 1" in finding


def test_own_role_in_own_words() -> None:
    manager = replace(DILYS, role="Neighbourhood manager")
    (finding,) = found(manager, COL, said="I'm a neighbourhood manager, me.")
    assert "P03 is anonymous, and says what their work is" in finding
    assert found(manager, COL, said="The manager of the neighbourhood.") == []
    assert found(replace(DILYS, role="volunteer"), COL, said="I'm a volunteer.") == []


@pytest.mark.parametrize(
    ("place", "case", "expected"),
    [
        ("Northside Trust, Hull", "Northside Trust", "Participant 3"),
        ("Northside Trust, Hull", "north", "Participant 3, north"),
        ("Northside", "Northside Trust", "Participant 3, Northside"),
    ],
)
def test_no_place_that_names_the_organisation_is_cited(place: str, case: str, expected: str) -> None:
    person = replace(DILYS, case=case)
    redactor = Redactor([])
    citing = Citing(redactor, settings=[Setting(case, place, "interview")], strictest=strictest_consents([person]))
    assert citing.attribution(person, in_survey=False).attribution == expected
