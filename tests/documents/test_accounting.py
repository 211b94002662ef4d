"""What a reader does not read is a finding that quotes it; what it reads is none."""

from __future__ import annotations

import io
import re
import time
import zipfile
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.corpus.records import SegmentKind
from pipeline.documents import accounting, readers
from pipeline.documents.document import Document, Line
from pipeline.documents.readers import CONTAINERS, container_of
from tests.ingest.files import drawn, opendocument, package, portable, richtext, word, workbook

TALK = ["Interviewer: How did the pantry begin?", "Tom Reed: With a kettle, 40 cups & a table."]


def _file(suffix: str, talk: list[str]) -> bytes:
    lines = "\n\n".join(talk)
    rows = [each.split(": ", 1) for each in talk]
    cues = "".join(
        f"{at}\n00:00:{at:02d}.000 --> 00:00:{at + 1:02d}.000\n{each}\n\n" for at, each in enumerate(talk)
    )
    made = {
        ".docx": lambda: word(talk),
        ".odt": lambda: opendocument(talk),
        ".rtf": lambda: richtext(talk),
        ".pdf": lambda: portable([talk]),
        ".html": lambda: "".join(f"<p>{each.replace('&', '&amp;')}</p>" for each in talk).encode(),
        ".vtt": f"WEBVTT\n\n{cues}".encode,
        ".csv": lambda: "\n".join(["speaker,text", *(f'{who},"{said}"' for who, said in rows)]).encode(),
        ".xlsx": lambda: workbook(Talk=[("speaker", "text"), *rows]),
    }
    return made[suffix]() if suffix in made else lines.encode()


SUFFIXES = [container.suffixes[0] for container in CONTAINERS if container.suffixes[0] != ".json"]


def _lost(content: bytes, suffix: str) -> list[str]:
    problems = container_of(suffix).read(content).problems
    return [each.words for each in problems if "were not read" in each.finding]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_read_whole_is_no_finding(suffix):
    assert _lost(_file(suffix, TALK), suffix) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_a_reader_loses_is_quoted(suffix, monkeypatch):
    """A reader that loses its last line is found out, whatever the format."""
    talk = [*TALK, "Interviewer: zebra quagga okapi"]
    module, name = container_of(suffix).reader.split(":")
    whole = getattr(__import__(module, fromlist=[name]), name)

    def lossy(content: bytes) -> Document:
        read = whole(content)
        lines = tuple(line for line in read.lines if "quagga" not in line.text)
        grid = read.grid and [row for row in read.grid if "quagga" not in "".join(row)]
        return Document(lines=lines, grid=grid)

    if suffix == ".pdf":
        monkeypatch.setattr("pipeline.documents.pdf._lines", lambda pages: iter([Line(text=" ".join(TALK))]))
    else:
        monkeypatch.setattr(f"{module}.{name}", lossy)
    (words,) = _lost(_file(suffix, talk), suffix)
    assert "zebra quagga okapi" in words


def _added(content: bytes, parts: dict[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return package({name: old.read(name) for name in old.namelist() if name not in parts} | parts)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize("edge", ["header", "footer"])
def test_heads_and_feet_of_word_are_furniture(edge):
    xml = f"<w:{edge[:3]} {W}><w:p><w:r><w:t>Pantry study, confidential</w:t></w:r></w:p></w:{edge[:3]}>"
    content = _added(word(TALK), {f"word/{edge}1.xml": xml})
    lines = container_of(".docx").read(content).lines
    assert [line.text for line in lines if line.mark is SegmentKind.FURNITURE] == ["Pantry study, confidential"]
    assert _lost(content, ".docx") == []


def test_a_comment_that_is_anchored_nowhere_is_a_finding():
    said = "<w:p><w:r><w:t>ask about the roof</w:t></w:r></w:p>"
    xml = f'<w:comments {W}><w:comment w:id="7">{said}</w:comment></w:comments>'
    assert _lost(_added(word(TALK), {"word/comments.xml": xml}), ".docx") == ["“ask about the roof”"]


@pytest.mark.parametrize("shape", ["custom-shape", "rect", "ellipse"])
def test_text_in_a_shape_of_opendocument_is_a_note(shape):
    content = opendocument(TALK)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        xml = old.read("content.xml").decode()
    drawing = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    inside = f"<draw:{shape} {drawing}><text:p>Look at this again</text:p></draw:{shape}>"
    xml = xml.replace("kettle,", f"kettle,{inside}")
    lines = container_of(".odt").read(_added(content, {"content.xml": xml})).lines
    assert [line.text for line in lines if line.mark is SegmentKind.NOTE] == ["Look at this again"]
    assert TALK[1] in [line.text for line in lines]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>var pantry = 1</script>",
        "<style>p { color: red }</style>",
        "<!-- nobody said this -->",
        "<svg><title>icon</title></svg>",
        "<noscript>Please enable scripts</noscript>",
        "<table><caption>Round two</caption><tr><td>Mina<td>What?<tr><td>Olu<td>Beans.</table>",
    ],
)
def test_what_is_no_text_of_a_page_is_none(markup):
    assert _lost(_file(".html", TALK) + markup.encode(), ".html") == []


def test_the_mark_of_a_note_is_left_out_by_name():
    page = [
        (50, 700, 11, "Tom Reed: With a kettle"),
        (175, 705, 7, "1"),
        (50, 100, 8, "1 In the hall of the parish."),
    ]
    assert _lost(drawn([page]), ".pdf") == []


def test_rolling_captions_are_read_whole():
    said = [
        "we",
        "had",
        "a",
        "kettle",
        "and",
        "a",
        "hall",
        "and",
        "nobody",
        "came",
        "for",
        "soup",
        "until",
        "the",
        "flood",
    ]
    rows = [" ".join(said[at : at + 3]) for at in range(0, len(said) - 2, 3)]
    cues = [
        f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n{one}\n{two}\n" for at, (one, two) in enumerate(pairwise(rows))
    ]
    assert _lost(("WEBVTT\n\n" + "\n".join(cues)).encode(), ".vtt") == []


LINES = st.lists(
    st.text(
        st.characters(codec="utf-8", max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40
    ),
    max_size=6,
)


@given(lines=LINES, suffix=st.sampled_from([".docx", ".odt", ".rtf", ".txt", ".md", ".rst", ".html"]))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_are_lost_in_any_format(lines, suffix):
    safe = [re.sub(r"[<>&{}\\\uffff\ufffe\ufdd0-\ufdef]", "", line) for line in lines]
    assert _lost(_file(suffix, [*TALK, *filter(str.strip, safe)]), suffix) == []


def test_counting_is_linear():
    def seconds(size: int) -> float:
        text = "".join(chr(0x4E00 + at * 7 % 20_000) + " a" for at in range(size))
        document = Document(lines=(Line(text=text[: len(text) // 2]),))
        began = time.process_time()
        accounting.unread(text, document)
        return time.process_time() - began

    seconds(1000)
    assert seconds(200_000) < 20 * seconds(20_000) + 0.5


def test_a_container_names_its_way_of_counting():
    assert all(hasattr(readers.plain_words, each.plain) for each in CONTAINERS if each.plain)
