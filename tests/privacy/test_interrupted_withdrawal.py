"""A withdrawal that was begun is finished, whatever happened in between, and nothing of the person is left."""

from __future__ import annotations

import json
import shutil
import stat
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from pipeline.corpus import tables
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.privacy.run_tables import run_tables
from pipeline.privacy.withdrawal import withdraw
from pipeline.privacy.withdrawal_plan import plan_withdrawal, unfinished_plans
from pipeline.workflow import runner
from pipeline.workflow.receipts import write_receipt
from tests.kills import LEAVERS_WORDS, LEAVES, small_study, study_in, traces

from ..conftest import invoke_on

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "study"
    small_study(folder)
    return folder


@pytest.fixture
def study(base, tmp_path) -> Study:
    shutil.copytree(base, tmp_path / "study")
    return study_in(tmp_path / "study")


@pytest.fixture
def begun(study) -> Study:
    """A withdrawal that was stopped before its run had begun."""

    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        withdraw(study, LEAVES, run=stopped)
    return study


def test_it_shows_whom_it_means_and_refuses_whom_the_study_does_not_know(study):
    plan = plan_withdrawal(study, LEAVES)
    told = invoke_on(study, "withdraw", plan.participant)
    assert f"{plan.participant}: {LEAVES}, talk_2; {plan.passages} passages." in told.output
    assert not unfinished_plans(study)
    for nobody in ("P77", "R001", "Nobody Atall", ""):
        told = invoke_on(study, "withdraw", nobody, "--yes")
        assert (told.exit_code, "there is no participant" in told.stderr) == (2, True), told.output
        assert not unfinished_plans(study)


def test_what_it_will_do_is_recorded_privately_in_the_models(begun):
    [record] = begun.models.glob("withdrawal-*.json")
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    assert LEAVES in record.read_text("utf-8")
    shutil.rmtree(begun.outputs)
    assert unfinished_plans(begun)


def test_it_is_reported_by_audit_and_other_commands_until_it_is_finished(begun):
    [plan] = unfinished_plans(begun)
    told = invoke_on(begun, "audit")
    assert told.exit_code == 1, told.output
    assert f"the withdrawal of {plan.participant} is not finished" in told.stderr
    assert "is not finished" in invoke_on(begun, "codebook", "lint").stderr
    assert LEAVES not in told.output
    done = invoke_on(begun, "withdraw", plan.participant, "--yes")
    assert done.exit_code == 0, done.output
    assert "an earlier withdrawal was not finished" in done.output
    assert traces(begun) == []
    assert invoke_on(begun, "audit").exit_code == 0
    assert not list(begun.models.glob("withdrawal-*.json"))


def test_the_next_run_finishes_it(begun):
    told = invoke_on(begun, "run")
    assert told.exit_code == 0, told.output
    assert "was removed from the study, and the outputs were rebuilt" in told.output
    assert traces(begun) == []
    assert not unfinished_plans(begun)


def test_with_other_outputs_it_is_pointed_out_and_left_to_those_it_was_begun_in(begun, tmp_path):
    other = replace(begun, outputs=tmp_path / "other")
    told = invoke_on(other, "run")
    assert told.exit_code == 0, told.output
    assert f"--outputs {begun.outputs}" in told.stderr
    assert LEAVES not in "".join(path.read_text("utf-8") for path in other.texts.iterdir())
    with pytest.raises(UserError, match="another outputs folder"):
        plan_withdrawal(other, LEAVES)
    shutil.rmtree(begun.outputs)
    assert invoke_on(other, "withdraw", LEAVES, "--yes").exit_code == 0
    assert traces(other) == []


def test_where_the_study_cannot_be_run_nothing_of_theirs_can_be_handed_over(study):
    table = study.transcripts / "participants.csv"
    table.write_text("case,speeker\n")
    told = invoke_on(study, "withdraw", LEAVES, "--yes")
    assert told.exit_code == 2
    assert "speeker" in told.stderr
    assert "removed from everything that may be shared" in told.stderr
    assert traces(replace(study, models=study.outputs)) == []
    assert invoke_on(study, "audit").exit_code == 1
    table.unlink()
    assert invoke_on(study, "withdraw", LEAVES, "--yes").exit_code == 0
    assert traces(study) == []


def test_a_decision_on_a_theme_that_is_gone_does_not_stop_it_for_good(study):
    gone = "no-longer-a-theme"
    row = Decision(quote_id="q-9", theme_id=gone, decision="accept", coder="Ann", quote=LEAVERS_WORDS)
    kept = replace(row, quote_id=run_tables(study, [tables.PASSAGES])[tables.PASSAGES][0].quote_id, quote="")
    (study.models / "decisions.csv").write_bytes(written_decisions([row, kept]))
    told = invoke_on(study, "withdraw", LEAVES, "--yes")
    assert traces(replace(study, models=study.outputs)) == [], told.output
    if unfinished_plans(study):  # the run stopped at the theme
        assert invoke_on(study, "audit").exit_code == 1
        (study.models / "decisions.csv").unlink()
        assert invoke_on(study, "withdraw", LEAVES, "--yes").exit_code == 0
    assert traces(study) == []


