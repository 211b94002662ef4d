"""Files: encodings, captions, Word, tables; and files that cannot be read."""

from __future__ import annotations

import pytest

from pipeline.documents.document import Unreadable
from pipeline.documents.readers import CONTAINERS, container_of
from pipeline.documents.text import cleaned, decoded
from tests.ingest.files import opendocument, package, portable, richtext, word, workbook
from tests.ingest.helpers import marks, needs, read, read_text, turns_of

TALK = "Anna: It’s café time – naïve?\nTom: “Yes.”\nAnna: Oh?\nTom: No.\n"
SAID = [("Anna", "It’s café time – naïve?"), ("Tom", "“Yes.”"), ("Anna", "Oh?"), ("Tom", "No.")]


@pytest.mark.parametrize(
    "content",
    [
        TALK.encode(),
        b"\xef\xbb\xbf" + TALK.encode(),
        TALK.encode("utf-16"),
        TALK.encode("utf-16-le"),
        TALK.encode("utf-16-be"),
        TALK.encode("cp1252"),
        TALK.encode("mac_roman"),
        TALK.replace("\n", "\r\n").encode(),
        TALK.replace("\n", "\r").encode(),
        TALK.replace("é", "e\u0301").replace("ï", "i\u0308").encode(),
        TALK.replace(" ", "\u00a0").encode(),
        TALK.replace("time", "ti\u00adme").encode(),
    ],
    ids="utf8 bom utf16 utf16le utf16be cp1252 mac crlf cr decomposed fixed-spaces soft-hyphens".split(),  # noqa: SIM905
)
def test_encoding(tmp_path, content):
    assert turns_of(read_text(tmp_path, "a.txt", content)) == SAID


def test_decoding_never_fails():
    assert decoded(b"\x81\x8d\xff")[0]
    assert cleaned("a\x00b\r\nc") == "a\ufffdb\nc"


def test_teams_captions(tmp_path):
    content = (
        "WEBVTT\n\n1f2e3d4c-5b6a-7980-a1b2-c3d4e5f60718/12-0\n00:00:01.000 --> 00:00:02.000\n"
        "<v Carlos Far&#237;as>We opened\non Tuesday &amp;</v>\n\n"
        "1f2e3d4c-5b6a-7980-a1b2-c3d4e5f60718/12-1\n00:00:02.000 --> 00:00:03.500\n"
        "<v Carlos Far&#237;as>closed on Friday.</v>\n\n"
        "1f2e3d4c-5b6a-7980-a1b2-c3d4e5f60718/13-0\n00:00:03.500 --> 00:00:04.000\n<v Ann Lee>Why?</v>\n"
    )
    source = read_text(tmp_path, "a.vtt", content)
    assert marks(source) == (
        "<label>Carlos Farías</label>  <time>00:00:01.000</time>\n"
        "<turn>We opened on Tuesday & closed on Friday.</turn>\n"
        "<label>Ann Lee</label>  <time>00:00:03.500</time>\n<turn>Why?</turn>\n"
    )
    assert [turn.seconds for turn in source.turns] == [1.0, 3.5]


def test_subtitles_label_only_the_first_cue_of_a_turn(tmp_path):
    content = (
        "1\n00:00:01,000 --> 00:00:02,000\nINT: What happened\n\n2\n00:00:02,000 --> 00:00:03,000\nthen?\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nANNA: It rained.\n\n4\n00:00:05,000 --> 00:00:06,000\nINT: Oh?\n"
    )
    source = read_text(tmp_path, "a.srt", content)
    assert turns_of(source) == [("INT", "What happened then?"), ("ANNA", "It rained."), ("INT", "Oh?")]


def test_damaged_captions_are_read_as_far_as_they_go(tmp_path):
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Yes\n00:02.000 --> 00:03.000\n<v Tom>No\n\n00:04"
    assert turns_of(read_text(tmp_path, "a.vtt", content))[:1] == [("Ann", "Yes")]


