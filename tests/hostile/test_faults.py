"""Faults of the environment: disks, permissions, other processes, clocks, locales. A message says what to do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from pipeline.corpus.study import Study
from pipeline.workflow.locks import Lock
from tests.conftest import ROOT, files_below

pytestmark = pytest.mark.slow  # each is a whole run

TALK = (
    "Interviewer: What happened in the first week?\n\n"
    "Amina: We opened the hall on the Tuesday and by Friday we had forty neighbours cooking for each other.\n\n"
    "Interviewer: Did the council help?\n\n"
    "Amina: Thornley Borough Council lent us two vans, and after that we never looked back.\n"
)


@pytest.fixture
def study(tmp_path) -> Study:
    """A small study, with the project's models."""
    made = Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")
    made.transcripts.mkdir()
    (made.transcripts / "one.txt").write_text(TALK)
    shutil.copytree(ROOT / "models", made.models, ignore=shutil.ignore_patterns("*.onnx"))
    return made


def command(study: Study, *words: str) -> list[str]:
    folders = ("--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs)
    return [sys.executable, "-m", "pipeline", *map(str, folders), *words]


def ended(
    study: Study, *words: str, before: tuple[str, ...] = (), env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Exit code and last line on stderr of a command."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    done = subprocess.run(
        [*before, *command(study, *words)], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    lines = done.stderr.strip().splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    assert "unexpected error" not in done.stderr, done.stderr
    return done.returncode, lines[-1] if lines else ""


def test_a_full_disk(study, small_disk):
    full = Study(study.transcripts, study.models, small_disk / "outputs")
    code, told = ended(full, "run")
    assert code == 2
    assert told.startswith("pipeline: ")
    assert "Free some space" in told
    assert not list(small_disk.rglob("*.part"))


def test_a_limit_on_the_size_of_files(study):
    """As on a shared machine: the system stops a file that grows beyond it."""
    code, told = ended(study, "run", before=("prlimit", "--fsize=20000"))
    assert code == 2
    assert "Free some space" in told
    assert not list(study.outputs.rglob("*.part"))


def test_a_read_only_disk(study, small_disk):
    """`doctor` names the folders that cannot be written, and every command says what to do."""
    kept = Study(small_disk / "transcripts", small_disk / "models", small_disk / "outputs")
    shutil.copytree(study.transcripts, kept.transcripts)
    kept.models.mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    told = subprocess.run(command(kept, "doctor"), cwd=ROOT, check=False, capture_output=True, text=True)
    problems = [line for line in told.stdout.splitlines() if line.startswith("problem")]
    assert told.returncode == 1
    small, models, outputs = problems  # the disk is small as well
    assert "disk for outputs" in small
    assert f"{kept.models} cannot be written" in models
    assert f"{kept.outputs} cannot be written" in outputs
    for words in (("run",), ("init",), ("new", str(small_disk / "other"))):
        code, last = ended(kept, *words)
        assert code == 2
        assert "Read-only file system" in last
        assert "Name another folder" in last


NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all")


@pytest.fixture
def open_study(study) -> Study:
    """The same, for somebody without any rights but those that all have."""
    if os.getuid() or not shutil.which("setpriv"):
        pytest.skip("only an administrator can become somebody without rights")
    if subprocess.run(
        [*NOBODY, sys.executable, "-c", f"import os; os.listdir({str(ROOT)!r})"], check=False
    ).returncode:
        pytest.skip("somebody without rights cannot reach the program")
    for folder in (*study.transcripts.parents, study.transcripts):
        if folder.is_relative_to("/tmp") or folder.is_relative_to(study.transcripts.parents[2]):
            folder.chmod(folder.stat().st_mode | 0o055)
    study.outputs.mkdir()
    study.outputs.chmod(0o777)
    return study


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (lambda study: study.outputs.chmod(0o555), 2, "outputs"),
        (lambda study: (study.transcripts / "cases.csv").touch(0o000), 2, "cases.csv"),
        (lambda study: (study.models / "settings.toml").touch(0o000), 2, "settings.toml"),
    ],
    ids=["outputs", "cases.csv", "settings"],
)
def test_no_permission(open_study, spoil, code, told):
    spoil(open_study)
    assert_ended = ended(open_study, "themes", before=NOBODY)
    assert assert_ended[0] == code
    assert told in assert_ended[1]
    assert "Permission denied" in assert_ended[1]


