"""A copy without names: consistent, readable by the pipeline, nothing in it that tells; organisations whole."""

import csv
import re
import stat
from pathlib import Path

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus import tables
from pipeline.corpus.study import Study
from pipeline.privacy.audit import audit
from pipeline.privacy.pseudonymise import pseudonymise
from pipeline.workflow.runner import Run

from .. import invariants
from ..conftest import invoke_on
from .planting import KINDS, WANTED, transcripts
from .pseudonyms_measure import measured


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def copied(sample_run, tmp_path_factory):
    import shutil

    outputs = tmp_path_factory.mktemp("copied") / "outputs"
    shutil.copytree(sample_run.study.outputs, outputs)
    study = Study(sample_run.study.transcripts, sample_run.study.models, outputs)
    return study, pseudonymise(study)


@pytest.mark.slow
def test_no_name_on_record_stands_in_the_copy(copied):
    study, done = copied
    text = "\n".join(path.read_text("utf-8") for path in sorted(done.folder.iterdir()))
    names = {row["name"] for row in invariants.Made(study).rows(tables.PARTICIPANTS) if row["name"]}
    assert len(names) == 11
    for name in names:
        for part in (name, *name.split()):
            assert not re.search(rf"\b{re.escape(part)}\b", text), part
    assert done.left == []
    assert audit(study) == []


@pytest.mark.slow
def test_a_person_has_one_pseudonym_wherever_the_name_stands(copied):
    _, done = copied
    table = (done.folder / "roundtable_01.txt").read_text("utf-8")
    keys = {name: row["pseudonym"] for row in _rows(done.log / "key.csv") for name in row["names"].split("; ")}
    # Maureen is interviewed in one case, and spoken of at a roundtable in another.
    assert f"I rang {keys['Maureen Aldous']} at Thornaby Cross Community Trust" in table
    assert keys["Maureen"] == keys["Maureen Aldous"]
    label = keys["Lorraine"].strip("[]")
    assert f"\n{label}: {keys['Lorraine Skegg']}, chief executive of Harrowdale Voluntary Action." in table
    assert keys["Paul Denby"] == "[Interviewer 5]"
    assert len({row["pseudonym"] for row in _rows(done.log / "key.csv")}) == len(_rows(done.log / "key.csv"))


@pytest.mark.slow
def test_who_is_not_to_be_quoted_says_nothing(copied):
    _, done = copied
    table = (done.folder / "roundtable_01.txt").read_text("utf-8")
    assert "heating engineer" not in table
    assert "Person 14: [not to be quoted]" in table


@pytest.mark.slow
def test_the_key_and_the_log_are_private(copied):
    study, done = copied
    assert done.log.is_relative_to(study.private)
    assert stat.S_IMODE(done.log.stat().st_mode) == 0o700
    files = sorted(done.log.iterdir())
    assert [path.name for path in files] == ["key.csv", "log.csv", "look_at.csv"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert len(_rows(done.log / "log.csv")) == sum(done.counts.values()) > 70


@pytest.mark.slow
def test_rare_jobs_and_places_are_flagged_not_replaced(copied):
    _, done = copied
    flagged = {pair.words for pair in done.pairs}
    assert "Organiser, Wexcombe, South West" in flagged
    assert "the practice manager at Millbrook Medical Centre" in flagged
    assert not any("Chief officer" in words for words in flagged)  # she may be named


@pytest.mark.slow
def test_the_pipeline_reads_the_copy(copied, tmp_path):
    study, done = copied
    again = Study(done.folder, study.models, tmp_path / "outputs")
    receipts = Run(again).through(STAGES[:3])
    assert not [finding for receipt in receipts for finding in receipt.findings if finding.level == "problem"]

    def told(one):
        made = invariants.Made(one)
        kinds = sorted((row["kind"], row["case"]) for row in made.rows(tables.SOURCES))
        turns = sorted(row["role"] for row in made.rows(tables.TURNS) if row["role"] != "narrator")
        return kinds, turns

    assert told(again) == told(study)
    organisations = {row["organisation"] for row in invariants.Made(again).rows(tables.ORGANISATIONS)}
    before = {row["organisation"] for row in invariants.Made(study).rows(tables.ORGANISATIONS)}
    assert {"Age UK", "Thornaby Cross Community Trust", "Citizens Advice Harrowdale"} <= organisations
    assert len(before - organisations) <= 2, before - organisations


@pytest.mark.slow
def test_the_same_copy_again(copied):
    study, done = copied
    before = {path.name: path.read_bytes() for path in done.folder.iterdir()}
    pseudonymise(study)
    assert {path.name: path.read_bytes() for path in done.folder.iterdir()} == before


@pytest.mark.slow
@pytest.mark.parametrize("place", ["transcripts", "below the transcripts", "above the transcripts", "full"])
def test_it_writes_over_nothing(copied, tmp_path, place):
    study, _ = copied
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_bytes(b"years of work")
    folder = {
        "transcripts": study.transcripts, "below the transcripts": study.transcripts / "copy",
        "above the transcripts": study.transcripts.parent, "full": tmp_path / "full",
    }[place]  # fmt: skip
    told = invoke_on(study, "pseudonymise", "--output", folder)
    assert told.exit_code == 2, told.output
    assert not (study.transcripts / "copy").exists()


def test_the_two_sets_share_nothing_and_hold_five_hundred():
    for which in ("development", "held_out"):
        made = transcripts(which, seed=1)
        assert sum(len(one.planted) for one in made) == sum(WANTED.values()) == 500
        assert made == transcripts(which, seed=1)
    one, other = (transcripts(which, seed=1) for which in ("development", "held_out"))
    names = [{p.text for t in made for p in t.planted if p.kind == "name"} for made in (one, other)]
    assert not names[0] & names[1]
    assert not {o for t in one for o in t.organisations} & {o for t in other for o in t.organisations}


@pytest.mark.slow
def test_recall_on_identifiers_held_out(tmp_path):
    result = measured("held_out", seed=1, folder=tmp_path)
    assert result.recall >= 0.97
    assert result.broken == []
    assert result.organisations > 150
    assert result.precision >= 0.95
    for kind in KINDS:
        assert result.found[kind] / result.wanted[kind] >= 0.9, kind


def test_a_dry_run_lists_every_change_and_writes_nothing(sample_copy: Study) -> None:
    done = invoke_on(sample_copy, "pseudonymise", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "Maureen -> [Person " in done.output
    assert "{Maureen}" in done.output
    assert "No copy was written" in done.output
    assert not (sample_copy.outputs / "pseudonymised").exists()
    assert not (sample_copy.private / "pseudonyms").exists()
