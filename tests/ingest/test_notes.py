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
