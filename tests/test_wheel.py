"""The wheel holds what the program needs, and the lines of the documents install it on an empty computer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from pipeline import __version__
from pipeline.corpus import shipped
from pipeline.language.models import PINS, SHIPPED

from .conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
INSTALL = (ROOT / "docs" / "install.md").read_text("utf-8")
PINNED = re.compile(r"(?m)^([a-z0-9.-]+)==(\S+)")
WHEEL = f"interview_pipeline-{__version__}-py3-none-any.whl"
TORCH = {"torch", "sentence-transformers", "transformers", "umap-learn", "hdbscan", "numba"}
NO_NETWORK = ("error sending request", "Failed to establish a new connection", "dns error", "No route to host")


def test_the_packages_to_install_are_those_of_the_lock_without_torch():
    listed = (ROOT / "requirements-install.txt").read_text("utf-8")
    pinned = set(PINNED.findall(listed))
    assert pinned <= set(PINNED.findall((ROOT / "requirements.lock").read_text("utf-8")))
    assert not {name for name, _ in pinned} & TORCH
    left_out = [one for one in PROJECT["tool"]["uv"]["override-dependencies"] if one.endswith("< '3'")]
    assert [line for line in listed.splitlines() if line.endswith("< '3'")] == left_out
    needed = {re.split(r"[\[<>=~!; ]", one)[0] for one in PROJECT["project"]["dependencies"]}
    assert needed <= {name for name, _ in pinned}


def test_readme_and_documents_give_the_same_line_for_this_version():
    lines = set(re.findall(r"(?m)^uv tool install .*$", (ROOT / "README.md").read_text("utf-8")))
    assert lines == set(re.findall(r"(?m)^uv tool install .*$", INSTALL))
    assert set(re.findall(r"\S+\.whl", INSTALL)) == {WHEEL}


def test_the_files_that_come_with_the_program_are_found_in_a_clone():
    assert not shipped.IS_INSTALLED
    assert shipped.MODELS == ROOT / "models"
    assert shipped.SAMPLE == ROOT / "transcripts" / "sample"


@pytest.fixture(scope="module")
def dist(tmp_path_factory) -> Path:
    """The two files of `make wheel`."""
    pytest.importorskip("hatchling")
    place = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    shutil.copyfile(ROOT / "requirements-install.txt", place / "requirements.txt")
    return place


@pytest.mark.slow
def test_the_wheel_holds_models_and_sample_and_nothing_of_a_study(dist):
    names = set(zipfile.ZipFile(dist / WHEEL).namelist())
    assert {f"pipeline/shipped/models/{pin.path}" for pin in PINS if pin.package == SHIPPED} <= names
    for path in (ROOT / "transcripts" / "sample").iterdir():
        assert f"pipeline/shipped/transcripts/sample/{path.name}" in names
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    inside = {name.removeprefix("pipeline/shipped/") for name in names if ".dist-info/" not in name}
    assert inside <= set(tracked.splitlines())
    assert {name for name in tracked.splitlines() if name.startswith("pipeline/")} <= inside


def installed(line: str, dist: Path, place: Path) -> Path:
    """Run a line of the documents in the folder of the wheel; returns the folder of the programs."""
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    environment = {**os.environ, "UV_TOOL_DIR": str(place / "tools"), "UV_TOOL_BIN_DIR": str(programs)}
    environment |= {"UV_PYTHON": sys.executable}
    environment.pop("PYTHONPATH", None)
    if line.startswith("python"):
        venv.create(place, with_pip=True)
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    else:
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(line, shell=True, cwd=dist, env=environment, check=False, capture_output=True, text=True)
    if done.returncode and not os.environ.get("CI") and any(sign in done.stderr for sign in NO_NETWORK):
        pytest.skip("packages cannot be downloaded here")
    assert done.returncode == 0, done.stderr
    return programs


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["uv", "python"])
def test_the_line_of_the_documents_installs_a_program_that_runs_the_sample_anywhere(dist, tmp_path, tool):
    (line,) = re.findall(rf"(?m)^{tool} .*\.whl$", INSTALL)
    programs = installed(line, dist, tmp_path / "computer")
    assert not {path.name.partition("-")[0] for path in (tmp_path / "computer").rglob("*.dist-info")} & TORCH

    def told(*words: str, folder: Path) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [programs / words[0], *words[1:]],
            cwd=folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    empty = tmp_path / "My Documents"
    empty.mkdir()
    assert told("pipeline", "--version", folder=empty) == f"pipeline, version {__version__}\n"
    page = empty / "interview-pipeline-demo" / "outputs" / "report" / "index.html"
    assert f"Open in a browser: {page}" in told("interview-pipeline", "demo", folder=empty)
    assert page.exists()
    assert "No problems found." in told("pipeline", "doctor", folder=empty / "interview-pipeline-demo")
