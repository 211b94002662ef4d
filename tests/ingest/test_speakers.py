"""Who asks the questions; voices that nobody could name; speakers told apart by colour alone."""

from __future__ import annotations

import pytest

from pipeline.documents.document import Line
from pipeline.ingest import grammar
from pipeline.ingest.interviewers import (
    HELPS,
    Habit,
    by_asking,
    by_label,
    helpers_introduced,
    interviewers_introduced,
)
from pipeline.people.labels import is_nobody_in_particular, is_unnamed_voice
from tests.ingest.helpers import ingest, study

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
        *("Interviewer", "I", "INT", "Int 2", "Q", "Researcher", "Moderator", "Facilitator 1", "Co-interviewer"),
        *("Assistant moderator", "Note-taker", "Observer 2", "Videographer", "Camera operator", "Sound engineer"),
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


HELP = {
    "note taker": ("A: I'm Ros Attwell and I'll be the note taker.", "A"),
    "secondary interviewer": ("A: And I'm Della Crane, I'll be the secondary interviewer.", "A"),
    "camera": ("A: Hi, I'm Lou, I'm behind the camera.", "A"),
    "observing": ("A: I'm just observing today, please carry on.", "A"),
    "recording": ("A: I'm Tom and I am doing the recording.", "A"),
    "as the scribe": ("A: As the scribe I will say very little.", "A"),
    "another takes notes": ("A: This is Mia Holt from the university. Sam Orme is taking notes.", "Sam Orme"),
    "another, here": ("A: Welcome. Sam here is our note-taker, so speak up.", "Sam"),
    "another's camera": ("A: Jo Finch will be filming this.", "Jo Finch"),
    "co-facilitator": ("A: Dev's our co-facilitator this morning.", "Dev"),
    "to my left": ("A: We also have Owen Crane to my left, who will be taking notes.", "Owen Crane"),
    "timekeeper": ("A: Good morning, I will be the timekeeper.", "A"),
}


@pytest.mark.parametrize("case", HELP)
def test_who_is_introduced_as_helping(case):
    said, expected = HELP[case]
    label, text = said.split(": ", 1)
    assert helpers_introduced([(label, text), ("B", ANSWER)]) == [expected]
    assert label not in interviewers_introduced([(label, text), ("B", ANSWER)])


@pytest.mark.parametrize(
    "said",
    [
        "I was the note taker at the council for years.",
        "I'm the note taker of the parish council.",
        "I'm a technician at the hospital, and I'm a sound engineer on Saturdays.",
        "I'm an observer at the council.",
        "I'm the scribe for our writing group.",
        "I'm helping out at the food bank.",
        "Oh, I'm on camera, am I?",
        "I'm observing Lent, so no cake.",
        "I'm filming weddings these days.",
        "I'm behind the camera at the local station.",
        "I'm doing the sound for the church band.",
        "My son is filming birds, that is his thing.",
        "I'm helping the school, and the school helps me.",
        "I worked behind the camera at the BBC.",
    ],
)
def test_who_does_not_help(said):
    assert helpers_introduced([("A", said)]) == []


@pytest.mark.parametrize(
    ("helper", "says"),
    [
        ("Videographer", "We are rolling, whenever you want to start."),
        ("Note-taker", "I have put the date at the top of the page."),
        ("Secondary Interviewer", "I will only listen for now."),
        ("Observer 1", "Please forget that I am here at all."),
        ("Ros Attwell", "I'm Ros Attwell, and I'll be the note taker."),
        ("Sound engineer", "Can you move that microphone a little closer?"),
        ("Co-facilitator", "There is tea at the back of the room."),
    ],
)
def test_who_helps_is_no_participant_and_does_not_hide_who_asks(tmp_path, helper: str, says: str) -> None:
    asked = ["How did it begin?", "Who came first?", "And what did the council say?", "What would you do now?"]
    talk = [(helper, says), *(turn for ask in asked for turn in (("Marn Tilsley", ask), ("Joan Petrie", ANSWER)))]
    folder = study(tmp_path / "in", mill__txt="".join(f"{name}: {text}\n\n" for name, text in talk))
    people = ingest(folder, tmp_path / "out").tables["participants"]
    reasons = dict(zip(people["speaker"], people["interviewer_reason"], strict=True))
    assert reasons[helper] == HELPS
    assert reasons["Marn Tilsley"]
    assert not reasons["Joan Petrie"]


def test_one_who_is_introduced_is_an_interviewer_among_several(tmp_path):
    talk = [
        ("Leslie", "Thank you. The interviewer is Leslie Marsh. Tell us about the mothers, Ada."),
        *[(name, ANSWER) for name in ("Ada", "Joan", "Bob", "Leslie")] * 5,
    ]
    folder = study(tmp_path / "in", mill__txt="".join(f"{name}: {text}\n\n" for name, text in talk))
    made = ingest(folder, tmp_path / "out")
    people = made.tables["participants"]
    assert people.loc[people["interviewer"], "speaker"].tolist() == ["Leslie"]
    assert not [one for one in made.findings if "no interviewer" in str(one)]


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


