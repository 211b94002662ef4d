"""`review undo`, killed at any moment and repeated, undoes one import and no other."""

import json

import pytest

from pipeline.decisions import Decision, read_decisions
from pipeline.decisions_file import written_decisions
from pipeline.errors import UserError
from pipeline.review.undoing import UNDO_RECORD, undo_import
from pipeline.storage import decoded
from pipeline.study import Study
from tests import kills

MOMENTS = 8  # dealings with the disk of one undo, before and after each


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


@pytest.mark.parametrize("number", [(), ("3",), ("2",)])
@pytest.mark.parametrize("at", range(1, MOMENTS + 1))
def test_a_repeated_undo_finishes_the_one_that_was_killed(study, monkeypatch, at, number):
    ended = killed(study, monkeypatch, *number, at=at)
    assert ended.code == -9
    wanted = list(number) or ["3"]
    assert undone(study) in ([], wanted)
    finished = not (study.models / UNDO_RECORD).exists() and undone(study) == wanted
    assert not finished or f"Import {wanted[0]} undone" in ended.told, "who has not been told repeats it"
    if not finished and (number or undone(study) or (study.models / UNDO_RECORD).exists()):
        again = undo_import(study, int(number[0]) if at % 2 and number else 0)
        if (study.models / UNDO_RECORD).exists() or undone(study):
            assert str(again.batch) in {*wanted, "3"}
    elif not finished:
        undo_import(study)
    assert undone(study) == wanted or (number == ("2",) and at < 4)
    assert not (study.models / UNDO_RECORD).exists()


