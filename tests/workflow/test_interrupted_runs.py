"""A run that is stopped at any moment is completed by the next, with the same bytes."""

from __future__ import annotations

import math
import shutil
import sqlite3
import tempfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from pipeline.corpus.study import Study
from pipeline.workflow import runner
from pipeline.workflow.cache import Cache
from pipeline.workflow.freshness import mixed_outputs
from pipeline.workflow.runner import Run
from tests.workflow.test_runner import Recorder

from ..conftest import made_below
from ..kills import study_in


class Stopped(BaseException):
    """A command is stopped; nothing catches it."""


class StoppingDisk:
    """Lets the `last`-th use of the disk be the last: as after a kill, nothing is tidied up after it."""

    def __init__(self, last: float) -> None:
        self.uses = 0
        self._last = last

    def use(self) -> None:
        self.uses += 1
        if self.uses > self._last:
            raise Stopped

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        for owner, names in (
            (Path, ("replace", "unlink", "chmod")),
            (tempfile, ("mkstemp",)),
            (Cache, ("put_many", "keep_only")),
            (runner, ("note_output",)),
        ):
            for name in names:
                patch.setattr(owner, name, self._around(getattr(owner, name)))

    def _around(self, function):
        def wrapped(*args, **kwargs):
            self.use()
            result = function(*args, **kwargs)
            self.use()
            return result

        return wrapped


def cached(study: Study) -> set[str]:
    with sqlite3.connect(study.private / "cache.sqlite") as database:
        return {key for (key,) in database.execute("SELECT key FROM results")}


def test_a_run_that_is_stopped_at_any_use_of_the_disk_is_finished_by_the_next(tmp_path, monkeypatch):
    study = study_in(tmp_path / "before")
    for folder in (study.transcripts, study.models):
        folder.mkdir(parents=True)
    recorder = Recorder()
    (study.transcripts / "a.txt").write_text("abba")
    Run(study).through(recorder.stages)
    (study.transcripts / "a.txt").write_text("bb")  # a letter fewer: a file and a cached result must go

    def copied(name: str) -> Study:
        shutil.copytree(tmp_path / "before", tmp_path / name)
        return study_in(tmp_path / name)

    def run(one: Study, *, last: float) -> int:
        disk = StoppingDisk(last)
        with monkeypatch.context() as patch:
            disk.watch(patch)
            with nullcontext() if last == math.inf else pytest.raises(Stopped):
                Run(one).through(recorder.stages)
        return disk.uses

    undisturbed = copied("undisturbed")
    uses = run(undisturbed, last=math.inf)
    assert uses > 30
    for last in range(uses):
        stopped = copied(f"stopped_{last}")
        run(stopped, last=last)
        Run(stopped).through(recorder.stages)
        assert made_below(stopped.outputs) == made_below(undisturbed.outputs), f"stopped after use {last} of {uses}"
        assert cached(stopped) == cached(undisturbed), f"stopped after use {last} of {uses}"
        assert mixed_outputs(stopped, recorder.stages) == ""
