"""Whole runs on public material: all guarantees hold, and the results are plausible."""

import csv
import re
import shutil

import pytest

from pipeline.corpus import tables
from pipeline.corpus.records import PARTICIPANT
from pipeline.organisations.names import folded_name, never_organisations

from . import invariants
from .conftest import run_study

pytestmark = pytest.mark.slow


def run_on(files, tmp_path):
    """Run all stages on copies of these files."""
    folder = tmp_path / "transcripts"
    folder.mkdir(exist_ok=True)
    for file in files:
        shutil.copy(file, folder / file.name)
    return run_study(folder, tmp_path / "outputs")


def problems(done):
    return [finding for receipt in done.receipts for finding in receipt.findings if finding.level == "problem"]


def test_committee_meetings(real_material, tmp_path):
    done = run_on(sorted((real_material / "transcripts/welsh-parliament").glob("*_1*.txt"))[:3], tmp_path)
    assert not problems(done)
    invariants.check_all(done.study)
    made = invariants.Made(done.study)
    for source, text in made.texts.items():
        labels = re.findall(r"(?m)^([A-Z][^:\n]{2,40}): ", text)
        turns = [row["speaker"] for row in made.rows(tables.TURNS) if row["source"] == source]
        merged = [label for at, label in enumerate(labels) if at == 0 or labels[at - 1] != label]
        assert turns == merged
    most = sorted(made.rows(tables.ORGANISATIONS), key=lambda row: -row["mentions"])[:10]
    speakers = {word for row in made.rows(tables.TURNS) for word in row["speaker"].split()}
    for row in most:
        assert not set(row["organisation"].split()) <= speakers, "a person is no organisation"
        assert folded_name(row["organisation"]) not in never_organisations()
    assert sum(row["sector"] != "other" for row in most) >= 5, [row["organisation"] for row in most]


def test_hearings(real_material, tmp_path):
    done = run_on(sorted((real_material / "transcripts/lampard-inquiry").glob("*.rst"))[:2], tmp_path)
    assert not problems(done)
    invariants.check_all(done.study)


def test_oral_histories(real_material, tmp_path):
    files = [
        f for f in sorted((real_material / "transcripts/oral-history/long1960s").glob("*.csv")) if f.name[0] != "_"
    ]
    done = run_on(files[:4], tmp_path)
    assert not problems(done)
    invariants.check_all(done.study)
    made = invariants.Made(done.study)
    first = {}
    for row in made.rows(tables.TURNS):
        first.setdefault(row["source"], row["role"])
    assert PARTICIPANT not in first.values(), "an oral history begins with the interviewer"


def test_one_meeting_in_every_layout_has_the_same_words(real_material, tmp_path):
    done = run_on([f for f in sorted((real_material / "transcripts/layouts").iterdir()) if f.suffix in
                   (".txt", ".vtt", ".docx", ".csv", ".md")], tmp_path)  # fmt: skip
    assert not problems(done)
    invariants.check_all(done.study)


def test_a_survey_of_a_thousand_answers(real_material, tmp_path):
    folder = tmp_path / "transcripts"
    folder.mkdir()
    [file] = (real_material / "survey/nhs-friends-and-family").glob("*.csv")
    with (
        file.open(encoding="utf-8-sig", newline="") as given,
        (folder / "answers.csv").open("w", newline="") as kept,
    ):
        writer = csv.writer(kept)
        writer.writerows(row for at, row in enumerate(csv.reader(given)) if at <= 1500)
    (folder / "cases.csv").write_text("file,case,kind\nanswers.csv,Friends and family,survey\n")
    done = run_study(folder, tmp_path / "outputs")
    assert not problems(done)
    invariants.check_all(done.study)
    assert done.receipts[0].summary["answers"] > 1000
