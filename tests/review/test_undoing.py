"""`review undo`, killed at any moment and repeated, undoes exactly one import."""

import signal

import pytest

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.decisions_file import appended, written_decisions
from pipeline.corpus.storage import decoded
from pipeline.corpus.study import Study
from pipeline.review.imports import UNDO_RECORD, undo_import
from tests import kills

MOMENTS = 10  # before and after each of an undo's dealings with the disk; after the last, the user has been told


def decision(batch: int, coder: str) -> Decision:
    return Decision(quote_id="q-1", theme_id="money", decision="accept", coder=coder, batch=str(batch))


@pytest.fixture
def study(tmp_path) -> Study:
    made = Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")
    for folder in (made.transcripts, made.models, made.private):
        folder.mkdir(parents=True)
    rows = [decision(1, "Ann"), decision(2, "Bea"), decision(3, "Dan")]
    (made.models / "decisions.csv").write_bytes(written_decisions(rows))
    return made


def undone(study: Study) -> list[str]:
    text = decoded((study.models / "decisions.csv").read_bytes())
    return [row.batch for row in read_decisions(text).rows if row.undone]


def killed(study: Study, monkeypatch, *words: str, at: int) -> kills.Ended:
    monkeypatch.setattr(kills, "import_heavy", lambda: None)  # this command needs none of it
    return kills.run_command(study, "review", "undo", *words, at=at)


def test_an_undo_deals_with_the_disk_so_often(study, monkeypatch):
    assert killed(study, monkeypatch, at=0).events == MOMENTS


@pytest.mark.parametrize("number", [(), ("2",)])
@pytest.mark.parametrize("at", range(1, MOMENTS))
def test_a_repeated_undo_finishes_the_one_that_was_killed(study, monkeypatch, at, number):
    batch = "".join(number) or "3"
    ended = killed(study, monkeypatch, *number, at=at)
    assert ended.code == -signal.SIGKILL
    assert undone(study) in ([], [batch])
    again = kills.run_command(study, "review", "undo", *number)
    assert (again.code, undone(study)) == (0, [batch])
    assert f"Import {batch} undone" in again.told
    assert not (study.models / UNDO_RECORD).exists()


def test_the_last_moment_comes_after_the_user_was_told(study, monkeypatch):
    ended = killed(study, monkeypatch, at=MOMENTS)
    assert ended.code == -signal.SIGKILL
    assert "Import 3 undone" in ended.told
    assert undone(study) == ["3"]
    assert not (study.models / UNDO_RECORD).exists()


@pytest.mark.parametrize("times", [2, 3])
def test_killed_again_and_again_it_is_the_same_undo(study, monkeypatch, times):
    killed(study, monkeypatch, at=MOMENTS - 2)
    for _ in range(times):
        assert killed(study, monkeypatch, at=1).code == -signal.SIGKILL
    assert undone(study) == ["3"]
    assert undo_import(study).batch == 3
    assert undone(study) == ["3"]


def test_undone_one_after_another_where_nothing_is_interrupted(study):
    assert [undo_import(study).batch for _ in range(3)] == [3, 2, 1]
    assert undone(study) == ["1", "2", "3"]


def test_the_user_is_told_that_an_undo_had_been_interrupted(study, monkeypatch):
    killed(study, monkeypatch, at=MOMENTS - 2)
    told = kills.run_command(study, "review", "undo").told
    assert "Import 3 undone (continued after an interruption; no other import was undone)" in told
    assert "interrupted" not in kills.run_command(study, "review", "undo").told


def test_after_another_import_an_undo_means_that_one(study, monkeypatch):
    killed(study, monkeypatch, at=MOMENTS - 2)
    path = study.models / "decisions.csv"
    path.write_bytes(appended(path.read_bytes(), [decision(4, "Eve")]))
    assert undo_import(study).batch == 4
    assert undone(study) == ["3", "4"]


def test_a_file_that_was_saved_by_a_spreadsheet_meanwhile_changes_nothing(study, monkeypatch):
    killed(study, monkeypatch, at=MOMENTS - 2)
    path = study.models / "decisions.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n"))
    assert undo_import(study).batch == 3
    assert undone(study) == ["3"]


@pytest.mark.parametrize("record", [
    b"", b"{", b"[]", b"null", b"3", b"\xff\xfe", b'{"batch": 3}', b'{"batch": "x", "latest": 3}', bytes(50),
    b'{"batch": 9, "latest": 3}', b'{"batch": -1, "latest": 3}', b"[" * 100_000,
])  # fmt: skip
def test_a_record_that_cannot_be_read_is_passed_over(study, record):
    (study.models / UNDO_RECORD).write_bytes(record)
    assert undo_import(study).batch == 3
    assert not (study.models / UNDO_RECORD).exists()
