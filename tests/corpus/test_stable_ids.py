"""Ids in whole runs when rows are sorted, added or deleted, a transcript is added, or outputs are deleted."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from pipeline.corpus.study import Study

from ..conftest import run_study

pytestmark = pytest.mark.slow

NEW = "aa_allotment.txt"  # sorts before all others
TALK = (
    "Interviewer: How did the allotment begin?\n\n"
    "Ola Nowak: We cleared the brambles ourselves because the council had forgotten that it owned the land.\n\n"
    "Interviewer: And today?\n\n"
    "Ola Nowak: Today forty families share eleven plots, and the waiting list is longer than the hedge.\n"
)


def quotes(study: Study) -> dict[tuple[str, str], dict[str, str]]:
    """Who said each quote, and how that is printed; without those of the transcript that joins."""
    columns = ("source", "participant", "attribution", "consent", "quote", "start", "end")
    with (study.outputs / "dataset" / "coded_quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["case"] != "aa_allotment"]
    # Which passages are candidates' may change with a further transcript: the ids of quotes may not.
    return {(row["quote_id"], row["participant"]): {column: row[column] for column in columns} for row in rows}


def key(study: Study) -> dict[str, tuple[str, str, str]]:
    with (study.private / "key.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["participant"]: (row["case"], row["speaker"], row["cited_as"]) for row in csv.DictReader(file)}


def rewrite(path: Path, change) -> None:
    """The rows of a CSV file, changed."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *change(rows)])


def again(study: Study) -> Study:
    return run_study(study.transcripts, study.outputs, models=study.models).study


def test_ids_and_pseudonyms_of_everybody_else_stay(sample_copy):
    study = sample_copy
    participants = study.transcripts / "participants.csv"
    before, who = quotes(study), key(study)
    assert len(before) > 200
    unused = ["Harrowdale", "Agnes Thorpe", "Agnes Thorpe", "Clerk", "", "", "anonymous", "", "no"]
    rewrite(participants, lambda rows: [unused, *rows[::-1]])
    rewrite(study.transcripts / "survey.csv", lambda rows: rows[::-1])
    (study.transcripts / NEW).write_text(TALK, "utf-8")
    shutil.rmtree(study.outputs)
    again(study)
    assert quotes(study) == before
    after = key(study)
    assert {one: after[one] for one in who} == who
    new = {one: about[2] for one, about in after.items() if one not in who}
    assert new == {
        "P15": "",
        "P16": "Participant 16, aa_allotment",
        "P17": "Participant 17, Harrowdale, North East",
    }
    # The unused row goes, and the new transcript goes: their ids are not given to the next who joins.
    rewrite(participants, lambda rows: [row for row in rows if row != unused][1:] + rows[1:2])
    (study.transcripts / NEW).write_text(TALK.replace("Ola Nowak", "Zoë Byrne"), "utf-8")
    again(study)
    assert quotes(study) == before
    last = key(study)
    assert {one: last[one] for one in who} == who
    assert {one: about[1] for one, about in last.items() if one not in who} == {
        "P15": "Interviewer", "P18": "Zoë Byrne"}  # fmt: skip
