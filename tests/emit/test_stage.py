"""The stage in a run: the files it writes, that a second run does nothing, and that importing it is cheap."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.corpus import tables
from pipeline.corpus.study import Study
from pipeline.emit.stage import EMIT
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter, Outcome, Stage, Work
from tests.emit.conftest import FINDINGS, build


def earlier(_: Work) -> Outcome:
    """Stands for the four stages before."""
    made, texts = build()
    files = {f"private/text/{source}.txt": text.encode() for source, text in texts.items()}
    return Outcome(tables=made, files=files.items(), findings=FINDINGS)


EARLIER = Stage(name="earlier", help="Make the study.", inputs=(), outputs=tables.WORKING, run=earlier)


class Watcher(NullReporter):
    """Remembers whether each stage was fresh."""

    def __init__(self) -> None:
        self.fresh: dict[str, bool] = {}

    def finished(self, stage, receipt, *, fresh, seconds):
        self.fresh[stage.name] = fresh


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests run the stages, the later ones after the earlier."""
    place = tmp_path_factory.mktemp("stage")
    folders = [place / name for name in ("transcripts", "models", "outputs")]
    for folder in folders:
        folder.mkdir()
    return folders[2]


def run(outputs: Path) -> tuple[Run, list]:
    study = Study(outputs.parent / "transcripts", outputs.parent / "models", outputs)
    made = Run(study, reporter=Watcher())
    return made, made.through((EARLIER, EMIT))


def test_a_run_writes_the_dataset(outputs: Path) -> None:
    _, receipts = run(outputs)
    counts = {"quotes": 8, "shortlisted": 4, "organisations": 2, "checks": 2, "participants": 4, "passages": 9}
    assert {name: receipts[-1].summary[name] for name in counts} == counts
    written = {path.relative_to(outputs).as_posix() for path in outputs.rglob("*") if path.is_file()}
    assert {
        "dataset/coded_dataset.xlsx",
        "dataset/coded_quotes.csv",
        "dataset/datapackage.json",
        "dataset/run.json",
        "private/key.csv",
        "private/redactions.csv",
    } <= written


def test_a_second_run_does_nothing_and_a_fresh_one_gives_the_same_bytes(outputs: Path) -> None:
    _, [_, first] = run(outputs)
    again, _ = run(outputs)
    assert again.reporter.fresh["emit"]
    for path in (outputs / "dataset").rglob("*.*"):
        path.unlink()
    anew, [_, second] = run(outputs)
    assert not anew.reporter.fresh["emit"]
    assert second.outputs == first.outputs


@pytest.mark.parametrize(("names", "coder"), [("true", "Anna"), ("false", "Coder 1")])
def test_a_memo_is_in_the_project_of_the_next_run(outputs: Path, names: str, coder: str) -> None:
    models, project = outputs.parent / "models", outputs / "exchange" / "interviews.qdpx"
    settings, memos = models / "settings.toml", models / "memos.csv"
    settings.write_text(f"[emit]\nname_coders = {names}\n")
    try:
        run(outputs)
        before = project.read_bytes()
        memos.write_text("about,id,coder,date,memo\nstudy,,Anna,2024-05-01,Ask Carol Pike again.\n")
        made, _ = run(outputs)
        assert not made.reporter.fresh["emit"]
        with zipfile.ZipFile(project) as package:
            assert f'name="Memo by {coder} on the study"'.encode() in package.read("project.qde")
            assert b"Ask [name] again.\n" in [package.read(name) for name in package.namelist()]
        memos.unlink()
        run(outputs)
        assert project.read_bytes() == before
    finally:
        settings.unlink()
        memos.unlink(missing_ok=True)
        run(outputs)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_the_key_is_for_its_owner_alone(outputs: Path) -> None:
    run(outputs)
    assert (outputs / "private" / "key.csv").stat().st_mode & 0o777 == 0o600
    assert (outputs / "private").stat().st_mode & 0o777 == 0o700


def test_importing_the_stage_costs_nothing() -> None:
    heavy = "pandas numpy xlsxwriter rapidfuzz spacy".split()  # noqa: SIM905
    code = f"import sys, pipeline.emit.stage; print([m for m in {heavy} if m in sys.modules])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"