def test_a_second_run_in_the_same_folder_says_so_and_stops(study):
    study.private.mkdir(parents=True)
    lock = Lock(study.private / "lock")
    lock.take(folder=study.outputs)
    code, told = ended(study, "--wait", "0", "ingest")
    assert (code, "another pipeline command is at work in this folder" in told) == (2, True)
    assert "Wait until it has ended" in told
    lock.release()
    assert ended(study, "ingest")[0] == 0


def test_the_lock_of_a_process_that_died_stops_nobody(study):
    study.private.mkdir(parents=True)
    hold = (
        "import sys, os, signal; from pathlib import Path; from pipeline.workflow.locks import Lock; "
        "Lock(Path(sys.argv[1])).take(folder=Path('x')); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", hold, str(study.private / "lock")], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (study.private / "lock").exists()
    Lock(study.private / "lock").take(folder=study.outputs)


def test_a_request_to_stop_is_answered_with_a_line_and_nothing_half_written(study):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command(study, "run"), cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as running:
        while not (study.private / "receipt_ingest.json").exists():
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate()
    assert running.returncode == 2, told
    assert told.strip().splitlines()[-1].startswith("pipeline: stopped before the end.")
    assert "Traceback" not in told
    assert "unexpected error" not in told
    assert not list(study.outputs.rglob("*.part"))
    assert ended(study, "organisations")[0] == 0


@pytest.mark.parametrize("when", [0, 4_000_000_000])
def test_a_clock_that_jumps_changes_nothing(study, when):
    assert ended(study, "ingest")[0] == 0
    before = files_below(study.tables)
    (study.transcripts / "one.txt").write_text(TALK.replace("forty", "fifty"))
    os.utime(study.transcripts / "one.txt", (when, when))
    assert ended(study, "ingest")[0] == 0
    assert any("fifty" in path.read_text("utf-8") for path in study.texts.iterdir())
    (study.transcripts / "one.txt").write_text(TALK)
    os.utime(study.transcripts / "one.txt", (when, when))
    assert ended(study, "ingest")[0] == 0
    assert files_below(study.tables) == before


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.UTF-8"])
def test_a_locale_changes_nothing(study, locale):
    (study.transcripts / "café – naïve “hall”.txt").write_text(TALK.replace("Amina", "Élodie"), "utf-8")
    assert ended(study, "quotes")[0] == 0
    before = files_below(study.tables)
    shutil.rmtree(study.outputs)
    plain = {"LC_ALL": locale, "LANG": locale}
    assert ended(study, "quotes", env=plain)[0] == 0
    assert files_below(study.tables) == before


def test_spaces_and_accents_in_paths_and_line_ends_of_windows(study, tmp_path):
    assert ended(study, "quotes")[0] == 0
    place = tmp_path / "Élodie’s “study” (1) %20 & more"
    place.mkdir()
    other = Study(place / "tran scripts", place / "mödels", place / "out puts")
    shutil.copytree(study.models, other.models)
    other.transcripts.mkdir()
    (other.transcripts / "one.txt").write_bytes(TALK.replace("\n", "\r\n").encode())
    for name in ("codebook.yaml", "organisations.csv"):
        path = other.models / name
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert ended(other, "quotes")[0] == 0
    for name in ("turns", "passages", "mentions", "organisations"):
        assert (other.tables / f"{name}.parquet").read_bytes() == (study.tables / f"{name}.parquet").read_bytes()


def test_a_file_that_vanishes_or_changes_while_the_study_is_read(study, monkeypatch):
    from pipeline.ingest import study_reader
    from pipeline.ingest.stage import INGEST
    from pipeline.workflow.parallel import Engine
    from pipeline.workflow.runner import Run

    (study.transcripts / "gone.txt").write_text(TALK)
    (study.transcripts / "new.txt").write_text(TALK)
    looked = study_reader.items_of

    def meddled(*given):
        items = looked(*given)
        (study.transcripts / "gone.txt").unlink()
        (study.transcripts / "new.txt").write_text(TALK + "Amina: And one thing more.\n")
        return items

    monkeypatch.setattr(study_reader, "items_of", meddled)
    (receipt,) = Run(study, Engine(jobs=1)).through([INGEST])
    found = {finding.file: finding for finding in receipt.findings if finding.level == "problem"}
    assert "could not be opened" in found["gone.txt"].finding
    assert "changed while it was being read" in found["new.txt"].finding
    assert "run again" in found["new.txt"].remedy
    assert receipt.summary["interviews"] == 1
    monkeypatch.undo()
    (receipt,) = Run(study, Engine(jobs=1)).through([INGEST])
    assert receipt.summary["interviews"] == 2
    assert not [finding for finding in receipt.findings if finding.level == "problem"]
