"""`doctor`: each fault is told with its remedy, and only a problem changes the exit code."""

import errno
import json
import locale
import shutil
import sys
import tempfile
import webbrowser
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from pipeline.cli import doctor
from pipeline.cli.main import main
from pipeline.language import models
from pipeline.language.models import NAMES, PINS, located
from pipeline.workflow import fingerprints

from ..conftest import files_below


@pytest.fixture
def study(tmp_path, monkeypatch) -> Path:
    """A study in the current folder, whose name holds a space, on a computer with nothing wrong."""
    place = tmp_path / "Our Study"
    assert CliRunner().invoke(main, ["new", str(place)]).exit_code == 0
    (place / "transcripts" / "one.txt").write_text("Interviewer: Why?\n\nAmina: Because we had to begin.\n")
    monkeypatch.chdir(place)
    monkeypatch.setattr(doctor, "memory", lambda: (8 * 10**9, 16 * 10**9))
    monkeypatch.setattr(webbrowser, "get", SimpleNamespace)
    monkeypatch.setattr(locale, "getpreferredencoding", lambda do_setlocale=True: "utf-8")
    monkeypatch.setattr(doctor, "_make", lambda: doctor.Diagnosis("make", "ok", "installed"))
    return place


def diagnosed(*options: str) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and the worst line about each subject."""
    told = CliRunner().invoke(main, [*options, "doctor", "--json"])
    lines = json.loads(told.stdout)
    assert all(line["remedy"] for line in lines if line["level"] != "ok"), lines
    ordered = sorted(lines, key=lambda line: ("ok", "note", "problem").index(line["level"]))
    return told.exit_code, {line["what"]: line for line in ordered}


def spoilt_models(folder: Path, monkeypatch) -> Path:
    """A copy of the program's own models, in the place of the real ones."""
    for pin in PINS:
        if pin.package == models.SHIPPED:
            (folder / pin.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(located(pin), folder / pin.path)
    monkeypatch.setattr(models, "_SHIPPED_MODELS", folder)
    located.cache_clear()
    return folder / NAMES.path


@pytest.fixture
def names_model(tmp_path, monkeypatch):
    yield spoilt_models(tmp_path / "shipped", monkeypatch)
    located.cache_clear()


def test_nothing_is_wrong_and_nothing_is_changed(study):
    before = files_below(study)
    told = CliRunner().invoke(main, ["doctor"])
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[-1] == "No problems found."
    assert {line.split()[0] for line in told.stdout.splitlines()[:-1]} <= {"ok", "note"}
    assert told.stdout.count("its checksum is right") == len(PINS)
    assert files_below(study) == before
    assert not (study / "outputs").exists()


def test_a_model_file_cut_short_is_a_problem(study, names_model):
    names_model.write_bytes(names_model.read_bytes()[:1000])
    code, found = diagnosed()
    assert code == 1
    assert str(names_model) in found["language model"]["found"]
    assert "cut short" in found["language model"]["found"]


def test_a_missing_model_file_is_a_problem(study, names_model):
    names_model.unlink()
    code, found = diagnosed()
    assert (code, "is missing" in found["language model"]["found"]) == (1, True)


@pytest.mark.parametrize(("free", "level"), [(400_000_000, "problem"), (2_000_000_000, "ok")])
def test_memory(study, monkeypatch, free, level):
    monkeypatch.setattr(doctor, "memory", lambda: (free, 4_000_000_000))
    code, found = diagnosed()
    assert (code, found["memory"]["level"]) == (int(level == "problem"), level)


def test_memory_that_cannot_be_measured_is_only_noted(study, monkeypatch):
    monkeypatch.setattr(doctor, "memory", lambda: (0, 0))
    code, found = diagnosed()
    assert (code, found["memory"]["level"]) == (0, "note")


def test_memory_is_measured_here():
    free, total = doctor.memory()
    assert 0 < free <= total


def test_too_little_disk_is_a_problem_in_the_folder_where_outputs_will_be_made(study, monkeypatch):
    asked = []
    monkeypatch.setattr(shutil, "disk_usage", lambda place: asked.append(place) or SimpleNamespace(free=90_000_000))
    code, found = diagnosed()
    assert (code, found["disk for outputs"]["level"]) == (1, "problem")
    assert "0.1 GB free" in found["disk for outputs"]["found"]
    assert asked[0] == study.resolve()


@pytest.mark.parametrize("folder", ["models", "outputs"])
def test_a_read_only_folder_is_a_problem(study, monkeypatch, folder):
    (study / "outputs").mkdir()
    real = tempfile.TemporaryFile

    def refused(*, dir: Path):
        if dir.name == folder:
            raise OSError(errno.EROFS, "Read-only file system")
        return real(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    code, found = diagnosed()
    assert code == 1
    assert [what for what, line in found.items() if line["level"] == "problem"] == [f"{folder} folder"]
    assert "Read-only" in found[f"{folder} folder"]["found"]


def test_no_make_and_no_browser_are_only_noted(study, monkeypatch):
    def none():
        raise webbrowser.Error

    monkeypatch.undo()
    monkeypatch.chdir(study)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(webbrowser, "get", none)
    _, found = diagnosed()
    assert found["make"]["level"] == found["browser"]["level"] == "note"
    assert "pipeline run" in found["make"]["remedy"]
    assert "--no-browser" in found["browser"]["remedy"]


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("20.0.2", "problem"),
        ("21.2.4", "problem"),
        ("9.0.3", "problem"),
        ("21.3", "ok"),
        ("26.3.dev1", "ok"),
        ("", "ok"),
    ],
)
def test_an_old_pip_is_a_problem(study, monkeypatch, version, level):
    real = fingerprints.release
    pip = fingerprints.Release(version, ()) if version else None
    monkeypatch.setattr(fingerprints, "release", lambda name: pip if name == "pip" else real(name))
    code, found = diagnosed()
    assert (code, found["pip"]["level"]) == (int(level == "problem"), level)