BOLD = [
    [("Anna Price: ", True), ("How?", False)],
    [("Tom Reed ", True), ("With a kettle.", False)],
    "And a table.",
    [("Anna Price:", True), (" Oh?", False)],
]


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf"])
def test_bold_names(tmp_path, ending):
    needs(ending)
    content = {"docx": word, "odt": opendocument, "rtf": richtext}[ending](BOLD)
    source = read_text(tmp_path, f"a.{ending}", content)
    assert source.layout == "bold-label"
    assert turns_of(source) == [
        ("Anna Price", "How?"),
        ("Tom Reed", "With a kettle. And a table."),
        ("Anna Price", "Oh?"),
    ]


@pytest.mark.parametrize(("ending", "written"), [("docx", word), ("odt", opendocument)])
def test_tables_in_documents(tmp_path, ending, written):
    rows = [["00:01", "Anna", "How did all of it begin?"], ["00:05", "Tom", "With a kettle and a table."]] * 2
    source = read_text(tmp_path, f"a.{ending}", written(["Interview 4", rows]))
    assert source.layout == "voices"
    assert [turn.seconds for turn in source.turns] == [1.0, 5.0, 1.0, 5.0]
    named = [["Speaker", "What was said"], ["Anna", "How?"], ["Tom", "So."]]
    assert turns_of(read_text(tmp_path, f"b.{ending}", written([named]))) == [("Anna", "How?"), ("Tom", "So.")]


@pytest.mark.parametrize(("ending", "written"), [("docx", word), ("odt", opendocument), ("rtf", richtext)])
def test_line_breaks_are_lines(tmp_path, ending, written):
    needs(ending)
    content = written(["Anna Price   0:04\nHow?", "Tom Reed   0:09\nSo.", "Anna Price   0:12\nOh?"])
    assert turns_of(read_text(tmp_path, f"a.{ending}", content)) == [
        ("Anna Price", "How?"),
        ("Tom Reed", "So."),
        ("Anna Price", "Oh?"),
    ]


TABLES = {
    "names and order": "Start Time,Speaker Name,Transcript\n0:01,Anna,How?\n0:02,Tom,So.\n",
    "semicolons": "who;utterance\nAnna;How?\nTom;So.\n",
    "tabs": "speaker\ttext\nAnna\tHow?\nTom\tSo.\n",
    "pipes": "Speaker|Text\nAnna|How?\nTom|So.\n",
    "a colon after the name": "speaker,words\nAnna:,How?\nTom:,So.\n",
    "quoted cells": '"speaker","words"\n"Anna","How?"\n"Tom","So."\n',
    "blank rows": "speaker,words\n,\nAnna,How?\n,\nTom,So.\n,\n",
}


@pytest.mark.parametrize("case", TABLES)
def test_table(tmp_path, case):
    assert turns_of(read_text(tmp_path, "a.csv", TABLES[case])) == [("Anna", "How?"), ("Tom", "So.")]


def test_table_rows_without_a_speaker_go_on_and_tags_pass_through(tmp_path):
    content = "speaker,words,tags\nAnna,How?,\nTom,So.,start; kettle\n,And so on.,\nAnna,Oh?,\n"
    source = read_text(tmp_path, "a.csv", content)
    assert turns_of(source) == [("Anna", "How?"), ("Tom", "So. And so on."), ("Anna", "Oh?")]
    assert "<furniture>tags: start; kettle</furniture>" in marks(source)


def test_workbook(tmp_path):
    rows = [["Turn", "Speaker", "Text", "Start"], [1, "Anna", "How?", "0:01"], [2, "Tom", "So it was.", "0:03"]]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(Talk=rows, Notes=[["Call back"]]))
    result = read(path)
    assert turns_of(result.sources[0]) == [("Anna", "How?"), ("Tom", "So it was.")]
    assert "'Notes'" in result.problems[0].finding


