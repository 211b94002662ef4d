"""Who asks the questions: examples of talk, and who must come out."""

from __future__ import annotations

import pytest

from pipeline.ingest.interviewers import Habit, by_asking, by_label

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
    "label", ["Interviewer", "I", "INT", "Int 2", "Q", "Researcher", "Moderator", "Facilitator 1"]
)
def test_labels_that_ask(label):
    assert by_label(label, speakers=2)


@pytest.mark.parametrize("label", ["Interviewee", "P1", "Respondent", "R", "Ian", "Chair of the trust", "A"])
def test_labels_that_do_not_ask(label):
    assert not by_label(label, speakers=2)


def test_a_chair_presides_only_among_several():
    assert by_label("The Chair", speakers=5)
    assert not by_label("Chair", speakers=2)