def test_a_missing_package_is_named(study, monkeypatch):
    program = fingerprints.Release("0.2.0", ("spacy", "Rapid_Fuzz", "lxml"))
    gone = {"Rapid_Fuzz"}
    monkeypatch.setattr(
        fingerprints,
        "release",
        lambda name: program if name == doctor.PROGRAM else None if name in gone else fingerprints.Release("1", ()),
    )
    code, found = diagnosed()
    assert (code, found["packages"]["found"]) == (1, "missing: rapid-fuzz")


@pytest.mark.parametrize(
    ("version", "largest", "level"),
    [((3, 10, 4), 2**63 - 1, "problem"), ((3, 14, 0), 2**63 - 1, "problem"), ((3, 12, 1), 2**31 - 1, "problem"),
     ((3, 13, 0), 2**63 - 1, "ok")],
)  # fmt: skip
def test_python(monkeypatch, version, largest, level):
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=version, maxsize=largest, executable="python"))
    assert doctor._python().level == level


@pytest.mark.parametrize(("encoding", "level"), [("ANSI_X3.4-1968", "note"), ("cp1252", "note"), ("UTF-8", "ok")])
def test_a_computer_that_cannot_show_every_character(study, monkeypatch, encoding, level):
    monkeypatch.setattr(locale, "getpreferredencoding", lambda do_setlocale=True: encoding)
    code, found = diagnosed()
    assert (code, found["character encoding"]["level"]) == (0, level)


def test_outside_a_study_the_program_is_checked_all_the_same(study, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    code, found = diagnosed()
    assert (code, found["transcripts"]["level"]) == (0, "note")
    assert "pipeline new" in found["transcripts"]["remedy"]


def test_a_long_windows_path_is_a_problem_and_a_space_in_it_is_none(study, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(doctor, "_windows_memory", lambda: (2**33, 2**34))
    _, short = diagnosed()
    assert "length of paths" not in short
    code, found = diagnosed("--outputs", "a folder/" + "with a long name " * 9)
    assert (code, found["length of paths"]["level"]) == (1, "problem")
