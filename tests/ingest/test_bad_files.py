"""Files that cannot be read are named with what to do; tables are transcripts, surveys, or held."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from xml.parsers.expat import ExpatError

import pytest
from lxml.etree import LxmlError

from pipeline.documents import plain_words
from pipeline.documents.readers import CONTAINERS, Container
from pipeline.ingest import reading
from pipeline.ingest.reading import Item, read_item
from tests.ingest.helpers import ingest, read, read_text, turns_of

TALK = (
    "Interviewer: How did it begin?\n\nTom Reed: With a kettle.\n\nInterviewer: And then?\n\nTom Reed: A table.\n"
)
ERRORS = [
    KeyError("word/document.xml"),
    IndexError("list index out of range"),
    AttributeError("'NoneType' object has no attribute 'find'"),
    TypeError("unsupported operand"),
    ValueError("bad value"),
    ZeroDivisionError(),
    AssertionError(),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    RecursionError("maximum recursion depth exceeded"),
    OverflowError(),
    StopIteration(),
    NotImplementedError("that compression method is not supported"),
    LookupError("unknown encoding"),
    struct.error("unpack requires a buffer"),
    zlib.error("incorrect header check"),
    zipfile.BadZipFile("bad magic number"),
    ExpatError("mismatched tag"),
    LxmlError("no"),
    EOFError(),
    RuntimeError("generator raised StopIteration"),
]


def _raises(error: BaseException):
    def fails(*_: object, **__: object) -> None:
        raise error

    return fails


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda each: each.name)
@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_any_reader_may_raise_anything(container: Container, error, tmp_path, monkeypatch):
    monkeypatch.setattr(container.reader.replace(":", "."), _raises(error))
    path = tmp_path / f"a{container.suffixes[0]}"
    path.write_bytes(b"Some words of a talk.\n")
    found = read_item(Item(path=str(path), checksum=""))
    assert not found.sources
    (problem,) = found.problems
    assert problem.level == "problem"
    assert problem.finding
    assert problem.remedy


@pytest.mark.parametrize("where", ["the reader of its format", "the reader of conversations"])
@pytest.mark.parametrize("error", ERRORS[:7], ids=lambda each: type(each).__name__)
def test_the_rest_of_the_study_goes_on(error, where, tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.md", "c.txt"):
        (tmp_path / "in" / name).write_text(TALK, encoding="utf-8")
    whole, fails = reading._read, _raises(error)
    if where == "the reader of its format":
        monkeypatch.setattr("pipeline.documents.markup.read_markdown", fails)
    else:
        picky = lambda document, item: fails() if item.path.endswith("b.md") else whole(document, item)  # noqa: E731
        monkeypatch.setattr(reading, "_read", picky)
    made = ingest(tmp_path / "in", tmp_path / "out")
    assert list(made.tables["sources"]["source"]) == ["a", "c"]
    assert [each.file for each in made.findings if each.level == "problem"] == ["b.md"]
    states = dict(zip(made.tables["files"]["file"], made.tables["files"]["state"], strict=True))
    assert states == {"a.txt": "read", "b.md": "unread", "c.txt": "read"}


@pytest.mark.parametrize("error", ERRORS[:6], ids=lambda each: type(each).__name__)
def test_a_file_that_cannot_be_counted_is_read(error, tmp_path, monkeypatch):
    monkeypatch.setattr(plain_words, "of_text", _raises(error))
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    found = read(tmp_path / "a.txt")
    assert len(found.present[0].turns) == 4
    assert [each.level for each in found.problems] == ["check"]


@pytest.mark.parametrize("layout", ["label-tab", "voices", "heading-label", "label-brackets"])
def test_a_layout_that_does_not_work_says_so(layout, tmp_path):
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    found = [
        each for each in read(tmp_path / "a.txt", layout=layout).problems if "cases.csv asks for" in each.finding
    ]
    assert len(found) == 1
    assert "'label-colon' matches 100%" in found[0].finding


@pytest.mark.parametrize("layout", ["label-colon", "prose", ""])
def test_a_layout_that_works_says_nothing(layout, tmp_path):
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    assert not [each for each in read(tmp_path / "a.txt", layout=layout).problems if "asks for" in each.finding]


LONG = "7" * 5_000  # Python refuses to read a number of more than 4,300 digits


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"{TALK}\nInterviewer {LONG}: And?\n\nTom Reed: {LONG} of them.\n"),
        ("a.txt", f"{LONG}\n\n{TALK}\n{LONG}.\n"),
        ("a.txt", f"[{LONG}:00] {TALK}"),
        ("a.txt", f"({LONG} s - {LONG} s) Tom Reed\nWith a kettle.\n\n{TALK}"),
        ("a.txt", TALK.replace("Interviewer", f"Q{LONG}").replace("Tom Reed", f"A{LONG}")),
        ("a.txt", f"{LONG} {TALK.replace(chr(10) * 2, f'{chr(10)}{LONG} ')}"),
        ("a.md", f"{LONG}. {TALK}\n[^{LONG}]: A note.\n"),
        ("a.vtt", f"WEBVTT\n\n{LONG}\n{LONG}:00:00.000 --> {LONG}:00:02.000\n<v Tom Reed>With a kettle.\n"),
        ("a.srt", f"{LONG}\n00:00:01,000 --> 00:00:0{LONG},000\nTom Reed: With a kettle.\n"),
        ("a.csv", f"time,speaker,text\n{LONG},Tom Reed,With a kettle.\n{LONG},Ann Lowe,A table.\n"),
        ("a.csv", f"id,What was it?\n{LONG},A kettle and a table in the hall\n{LONG}1,{LONG}\n"),
        ("a.json", f'{{"segments": [{{"start": {LONG}, "end": {LONG}, "speaker": "Tom", "text": "A kettle."}}]}}'),
        ("a.rtf", f"{{\\rtf1\\ansi\\fs{LONG} {TALK}\\u{LONG}?}}"),
        ("a.html", f"<p style='margin:{LONG}px'>{TALK}</p><td colspan='{LONG}'>&#{LONG};</td>"),
    ],
    ids=lambda each: each.replace(LONG, "LONG")[:40],
)
def test_a_number_of_thousands_of_digits_stops_no_reader(name, content, tmp_path):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    found = read_item(Item(path=str(path), checksum=""))
    assert found.sources or (name, found.problems[0].level) in [
        (f"a.{end}", "problem") for end in ("csv", "json", "rtf")
    ]
    assert all("unexpected" not in problem.finding for problem in found.problems)


EITHER = "Role,Comment\n" + "".join(
    f"{role},The {thing} was what kept us going that year.\n"
    for role, thing in zip(["Parent", "Teacher"] * 2, ["kettle", "hall", "bus", "garden"], strict=True)
)


def test_a_table_that_could_be_either_is_held_and_both_readings_are_shown(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(EITHER)
    made = read(tmp_path / "answers.csv")
    assert not made.sources
    assert made.problems[0].level == "problem"
    assert "a survey of 4 respondents" in made.problems[0].finding
    assert "a transcript of 2 speakers ('Role')" in made.problems[0].finding


@pytest.mark.parametrize(("kind", "sources"), [("survey", 4), ("interview", 1)])
def test_cases_csv_decides_what_a_doubtful_table_is(tmp_path: Path, kind: str, sources: int) -> None:
    (tmp_path / "answers.csv").write_text(EITHER)
    assert len(read(tmp_path / "answers.csv", kind=kind).sources) == sources


def test_questions_and_answers_in_two_columns(tmp_path: Path) -> None:
    table = (
        "Question,Answer\nHow did it begin?,We had a kettle in the hall.\n"
        "And what then?,We got a second room too.\n"
    )
    assert turns_of(read_text(tmp_path, "talk.csv", table)) == [
        ("Question", "How did it begin?"),
        ("Answer", "We had a kettle in the hall."),
        ("Question", "And what then?"),
        ("Answer", "We got a second room too."),
    ]


def test_captions_without_speakers_are_told(tmp_path: Path) -> None:
    table = "start\tend\ttext\n" + "".join(f"{at}000\t{at}900\tIt rained on the hall.\n" for at in range(5))
    (tmp_path / "talk.tsv").write_text(table)
    made = read(tmp_path / "talk.tsv")
    assert made.kind == "interview"
    assert "speakers" in made.problems[0].finding
