"""Whatever a reader raises, its file is named with what to do, and the others are read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from xml.parsers.expat import ExpatError

import pytest
from lxml.etree import LxmlError

from pipeline.documents import plain_words
from pipeline.documents.readers import CONTAINERS, Container
from pipeline.ingest.reading import Item, read_item
from tests.ingest.helpers import ingest, read

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


@pytest.mark.parametrize("error", ERRORS[:6], ids=lambda each: type(each).__name__)
def test_the_rest_of_the_study_goes_on(error, tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.md", "c.txt"):
        (tmp_path / "in" / name).write_text(TALK, encoding="utf-8")
    monkeypatch.setattr("pipeline.documents.markup.read_markdown", _raises(error))
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
