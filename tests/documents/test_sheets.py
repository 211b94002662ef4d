"""Workbooks: comments and text boxes are notes of their row; sheets of one transcript are read together."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter

from pipeline.corpus.records import SegmentKind
from pipeline.documents.readers import container_of
from tests.ingest.files import package, workbook
from tests.ingest.helpers import read, read_text, turns_of

HEADER = ("speaker", "text")
TALK = [
    ("Mina", "What did you plant first?"),
    ("Olu", "Beans, along the fence by the canal."),
    ("Mina", "And then?"),
    ("Olu", "Then the frost came, and we began again."),
]
FOUND = [(who, text) for who, text in TALK]


def commented(rows: Sequence[Sequence[str]], *, comments: dict[str, str], boxes: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Talk")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    for cell, text in comments.items():
        sheet.write_comment(cell, text)
    for cell, text in boxes.items():
        sheet.insert_textbox(cell, text)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("cell", ["A2", "B2", "B3", "C3", "B4"])
@pytest.mark.parametrize("kind", ["comment", "box"])
def test_a_comment_or_text_box_is_a_note(header, cell, kind, tmp_path):
    rows = [HEADER, *TALK] if header else TALK
    note = {cell: "she means the old hall"}
    content = commented(rows, comments=note if kind == "comment" else {}, boxes=note if kind == "box" else {})
    assert not container_of(".xlsx").read(content).problems
    source = read_text(tmp_path, "a.xlsx", content)
    assert turns_of(source) == FOUND
    notes = [source.text[start:end] for kind, start, end, _ in source.segments if kind == SegmentKind.NOTE]
    assert next(note for note in notes if "hall" in note).endswith("she means the old hall")


def test_a_comment_stands_behind_its_row():
    document = container_of(".xlsx").read(
        commented([HEADER, *TALK], comments={"B3": "by the lock", "A5": "laughs"}, boxes={})
    )
    assert {row: [text.rpartition(": ")[2] for text in texts] for row, texts in document.notes.items()} == {
        2: ["by the lock"],
        4: ["laughs"],
    }


def test_a_threaded_comment_stands_once():
    """Excel repeats it as a comment of the old kind, with a sentence of its own."""
    plain = workbook(Talk=[HEADER, *TALK])
    import zipfile

    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    threaded = "http://schemas.microsoft.com/office/2017/10/relationships"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="r2" Type="{threaded}/threadedComment" Target="/xl/threadedComments/comment1.xml"/>'
        "</Relationships>"
    )
    parts["xl/comments1.xml"] = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
        '<comment ref="B3" authorId="0"><text><t>[Threaded comment] Not shown: by the lock</t></text>'
        "</comment></commentList></comments>"
    )
    parts["xl/threadedComments/comment1.xml"] = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B3"><text>by the lock</text></threadedComment></ThreadedComments>'
    )
    document = container_of(".xlsx").read(package(parts))
    assert dict(document.notes) == {2: ["by the lock"]}
    assert not document.problems


GENERIC = [("Interviewer", "Respondent"), ("Speaker 1", "Speaker 2"), ("Q", "A"), ("Moderator", "Participant")]
NAMED = [("Interviewer", "Olu"), ("Mina", "Olu"), ("Int", "P03"), ("Moderator", "Jo Moss")]


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize(("one", "other"), NAMED)
def test_a_sheet_with_the_same_people_goes_on(one, other, header, tmp_path):
    said = [((one, other)[at % 2], text) for at, (_, text) in enumerate(TALK * 2)]
    rows = [[HEADER, *part] if header else part for part in (said[:4], said[4:])]
    source = read_text(tmp_path, "a.xlsx", workbook(Before=rows[0], After=rows[1]))
    assert turns_of(source) == said
    assert "After" in source.text


@pytest.mark.parametrize(("one", "other"), GENERIC)
def test_a_sheet_with_roles_may_be_another_interview(one, other, tmp_path):
    said = [((one, other)[at % 2], text) for at, (_, text) in enumerate(TALK)]
    again = [(who, f"{text[:-1]}, over there{text[-1]}") for who, text in said]
    (tmp_path / "a.xlsx").write_bytes(workbook(Ana=[HEADER, *said], Ben=[HEADER, *again]))
    result = read(tmp_path / "a.xlsx")
    assert turns_of(result.sources[0]) == again
    assert any("a transcript of its own is in 'Ana'" in each.finding for each in result.problems)


@pytest.mark.parametrize(("one", "other"), GENERIC)
def test_times_that_go_on_make_it_one_interview(one, other, tmp_path):
    said = [((one, other)[at % 2], text) for at, (_, text) in enumerate(TALK * 2)]
    rows = [(f"0:{at:02d}:00", *turn) for at, turn in enumerate(said)]
    header = ("time", *HEADER)
    source = read_text(tmp_path, "a.xlsx", workbook(P1=[header, *rows[:4]], P2=[header, *rows[4:]]))
    assert turns_of(source) == said
    assert [turn.seconds for turn in source.turns] == [60.0 * at for at in range(8)]
