"""What words look like, in each format: coloured, highlighted, hidden, struck out."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor

from pipeline.corpus.records import SegmentKind
from pipeline.documents.colours import colour_of, highlight_of
from pipeline.documents.document import Line
from pipeline.documents.readers import container_of
from tests.ingest.files import opendocument, package
from tests.ingest.helpers import read_text, turns_of

# A paragraph is runs of text and look.
Looks = list[list[tuple[str, str]]]

TALK = ["How did it begin?", "With a kettle, in the hall.", "And then?", "A table came, and forty people."]
ODT = {
    "blue": 'fo:color="#0000ff"',
    "yellow": 'fo:background-color="#ffff00"',
    "hidden": 'text:display="none"',
    "struck": 'style:text-line-through-style="solid"',
    "black": 'fo:color="#000000"',
}
RTF = {"blue": r"\cf2 ", "yellow": r"\highlight3 ", "hidden": r"\v ", "struck": r"\strike ", "black": r"\cf1 "}
HTML = {
    "blue": "color: rgb(0, 0, 255)",
    "yellow": "background-color: #ff0",
    "hidden": "display: none",
    "struck": "text-decoration: line-through",
    "black": "color:#000",
}


def _docx(paragraphs: Looks) -> bytes:
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text, look in runs:
            font = paragraph.add_run(text).font
            font.hidden, font.strike = look == "hidden", look == "struck"
            if look in ("blue", "black"):
                font.color.rgb = RGBColor(0, 0, 255 if look == "blue" else 0)
            if look == "yellow":
                font.highlight_color = WD_COLOR_INDEX.YELLOW
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _odt(paragraphs: Looks) -> bytes:
    """The styles of the runs are children of a style that says nothing."""
    content = opendocument(["HERE"])
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        xml = old.read("content.xml").decode()
    styles = '<style:style style:name="Base" style:family="text"/>' + "".join(
        f'<style:style style:name="{name}" style:family="text" style:parent-style-name="Base">'
        f"<style:text-properties {said}/></style:style>"
        for name, said in ODT.items()
    )
    spans = [
        "".join(f'<text:span text:style-name="{look}">{text}</text:span>' for text, look in runs)
        for runs in paragraphs
    ]
    xml = xml.replace("<text:p>HERE</text:p>", "".join(f"<text:p>{each}</text:p>" for each in spans))
    xml = xml.replace("<office:automatic-styles>", f"<office:automatic-styles>{styles}")
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml})


def _rtf(paragraphs: Looks) -> bytes:
    table = r"{\colortbl;\red0\green0\blue0;\red0\green0\blue255;\red255\green255\blue0;}"
    lines = ["".join(f"{{{RTF.get(look, '')}{text}}}" for text, look in runs) for runs in paragraphs]
    return (r"{\rtf1\ansi" + table + "\n" + "".join(f"{line}\\par\n" for line in lines) + "}").encode()


def _html(paragraphs: Looks) -> bytes:
    """The blue of a style sheet, as Google Docs exports it; the rest where it stands."""
    looks = {name: f'style="{said}"' for name, said in HTML.items()} | {"blue": 'class="c7"', "": ""}
    body = "".join(
        "<p>" + "".join(f"<span {looks[look]}>{text}</span>" for text, look in runs) + "</p>" for runs in paragraphs
    )
    sheet = "@media print{.c9{display:none}} .c7,p.c8{color:#0000ff;font-size:11pt}"
    return f"<html><head><style>{sheet}</style></head><body>{body}</body></html>".encode()


MAKERS = {".docx": _docx, ".odt": _odt, ".rtf": _rtf, ".html": _html}


def _lines(suffix: str, paragraphs: Looks) -> list[Line]:
    return [line for line in container_of(suffix).read(MAKERS[suffix](paragraphs)).lines if not line.blank]


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize(("look", "colour"), [("blue", "0000ff"), ("yellow", "ffff00"), ("black", ""), ("", "")])
def test_a_line_has_the_colour_of_all_its_words(suffix, look, colour):
    (line,) = _lines(suffix, [[("With a ", look), ("kettle.", look)]])
    assert (line.text, line.colour) == ("With a kettle.", colour)


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_line_of_two_colours_has_none(suffix):
    (line,) = _lines(suffix, [[("With a ", "blue"), ("kettle.", "")]])
    assert (line.text, line.colour) == ("With a kettle.", "")


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("look", ["blue", "yellow"])
@pytest.mark.parametrize("asks_in_colour", [True, False])
def test_speakers_by_colour_alone(suffix, look, asks_in_colour, tmp_path):
    paragraphs = [[(said, look if (at % 2 == 0) == asks_in_colour else "")] for at, said in enumerate(TALK * 2)]
    source = read_text(tmp_path, f"a{suffix}", MAKERS[suffix](paragraphs))
    first, second = (look, "black") if asks_in_colour else ("black", look)
    assert turns_of(source) == [
        (f"Speaker in {second if at % 2 else first}", said) for at, said in enumerate(TALK * 2)
    ]


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("look", ["hidden", "struck"])
def test_hidden_and_struck_out_words_are_a_note(suffix, look):
    lines = _lines(suffix, [[("Tom Reed: With a ", ""), ("rusty old", look), (" kettle.", "")]])
    notes = [line.text for line in lines if line.mark is SegmentKind.NOTE]
    assert notes == ["rusty old"]
    assert [" ".join(line.text.split()) for line in lines if line.mark is None] == ["Tom Reed: With a kettle."]


@pytest.mark.parametrize("tag", ["s", "strike", "del"])
def test_struck_out_by_its_element(tag):
    lines = container_of(".html").read(f"<p>With a <{tag}>rusty</{tag}> kettle.</p>".encode()).lines
    assert [(line.text, line.mark) for line in lines] == [("With a  kettle.", None), ("rusty", SegmentKind.NOTE)]


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("#00F", "0000ff"),
        ("0000ff", "0000ff"),
        ("rgb(0,0,255)", "0000ff"),
        ("rgba(0, 0, 255, 0.5)", "0000ff"),
        ("Blue", "0000ff"),
        ("darkRed", "8b0000"),
        ("#000000", ""),
        ("windowtext", ""),
        ("auto", ""),
        ("", ""),
        ("rgb(999, 0, 0)", "ff0000"),
        ("url(x)", ""),
    ],
)
def test_colours_as_they_are_written(written, colour):
    assert colour_of(written) == colour


@pytest.mark.parametrize("written", ["#fff", "white", "transparent", "none", "rgb(255,255,255)"])
def test_white_is_no_highlight(written):
    assert highlight_of(written) == ""
