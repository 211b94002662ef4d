"""The guarantees on the sample study, which contains every kind of source and every level of consent."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus import tables
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.study import Study
from pipeline.workflow.runner import Run

from . import invariants
from .conftest import ROOT, made_below


@pytest.fixture(scope="session")
def made(sample_run):
    return invariants.Made(sample_run.study)


def test_verbatim(made):
    invariants.check_verbatim(made)


def test_nothing_lost(made):
    invariants.check_nothing_lost(made)


def test_the_interviewer_is_no_evidence(made):
    invariants.check_interviewers_silent(made)


def test_consent(made):
    assert len(invariants.forbidden_names(made)) >= 4
    invariants.check_consent(made)


def test_consent_holds_for_first_names_and_surnames_too(made):
    parts = {part for name in invariants.forbidden_names(made) for part in name.split()}
    for where, text in invariants.readable(made.study.outputs):
        for part in parts:
            assert not re.search(rf"(?<!\w){part}(?!\w)", text), f"{part} stands in {where}"


def test_somebody_who_may_not_be_quoted_is_counted_and_not_shown(made):
    withheld = {row["participant"] for row in made.rows(tables.ATTRIBUTIONS) if row["consent"] == "none"}
    assert withheld
    for row in made.rows(tables.PASSAGES):
        if row["participant"] in withheld and row["words"] > 4:
            words = made.texts[row["source"]][row["start"] : row["end"]].strip()
            assert all(words not in text for _, text in invariants.readable(made.study.outputs)), words
    assert any(row["participant"] in withheld for row in made.rows(tables.PASSAGES))


def test_every_kind_of_source_is_there(made):
    kinds = {row["kind"] for row in made.rows(tables.SOURCES)}
    assert kinds == {"interview", "roundtable", "survey", "document"}
    consents = {row["consent"] for row in made.rows(tables.PARTICIPANTS)}
    assert consents >= {"named", "role", "anonymous", "none"}


def _run_apart(outputs: Path, *options: str, environment=None) -> dict[str, bytes]:
    command = [sys.executable, "-m", "pipeline", "--outputs", str(outputs), *options, "run"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment)
    return made_below(outputs)


@pytest.mark.slow
def test_the_same_bytes_again_from_another_process_without_a_network(sample_run, tmp_path):
    """A process that refuses every connection, with another hash seed, locale and number of jobs."""
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*a, **k): raise OSError('no network here')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.getaddrinfo = socket.create_connection = refuse\n"
    )
    environment = {
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
        "PATH": "/usr/bin:/bin",
    }
    # With the same models: the file in which ids are kept has a random salt, and its checksum is in the receipt.
    models = str(sample_run.study.models)
    made = _run_apart(tmp_path / "outputs", "--models", models, "--jobs", "1", environment=environment)
    before = made_below(sample_run.study.outputs)
    assert sorted(made) == sorted(before)
    assert [name for name in made if made[name] != before[name]] == []


def test_a_persons_decision_holds_through_a_run_and_a_corrected_transcript(sample_copy: Study):
    before = invariants.Made(sample_copy)
    coded = next(row for row in before.dataset("coded_quotes") if row["kind"] == "speech" and row["theme_id"])
    decision = Decision(
        quote_id=coded["quote_id"], theme_id=coded["theme_id"], decision="reject", coder="Ann",
        source=coded["source"], quote=coded["quote"],
    )  # fmt: skip
    decisions = sample_copy.models / "decisions.csv"
    decisions.write_bytes(written_decisions([decision]))
    kept = decisions.read_bytes()

    def rejected():
        Run(sample_copy).through(STAGES)
        rows = invariants.Made(sample_copy).dataset("coded_quotes")
        return [
            (r["decision"], r["coder"]) for r in rows
            if (r["quote_id"], r["theme_id"]) == (coded["quote_id"], coded["theme_id"])
        ]  # fmt: skip

    assert any(decided == "reject" and "Ann" in coder for decided, coder in rejected())
    for transcript in sample_copy.transcripts.glob("*.txt"):
        text = transcript.read_text("utf-8")
        transcript.write_text(text.replace("\n\n", "\n\n\n", 1), "utf-8")
    assert any(decided == "reject" and "Ann" in coder for decided, coder in rejected())
    assert decisions.read_bytes() == kept


def test_nothing_reads_as_a_formula(made):
    for path in (made.study.outputs / "dataset").glob("*.csv"):
        for row in made.dataset(path.stem):
            for cell in row.values():
                is_number = re.fullmatch(r"-?[\d.]+", cell or "")
                assert is_number or not (cell or "").startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell)
