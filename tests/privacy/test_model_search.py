"""The names model reads everything that is handed over: what it sees, and what the study explains."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import docx
import openpyxl
import pytest

from pipeline.corpus.study import Study
from pipeline.people.decided_names import PEOPLE_FILE
from pipeline.privacy.model_search import undecided_names

from ..conftest import invoke_on

NAME = "Marguerite Pellow"
SAID = f"Then {NAME} rang the vicar about the key to the hall."


@pytest.fixture
def emptied(sample_run, tmp_path) -> Study:
    """The run without what it hands over, and with a name in a text that every finder overlooked."""
    shutil.copytree(sample_run.study.private, tmp_path / "outputs" / "private")
    shutil.copytree(sample_run.study.models, tmp_path / "models", ignore=shutil.ignore_patterns("*.onnx"))
    text = min((tmp_path / "outputs" / "private" / "text").glob("*.txt"))
    text.write_text(f"{text.read_text('utf-8')}\n{SAID}\n", encoding="utf-8")
    return Study(sample_run.study.transcripts, tmp_path / "models", tmp_path / "outputs")


def _packed(name: str, content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(name, content)
    return whole.getvalue()


def _document(text: str, *, author: str = "") -> bytes:
    whole = io.BytesIO()
    document = docx.Document()
    document.core_properties.author = author
    document.add_paragraph(text)
    document.save(whole)
    return whole.getvalue()


def _workbook(text: str) -> bytes:
    whole, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["quote", text])
    book.save(whole)
    return whole.getvalue()


FILES = {
    "notes.txt": SAID.encode(),
    "table.csv": f'id,quote\n1,"{SAID}"\n'.encode(),
    "data.json": json.dumps({"quote": SAID}).encode(),
    "page.html": f"<html><body><p>{SAID}</p></body></html>".encode(),
    "script.html": f"<html><script>const data = {json.dumps([SAID])};</script></html>".encode(),
    "draft.docx": _document(SAID),
    "book.xlsx": _workbook(SAID),
    "all.zip": _packed("inner.zip", _packed("draft.docx", _document(SAID))),
    "project.qdpx": _packed("project.qde", f"<Project><Note>{SAID}</Note></Project>".encode()),
}


@pytest.mark.slow
def test_in_a_run_as_it_is_there_is_nothing_to_check(sample_run) -> None:
    assert undecided_names(sample_run.study) == []


@pytest.mark.parametrize("file", FILES)
def test_a_name_is_seen_in_each_kind_of_file(emptied: Study, file: str) -> None:
    (emptied.outputs / file).write_bytes(FILES[file])
    (found,) = undecided_names(emptied)
    assert (found.name, found.file) == (NAME, file)
    assert f"Then {{{NAME}}} rang the vicar" in found.context
    assert NAME not in found.told(openly=False)


@pytest.mark.parametrize("decision", ["keep", "place", "organisation"])
def test_what_a_person_has_decided_is_not_asked_again(emptied: Study, decision: str) -> None:
    (emptied.outputs / "notes.txt").write_text(SAID)
    (emptied.models / PEOPLE_FILE).write_text(f"name,decision,note\n{NAME},{decision},\n")
    assert undecided_names(emptied) == []


def test_a_font_of_an_office_theme_is_nobody(emptied: Study) -> None:
    given = zipfile.ZipFile(io.BytesIO(_document("The hall was open.")))
    with zipfile.ZipFile(emptied.outputs / "draft.docx", "w") as made:
        for part in given.namelist():
            content = given.read(part)
            if part.startswith("word/theme/"):
                assert b'typeface="' in content
                content = content.replace(b'typeface="Calibri"', b'typeface="Marguerite Pellow"')
            made.writestr(part, content)
    assert undecided_names(emptied) == []


@pytest.mark.parametrize(
    "text",
    [
        "Betweenness is defined as by Freeman (1977), and alpha as by Krippendorff (2004).",
        "Nelson Mandela and Boris Johnson were on the television.",
        "body { font-family: Georgia, Verdana; }",
    ],
)
def test_names_that_are_not_the_studys_are_not_reported(emptied: Study, text: str) -> None:
    (emptied.outputs / "notes.html").write_text(text)
    assert undecided_names(emptied) == []


def test_the_command_lists_what_to_check_and_ends_with_0(emptied: Study) -> None:
    (emptied.outputs / "notes.txt").write_text(SAID)
    told = invoke_on(emptied, "audit")
    assert told.exit_code == 0, told.output
    assert "notes.txt: what may be a name." in told.output
    assert "1 name to check" in told.output
    assert NAME not in told.output
