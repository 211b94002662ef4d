"""What a file shows beside its text: merged rows, notes, breaks in cells, ligatures."""

from __future__ import annotations

import io

import docx
import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.captions import read_captions
from pipeline.documents.docx import read_word
from pipeline.documents.html import read_web
from pipeline.documents.odt import read_opendocument
from pipeline.documents.text import cleaned
from tests.ingest.files import package

ROWS = [("Mina", "What did you plant first?"), ("Olu", "Beans, along the fence by the canal.")] * 3


@pytest.mark.parametrize("at", [0, 1, 4, 6])
@pytest.mark.parametrize("heading", ["Part two: the canal", "Tape 3", "Break"])
def test_a_merged_row_is_a_heading(at, heading):
    document = docx.Document()
    rows = [*ROWS[:at], None, *ROWS[at:]]
    table = document.add_table(rows=len(rows), cols=2)
    for number, row in enumerate(rows):
        if row is None:
            table.cell(number, 0).merge(table.cell(number, 1)).text = heading
        else:
            table.cell(number, 0).text, table.cell(number, 1).text = row
    stream = io.BytesIO()
    document.save(stream)
    lines = read_word(stream.getvalue()).lines
    assert [(line.voice, line.text) for line in lines if line.mark is None] == ROWS
    assert [(line.text, line.number) for line in lines if line.mark is SegmentKind.HEADING] == [(heading, at + 1)]


ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    "<text:p>Olu: The lock{note} froze twice.</text:p></office:text></office:body></office:document-content>"
)


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
@pytest.mark.parametrize("mark", ["1", "iv", "*"])
def test_a_note_of_opendocument_stands_after_its_paragraph(kind, mark):
    note = (
        f'<text:note text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
        "<text:note-body><text:p>The upper lock.</text:p></text:note-body></text:note>"
    )
    lines = read_opendocument(package({"content.xml": ODT.replace("{note}", note)})).lines
    assert [(line.text, line.mark) for line in lines] == [
        ("Olu: The lock froze twice.", None),
        ("The upper lock.", SegmentKind.NOTE),
    ]


@pytest.mark.parametrize(
    "cell", ["by the<br>canal", "by the<br/>canal", "<p>by the</p><p>canal</p>", "<div>by the</div>canal"]
)
def test_breaks_in_a_cell_part_words(cell):
    page = f"<table><tr><td>Olu</td><td>{cell}</td></tr><tr><td>Mina</td><td>Where?</td></tr></table>"
    assert "by the canal" in read_web(page.encode()).lines[0].text


@pytest.mark.parametrize(
    ("written", "plain"),
    [("oﬃce", "office"), ("ﬁrst ﬂoor", "first floor"), ("oﬀer", "offer"), ("baﬄed", "baffled")],
)
def test_ligatures_become_letters(written, plain):
    assert cleaned(written) == plain


SPOKEN = ["the lock froze twice", "so we walked", "with the boat behind us", "all the way to the weir"]


def _rolling(ends: str, *, words: bool = False, rest: bool = True) -> bytes:
    cues, above = [], " "
    for at, line in enumerate(SPOKEN):
        timed = f"{line.split()[0]}<00:00:0{at}.500>" + "".join(f"<c> {each}</c>" for each in line.split()[1:])
        cues.append(f"00:00:0{at}.000 --> 00:00:0{at}.900{ends}\n{above}\n{timed if words else line}\n")
        if rest:
            cues.append(f"00:00:0{at}.900 --> 00:00:0{at}.950{ends}\n{line}\n \n")
        above = line
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


@pytest.mark.parametrize("ends", ["", " align:start position:0%"])
@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize("rest", [False, True])
def test_captions_that_roll_give_each_line_once(ends, words, rest):
    lines = read_captions(_rolling(ends, words=words, rest=rest)).lines
    assert [line.text for line in lines] == SPOKEN


def test_an_answer_given_twice_is_no_rolling():
    said = ["Where was it?", "No.", "No.", "At the weir?", "Yes."]
    cues = [f"{at}\n00:00:0{at},000 --> 00:00:0{at},900\n{line}\n" for at, line in enumerate(said, start=1)]
    lines = read_captions("\n".join(cues).encode()).lines
    assert [line.text for line in lines] == said
    assert [line.cue_id for line in lines] == ["1", "2", "3", "4", "5"]