def test_web_page(tmp_path):
    content = (
        "<html><head><title>The hall</title><style>p {}</style></head><body><nav>Home</nav><h2>Talk</h2>"
        "<p><b>Anna:</b> How <i>did</i> it&nbsp;begin?</p>"
        "<p><strong>Tom</strong>: With a kettle.<br>And a table.</p>"
        "<p>Then more.</p><p><b>Anna:</b> Oh?</p><script>x()</script></body></html>"
    )
    assert marks(read_text(tmp_path, "a.html", content)) == (
        "<heading>The hall</heading>\n<furniture>Home</furniture>\n<heading>Talk</heading>\n"
        "<label>Anna:</label> <turn>How did it begin?</turn>\n"
        "<label>Tom:</label> <turn>With a kettle.\nAnd a table.\nThen more.</turn>\n"
        "<label>Anna:</label> <turn>Oh?</turn>\n"
    )


def test_portable(tmp_path):
    needs("pdf")
    long = "We opened the hall on a Tuesday because nobody else in the whole town had"
    pages = [
        [
            "Kettle study 1",
            "*Anna:",
            "How did all of it begin on that first day in the hall, do you remember?",
            "Tom: " + long,
        ],
        [
            "Kettle study 2",
            "wanted it on that day, you see, and so it went on.",
            "Anna: Oh?",
            "Tom: " + long,
            "ever been.",
        ],
        ["Kettle study 3", "Anna: And then?", "Tom: " + long, "gone."],
    ]
    source = read_text(tmp_path, "a.pdf", portable(pages))
    assert turns_of(source)[:3] == [
        ("Anna", "How did all of it begin on that first day in the hall, do you remember?"),
        ("Tom", f"{long} wanted it on that day, you see, and so it went on."),
        ("Anna", "Oh?"),
    ]
    assert marks(source).count("<furniture>Kettle study") == 3


def test_a_file_is_known_by_its_content(tmp_path):
    needs("rtf")
    assert turns_of(read_text(tmp_path, "a.doc", richtext(BOLD)))[0] == ("Anna Price", "How?")
    assert turns_of(read_text(tmp_path, "a.txt", word(BOLD)))[0] == ("Anna Price", "How?")


BOMB = package({"word/document.xml": b" " * 30_000_000, "[Content_Types].xml": "<x/>"})
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">'
    '<!ENTITY d SYSTEM "file:///etc/hostname">]><a>&c;&d;</a>'
)
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", LOCKED[:100], "before 2007"),
        ("a.docx", LOCKED, "password"),
        ("a.xlsx", LOCKED, "password"),
        ("a.docx", BOMB, "bomb"),
        ("a.odt", BOMB, "bomb"),
        ("a.odt", package({"content.xml": ENTITIES}), "declaration"),
        ("a.docx", package({"word/document.xml": ENTITIES.encode("utf-16")}), "declaration"),
        ("a.docx", word(["Anna: So.", "Tom: No."])[:-200], "damaged"),
        ("a.xlsx", workbook(A=[["a"]])[:-200], "damaged"),
        ("a.odt", package({"x": "y"}), "damaged"),
        ("a.rtf", b"plain", "damaged"),
        ("a.pdf", b"%PDF-1.4 truncated", "damaged"),
        ("a.pdf", portable([[]]), "images of pages"),
        ("a.txt", bytes(range(32)) * 50, "not text"),
        ("a.mp3", b"ID3", "recording"),
        ("a.jpg", b"\xff\xd8", "this is an image"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n", "empty"),
        ("a.docx", b"PK\x03\x04 not a document", "damaged"),
        ("a.docx", b"plain text", "damaged"),
        ("notes", b"text", "no extension"),
    ],
)
def test_unreadable(tmp_path, name, content, said):
    path = tmp_path / name
    needs(path.suffix.removeprefix("."))
    path.write_bytes(content)
    result = read(path)
    (problem,) = result.problems
    assert not any(source.turns for source in result.sources)
    assert problem.level == "problem"
    assert said in problem.finding
    assert problem.remedy


def test_endings_belong_to_one_container():
    endings = [suffix for container in CONTAINERS for suffix in container.suffixes]
    assert len(endings) == len(set(endings))
    assert container_of(".DOCX").name == "Word"
    with pytest.raises(Unreadable):
        container_of(".xyz")
