"""A small study for the tests of commands, and a copy of it after a run."""

import shutil
from pathlib import Path

import pytest

from .test_commands import invoke, options, small_study


@pytest.fixture
def folders(tmp_path):
    return small_study(tmp_path)


@pytest.fixture(scope="session")
def run_once(tmp_path_factory) -> Path:
    place = small_study(tmp_path_factory.mktemp("small"))
    assert invoke("--quiet", *options(place), "run").exit_code == 0
    return place


@pytest.fixture
def after_a_run(tmp_path, run_once) -> Path:
    """A copy of the small study after a run."""
    return Path(shutil.copytree(run_once, tmp_path / "study"))
