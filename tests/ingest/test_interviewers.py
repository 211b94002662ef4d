"""Who asks the questions: examples of talk, and who must come out."""

from __future__ import annotations

import pytest

from pipeline.ingest.interviewers import Habit, by_asking, by_label, interviewers_introduced
from tests.ingest import helpers

ANSWER = "We had the hall and then the kettle came and everybody who lived on the street turned up that week."
TALK = {
    "one asks": ([("A", "How did it begin?"), ("B", ANSWER), ("A", "And then?"), ("B", ANSWER)], {"A"}),
    "the second speaker asks": ([("B", ANSWER), ("A", "How did it begin?"), ("B", ANSWER), ("A", "Why?")], {"A"}),
    "an answer may hold a question": (
        [("A", "How did it begin?"), ("B", f"Why not, I thought? {ANSWER}"), ("A", "And then?"), ("B", ANSWER)],
        {"A"},
    ),
    "nobody asks; the first says little": (
        [("A", "Tell me about the hall."), ("B", ANSWER), ("A", "Go on."), ("B", ANSWER)],
        {"A"},
    ),
    "two friends talk": ([("A", ANSWER), ("B", ANSWER), ("A", ANSWER), ("B", ANSWER)], set()),
    "a facilitator among four": (
        [t for n in "BCD" for t in (("A", f"What do you think, {n}?"), (n, ANSWER))] * 3,
        {"A"},
    ),
    "a facilitator who only gives the floor": (
        [t for n in "BCD" for t in (("A", f"Thank you. {n}, please."), (n, ANSWER))] * 3,
        {"A"},
    ),
    "members ask a panel": (
        [
            t
            for n in "ABC"
            for t in (
                (n, "Is that enough money, do you think?"),
                ("W", ANSWER),
                (n, "And why is that?"),
                ("V", ANSWER),
            )
        ]
        * 2,
        {"A", "B", "C"},
    ),
    "one question in passing makes nobody an interviewer": (
        [("A", ANSWER), ("B", ANSWER), ("C", ANSWER), ("D", "Is that right?"), ("A", ANSWER), ("B", ANSWER)] * 2,
        set(),
    ),
}


@pytest.mark.parametrize("case", TALK)
def test_by_asking(case):
    talk, expected = TALK[case]
    habits = {}
    for person, text in talk:
        habits[person] = habits[person] + Habit.of(text) if person in habits else Habit.of(text)
    assert set(by_asking(habits)) == expected


@pytest.mark.parametrize(
    "label",
    [
        "Interviewer",
        "I",
        "INT",
        "Int 2",
        "Q",
        "Researcher",
        "Moderator",
        "Facilitator 1",
        "Co-interviewer",
        "Assistant moderator",
        "Note-taker",
        "Observer 2",
        "Videographer",
        "Camera operator",
        "Sound engineer",
    ],
)
def test_labels_that_ask(label):
    assert by_label(label, speakers=2)


@pytest.mark.parametrize("label", ["Interviewee", "P1", "Respondent", "R", "Ian", "Chair of the trust", "A"])
def test_labels_that_do_not_ask(label):
    assert not by_label(label, speakers=2)


def test_a_chair_presides_only_among_several():
    assert by_label("The Chair", speakers=5)
    assert not by_label("Chair", speakers=2)


SAYS_WHO = {
    "the interviewer is": (
        "A: Today is 9 April 2022, and the interviewer is Leslie Marsh. Shall we start?",
        "Leslie Marsh",
    ),
    "interviewed by": ("A: This is Ada Cole, interviewed by Leslie Marsh at the town hall.", "Leslie Marsh"),
    "I'll be your primary interviewer": ("A: My name is Leslie and I'll be your primary interviewer.", "A"),
    "I will be interviewing": ("A: Hello, I'm Leslie, I will be interviewing Ada this morning.", "A"),
    "I am the moderator": ("A: Welcome all. I am the moderator for this session.", "A"),
    "facilitating": ("A: Morning. I'm going to be facilitating, and Jo takes notes.", "A"),
    "conducting": ("A: I'm conducting this interview for the county archive.", "A"),
    "leading the focus group": ("A: Hi, I’m Lou and I’ll be leading the focus group today.", "A"),
    "an interview with": ("A: This is an oral history interview with Ada Cole on 3 May.", "A"),
    "here with": ("A: Okay, this is Leslie Marsh, here with Ada Cole in Morpeth.", "A"),
    "we are interviewing": ("A: Today we're interviewing Mrs Cole about the mill.", "A"),
    "speaking with": ("A: My name is Leslie Marsh, speaking today with Ada Cole.", "A"),
    "as your facilitator": ("A: As your facilitator I will keep the time.", "A"),
}


@pytest.mark.parametrize("case", SAYS_WHO)
def test_who_is_introduced_as_the_interviewer(case):
    said, expected = SAYS_WHO[case]
    label, text = said.split(": ", 1)
    assert interviewers_introduced([(label, text), ("B", ANSWER)]) == [expected]


@pytest.mark.parametrize(
    "turns",
    [
        [("A", "I was interviewing people for the job when the mill closed.")],
        [("A", "I was a facilitator at the college, and then I'm retired.")],
        [("A", "I'm here with my daughter, she drove me.")],
        [("A", ANSWER), ("B", "I gave an interview to the paper once.")],
        [("A", "The job interview was with Mr Holt.")],
        [("A", "They had an interview with Mr Holt, and he got the job.")],
        [("A", "I'm not the interviewer.")],
        [("A", ANSWER)] * 9 + [("B", "I'm interviewing Ada next week.")],
    ],
)
def test_who_is_not(turns):
    assert interviewers_introduced(turns) == []


def test_one_who_is_introduced_is_an_interviewer_among_several(tmp_path):
    talk = [
        ("Leslie", "Thank you. The interviewer is Leslie Marsh. Tell us about the mothers, Ada."),
        *[(name, ANSWER) for name in ("Ada", "Joan", "Bob", "Leslie")] * 5,
    ]
    study = helpers.study(tmp_path / "in", mill__txt="".join(f"{name}: {text}\n\n" for name, text in talk))
    made = helpers.ingest(study, tmp_path / "out")
    people = made.tables["participants"]
    assert people.loc[people["interviewer"], "speaker"].tolist() == ["Leslie"]
    assert not [one for one in made.findings if "no interviewer" in str(one)]
