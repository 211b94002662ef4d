"""The stage resolves speakers to participants on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.records import Participant
from pipeline.direct_speech.speakers import ParticipantLookup
from tests.quotes.builders import Material

PEOPLE = [
    Participant(participant="P01", case="North", name="Amy Lee", speaker="Amy"),
    Participant(participant="P02", case="North", name="Tom Rao", speaker="P2"),
    Participant(participant="P03", case="South", name="Tom Lee", speaker="TOM LEE"),
    Participant(participant="P04", case="North", name="", speaker="Interviewer"),
]


@pytest.mark.parametrize(
    ("speaker", "case", "who"),
    [
        ("I", "North", "P09"),
        ("we", "North", "P09"),
        ("Amy Lee", "North", "P01"),
        ("Ms Amy Lee", "South", "P01"),  # a whole name holds in any case
        ("Amy", "North", "P01"),
        ("Amy", "South", ""),  # a first name in its own case alone
        ("Lee", "North", "P01"),
        ("Tom", "South", "P03"),
        ("Amy Rao", "North", ""),
        ("one member", "North", ""),
        ("the interviewer", "North", ""),
        ("she", "North", ""),
        ("", "North", ""),
    ],
)
def test_participants_on_record(speaker: str, case: str, who: str) -> None:
    assert ParticipantLookup(PEOPLE).find(speaker, case=case, teller="P09") == who


def test_a_name_shared_by_two_people_is_not_resolved() -> None:
    twice = [*PEOPLE, Participant(participant="P05", case="North", name="Amy Lee")]
    assert ParticipantLookup(twice).find("Amy Lee", case="North", teller="") == ""


def test_the_stage_names_the_participant(tmp_path: Path) -> None:
    material = Material().participant("P01", "Amy", name="Amy Lee", case="a").participant("P02", "Tom", case="a")
    material.source(
        "a", "Amy: I said, 'we are closing it', and Tom said, 'over my dead body'. She said, 'watch me'."
    )
    made = material.run(tmp_path)
    found = [(row["speaker"], row["speaker_participant"]) for row in made.tables["quotes"]]
    assert found == [("I", "P01"), ("Tom", "P02"), ("She", "")]


def test_the_stage_reads_captions_and_sections(tmp_path: Path) -> None:
    material = Material().source(
        "report",
        "Nobody else was going to buy it.”\n\nAmy Lee, chair, Northside Trust\n\nInterview with Tom Rao\n\n"
        "“We held our nerve for a year.”",
        kind="document",
    )
    material.heading("report", "Amy Lee, chair, Northside Trust").heading("report", "Interview with Tom Rao")
    made = material.run(tmp_path)
    found = [(row["speaker"], row["speaker_role"]) for row in made.tables["quotes"]]
    assert found == [("Amy Lee", "chair"), ("Tom Rao", "")]
    assert made.words("quotes") == ["Nobody else was going to buy it.", "We held our nerve for a year."]


def test_quotations_in_headings_have_no_row(tmp_path: Path) -> None:
    material = Material().source("report", "“We just got on with it”\n\nAmy Lee said: “We coped.”", kind="document")
    made = material.heading("report", "“We just got on with it”").run(tmp_path)
    assert made.words("quotes") == ["We coped."]
