"""Text that other programs spoilt: wrong codes, bare commas, formulas without a result, captions that grow."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipeline.documents.captions import read_captions
from pipeline.documents.document import Unreadable
from pipeline.documents.readers import container_of

CURLY = ["It’s “late” – really…", "She’d gone—quite", "‘No’, he said"]
ACCENTS = ["a café, naïve", "£5 and 20°", "She said so 😀", "It’s £5"]


def _spoilt(text: str, code: str) -> str:
    """The text as a program sees it that takes UTF-8 for another code; bytes without a letter stay."""
    return "".join(bytes([byte]).decode(code, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    ("text", "code"), [*((text, "cp1252") for text in [*CURLY, *ACCENTS]), *((text, "mac_roman") for text in CURLY)]
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".vtt"])
def test_letters_read_in_the_wrong_code_are_put_right(text, code, suffix):
    head = "WEBVTT\n\n00:01.000 --> 00:02.000\n" if suffix == ".vtt" else ""
    document = container_of(suffix).read(f"{head}{_spoilt(text, code)}\n".encode())
    assert text in [line.text.strip() for line in document.lines]
    assert any("wrong encoding" in problem.finding for problem in document.problems)


@pytest.mark.parametrize(
    "text", ["“CAFÉ” and “MENÜ”…", "Ângela said À la carte – voilà”", "Łódź, Ørsted, Ça va", "20 £ for “Ã”"]
)
def test_good_letters_are_left(text):
    document = container_of(".txt").read(text.encode())
    assert [line.text for line in document.lines] == [text]
    assert not document.problems


def test_letters_that_are_lost_are_a_finding():
    [problem] = container_of(".txt").read("Olu: Yes.\nOlu: It isnâ€?t.".encode()).problems
    assert "cannot be put right" in problem.finding
    assert problem.line == 2


SAID = ["How did it begin, and who came?", "We had a lock, a fence, and nobody paid.", "Who helped?"] * 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("header", [["Speaker", "Text"], ["Time", "Name", "Utterance"]])
def test_the_last_column_takes_commas_without_quotation_marks(separator, header):
    start = [["Mina"], ["Olu"]] if len(header) == 2 else [["0:01", "Mina"], ["0:05", "Olu"]]
    said = [text.replace(", ", f"{separator} ") for text in SAID]
    rows = [header, *([*start[at % 2], text] for at, text in enumerate(said))]
    document = container_of(".csv").read("\n".join(separator.join(row) for row in rows).encode())
    assert document.grid is not None
    assert [row[-1] for row in document.grid[1:]] == [text.strip() for text in said]
    assert not document.problems


@pytest.mark.parametrize("header", ["Text,Speaker", "Remark,Town"])
def test_cells_that_do_not_fit_are_a_finding(header):
    [problem] = container_of(".csv").read(f"{header}\nYes,Olu\nWell, yes,Mina\nNo,Olu\n".encode()).problems
    assert "quotation marks" in problem.finding
    assert problem.line == 3


@pytest.mark.parametrize("formula", ["=A2", '=CONCATENATE("a","b")', "=SUM(1,2)"])
def test_a_formula_without_its_result_is_a_finding(formula):
    workbook = openpyxl.Workbook()
    for row in [["Speaker", "Text"], ["Mina", "How?"], ["Olu", formula], ["Mina", "When?"]]:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    [problem] = container_of(".xlsx").read(stream.getvalue()).problems
    assert "formula" in problem.finding
    assert "B3" in problem.finding


def _cues(texts: list[str], *, arrow: str = " --> ", fraction: str = ".") -> str:
    return "\n\n".join(
        f"0:00:{at:02d}{fraction}000{arrow}0:00:{at + 1:02d}{fraction}000\n{text}" for at, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "sentences", [["We had a lock and a fence.", "It froze in the winter."], ["One two three four"]]
)
@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".sbv"])
def test_captions_that_grow_stand_once(sentences, suffix):
    words = [sentence.split() for sentence in sentences]
    grown = [" ".join(each[:count]) for each in words for count in range(1, len(each) + 1)]
    arrow, head = ("," if suffix == ".sbv" else " --> "), ("WEBVTT\n\n" if suffix == ".vtt" else "")
    lines = container_of(suffix).read((head + _cues(grown, arrow=arrow)).encode()).lines
    assert [line.text for line in lines] == sentences
    assert lines[0].seconds == 0


@pytest.mark.parametrize("head", ["WEBVTT", "WEBVTT - study", "WEBVTT\nKind: captions\nLanguage: en"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_timing_right_below_the_head(head, between):
    lines = read_captions((head + between + _cues(["Olu: Yes.", "Mina: No."])).encode()).lines
    assert [(line.text, line.cue_id) for line in lines if line.cue] == [("Olu: Yes.", ""), ("Mina: No.", "")]


def test_captions_of_sbv_have_times():
    lines = (
        container_of(".sbv")
        .read(b"0:00:01.500,0:00:03.000\nOlu: Yes.\n\n0:01:02.000,0:01:03.000\nMina: No.\n")
        .lines
    )
    assert [(line.text, line.seconds) for line in lines] == [("Olu: Yes.", 1.5), ("Mina: No.", 62.0)]


@pytest.mark.parametrize(
    ("suffix", "advice"),
    [
        (".m4a", "Transcribe"), (".mp3", "Transcribe"), (".zip", "Unpack"), (".pptx", "slides"), (".eml", "mail"),
        (".msg", "Outlook"), (".doc", "Word"), (".pages", "Pages"),
        (".png", "recognition"), (".heic", "recognition"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_what_to_do(suffix, advice):
    with pytest.raises(Unreadable, match=advice):
        container_of(suffix)