ASKED = ["How did the library begin?", "Who lent the shelves?", "And what came of the reading group?"]
SAID = ["With a van and two boxes of books.", "The school did, for a winter.", "It meets on the ferry now."]
LONG = ["My aunt drove it.", "She still does."]


def talk(asks: str, answers: str) -> list[Line]:
    pairs = zip(ASKED, SAID, strict=True)
    return [
        Line(text=text, colour=colour) for pair in pairs for text, colour in zip(pair, (asks, answers), strict=True)
    ]


def speakers(lines: list[Line]) -> list[tuple[str, str]]:
    found = grammar.read(lines)
    return [(block.speaker, " ".join(text for _, text in block.speech)) for block in found.blocks if block.speaker]


@pytest.mark.parametrize(
    ("asks", "answers", "names"),
    [
        ("", "0000ff", ("black", "blue")),
        ("ff0000", "", ("red", "black")),
        ("c00000", "00b050", ("red", "green")),
        ("7030a0", "000000", ("purple", "black")),
        ("1f2e39", "", ("black 1f2e39", "black")),
        ("808080", "ff9900", ("grey", "orange")),
    ],
)
def test_each_colour_is_a_speaker(asks, answers, names):
    told = speakers(talk(asks, answers))
    wanted = [f"Speaker in {name}" for _ in ASKED for name in names]
    assert [who for who, _ in told] == wanted
    assert [said for _, said in told] == [text for pair in zip(ASKED, SAID, strict=True) for text in pair]


def test_lines_of_one_colour_are_one_turn():
    lines = talk("", "0000ff")
    lines[2:2] = [Line(text=text, colour="0000ff") for text in LONG]
    assert speakers(lines)[1] == ("Speaker in blue", " ".join([SAID[0], *LONG]))


def test_three_people():
    lines = [*talk("", "0000ff"), Line(text="And I sew the sails.", colour="008000"), *talk("", "008000")]
    assert {who for who, _ in speakers(lines)} == {"Speaker in black", "Speaker in blue", "Speaker in green"}


@pytest.mark.parametrize(
    "lines",
    [
        [Line(text=text) for text in SAID],
        [Line(text=text, colour="0000ff") for text in SAID],
        [Line(text="The ferry", colour="ff0000"), *[Line(text=text) for text in SAID * 2]],
        [Line(text=text, colour=f"{at:02x}0000") for at, text in enumerate(SAID * 3)],
    ],
    ids=["no colour", "one colour", "a coloured heading", "a colour for each line"],
)
def test_what_is_no_speaker(lines):
    assert not any("Speaker in" in who for who, _ in speakers(lines))


def test_labels_count_for_more_than_colours():
    lines = [
        Line(text=f"{who}: {text}", colour=colour)
        for pair in zip(ASKED, SAID, strict=True)
        for who, text, colour in zip(("Ines", "Bram"), pair, ("", "ff0000"), strict=True)
    ]
    assert {who for who, _ in speakers(lines)} == {"Ines", "Bram"}


NOBODY = [
    *("All", "ALL", "Everyone", "Everybody", "All together", "Everyone at once", "Group (laughing)", "The group"),
    *("Several voices", "Multiple speakers", "MULTIPLE SPEAKERS", "Various speakers", "Several people"),
    *("All participants", "Some of the participants", "Several women", "Mixed voices", "Chorus", "Both speakers"),
    *("Unknown", "Unidentified", "Unknown participant", "Unidentified voices", "Not identified"),
    *("Audience members", "Unclear speaker"),
    *("Speaker unknown", "Speaker (unclear)", "Voice [inaudible]", "Speaker not identified"),
]


@pytest.mark.parametrize("label", NOBODY)
def test_words_of_several_or_of_somebody_unknown_are_nobody_elses(tmp_path, label: str) -> None:
    text = _TALK.format(one=label, other="Petra Holm")
    made = ingest(study(tmp_path / "t", m__txt=text, cases__csv="file,kind\nm.txt,roundtable\n"), tmp_path / "o")
    turns = made.tables["turns"]
    stored = made.texts["m"]
    assert label in set(turns["speaker"])
    assert not any(f"{label}:" in stored[row.start : row.end] for row in turns.itertuples())
    assert any("by several at once" in finding.finding for finding in made.findings)


@pytest.mark.parametrize(
    "label", ["Woman", "Speaker 1", "Unidentified speaker 2", "Group 3", "Chair", "All Saints", "Both sides"]
)
def test_one_person_or_none_at_all_is_not_several(label: str) -> None:
    assert not is_nobody_in_particular(label)
