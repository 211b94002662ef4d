"""What tests share: a whole run on the sample study, made once, and the real material if it is there."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from pipeline.cli.main import main
from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.runner import Run

from .browser import started_browser

ROOT = Path(__file__).parents[1]
REAL_MATERIAL = ROOT.parent / "shared" / "data"

# How fast a machine is says nothing about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@dataclass(frozen=True)
class Done:
    """A finished run."""

    study: Study
    receipts: list[Receipt]


def run_study(transcripts: Path, outputs: Path, *, models: Path | None = None) -> Done:
    """Run all stages. If no models folder is named, these outputs have a copy of the shipped one to themselves."""
    study = Study(transcripts, models or copied_models(outputs.with_name(f"{outputs.name} models")), outputs)
    return Done(study, Run(study).through(STAGES))


def copied_models(target: Path) -> Path:
    """A copy of the shipped models folder, made once. A run writes the ids that it gives there."""
    if not target.exists():
        # The language model is found in the repository whatever --models says.
        shutil.copytree(ROOT / "models", target, ignore=shutil.ignore_patterns("*.onnx", "identifiers"))
    return target


def invoke_on(study: Study, *words: str | Path, answer: str | None = None) -> Result:
    """Run a command of the program on a study; `answer` is typed where the command asks."""
    folders = ("--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs)
    return CliRunner().invoke(main, [str(word) for word in (*folders, *words)], input=answer)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory, worker_id) -> Done:
    """The sample study, run once; with several processes of tests, the first makes it and the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "sample"
    ended = shared / "ended"
    try:
        shared.mkdir()
    except FileExistsError:
        while not ended.exists():
            time.sleep(0.2)
    else:
        try:
            run_study(ROOT / "transcripts" / "sample", shared / "outputs")
        finally:
            ended.touch()
    return run_study(ROOT / "transcripts" / "sample", shared / "outputs")


@pytest.fixture
def sample_copy(tmp_path, sample_run) -> Study:
    """Transcripts, models and outputs of the sample as copies that a test may change."""
    return copied_study(sample_run.study, tmp_path)


@pytest.fixture(scope="session")
def with_candidates(tmp_path_factory, sample_run) -> Study:
    """The sample with candidates in all its passages: among those without a code there may be none."""
    study = copied_study(sample_run.study, tmp_path_factory.mktemp("candidates"))
    (study.models / "settings.toml").write_text("[themes]\ndiscover_in_coded = true\n", "utf-8")
    Run(study).through(STAGES)
    return study


def copied_study(study: Study, place: Path) -> Study:
    """A copy of a study and its outputs in a folder, without decisions."""
    copy = Study(place / "sample", place / "models", place / "outputs")
    for folder in ("transcripts", "models", "outputs"):
        shutil.copytree(getattr(study, folder), getattr(copy, folder))
    (copy.models / "decisions.csv").unlink(missing_ok=True)
    return copy


@pytest.fixture(scope="session")
def browser():
    with started_browser() as started:
        yield started


@pytest.fixture(scope="session")
def real_material() -> Path:
    """The folder of public transcripts beside the repository."""
    if not REAL_MATERIAL.is_dir():
        pytest.skip("the real material (../shared/data) is not here")
    return REAL_MATERIAL


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file's bytes, by its path."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def made_below(outputs: Path) -> dict[str, bytes]:
    """The bytes of all that a run makes, by its path: neither its log nor what only speeds up the next run."""
    left_out = ("private/cache.sqlite", "private/audited.txt", "private/searched.txt", "private/pipeline.log")
    return {path: content for path, content in files_below(outputs).items() if not path.startswith(left_out)}


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk of 300 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only an administrator can make a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)
