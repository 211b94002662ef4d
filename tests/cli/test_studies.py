"""`new`, `demo` and `init`: a study folder anywhere, its tables, and nothing is ever overwritten."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.cli.studies import DEMO
from pipeline.corpus.codebook import read_codebook
from pipeline.corpus.study import CASES_FILE
from tests.cli.test_commands import invoke, options, small_study
from tests.ingest.files import word

from ..conftest import ROOT, files_below
from .test_documentation import unknown_commands

NEW = {"README.md", "Makefile", ".gitignore", "models/organisations.csv", "models/codebook_example.yaml"}


@pytest.fixture
def somewhere(tmp_path, monkeypatch) -> Path:
    """An empty folder outside the repository, with a space in its name, which is the current one."""
    place = tmp_path / "My Documents"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def test_a_new_study_has_all_that_it_needs_and_its_documents_name_real_commands(somewhere):
    told = invoke("new", "our study")
    assert told.exit_code == 0, told.output
    made = files_below(somewhere / "our study")
    assert set(made) == NEW
    assert (somewhere / "our study" / "transcripts").is_dir()
    assert made["models/organisations.csv"] == (ROOT / "models" / "organisations.csv").read_bytes()
    assert read_codebook(somewhere / "our study" / "models" / "codebook_example.yaml").codes
    assert unknown_commands(made["README.md"].decode()) == set()
    in_makefile = set(re.findall(r"\$\(PIPELINE\) (\w+)", made["Makefile"].decode()))
    assert in_makefile <= set(main.commands)
    assert len(in_makefile) > 5


def test_a_dry_run_of_new_lists_the_same_files_and_writes_none(somewhere):
    told = invoke("new", "study", "--dry-run").output
    assert list(somewhere.iterdir()) == []
    written = invoke("new", "study").output
    assert re.findall(r"(?m)^(\S+): would be written", told) == re.findall(r"(?m)^(\S+): written", written)


@pytest.mark.parametrize("name", sorted(NEW))
def test_new_never_overwrites(somewhere, name):
    mine = somewhere / "study" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    told = invoke("new", "study")
    assert mine.read_text() == "mine"
    assert f"{Path('study') / name}: already exists and was not changed." in told.output
    assert set(files_below(somewhere / "study")) == NEW


def test_in_a_study_folder_no_option_is_needed_and_the_study_has_the_folders_name(somewhere, monkeypatch):
    invoke("new", "river-towns")
    (somewhere / "river-towns" / "transcripts" / "one.txt").write_text(
        "Interviewer: What happened?\n\nAmina: We opened the hall, and by Friday forty neighbours were cooking.\n"
    )
    monkeypatch.chdir(somewhere / "river-towns")
    told = invoke("run")
    assert told.exit_code in (0, 1), told.output
    assert "River towns study: 1 interview" in told.output


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_bare_make_lists_the_targets_of_a_study(somewhere):
    invoke("new", "study")
    listed = subprocess.run(["make"], cwd="study", capture_output=True, text=True, check=True).stdout
    assert re.findall(r"make (\w+)", listed)[:2] == ["help", "doctor"]


@pytest.mark.slow
def test_the_sample_runs_anywhere_and_says_where_its_page_is(somewhere):
    told = invoke("demo")
    assert told.exit_code == 0, told.output
    page = somewhere / DEMO / "outputs" / "report" / "index.html"
    assert page.exists()
    assert f"Open in a browser: {page.resolve()}" in told.output
    assert {item.name for item in (ROOT / "transcripts" / "sample").iterdir()} == {
        item.name for item in (somewhere / DEMO / "transcripts").iterdir()
    }
    assert [path.name for path in somewhere.iterdir()] == [DEMO]
    codebook = somewhere / DEMO / "models" / "codebook.yaml"
    codebook.write_text(codebook.read_text() + "# mine\n")
    again = invoke("demo")
    assert again.exit_code == 0, again.output
    assert codebook.read_text().endswith("# mine\n")


def test_the_sample_is_not_mixed_with_other_transcripts(somewhere):
    (somewhere / "study" / "transcripts").mkdir(parents=True)
    (somewhere / "study" / "transcripts" / "amina.txt").write_text("Interviewer: Why?\n\nAmina: Because.\n")
    told = invoke("demo", "study")
    assert (told.exit_code, "such as amina.txt" in told.stderr) == (2, True), told.output
    assert set(files_below(somewhere)) == {"study/transcripts/amina.txt"}


def test_a_file_in_the_place_of_the_folder_is_told(somewhere):
    (somewhere / "study").write_text("a file")
    told = invoke("new", "study")
    assert told.exit_code == 2
    assert "study" in told.stderr
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("talk.m4a", b"\x00\x00\x00\x20ftypM4A", "this is a recording"),
        ("talks.zip", b"PK\x03\x04 nothing", "Unpack it"),
        ("deck.pptx", b"PK\x03\x04 nothing", "slides"),
        ("mail.eml", b"From: anna@example.org\n\nHello", "mail program"),
        ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", "Outlook"),
        ("scan.jpg", b"\xff\xd8\xff\xe0 nothing", "this is an image"),
        ("old.doc", b"plain", "save it as .docx"),
        ("old.xls", b"plain", "save it as .xlsx"),
        ("note.pages", b"PK\x03\x04 nothing", "Export it from Pages"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("cut.docx", word(["Interviewer: How?"])[:400], "damaged"),
        ("empty.txt", b"", "the file is empty"),
        ("notes", b"Interviewer: How?", "no extension"),
        ("data.xyz", b"abc", "cannot be read"),
    ],
)
def test_init_lists_unread_files(name, content, said, tmp_path):
    place = small_study(tmp_path)
    (place / "transcripts" / name).write_bytes(content)
    told = invoke("--quiet", *options(place), "init")
    assert told.exit_code == 0
    (line,) = [line for line in told.output.splitlines() if name in line]
    assert line.lstrip().startswith("!")
    assert said in line
    assert (place / "transcripts" / CASES_FILE).exists()


_TALK = "Ann: Who came?\n\nGus: We all did, at six.\n\nAnn: And then?\n\nGus: We left when it was dark.\n"
_SURVEY = "ID,Region,What helped?\n1,North,They rang us every week\n2,South,Nobody asked us at all\n"
_NOTES = "Workshop notes\n\n- People came late\n- The room was cold\n- Nobody had a key\n- It ended well\n"
_CHAT = (
    "10:02:11\t From  Ann Host : Welcome all\n10:02:40\t From  Gus Hall : We run the hall\n"
    "10:03:01\t From  Ida Moss : The leaflets were late\n"
)
_ROUND = "".join(
    f"Interviewer: What about {what}?\n\n{who}: We had {what} and it was enough for all of us that winter.\n\n"
    for what in ("keys", "tea", "beds")
    for who in ("Gus Hall", "Ida Moss", "Sol Ray", "Nora Finch")
)


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("talk2.txt", _TALK, "interview", "2 speakers, 1 asking"),
        ("round.txt", _ROUND, "roundtable", "5 speakers, 1 asking"),
        ("survey.csv", _SURVEY, "survey", "a table of 2 respondents with 1 open question"),
        ("points.txt", _NOTES, "notes", "its title, a list of points"),
        ("board.csv", "Sticky notes\nKeys\nTea\n", "notes", "a table of notes"),
        ("chat.txt", _CHAT, "chat", "messages of 3 senders"),
    ],
)
def test_init_proposes_a_kind_and_says_why(name, content, kind, reason, tmp_path):
    place = small_study(tmp_path)
    (place / "transcripts" / name).write_text(content)
    told = invoke("--quiet", *options(place), "init")
    assert told.exit_code == 0
    (line,) = [line for line in told.output.splitlines() if line.lstrip().startswith(name)]
    assert line.split(maxsplit=1)[1] == f"{kind}: {reason}"
    cases = (place / "transcripts" / CASES_FILE).read_text("utf-8-sig").splitlines()
    (row,) = [row for row in cases if row.startswith(f"{name},")]
    assert row.split(",")[2] == kind


def test_a_folder_without_an_open_question_can_be_given_one(tmp_path):
    place = tmp_path / "s"
    folder = place / "transcripts"
    folder.mkdir(parents=True)
    (folder / "ratings.csv").write_text("ID,Rating,Region\n1,good,North\n2,bad,South\n3,good,North\n")
    told = invoke("--quiet", *options(place), "init")
    assert told.exit_code == 0
    assert "No open question was found" in told.output
    columns = folder / "survey_columns.csv"
    columns.write_text(columns.read_text("utf-8-sig").replace("Rating,closed", "Rating,question"))
    assert invoke("--quiet", *options(place), "ingest").exit_code == 0