def test_it_is_not_finished_while_a_file_of_the_researchers_holds_their_words(study):
    (study.outputs / "notes.txt").write_text(f"She said: {LEAVERS_WORDS}")
    told = invoke_on(study, "withdraw", LEAVES, "--yes")
    assert told.exit_code == 1
    assert f"! {study.outputs / 'notes.txt'}: their words" in told.output
    assert invoke_on(study, "audit").exit_code == 1
    (study.outputs / "notes.txt").unlink()
    told = invoke_on(study, "withdraw", LEAVES, "--yes")
    assert told.exit_code == 0, told.output
    assert invoke_on(study, "audit").exit_code == 0


def test_files_that_its_own_run_has_made_are_not_called_leftovers(study):
    """Somebody else has the same name, says the same words, and a label that looks like the id."""
    plan = plan_withdrawal(study, LEAVES)
    for number in (8, 9):
        (study.transcripts / f"talk_{number}.txt").write_text(
            f"Interviewer: Who was there?\n\n{LEAVES}: I met somebody they called {plan.participant} at the hall, "
            "and we talked until the kettle ran dry.\n"
        )
    assert invoke_on(study, "run").exit_code == 0
    told = invoke_on(study, "withdraw", plan.participant, "--yes")
    assert told.exit_code == 0, told.output
    assert "has the same name" in told.output
    assert LEAVERS_WORDS not in "".join(path.read_text("utf-8") for path in study.texts.iterdir())


def test_copies_and_workbooks_go_with_them(study, tmp_path):
    assert invoke_on(study, "review", "export").exit_code == 0
    workbook = study.private / "review" / "review.xlsx"
    book = load_workbook(workbook)
    sheet = book["Review"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    others = next(
        row for row in range(2, sheet.max_row + 1) if sheet.cell(row, columns["source"]).value == "talk-1"
    )
    sheet.cell(others, columns["decision"]).value = "accept"
    sheet.cell(others, columns["note"]).value = f"compare {LEAVES}"
    quote_id = sheet.cell(others, columns["quote_id"]).value
    book.save(workbook)
    assert invoke_on(study, "pseudonymise").exit_code in (0, 1)
    elsewhere = tmp_path / "for the archive"
    assert invoke_on(study, "pseudonymise", "--output", str(elsewhere)).exit_code in (0, 1)
    told = invoke_on(study, "withdraw", LEAVES, "--yes")
    assert told.exit_code == 0, told.output
    assert traces(study) == []
    assert not elsewhere.exists()
    assert not (study.outputs / "pseudonymised").exists()
    kept = [[cell.value for cell in row] for row in load_workbook(workbook)["Review"].iter_rows()]
    [row] = [row for row in kept if row[columns["quote_id"] - 1] == quote_id]
    assert row[columns["decision"] - 1] == "accept"
    assert row[columns["note"] - 1] == "compare [name]"
    assert "talk-2" not in {row[columns["source"] - 1] for row in kept}


def test_a_workbook_from_before_brings_nothing_back_however_far_the_withdrawal_is(study):
    passages = run_tables(study, [tables.PASSAGES])[tables.PASSAGES]
    theirs = [row for row in passages if row.participant == plan_withdrawal(study, LEAVES).participant]
    rows = [
        Decision(quote_id=row.quote_id, theme_id="money", decision="accept", coder="Ann", quote=LEAVERS_WORDS)
        for row in theirs
    ]
    file = study.transcripts.parent / "before.csv"
    file.write_bytes(written_decisions(rows))

    def imports_and_stops():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        withdraw(study, LEAVES, run=imports_and_stops)
    for _ in ("unfinished", "finished"):
        told = invoke_on(study, "review", "import", str(file))
        assert told.exit_code == 1
        assert "about the words of a participant who has withdrawn were left out" in told.output
        assert invoke_on(study, "withdraw", LEAVES, "--yes").exit_code in (0, 2)
        assert traces(study) == []


def test_a_record_that_cannot_be_read_is_pointed_out(begun):
    [record] = begun.models.glob("withdrawal-*.json")
    record.write_text(json.dumps({"participant": "P02"}))
    told = invoke_on(begun, "audit")
    assert told.exit_code == 2
    assert record.name in told.stderr


def test_a_run_that_is_interrupted_in_emit_is_reported_until_the_next(study, monkeypatch):
    def stopped_in_emit(study, receipt):
        if receipt.stage == "emit":
            raise KeyboardInterrupt
        write_receipt(study, receipt)

    codebook = study.models / "codebook.yaml"
    codebook.write_text(codebook.read_text("utf-8").replace("Grants and what", "Grants, loans and what"), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(runner, "write_receipt", stopped_in_emit)
        assert invoke_on(study, "run").exit_code == 2
    told = invoke_on(study, "audit")
    assert told.exit_code == 1, told.output
    assert "the outputs are from two different runs" in told.stderr
    draft = study.transcripts.parent / "draft.md"
    draft.write_text("She said: “The council gave us 70 pounds and then nothing for 3 winters in a row.”\n")
    assert "the outputs are from two different runs" in " ".join(
        invoke_on(study, "verify", str(draft)).output.split()
    )
    assert invoke_on(study, "run").exit_code == 0
    assert invoke_on(study, "audit").exit_code == 0
