"""Remote folders are downloaded, changes are uploaded, and nothing is left on this machine."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.workflow.remote_folder import RemoteFolder
from tests.workflow.test_reruns import talk

from ..conftest import ROOT

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'interview-pipeline[remote]'")


@pytest.fixture
def bucket(tmp_path, monkeypatch):
    """A store in memory with one transcript and the models; temporary folders lie where the test can look."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    files.pipe("/study/transcripts/talk.txt", talk(1).encode())
    for path in (path for path in (ROOT / "models").rglob("*") if path.is_file()):
        files.pipe(f"/study/models/{path.relative_to(ROOT / 'models').as_posix()}", path.read_bytes())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield files
    files.store.clear()


def ended(*words: str, models: str = "memory://study/models"):
    folders = (
        "--transcripts",
        "memory://study/transcripts",
        "--models",
        models,
        "--outputs",
        "memory://study/outputs",
    )
    return CliRunner().invoke(main, [*folders, *words])


def test_a_command_works_there_and_leaves_nothing_here(bucket, tmp_path):
    first = ended("ingest")
    assert first.exit_code == 0, first.output
    assert bucket.exists("/study/outputs/private/tables/turns.parquet")
    assert bucket.exists("/study/outputs/private/text/talk.txt")
    again = ended("ingest")
    assert "unchanged" in again.output
    assert not list(tmp_path.iterdir())


def test_only_what_changed_goes_back_and_what_is_gone_goes_there_too(bucket):
    elsewhere = RemoteFolder()
    here = elsewhere.here("memory://study/transcripts")
    assert (here / "talk.txt").read_text() == talk(1)
    bucket.pipe("/study/transcripts/talk.txt", b"somebody else was quicker")
    (here / "cases.csv").write_text("file,case\n")
    elsewhere.give_back()
    assert bucket.cat("/study/transcripts/talk.txt") == b"somebody else was quicker"
    assert bucket.cat("/study/transcripts/cases.csv") == b"file,case\n"
    elsewhere = RemoteFolder()
    (elsewhere.here("memory://study/transcripts") / "cases.csv").unlink()
    elsewhere.give_back()
    assert not bucket.exists("/study/transcripts/cases.csv")


def test_what_goes_wrong_there_is_told_by_the_address(bucket):
    bucket.rm("/study/transcripts", recursive=True)
    stopped = ended("ingest")
    assert stopped.exit_code == 2
    assert "memory://study/transcripts" in stopped.output
    assert "Traceback" not in stopped.output
    assert "unexpected error" not in stopped.output


@pytest.mark.parametrize("address", ["nosuchkind://bucket/folder", "s3://bucket/folder"])
def test_an_address_that_nothing_knows_is_one_line(address, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    stopped = CliRunner().invoke(main, ["--transcripts", address, "ingest"])
    assert stopped.exit_code == 2
    assert address in stopped.output
    assert "cannot be reached" in stopped.output


def test_a_name_that_climbs_stays_outside(bucket, tmp_path):
    bucket.store["/study/transcripts/../../climbed.txt"] = bucket.store["/study/transcripts/talk.txt"]
    elsewhere = RemoteFolder()
    here = elsewhere.here("memory://study/transcripts")
    assert [path.name for path in here.rglob("*.txt")] == ["talk.txt"]
    assert not list(Path(tmp_path).rglob("climbed.txt"))
    elsewhere.give_back()


def test_if_it_cannot_be_given_back_the_copy_is_kept(bucket, monkeypatch, tmp_path):
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError("no right to write there")

    elsewhere = RemoteFolder()
    here = elsewhere.here("memory://study/outputs")
    here.mkdir(parents=True, exist_ok=True)
    (here / "made.txt").write_text("hours of work")
    monkeypatch.setattr(bucket, "put_file", refuses)
    with pytest.raises(Exception, match="kept in"):
        elsewhere.give_back()
    assert (here / "made.txt").exists()
    shutil.rmtree(here)
