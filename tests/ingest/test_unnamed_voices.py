"""Voices that nobody could name, heard once: each is somebody of their own."""

from __future__ import annotations

import pytest

from pipeline.people.labels import is_unnamed_voice
from tests.ingest.helpers import ingest, study

_TALK = """Facilitator: Welcome everybody, what has changed here since the spring?
Orla Penn: The hall shut in March and nobody told us until the day.
Imran Dell: We moved the lunch to the church, and half of them did not come.
{one}: My mother never goes out now that it has shut.
Facilitator: Thank you. What would help?
Orla Penn: A key. Somebody with a key who answers the phone.
{other}: A bus that runs after six would do more than a hall.
Imran Dell: Both, if we are honest, and a person to run it.
Facilitator: So to sum up, we have heard about keys, buses and people who run things.
"""
_PAIRS = [
    ("Woman at back", "Man at back"),
    ("Lady by the window", "Lady by the door"),
    ("Older man", "Younger man"),
    ("First woman", "Second woman"),
    ("Voice from the floor", "Another voice from the floor"),
    ("Someone at the door", "Somebody near the stage"),
    ("Female voice", "Male voice"),
    ("Young person in red", "Young person in blue"),
    ("Woman (at back)", "Woman (front row)"),
    ("WOMAN AT BACK", "MAN AT FRONT"),
    ("Unknown male", "Unknown female"),
    ("Participant off mic", "Member of the public"),
    ("Girl with a dog", "Another resident"),
    ("Elderly gentleman, sitting by the radiator", "Unidentified resident"),
]


@pytest.mark.parametrize(("one", "other"), _PAIRS)
def test_each_is_a_participant_of_their_own(tmp_path, one: str, other: str) -> None:
    text = _TALK.format(one=one, other=other)
    made = ingest(study(tmp_path / "t", m__txt=text, cases__csv="file,kind\nm.txt,roundtable\n"), tmp_path / "o")
    turns = made.tables["turns"]
    said = {row.speaker: row.participant for row in turns.itertuples() if row.role == "participant"}
    assert set(said) == {"Orla Penn", "Imran Dell", one, other}
    assert len(set(said.values())) == 4
    assert {row.speaker for row in turns.itertuples() if row.role == "interviewer"} == {"Facilitator"}


@pytest.mark.parametrize(
    "label",
    [
        "The man at the door was",
        "Woman",  # what may be a role is known elsewhere
        "the woman at the back",
        "A man in the shop",
        "Man of the match",
        "Mother and toddler group",
        "Child benefit",
        "Members of staff who left last year",
        "Young people",
        "Local authority",
        "Voice of the Valleys",
        "First person I rang",
        "Another reason for the child to stay",
    ],
)
def test_other_words_before_a_colon_are_none(label: str) -> None:
    assert not is_unnamed_voice(label)


def test_what_somebody_tells_of_a_person_stays_theirs(tmp_path) -> None:
    text = (
        "Interviewer: What happened then?\n"
        "Orla Penn: I rang the council twice.\n"
        "The person in charge was: nobody. That is what I was told.\n"
        "Interviewer: And then?\n"
        "Orla Penn: Two things. Child benefit: gone. The flat: gone.\n"
    )
    made = ingest(study(tmp_path / "t", m__txt=text), tmp_path / "o")
    assert set(made.tables["turns"]["speaker"]) == {"Interviewer", "Orla Penn"}
