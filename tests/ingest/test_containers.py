"""Files: encodings, captions, Word, tables; and files that cannot be read."""

from __future__ import annotations

import io

import docx
import pytest

from pipeline.ingest.containers import CONTAINERS, container_of
from pipeline.ingest.document import Unreadable
from pipeline.ingest.plaintext import cleaned, decoded
from tests.ingest.helpers import marks, read, read_text, turns_of

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
    assert [turn["seconds"] for turn in source["turns"]] == [1.0, 3.5]


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


def word(*paragraphs: object) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        if isinstance(paragraph, str):
            document.add_paragraph(paragraph)
        elif isinstance(paragraph, list):
            table = document.add_table(0, len(paragraph[0]))
            for row in paragraph:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif isinstance(paragraph, tuple):
            added = document.add_paragraph()
            for text in paragraph:
                added.add_run(text.strip("*")).bold = text.startswith("*") or None
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_word_bold_names(tmp_path):
    content = word(
        ("*Anna Price: ", "How?"), ("*Tom Reed ", "With a kettle."), "And a table.", ("*Anna Price:", " Oh?")
    )
    source = read_text(tmp_path, "a.docx", content)
    assert source["layout"] == "bold-label"
    assert turns_of(source) == [
        ("Anna Price", "How?"),
        ("Tom Reed", "With a kettle. And a table."),
        ("Anna Price", "Oh?"),
    ]


def test_word_tables(tmp_path):
    rows = [["00:01", "Anna", "How did all of it begin?"], ["00:05", "Tom", "With a kettle and a table."]] * 2
    source = read_text(tmp_path, "a.docx", word("Interview 4", rows))
    assert source["layout"] == "voices"
    assert [turn["seconds"] for turn in source["turns"]] == [1.0, 5.0, 1.0, 5.0]
    named = [["Speaker", "What was said"], ["Anna", "How?"], ["Tom", "So."]]
    assert turns_of(read_text(tmp_path, "b.docx", word(named))) == [("Anna", "How?"), ("Tom", "So.")]


def test_word_line_breaks_are_lines(tmp_path):
    content = word("Anna Price   0:04\nHow?", "Tom Reed   0:09\nSo.", "Anna Price   0:12\nOh?")
    assert turns_of(read_text(tmp_path, "a.docx", content)) == [
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


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "cannot be read"),
        ("a.mp3", b"ID3", "recording"),
        ("a.jpg", b"\xff\xd8", "picture"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n", "empty"),
        ("a.docx", b"PK\x03\x04 not a document", "damaged"),
        ("a.docx", b"plain text", "damaged"),
        ("notes", b"text", "no ending"),
    ],
)
def test_unreadable(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    result = read(path)
    (problem,) = result["problems"]
    assert not result["sources"]
    assert problem["level"] == "problem"
    assert said in problem["finding"]
    assert problem["remedy"]


def test_endings_belong_to_one_container():
    endings = [suffix for container in CONTAINERS for suffix in container.suffixes]
    assert len(endings) == len(set(endings))
    assert container_of(".DOCX").name == "Word"
    with pytest.raises(Unreadable):
        container_of(".xyz")
