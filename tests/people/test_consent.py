"""How each person may be cited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.corpus.evidence_records import Attribution, Mention
from pipeline.corpus.records import Concern, Consent, Finding, Participant
from pipeline.people.consent import Citing, Setting, is_respondent, respondent, small_cells, strictest_consents
from pipeline.people.names import Person
from pipeline.people.redaction import Redactor

NOTHING = respondent("P03", "north")
MAUREEN = replace(
    NOTHING,
    name="Maureen Okafor",
    role="chair",
    organisation="Northside Trust",
    sector="community organisation",
)


def cite(*people: Participant, place: str = "Grimsby", in_survey: bool = False) -> tuple[Attribution, Citing]:
    """The attribution of the first of these people, and who decided it."""
    redactor = Redactor(
        Person(participant=p.participant, name=p.name, label=p.speaker, consent=Consent(p.consent)) for p in people
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
    row, _ = cite(replace(MAUREEN, **given))
    assert (row.attribution, row.organisation, row.consent) == (attribution, organisation, level)
    assert row.quotable is (level != "none")


def test_an_anonymous_persons_role_is_not_printed() -> None:
    row, _ = cite(replace(MAUREEN, consent="anonymous"))
    assert (row.role, row.sector) == ("", "community organisation")


def test_an_attribution_may_not_smuggle_in_a_name() -> None:
    row, citing = cite(replace(MAUREEN, consent="role", attribution="Maureen Okafor, chair"))
    assert row.attribution == "[name], chair"
    (found,) = citing.findings
    assert found.level == "check"
    assert "Okafor" not in found.finding


def test_one_name_at_two_levels_is_cited_at_the_stricter() -> None:
    row, citing = cite(
        replace(MAUREEN, consent="named"), replace(MAUREEN, participant="P09", case="south", consent="anonymous")
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
    row, _ = cite(replace(MAUREEN, consent="anonymous", case=case), place=place)
    assert row.attribution == expected


def test_a_respondent_of_whom_nothing_is_known() -> None:
    row, _ = cite(respondent("R012", "survey"), in_survey=True)
    assert (row.attribution, row.consent, row.quotable) == ("Survey respondent 12", "anonymous", True)


def test_a_row_says_who_and_where_and_in_what_role() -> None:
    row, _ = cite(replace(MAUREEN, consent="named"))
    assert (row.participant, row.case) == ("P03", "north")
    assert (row.role, row.organisation, row.sector) == ("chair", "Northside Trust", "community organisation")
    withheld, _ = cite(replace(MAUREEN, consent="none"))
    assert (withheld.role, withheld.organisation) == ("", "")
    by_role, _ = cite(replace(MAUREEN, consent="role"))
    assert by_role.role == "chair"


def test_what_a_person_should_look_at_is_told_with_what_to_do() -> None:
    _, citing = cite(
        replace(MAUREEN, consent="named"), replace(MAUREEN, participant="P09", case="south", consent="anonymous")
    )
    assert citing.findings == [
        Finding(
            level="check",
            stage="quotes",
            concern=Concern.CONSENT,
            file="participants.csv",
            finding="P03 agreed to be named, but the same name is on record with less elsewhere: cited by role",
            remedy="Give both rows the same consent, if they are one person",
        )
    ]
    _, citing = cite(replace(MAUREEN, consent="role", attribution="Maureen Okafor, chair"))
    assert [finding.remedy for finding in citing.findings] == ["Change the attribution or the consent"]


@pytest.mark.parametrize(
    ("given", "in_survey", "level"),
    [
        ({"name": "", "role": "", "consent": ""}, True, "anonymous"),
        ({"name": "", "role": "volunteer", "consent": ""}, True, "role"),
        ({"name": "Maureen Okafor", "role": "", "consent": ""}, True, "role"),
        ({"name": "", "role": "", "consent": ""}, False, "role"),
    ],
)
def test_no_consent_on_record(given: dict[str, str], in_survey: bool, level: str) -> None:
    row, _ = cite(replace(MAUREEN, **given), in_survey=in_survey)
    assert row.consent == level


def test_a_name_nobody_else_bears_is_cited_as_agreed() -> None:
    citing = Citing(Redactor([]), settings=[], strictest={})
    row = citing.attribution(replace(MAUREEN, consent="named"), in_survey=False)
    assert (row.attribution, row.consent) == ("Maureen Okafor, chair, Northside Trust", "named")


def test_an_organisation_called_after_somebody_keeps_its_name() -> None:
    lee = replace(MAUREEN, name="Amy Lee", organisation="Okafor Community Centre", consent="named")
    redactor = Redactor(
        [
            Person(participant="P03", name="Amy Lee", consent=Consent.NAMED),
            Person(participant="P04", name="Maureen Okafor", consent=Consent.ROLE),
        ]
    )
    citing = Citing(redactor, settings=[], strictest={})
    row = citing.attribution(lee, in_survey=False)
    assert row.organisation == "Okafor Community Centre"


def test_the_strictest_consent_counts_in_whatever_order() -> None:
    levels = ["named", "anonymous", "role", "", "none"]
    for order in (levels, levels[::-1]):
        people = [replace(MAUREEN, participant=f"P{at}", consent=level) for at, level in enumerate(order)]
        assert list(strictest_consents(people).values()) == [Consent.NONE]
    two = [replace(MAUREEN, consent=level) for level in ("anonymous", "role")]
    assert list(strictest_consents(two).values()) == [Consent.ANONYMOUS]
    assert strictest_consents([NOTHING]) == {}


def test_an_id_without_a_number_and_a_place_that_is_the_organisation() -> None:
    row, _ = cite(replace(MAUREEN, consent="anonymous", participant="chair"))
    assert row.attribution == "Participant chair, Grimsby"
    row, _ = cite(replace(MAUREEN, consent="anonymous", case="northside"), place="The Northside Trust")
    assert row.attribution == "Participant 3, northside"
    row, _ = cite(replace(MAUREEN, consent="anonymous", case="Northside Trust"), place="")
    assert row.attribution == "Participant 3"
    row, _ = cite(replace(MAUREEN, consent="anonymous", organisation="", case="north"), place="")
    assert row.attribution == "Participant 3, north"


def test_the_place_of_a_case_is_the_first_that_is_given() -> None:
    settings = [Setting("north", "Hull", "interview"), Setting("north", "York", "interview"), Setting("x", "", "")]
    settings += [Setting("south", "Leeds", "interview")]
    citing = Citing(Redactor([]), settings=settings, strictest={})
    row = citing.attribution(replace(MAUREEN, consent="anonymous", organisation=""), in_survey=False)
    assert row.attribution == "Participant 3, Hull"


@pytest.mark.parametrize(
    ("role", "left"),
    [
        ("Chair of the Northside Trust", "Chair"),
        ("chair, NORTHSIDE TRUST", "chair"),
        ("Northside  Trust’s chair", "chair"),
        ("chair", "chair"),
        ("Manager, Northside Trust, part time", "Manager, part time"),
    ],
)
def test_a_role_without_its_organisation(role: str, left: str) -> None:
    row, _ = cite(replace(MAUREEN, consent="role", role=role))
    assert row.role == left


@pytest.mark.parametrize(
    ("participant", "is_one"),
    [("R012", True), ("R1", True), ("P012", False), ("R", False), ("XR1", False), ("R1x", False)],
)
def test_who_is_a_respondent(participant: str, is_one: bool) -> None:
    assert is_respondent(participant) is is_one


def test_a_respondents_row_has_every_column_empty() -> None:
    assert respondent("R1", "survey") == Participant(participant="R1", case="survey")


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        ("Officer, Newham", "Newham", "Officer, Newham"),
        ("officer in newham", "Newham", "Officer in newham"),
        ("Officer", "Newham, Newham", "Officer, Newham"),
        ("Officer", "Newham, London", "Officer, Newham, London"),
        ("Officer for London", "Newham, London", "Officer for London, Newham"),
        ("Warden of Ham Hall", "Newham", "Warden of Ham Hall, Newham"),
        ("Boating officer", "Bo", "Boating officer, Bo"),
        ("Officer, Officer", "Hull", "Officer, Hull"),
    ],
)
def test_an_attribution_says_a_place_once(role: str, place: str, expected: str) -> None:
    row, _ = cite(replace(MAUREEN, consent="role", role=role, sector=""), place=place)
    assert row.attribution == expected


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
