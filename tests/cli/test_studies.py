"""`new` and `demo`: a study folder anywhere, and nothing in it is ever overwritten."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.cli.studies import DEMO
from pipeline.corpus.codebook import read_codebook

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


def invoke(*words: str):
    return CliRunner().invoke(main, words)


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
