"""What a file shows beside its text: merged rows, notes, breaks in cells, ligatures."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.captions import read_captions
from pipeline.documents.document import Line
from pipeline.documents.docx import read_word
from pipeline.documents.html import read_web
from pipeline.documents.odt import read_opendocument
from pipeline.documents.text import cleaned
from tests.ingest.files import package, word

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


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _with_part(content: bytes, name: str, xml: str, body: str) -> bytes:
    """A .docx with one more part, and markup in the place of the sign `@`."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"@", body.encode())
    return package({**parts, name: xml.encode()})


@pytest.mark.parametrize("kind", ["footnote", "endnote", "comment"])
@pytest.mark.parametrize("text", ["The upper lock.", "She laughs; see tape 3."])
def test_a_note_of_word_stands_after_its_paragraph(kind, text):
    note = f'<w:{kind} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
    body = f'</w:t></w:r><w:r><w:{kind}Reference w:id="2"/></w:r><w:r><w:t xml:space="preserve">'
    content = word(["Olu: The lock@ froze twice.", "Mina: When?"])
    lines = read_word(_with_part(content, f"word/{kind}s.xml", f"<w:{kind}s {W}>{note}</w:{kind}s>", body)).lines
    assert [(line.text, line.mark) for line in lines] == [
        ("Olu: The lock froze twice.", None),
        (text, SegmentKind.NOTE),
        ("Mina: When?", None),
    ]


@pytest.mark.parametrize("text", ["Read this first", "Canal study, draft"])
def test_a_text_box_of_word_is_a_note(text):
    box = f"<w:pict><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></w:pict>"
    body = f"</w:t></w:r><w:r>{box}</w:r><w:r><w:t>"
    lines = read_word(_with_part(word(["@Olu: The lock froze."]), "word/x.xml", "<x/>", body)).lines
    assert [(line.text, line.mark) for line in lines] == [("Olu: The lock froze.", None), (text, SegmentKind.NOTE)]


def _body(markup: str) -> tuple[Line, ...]:
    body = f"</w:t></w:r></w:p>{markup}<w:p><w:r><w:t>"
    return read_word(_with_part(word(["@"]), "word/x.xml", "<x/>", body)).lines


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize("hidden", ["<w:vanish/>", '<w:vanish w:val="1"/>', '<w:vanish w:val="true"/>'])
def test_hidden_text_of_word_is_a_note(hidden):
    lines = _body(f"<w:p>{_run('Olu: The lock froze.')}{_run('check the ', hidden)}{_run('tape', hidden)}</w:p>")
    told = [(line.text, line.mark) for line in lines if line.text]
    assert told == [("Olu: The lock froze.", None), ("check the tape", SegmentKind.NOTE)]


@pytest.mark.parametrize("value", ["0", "false", "off"])
def test_text_that_is_not_hidden_after_all_is_text(value):
    run = _run("Olu: No.", f'<w:vanish w:val="{value}"/>')
    assert [line.text for line in _body(f"<w:p>{run}</w:p>") if line.text] == ["Olu: No."]


@pytest.mark.parametrize(
    ("properties", "colour"),
    [
        ('<w:color w:val="FF0000"/>', "ff0000"),
        ('<w:color w:val="1f4e79"/>', "1f4e79"),
        ('<w:color w:val="auto"/>', ""),
        ('<w:color w:val="000000"/>', ""),
        ('<w:color w:val="C0504D" w:themeColor="accent2"/>', "c0504d"),
        ('<w:color w:val="000000" w:themeColor="accent2"/>', "c0504d"),
        ('<w:color w:val="000000" w:themeColor="text1"/>', ""),
    ],
)
def test_a_line_of_word_has_the_colour_of_all_its_words(properties, colour):
    [line] = [
        line
        for line in _body(f"<w:p>{_run('The lock ', properties)}{_run('froze.', properties)}</w:p>")
        if line.text
    ]
    assert line.colour == colour
    [mixed] = [line for line in _body(f"<w:p>{_run('The lock ', properties)}{_run('froze.')}</w:p>") if line.text]
    assert mixed.colour == ""


def test_moved_text_and_boxes_in_boxes_stand_once():
    inner = f"<w:pict><w:txbxContent><w:p>{_run('inside')}</w:p></w:txbxContent></w:pict>"
    box = (
        f"<w:r><w:pict><w:txbxContent><w:p>{_run('outside')}<w:r>{inner}</w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    lines = _body(f"<w:p><w:moveFrom>{_run('Old. ')}{box}</w:moveFrom>{_run('Olu: Yes.')}{box}</w:p>")
    assert [line.text for line in lines if line.text] == ["Olu: Yes.", "outside inside"]


@pytest.mark.parametrize("part", ["footnotes", "endnotes", "comments"])
def test_damaged_notes_of_word_are_a_finding(part):
    document = read_word(_with_part(word(["@Olu: Yes."]), f"word/{part}.xml", "<w:foot", ""))
    assert [line.text for line in document.lines] == ["Olu: Yes."]
    assert part in document.problems[0].finding


def test_notes_and_boxes_in_cells_stand_after_the_table():
    box = f"<w:r><w:pict><w:txbxContent><w:p>{_run('aside')}</w:p></w:txbxContent></w:pict></w:r>"
    rows = "".join(
        f"<w:tr><w:tc><w:p>{_run(who)}</w:p></w:tc>"
        f"<w:tc><w:p>{_run(said)}{box if at == 1 else ''}</w:p></w:tc></w:tr>"
        for at, (who, said) in enumerate(ROWS)
    )
    lines = [line for line in _body(f"<w:tbl>{rows}</w:tbl>") if line.text]
    assert [(line.voice, line.text) for line in lines if line.mark is None] == ROWS
    assert [line.text for line in lines if line.mark is SegmentKind.NOTE] == ["aside"]


NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)
NOTES_ODT = {
    "footnote": '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>aside</text:p></text:note-body></text:note>",
    "comment": "<office:annotation><text:p>aside</text:p></office:annotation>",
    "box": "<draw:frame><draw:text-box><text:p>aside</text:p></draw:text-box></draw:frame>",
}


@pytest.mark.parametrize("kind", NOTES_ODT)
@pytest.mark.parametrize("form", ["paragraph", "cell"])
def test_what_stands_beside_the_text_of_opendocument_is_a_note(kind, form):
    if form == "cell":
        rows = "".join(
            f"<table:table-row><table:table-cell><text:p>{who}</text:p></table:table-cell>"
            f"<table:table-cell><text:p>{NOTES_ODT[kind] if at == 1 else ''}{said}</text:p></table:table-cell>"
            "</table:table-row>"
            for at, (who, said) in enumerate(ROWS)
        )
        inside, told = f"<table:table>{rows}</table:table>", [said for _, said in ROWS]
    else:
        inside, told = f"<text:p>Olu: The lock{NOTES_ODT[kind]} froze.</text:p>", ["Olu: The lock froze."]
    xml = (
        f"<office:document-content {NAMES}><office:body><office:text>{inside}</office:text></office:body>"
        "</office:document-content>"
    )
    lines = read_opendocument(package({"content.xml": xml})).lines
    assert [line.text for line in lines if line.mark is None] == told
    assert [line.text for line in lines if line.mark is SegmentKind.NOTE] == ["aside"]
