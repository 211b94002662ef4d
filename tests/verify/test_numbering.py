"""A study's own numbers are compared with those in a draft."""

from __future__ import annotations

import pytest

from pipeline.verify.numbering import Numbering, references

# People and files of a study that numbers both; the pipeline's ids are others.
OWN = Numbering(
    {
        "P01": ["Participant 26"], "P02": ["Participant 7"], "P03": ["Participant 4"],
        "P04": ["Woman 3", "Volunteer"],
        "s1": ["Interview 18", "", "interview_18_hackney"], "s2": ["Interview 7", "", "interview_07_hull"],
        "s3": ["FG2", "", "FG2"], "s4": ["four", "", "Interview 4"],
    }
)  # fmt: skip
# A study whose files have bare numbers.
BARE = Numbering({"P01": ["Amy"], "P02": ["Ben"], "P03": ["Cat"], "s1": ["018"], "s2": ["7_hull"], "s3": ["3"]})
# A study that numbers nothing.
NONE = Numbering({"P01": ["Amy"], "P02": ["Ben"], "s1": ["hull"], "s2": ["leeds"]})

SAID = [
    (OWN, "P01", "s1", "Participant 26", "", True), (OWN, "P01", "s1", "P26", "", True),
    (OWN, "P01", "s1", "Participant 26, Hull", "", True),
    (OWN, "P01", "s1", "Participant 7", "Participant 7", False),
    (OWN, "P01", "s1", "P7", "P7", False), (OWN, "P01", "s1", "Interview 18, male, 23, Hackney", "", True),
    (OWN, "P01", "s1", "I18", "", True), (OWN, "P01", "s1", "Int. 18", "", True),
    (OWN, "P01", "s1", "Interviewee 18", "", True),
    (OWN, "P01", "s1", "Interview 7, male, 23", "interview 7", False),
    (OWN, "P01", "s1", "I7", "I7", False), (OWN, "P01", "s1", "Int. 7", "int 7", False),
    (OWN, "P01", "s1", "Participant 26, Interview 7", "interview 7", True),
    (OWN, "P04", "s3", "FG2, woman 3", "", True), (OWN, "P04", "s3", "FG2, woman 41", "", True),
    (OWN, "P01", "s1", "male, 23", "", False), (OWN, "P01", "s1", "a woman aged 34, page 7", "", False),
    (OWN, "P01", "s1", "May 2021", "", False), (OWN, "P01", "s1", "Ward 6", "", False),
    (OWN, "P01", "s1", "P01", "", True), (BARE, "P01", "s1", "Interview 18", "", True),
    (BARE, "P01", "s1", "Interview 7", "interview 7", False), (BARE, "P01", "s1", "Interview 40", "", False),
    (NONE, "P01", "s1", "P01", "", True), (NONE, "P01", "s1", "Participant 1", "", True),
    (NONE, "P01", "s1", "Participant 2", "participant 2", False), (NONE, "P01", "s1", "P2", "P2", False),
    (NONE, "P01", "s1", "Interview 18", "", False), (NONE, "P01", "s1", "male, 23", "", False),
]  # fmt: skip


@pytest.mark.parametrize(("study", "participant", "source", "told", "wrong", "right"), SAID)
def test_numbers_are_the_study_s_own_first(study, participant, source, told, wrong, right):
    found = study.compared(told, (participant, source), participant=participant, cited="", everybody=4)
    assert found[0].casefold() == wrong.casefold()
    assert wrong or found[1] is right


def test_how_the_pipeline_cites_somebody_is_right():
    found = OWN.compared("Participant 7", ("P01",), participant="P01", cited="Participant 7, Hull", everybody=4)
    assert found == ("", True)


def test_references_in_a_text():
    assert references("interview_18_hackney.docx, P07") == {("interview", 18), ("p", 7)}
    assert references("in 2021, 34 people, 5%") == set()
