"""`--scheduler`: the work goes to the workers, one of them dies, and the bytes are those of one machine."""

import signal
import subprocess
from dataclasses import replace
from importlib.util import find_spec

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter
from tests.cluster.servers import cluster
from tests.conftest import ROOT, made_below
from tests.workflow.test_reruns import talk

# Looked for, not imported: that takes a second of every run of the quick tests.
without_dask = pytest.mark.skipif(
    find_spec("distributed") is None, reason="Dask is not installed: pip install 'interview-pipeline[cluster]'"
)
pytestmark = [pytest.mark.slow, without_dask]


class KillsAWorker(NullReporter):
    """Kills the first worker as soon as the first names are found."""

    def __init__(self, worker):
        self.worker = worker
        self.seen = []

    def progress(self, stage, what, done, total):
        self.seen.append((what, done, total))
        if what == "finding names" and done == 1:
            assert self.worker.poll() is None
            self.worker.send_signal(signal.SIGKILL)


def loaded() -> dict[str, object]:
    """In a worker: how often each model was loaded, and whether ONNX Runtime's telemetry is off."""
    import os

    from pipeline.language import sentence_encoder
    from pipeline.organisations import recognise

    return {
        "names": recognise._reader.cache_info().misses,
        "meaning": sentence_encoder._session.cache_info().misses,
        "telemetry off": os.environ.get("ORT_DISABLE_TELEMETRY"),
    }


def run_alone(folder, *, talks) -> Study:
    """A study of so many talks, run on this machine."""
    transcripts = folder / "talks"
    transcripts.mkdir()
    for number in range(1, talks + 1):
        (transcripts / f"talk_{number:02d}.txt").write_text(talk(number), "utf-8")
    alone = Study(transcripts, ROOT / "models", folder / "alone")
    Run(alone).through(STAGES)
    return alone


def test_a_worker_dies_and_the_bytes_are_the_same(tmp_path):
    from distributed import Client

    alone = run_alone(tmp_path, talks=12)
    study = replace(alone, outputs=tmp_path / "outputs")
    with cluster(tmp_path, workers=2) as running:
        killer = KillsAWorker(running.workers[0])
        Run(study, Engine(scheduler=running.address), killer).through(STAGES)
        assert running.workers[0].poll() == -signal.SIGKILL
        total = next(total for what, _, total in killer.seen if what == "finding names")
        assert ("finding names", total, total) in killer.seen
        with Client(running.address, set_as_default=False) as client:
            (times,) = client.run(loaded).values()
    assert times == {"names": 1, "meaning": 1, "telemetry off": "1"}, "each model once in the worker that was left"
    assert made_below(study.outputs) == made_below(alone.outputs)


def test_a_disk_that_fills_up_is_told_and_the_next_run_goes_on(tmp_path, small_disk):
    alone = run_alone(tmp_path, talks=4)
    study = replace(alone, outputs=small_disk / "outputs")
    with cluster(tmp_path, workers=2) as running:
        with pytest.raises(UserError, match="Free some space"):
            Run(study, Engine(scheduler=running.address)).through(STAGES)
        assert not list(small_disk.rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
        Run(study, Engine(scheduler=running.address)).through(STAGES)
    assert made_below(study.outputs) == made_below(alone.outputs)


def test_a_scheduler_that_does_not_answer_is_told(tmp_path):
    study = Study(ROOT / "transcripts" / "sample", ROOT / "models", tmp_path / "outputs")
    with pytest.raises(UserError, match="no Dask scheduler answers at tcp://127"):
        Run(study, Engine(scheduler="tcp://127.0.0.1:9")).through(STAGES)
