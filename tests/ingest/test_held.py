"""Sources whose reading is not safe are held: nothing uses their words until somebody has checked them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus import tables
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from tests.ingest.helpers import TRANSCRIPTS, ingest

GOOD = (
    "Interviewer: How did the pantry begin?\n\nTom Reed: With a kettle, and Hull City Council gave us a hall.\n\n"
    "Interviewer: Who helped you most?\n\nTom Reed: The neighbours did, every Friday.\n"
)
NOBODY_ASKS = (
    "Zeb Okafor: The library of Quarrymill Trust closed in March that year.\n\n"
    "Una Lindqvist: It opened again in May, with two rooms and a stove.\n\n"
    "Zeb Okafor: People came for the warmth of it.\n\nUna Lindqvist: They did, all winter.\n"
)
NOBODY_ANSWERS = "Interviewer 1: How did it begin?\n\nInterviewer 2: With a stove.\n\nInterviewer 1: And then?\n"
ONE_SPEAKER = (
    "Zeb Okafor: It began with a stove.\n\nMore rooms came, and then a garden.\n\nZeb Okafor: That is all.\n"
)
FEW_ANSWERS = "Interviewer: {long}?\n\nZeb Okafor: Yes.\n\nInterviewer: {long}?\n\nZeb Okafor: No.\n".format(
    long="How would you say that the library changed in the years after the flood " * 12
)
MEETING = (
    "Zeb Okafor: The library closed in March.\n\nUna Lindqvist: It opened in May.\n\nOrla Tan: Not for long.\n\n"
    "Zeb Okafor: For two years.\n\nUna Lindqvist: Three.\n\nOrla Tan: Two and a half.\n"
)
PEOPLE = "case,speaker,name,consent,interviewer\n"


def made(folder: Path, outputs: Path, **files: str):
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return ingest(folder, outputs)


def held(outcome) -> dict[str, str]:
    return {row["file"]: row["held_because"] for row in outcome.tables["sources"].to_dict("records") if row["held"]}


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (NOBODY_ASKS, "no interviewer"),
        (NOBODY_ANSWERS, "no participant"),
        (ONE_SPEAKER, "no interviewer"),
        (FEW_ANSWERS, "of the words"),
    ],
)
def test_an_interview_without_one_party_is_held(content, because, tmp_path):
    outcome = made(tmp_path / "in", tmp_path / "out", a_txt=content, b_txt=GOOD)
    assert list(held(outcome)) == ["a.txt"]
    assert because in held(outcome)["a.txt"]
    finding = next(each for each in outcome.findings if each.kind == "held")
    assert (finding.level, finding.file) == ("problem", "a.txt")
    assert "checked" in finding.remedy
    assert outcome.summary["files_held"] == 1
    assert outcome.summary["interviews"] == 1


@pytest.mark.parametrize(
    ("content", "cases", "people"),
    [
        (GOOD, "", ""),
        (MEETING, "", ""),
        (MEETING, "file,kind\na.txt,roundtable\n", ""),
        (NOBODY_ASKS, "file,kind\na.txt,roundtable\n", ""),
        (NOBODY_ASKS, "file,checked\na.txt,yes\n", ""),
        ("# A report\n\nThe library opened again in May.\n", "file,kind\na.txt,document\n", ""),
        (ONE_SPEAKER, "", PEOPLE + "a,Zeb Okafor,Zeb Okafor,named,no\n"),
        (GOOD, "", PEOPLE + "a,Tom Reed,Tom Reed,named,no\n"),
    ],
)
def test_a_safe_reading_is_not_held(content, cases, people, tmp_path):
    extra = {name: text for name, text in (("cases_csv", cases), ("participants_csv", people)) if text}
    assert not held(made(tmp_path / "in", tmp_path / "out", a_txt=content, **extra))


def test_a_speaker_whom_participants_csv_does_not_know(tmp_path):
    people = PEOPLE + "".join(f"a,{name},{name},named,no\n" for name in ("Zeb Okafor", "Una Lindqvist"))
    outcome = made(tmp_path / "in", tmp_path / "out", a_txt=MEETING, participants_csv=people)
    assert "participants.csv" in held(outcome)["a.txt"]
    assert "Orla" not in " ".join(each.finding + each.remedy for each in outcome.findings)


def test_nothing_uses_a_source_that_is_held(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "bad.txt").write_text(NOBODY_ASKS, encoding="utf-8")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    study = Study(transcripts=folder, outputs=tmp_path / "out", models=tmp_path / "models")
    Run(study, Engine(jobs=1)).through(STAGES)

    def rows(table):
        return read_table(study.tables / f"{table.name}.parquet", table).to_dict("records")

    assert [row["source"] for row in rows(tables.SOURCES) if row["held"]] == ["bad"]
    later = [table for stage in STAGES[1:] for table in stage.outputs]
    assert rows(tables.PASSAGES)
    for table in later:
        assert all(row.get("source") != "bad" for row in rows(table)), table.name
    for path in study.outputs.rglob("*"):
        if path.is_file() and study.private not in path.parents and path.suffix in (".csv", ".html", ".json"):
            text = path.read_text(encoding="utf-8-sig")
            for word in ("Quarrymill", "Lindqvist", "stove"):
                assert word not in text, path.name


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize("folder", ["oral-history", "welsh-parliament", "lampard-inquiry", "podcast-changelog"])
def test_public_transcripts_are_not_held(folder, tmp_path):
    assert not held(ingest(TRANSCRIPTS / folder, tmp_path))
