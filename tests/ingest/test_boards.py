"""Boards of a workshop: sticky notes are points under their frame or question, and nobody's."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from pipeline.corpus.spans import folded
from tests.ingest.helpers import check, ingest, read, study

_KIND = "file,kind\nb.csv,notes\n"


class Board(NamedTuple):
    """An export, and its points: under what each stands, its words."""

    content: str
    points: tuple[tuple[str, str], ...]
    called: bool = True
    apart: tuple[str, ...] = ()


_HELPS, _HINDERS = "What helps?", "What gets in the way?"
BOARDS = {
    "one column with a name": Board(
        "Notes\nThe hall is shut all summer\nOne number to ring\nKeys\n",
        (("", "The hall is shut all summer"), ("", "One number to ring"), ("", "Keys")),
    ),
    "one column with a name, not called notes": Board(
        "Sticky notes\nThe hall is shut all summer\nOne number to ring\nKeys\n",
        (("", "The hall is shut all summer"), ("", "One number to ring"), ("", "Keys")),
        called=False,
    ),
    "one column without a name": Board(
        "Nobody answers the phone\nKeys\n", (("", "Nobody answers the phone"), ("", "Keys"))
    ),
    "one column under its question": Board(f"{_HELPS}\nA key\nA bus\n", ((_HELPS, "A key"), (_HELPS, "A bus"))),
    "Mural": Board(
        "ID,Text,Area,Background color,Position X,Position Y,Last updated by\n"
        f"1,The hall is shut,{_HINDERS},#fff,1,2,Nora Finch\n2,A number to ring,{_HELPS},#fff,1,2,Gus Hall\n"
        f"3,,{_HELPS},#fff,3,2,Gus Hall\n4,Keys,{_HINDERS},#fff,3,2,Gus Hall\n",
        ((_HINDERS, "The hall is shut"), (_HINDERS, "Keys"), (_HELPS, "A number to ring")),
        called=False,
    ),
    "Miro, a row for each note": Board(
        "Sticky note,Frame,Color,Created by,Tags\n<p>The hall is shut &amp; cold</p>,Table 1,yellow,Nora Finch,\n"
        "A bus<br>after six,Table 2,blue,Gus Hall,transport\n",
        (("Table 1", "The hall is shut & cold"), ("Table 2", "A bus after six")),
        called=False,
    ),
    "a column for each frame": Board(
        f"{_HELPS},{_HINDERS}\nA number to ring,The hall is shut\nKeys,\n,forms again\n",
        ((_HELPS, "A number to ring"), (_HELPS, "Keys"), (_HINDERS, "The hall is shut"), (_HINDERS, "forms again")),
    ),
    "table and question": Board(
        f"Table,Question,Note\n1,{_HELPS},Keys\n1,{_HINDERS},Forms\n2,{_HELPS},A person who stays\n",
        ((f"1 – {_HELPS}", "Keys"), (f"1 – {_HINDERS}", "Forms"), (f"2 – {_HELPS}", "A person who stays")),
    ),
    "semicolons": Board(
        f"Frame;Post-it;X;Y\n{_HELPS};Keys;1;2\n{_HELPS};A bus, after six;4;5\n",
        ((_HELPS, "Keys"), (_HELPS, "A bus, after six")),
        called=False,
    ),
    "Jamboard, by pages": Board(
        "Jam,Page,Sticky note\nSpring,1,The hall is shut\nSpring,2,Keys\n",
        (("Spring – 1", "The hall is shut"), ("Spring – 2", "Keys")),
    ),
    "actions apart": Board(
        f"{_HELPS},Actions\nKeys,Nora to ask the council\nA bus,\n",
        ((_HELPS, "Keys"), (_HELPS, "A bus")),
        apart=("Nora to ask the council",),
    ),
    "frames and shapes among the notes": Board(
        "Type,Text,Color,X,Y\nsticky_note,Keys,y,1,2\nframe,What helps?,y,1,2\nshape,an arrow,y,1,2\n"
        "Sticky Note,A bus after six,y,3,3\n",
        (("", "Keys"), ("", "A bus after six")),
        called=False,
        apart=("What helps?", "an arrow"),
    ),
    "Jamboard, frames among the notes": Board(
        f'Sticky notes\nFrame 1: {_HELPS}\nKeys\n"A bus, after six"\nFrame 2: {_HINDERS}\nForms\n',
        (
            (f"Frame 1: {_HELPS}", "Keys"),
            (f"Frame 1: {_HELPS}", "A bus, after six"),
            (f"Frame 2: {_HINDERS}", "Forms"),
        ),
        called=False,
    ),
    "two columns without headings": Board(
        "The hall is shut.,A bus after six would help.\nKeys for all.,Somebody to ring.\n",
        (
            ("", "The hall is shut."),
            ("", "Keys for all."),
            ("", "A bus after six would help."),
            ("", "Somebody to ring."),
        ),
    ),
}


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_points(tmp_path, board: Board) -> None:
    path = tmp_path / "b.csv"
    path.write_text(board.content, "utf-8")
    [source] = read(path, kind="notes" if board.called else "").sources
    check(source)
    found = [(turn.question, folded(source.text[turn.start : turn.end])) for turn in source.turns]
    assert found == list(board.points)
    assert {turn.speaker for turn in source.turns} == {""}
    for words in board.apart:
        assert words in source.text
    assert "Nora Finch" not in source.text


@pytest.mark.parametrize("board", [board for board in BOARDS.values() if len(board.points) > 2][:3])
def test_nobody_is_a_participant(tmp_path, board: Board) -> None:
    made = ingest(study(tmp_path / "t", b__csv=board.content, cases__csv=_KIND), tmp_path / "o")
    assert set(made.tables["turns"]["role"]) == {"narrator"}
    assert made.tables["participants"].empty
    assert any("read as a board" in one.finding for one in made.findings)


@pytest.mark.parametrize(
    "content",
    [
        "Respondent,Sector,What helped?\n1,charity,We met every week in the hall\n2,council,One number to ring\n",
        "speaker,text\nNora,The hall is shut\nGus,We know that it is\nNora,So what now then\nGus,We ring them\n",
        "Text,Age\nWe met every week in the hall,34\nOne number to ring for everybody,51\n",
    ],
)
def test_other_tables_are_no_boards(tmp_path, content: str) -> None:
    path = tmp_path / "b.csv"
    path.write_text(content, "utf-8")
    assert all(source.layout != "board" for source in read(path).sources)
