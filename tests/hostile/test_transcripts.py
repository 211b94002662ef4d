"""Every hostile file among the transcripts: its finding, in bounded time and memory; and the rest is read."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus.study import Study
from pipeline.ingest.stage import INGEST
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run, made_tables
from tests.conftest import files_below
from tests.hostile.files import TRANSCRIPTS
from tests.hostile.kinds import LARGE, Hostile
from tests.hostile.packages import PLAIN, SECRET, SECRET_FILE
from tests.hostile.watched import watched

GOOD = "good.txt"


def ingested(folder: Path) -> dict[str, Any]:
    """What ingest says of a folder of transcripts: its findings, and what was said in the good one."""
    study = Study(folder, folder.parent / "models", folder.parent / "outputs")
    (receipt,) = Run(study, Engine(jobs=1)).through([INGEST])
    made = made_tables(study, INGEST)
    sources = dict(zip(made["sources"]["file"], made["sources"]["source"], strict=True))
    text = (study.texts / f"{sources[GOOD]}.txt").read_text("utf-8")
    turns = made["turns"][made["turns"]["source"] == sources[GOOD]]
    said = [text[start:end] for start, end in zip(turns["start"], turns["end"], strict=True)]
    told = [SECRET.encode() in content for content in files_below(study.outputs).values()]
    return {"findings": [asdict(one) for one in receipt.findings], "good": said, "secret": any(told)}


@pytest.fixture(scope="module", autouse=True)
def libraries(tmp_path_factory) -> None:
    """Load the libraries here, once: what is watched is the memory that a file takes, not theirs."""
    for name in ("docx", "openpyxl", "pypdf", "striprtf.striprtf"):
        import_module(name)
    folder = tmp_path_factory.mktemp("libraries") / "transcripts"
    folder.mkdir()
    (folder / GOOD).write_text(PLAIN)
    ingested(folder)


def label(one: Hostile) -> str:
    return f"{one.kind}-{one.what}"


# What is large by itself takes its time, however well it is read.
EACH = [
    pytest.param(one, id=label(one), marks=[pytest.mark.slow] if one.kind == LARGE else []) for one in TRANSCRIPTS
]


@pytest.mark.parametrize("one", EACH)
def test_its_finding_and_the_rest_is_read(tmp_path, one):
    folder = tmp_path / "transcripts"
    folder.mkdir()
    (folder / GOOD).write_text(PLAIN)
    one.put(folder)
    made = watched(lambda: ingested(folder))
    assert not made["secret"], "a file outside the study was read"
    assert made["good"] == [line.partition(": ")[2] for line in PLAIN.splitlines()]
    about = [finding for finding in made["findings"] if finding["file"] not in ("", GOOD)]
    told = [finding for finding in about if finding["level"] != "note"]
    if one.says:
        assert any(one.says in finding["finding"] for finding in about), about
        assert all(finding["remedy"] for finding in about)
    else:
        assert not told, told
    for finding in about:
        assert finding["file"].isprintable()


def test_a_secret_that_is_read_would_be_noticed(tmp_path):
    folder = tmp_path / "transcripts"
    folder.mkdir()
    (folder / GOOD).write_text(PLAIN)
    (folder / "a.txt").write_text(SECRET_FILE.read_text())
    assert ingested(folder)["secret"]


def test_there_are_forty_of_them_and_no_two_alike():
    assert len(TRANSCRIPTS) >= 40
    assert len({label(one) for one in TRANSCRIPTS}) == len(TRANSCRIPTS)
