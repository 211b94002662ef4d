"""The log and unexpected errors: what is shown and stored, and that neither quotes a participant."""

import logging
import re
import stat
import sys
from pathlib import Path

import pytest

from pipeline.cli import logs
from pipeline.cli.logs import LOG_FILE, LOGGER, log_file
from pipeline.corpus.errors import UserError

from ..conftest import made_below
from .test_commands import invoke, options

SAID = "forty neighbours cooking"


def log_of(study: Path) -> str:
    return (study / "outputs" / "private" / LOG_FILE).read_text("utf-8")


def test_a_run_keeps_a_private_log_of_stages_counts_and_seconds(after_a_run):
    told = log_of(after_a_run)
    for stage in ("ingest", "organisations", "quotes", "themes", "emit"):
        assert re.search(rf" INFO +{stage}: done in \d+\.\d s \(.*\d", told), told
    assert "run: started (pipeline " in told
    assert "run: finished" in told
    for words in ("Amina", "Thornley", SAID, "opened the hall"):
        assert words not in told
    if sys.platform != "win32":
        assert stat.S_IMODE((after_a_run / "outputs" / "private" / LOG_FILE).stat().st_mode) == 0o600


def test_the_next_command_appends_to_the_log_and_changes_no_other_file(after_a_run):
    before, files = log_of(after_a_run), made_below(after_a_run / "outputs")
    assert invoke("--quiet", *options(after_a_run), "themes").exit_code == 0
    assert log_of(after_a_run).startswith(before)
    assert "themes: unchanged in " in log_of(after_a_run)[len(before) :]
    assert made_below(after_a_run / "outputs") == files


def test_a_command_that_only_reads_writes_no_log(after_a_run):
    before = log_of(after_a_run)
    assert invoke(*options(after_a_run), "audit").exit_code == 0
    assert log_of(after_a_run) == before


def test_only_verbose_shows_the_log_on_the_terminal(after_a_run):
    assert "themes: unchanged" in invoke("--verbose", "--quiet", *options(after_a_run), "themes").stderr
    assert invoke("--quiet", *options(after_a_run), "themes").stderr == ""
    assert [type(handler) for handler in LOGGER.handlers] == [logging.NullHandler]


def test_a_user_error_is_logged_with_its_file_only(folders):
    (folders / "transcripts" / "participants.csv").write_text("case,speaker,consent\none,Amina Yusuf,nmaed\n")
    assert invoke(*options(folders), "run").exit_code == 2
    assert re.search(r"ERROR +run: could not run \(.*participants\.csv, line 2\)", log_of(folders))
    assert "Yusuf" not in log_of(folders)
    assert "nmaed" not in log_of(folders)


def test_a_file_that_needs_checking_is_named_in_the_log(folders):
    (folders / "transcripts" / "scan.docx").write_bytes(b"PK\x03\x04 not really")
    assert invoke(*options(folders), "ingest").exit_code == 1
    assert re.search(r"ERROR +ingest: findings of level problem: 1 \(scan\.docx\)", log_of(folders))


@pytest.fixture
def failing(monkeypatch):
    """A program error in a stage, whose text quotes a participant."""

    def fail(*arguments, **options):
        try:
            {}["Amina"]
        except KeyError as error:
            raise ValueError(f"cannot place {SAID!r}") from error

    monkeypatch.setattr("pipeline.workflow.runner.stage_key", fail)


def test_an_unexpected_error_gives_place_and_log_with_exit_2(folders, failing):
    done = invoke(*options(folders), "run")
    assert done.exit_code == 2
    [message] = done.stderr.strip().splitlines()
    assert message.startswith("pipeline: unexpected error: ValueError in pipeline/workflow/runner.py, line ")
    assert str(folders / "outputs" / "private" / LOG_FILE) in message
    assert "--traceback" in message
    assert SAID not in done.output
    told = log_of(folders)
    assert "run: unexpected error" in told
    assert "ValueError" in told
    assert "KeyError" in told
    assert "runner.py, line" in told
    assert SAID not in told
    assert "Amina" not in told


def test_traceback_shows_the_error_with_the_same_exit_code(folders, failing):
    done = invoke("--traceback", *options(folders), "run")
    assert done.exit_code == 2
    assert "Traceback (most recent call last)" in done.stderr
    assert SAID in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("pipeline: unexpected error: ValueError")


def test_an_unexpected_error_of_a_reading_command_mentions_no_log(folders, monkeypatch):
    def fail(*arguments, **options):
        raise ValueError(SAID)

    monkeypatch.setattr("pipeline.privacy.audit.audit", fail)
    done = invoke(*options(folders), "audit")
    assert done.exit_code == 2
    assert "unexpected error: ValueError in pipeline/cli/" in done.stderr
    assert LOG_FILE not in done.stderr
    assert SAID not in done.stderr


@pytest.mark.parametrize("arguments", [("--jobs", "x", "run"), ("nonsense",), ("verify",)])
def test_usage_errors_are_left_to_click(arguments):
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert "Usage:" in done.stderr
    assert "unexpected" not in done.stderr


def test_the_log_is_rotated_and_its_copy_is_private(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LARGEST", 2_000)
    with log_file(tmp_path, "run"):
        for number in range(200):
            LOGGER.info("stage %d: done", number)
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == [LOG_FILE, f"{LOG_FILE}.1"]
    assert all(path.stat().st_size <= 2_000 for path in files)
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert "run: finished" in files[0].read_text()


def test_an_unwritable_log_does_not_stop_a_command(tmp_path, capfd):
    (tmp_path / LOG_FILE).mkdir()
    with log_file(tmp_path, "run"):
        LOGGER.info("done")
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_place_of_the_log_is_not_followed(tmp_path):
    other = tmp_path / "thesis.txt"
    other.write_text("mine")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / LOG_FILE).symlink_to(other)
    with log_file(tmp_path / "private", "run"):
        LOGGER.info("done")
    assert other.read_text() == "mine"


def test_a_withdrawal_deletes_the_log_so_far(tmp_path):
    with log_file(tmp_path, "run"):
        LOGGER.info("ingest: findings of level check: 1 (Amina Yusuf.docx)")
    (tmp_path / f"{LOG_FILE}.1").write_text("Amina Yusuf.docx")
    with log_file(tmp_path, "withdraw"):
        logs.delete_log(tmp_path)
        LOGGER.info("emit: done")
    assert [path.name for path in tmp_path.iterdir()] == [LOG_FILE]
    told = (tmp_path / LOG_FILE).read_text()
    assert "Yusuf" not in told
    assert "emit: done" in told


def test_an_interrupted_command_is_logged_as_such(tmp_path):
    with pytest.raises(KeyboardInterrupt), log_file(tmp_path, "run"):
        raise KeyboardInterrupt
    assert "run: interrupted" in (tmp_path / LOG_FILE).read_text()
    with pytest.raises(UserError), log_file(tmp_path, "run"):
        raise UserError("Amina said something", path="cases.csv")
    assert "could not run (cases.csv)" in (tmp_path / LOG_FILE).read_text()
    assert "Amina" not in (tmp_path / LOG_FILE).read_text()


def test_the_package_declares_its_types():
    assert (Path(logs.__file__).parents[1] / "py.typed").exists()
