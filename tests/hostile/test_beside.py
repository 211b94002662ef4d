"""For every malicious file, the command stops and names the file, in bounded time and memory."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from tests.conftest import ROOT, files_below
from tests.hostile.beside import BESIDE, Beside
from tests.hostile.packages import PLAIN, SECRET
from tests.hostile.watched import watched


def done(study: Path, *words: str) -> dict[str, Any]:
    """Exit code and all that a command says, in one line."""
    folders = ("--transcripts", "transcripts", "--models", "models", "--outputs", "outputs")
    given = [str(study / word) if word.startswith("given.") else word for word in words]
    placed = [str(study / word) if word in ("transcripts", "models", "outputs") else word for word in folders]
    ended = CliRunner().invoke(main, ["--jobs", "1", *placed, *given])
    raised = ended.exception and not isinstance(ended.exception, SystemExit)
    return {
        "code": "raised " + repr(ended.exception) if raised else ended.exit_code,
        "said": " ".join(ended.output.split()),
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """A study of one short talk, run."""
    study = tmp_path_factory.mktemp("finished")
    (study / "transcripts").mkdir()
    (study / "transcripts" / "good.txt").write_text(PLAIN)
    shutil.copytree(ROOT / "models", study / "models", ignore=shutil.ignore_patterns("*.onnx", "identifiers"))
    # Once, and not in the process of each case.
    for name in (
        "docx",
        "openpyxl",
        "pipeline.review.codebook_exchange",
        "pipeline.review.imports",
        "pipeline.verify",
    ):
        import_module(name)
    assert done(study, "run")["code"] == 0
    return study


EACH = [pytest.param(one, id=one.what, marks=[pytest.mark.slow] if one.costly else []) for one in BESIDE]


@pytest.mark.parametrize("one", EACH)
def test_the_command_stops_and_says_which_file(tmp_path, finished, one: Beside):
    study = tmp_path / "study"
    shutil.copytree(finished, study)
    content = one.make()
    place = study / one.file
    if isinstance(content, Path):
        place.unlink(missing_ok=True)
        place.symlink_to(content)
    else:
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = kept(study)
    made = watched(lambda: done(study, *one.command))
    assert made["code"] in ((0, 1) if one.goes_on else (2,)), made
    assert one.says in made["said"]
    assert "Traceback" not in made["said"]
    assert "unexpected error" not in made["said"]
    assert SECRET not in made["said"]
    assert not any(SECRET.encode() in content for content in files_below(study / "outputs").values())
    assert not list(tmp_path.rglob("harmed"))
    assert not Path("harmed").exists()
    if not one.goes_on:
        assert kept(study) == before


def kept(study: Path) -> dict[str, bytes]:
    """What belongs to the researcher, and no failed command may touch."""
    paths = [path for folder in ("models", "transcripts") for path in (study / folder).rglob("*")]
    return {str(path): path.read_bytes() for path in paths if path.is_file() and not path.is_symlink()}


def test_there_are_as_many_as_the_document_says_and_no_two_alike():
    assert len({one.what for one in BESIDE}) == len(BESIDE)
