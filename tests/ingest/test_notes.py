"""Notes, minutes and flip charts: points, under whose initials they stand, and what is no point."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from pipeline.corpus.spans import folded
from tests.ingest.helpers import check, ingest, read, study


class Notes(NamedTuple):
    """A file, and its points: who made it ("" for nobody), under what it stands, the words."""

    content: str
    points: tuple[tuple[str, str, str], ...]
    name: str = "notes.md"
    apart: tuple[str, ...] = ()


NOTES = {
    "minutes with initials": Notes(
        "Residents' meeting, 4 June\n\nPresent: Nora Finch (NF), Gus Hall (GH), Ida Moss (IM)\n"
        "Apologies: Sol Ray (SR)\n\n"
        "1. Parking\n- NF said the bays are always full. GH replied that a permit would cost too much.\n"
        "- ACTION: IM to write to the council\n\n2. Bins\n- IM: they are emptied at five in the morning\n"
        "- Nobody knew who to ring.\n- DECISION: ring in May\n\nMeeting closed at 9pm\n",
        (
            ("NF", "1. Parking", "said the bays are always full."),
            ("GH", "1. Parking", "replied that a permit would cost too much."),
            ("IM", "2. Bins", "they are emptied at five in the morning"),
            ("", "2. Bins", "Nobody knew who to ring."),
        ),
        apart=("IM to write", "ring in May", "Sol Ray", "9pm"),
    ),
    "a list of those present, one a line": Notes(
        "Present:\n- Nora Finch (NF), chair\n- Gus Hall (GH)\n\n## Buses\n\n"
        "NF felt that the last bus leaves too early.\n\n"
        "GH: my shift ends at ten.\n\n## Actions\n\n- GH to ask the company\n",
        (
            ("NF", "Buses", "felt that the last bus leaves too early."),
            ("GH", "Buses", "my shift ends at ten."),
        ),
        apart=("ask the company", "chair"),
    ),
    "a flip chart by tables": Notes(
        "Table 1\nWhat helps?\n- one number to ring\n- a person who stays\n\nTable 2\nWhat gets in the way?\n"
        "- forms\n- forms again: nobody reads them\n",
        (
            ("", "Table 1 – What helps?", "one number to ring"),
            ("", "Table 1 – What helps?", "a person who stays"),
            ("", "Table 2 – What gets in the way?", "forms"),
            ("", "Table 2 – What gets in the way?", "forms again: nobody reads them"),
        ),
    ),
    "somebody by full name, and an organisation before a colon": Notes(
        "Present: Nora Finch (NF), Gus Hall (GH)\n\nHealth\n\n"
        "* Gus Hall said he waited a year.\n* NHS: long waits\n"
        "* Decision: none\n",
        (
            ("Gus Hall", "Health", "said he waited a year."),
            ("", "Health", "NHS: long waits"),
        ),
        apart=("none",),
    ),
    "plain paragraphs": Notes(
        "The group met in the library and talked about the closure. Nobody had been asked.\n\n"
        "People want the hall back, and they want it this year.\n",
        (
            ("", "", "The group met in the library and talked about the closure. Nobody had been asked."),
            ("", "", "People want the hall back, and they want it this year."),
        ),
    ),
}


@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES)
def test_points(tmp_path, notes: Notes):
    path = tmp_path / notes.name
    path.write_text(notes.content, "utf-8")
    (source,) = read(path, kind="notes").present
    check(source)
    assert tuple((turn.speaker, turn.question, folded(source.said(turn))) for turn in source.turns) == notes.points
    for words in notes.apart:
        assert words in source.text
        assert not any(words in source.said(turn) for turn in source.turns)
    marks = str.maketrans("", "", "# \n")
    assert source.text.translate(marks) == notes.content.translate(marks)


def test_notes_without_points_say_so(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("Present: Nora Finch (NF)\n\nACTION: NF to ring\n", "utf-8")
    result = read(path, kind="notes")
    assert "no points were found" in result.problems[0].finding


def test_people_of_minutes_are_those_present(tmp_path):
    folder = study(
        tmp_path / "in",
        cases__csv="file,case,kind\nnotes.md,Hall,notes\n",
        notes__md=NOTES["minutes with initials"][0],
    )
    made = ingest(folder, tmp_path / "out")
    people = made.tables["participants"].set_index("speaker")
    assert dict(people["name"]) == {"NF": "Nora Finch", "GH": "Gus Hall", "IM": "Ida Moss"}
    assert list(made.tables["turns"]["role"]) == ["participant"] * 3 + ["narrator"]


@pytest.mark.parametrize(
    "line",
    [
        "NF summed up: people want one person.",
        "NF thanked everybody and closed the session.",
        "NF: to sum up, one person and a number.",
        "Facilitator: to sum up, people want a person and a number.",
        "Facilitator summarised that forms come up everywhere.",
        "The facilitator recapped the three points.",
        "Moderator: so that is keys, buses and forms.",
        "The moderator concluded that forms come up everywhere.",
        "Host: thank you all.",
        "Scribe: ran out of time here",
        "Note-taker: could not hear the end",
    ],
)
def test_who_sums_up_or_takes_notes_is_no_participant(tmp_path, line: str):
    text = f"Present: Nora Finch (NF, facilitator), Gus Hall (GH)\n\nHelp\n\n- GH said keys.\n- {line}\n"
    made = ingest(study(tmp_path / "t", n__md=text, cases__csv="file,kind\nn.md,notes\n"), tmp_path / "o")
    said = [row for row in made.tables["turns"].itertuples() if row.role != "interviewer"]
    assert [row.speaker for row in said] == ["GH"]


FLIP_CHARTS = {
    "Flip chart 1\nQ1. What has changed?\n- hall shut\n- fewer buses\n": (
        "Flip chart 1 – Q1. What has changed?",
        2,
    ),
    "Table 2 feedback\n\nWhat helps?\n\n* keys\n* a bus\n* a person\n": ("Table 2 feedback – What helps?", 3),
    "Breakout room B\n- people are tired\n- nobody answers\n": ("Breakout room B", 2),
    "Group C – What next?\n1) ask the council\n2) ask us\n": ("Group C – What next?", 2),
    "# Group one\n\n## What worked?\n\n- tea\n- keys\n": ("Group one – What worked?", 2),
    "Station 3: Housing\n• damp\n• rent\n": ("Station 3: Housing", 2),
    "Sheet 4\nWhat would you keep?\n- the van\n": ("Sheet 4 – What would you keep?", 1),
}


@pytest.mark.parametrize("content", FLIP_CHARTS)
def test_points_of_a_flip_chart_stand_under_their_table_and_question(tmp_path, content: str):
    under, many = FLIP_CHARTS[content]
    path = tmp_path / "f.md"
    path.write_text(content, "utf-8")
    [source] = read(path, kind="notes").sources
    assert [(turn.speaker, turn.question) for turn in source.turns] == [("", under)] * many


# What nobody said is notes, and what shows it.
UNTOLD = {
    "minutes": (
        "Hall trust – Minutes of the meeting of 4 March\nPresent: Nora Finch (NF, Chair), Gus Hall (GH)\n\n"
        "1. Matters arising\nNF said the letter came too late. GH replied that nobody had known.\n"
        "ACTION: GH to ask again\n\n2. Keys\nGH reported that nine keys were lost.\n",
        [("NF", "1. Matters arising"), ("GH", "1. Matters arising"), ("GH", "2. Keys")],
    ),
    "minutes with dashes": (
        "NOTES OF THE STEERING GROUP\nAttendees: Nora Finch - Hall Trust (NF); Gus Hall - the council (GH)\n\n"
        "Item 1: What worked\n• NF – the van, as it came on time\n• GH – trust\n\nActions\nGH to map it\n",
        [("NF", "Item 1: What worked"), ("GH", "Item 1: What worked")],
    ),
    "minutes without actions": (
        "Minutes\n\nIn attendance: Nora Finch (NF), Gus Hall (GH)\n\nNF felt that it was late. GH agreed.\n",
        [("NF", ""), ("GH", "")],
    ),
    "a flip chart": (
        "Table 1 – What helped?\n- Phone calls\n- The same officer\n\nTable 2 – What helped?\n- A free hall\n",
        [("", "Table 1 – What helped?"), ("", "Table 1 – What helped?"), ("", "Table 2 – What helped?")],
    ),
    "breakouts with numbered questions": (
        "Breakout feedback\n\nGroup A\n\nQuestion 1: What would you keep?\n\n* The call\n* Trust\n\nGroup B\n\n"
        "Question 1: What would you keep?\n\n* Free rooms\n",
        [("", "Group A – Question 1: What would you keep?")] * 2
        + [("", "Group B – Question 1: What would you keep?")],
    ),
    "notes of a workshop, in points": (
        "Workshop notes\n\n- People came late\n- The room was cold\n- Nobody had a key\n- It ended well\n",
        [("", "")] * 4,
    ),
    "resolutions": (
        "Parish meeting minutes\n\nPresent: 14 residents, two officers\n\nResidents spoke of the buses.\n\n"
        "RESOLVED: to write to the company\n",
        [("", "")],
    ),
}


@pytest.mark.parametrize("content", [given for given, _ in UNTOLD.values()], ids=UNTOLD)
def test_notes_are_known_without_being_told(tmp_path, content: str):
    points = dict(UNTOLD.values())[content]
    (tmp_path / "f.txt").write_text(content, "utf-8")
    result = read(tmp_path / "f.txt")
    assert result.kind == "notes"
    [source] = result.present
    check(source)
    assert [(turn.speaker, turn.question) for turn in source.turns] == points
    assert any(problem.finding.startswith("read as notes, shown by") for problem in result.problems)


SPOKEN = {
    "labels": "Ann: Who came?\n\nGus: We all did.\n\nAnn: And then?\n\nGus: We left at six.\n",
    "a cover sheet": (
        "Notes of an interview\nParticipants: Ann Lee (AL), Gus Hall (GH)\n\nAL: Who came?\n\nGH: We all did.\n\n"
        "AL: And then?\n\nGH: We left at six.\n"
    ),
    "a roundtable with a chair": (
        "Roundtable, 4 March\nPresent: Ann Lee, Gus Hall, Ida Moss\n\nChair: Welcome. Who begins?\n\n"
        "Gus Hall: The forms are long.\n\nIda Moss: And the buses stop at six.\n\nChair: Thank you. More?\n\n"
        "Gus Hall: My neighbour said it is worse.\n\nIda Moss: It is.\n"
    ),
    "numbered questions": (
        "Q1. What helped?\n\nA: The van did, every week.\n\nQ2. What else?\n\nA: Keys, and the hall in winter.\n\n"
        "Q3. And now?\n\nA: Nothing is left of it.\n"
    ),
    "lists in speech": (
        "Ann: What helped?\n\nGus: Three things:\n- the van\n- the keys\n- the hall\n\nAnn: And then?\n\n"
        "Gus: Two more:\n- tea\n- a bed\n"
    ),
}


@pytest.mark.parametrize("content", SPOKEN.values(), ids=SPOKEN)
def test_a_transcript_is_no_notes(tmp_path, content: str):
    (tmp_path / "f.txt").write_text(content, "utf-8")
    assert read(tmp_path / "f.txt").kind == "interview"
