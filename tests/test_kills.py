"""A run that is killed goes on from what is whole, and ends with the bytes of one that nobody disturbed."""

import random
import signal

import pytest

from pipeline.cache import Cache
from pipeline.stages import STAGES
from pipeline.study import Study

from .conftest import ROOT, made_below
from .kills import run_to
from .test_reruns import talk


@pytest.mark.slow
@pytest.mark.parametrize("seed", [8])
def test_killed_once_in_every_stage(tmp_path, seed):
    chance = random.Random(seed)
    transcripts = tmp_path / "talks"
    transcripts.mkdir()
    for number in range(1, 7):
        (transcripts / f"talk_{number}.txt").write_text(talk(number), "utf-8")
    undisturbed = Study(transcripts, ROOT / "models", tmp_path / "undisturbed")
    assert run_to(undisturbed)[0] == 0
    study = Study(transcripts, ROOT / "models", tmp_path / "outputs")
    for stage in STAGES:
        # Each table that a stage writes is four dealings with the disk, and so is its receipt.
        code, _ = run_to(study, stage=stage.name, at=chance.randint(1, 4 * len(stage.outputs) + 4))
        assert code == -signal.SIGKILL, stage.name
    code, _ = run_to(study)
    assert code == 0
    assert made_below(study.outputs) == made_below(undisturbed.outputs)


def test_a_cache_that_lost_its_end_is_made_anew(tmp_path):
    kept = Cache(tmp_path / "cache.sqlite")
    kept.put_many({f"{at}": bytes(1000) for at in range(100)}, owner="x")
    kept.close()
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"no database" + path.read_bytes()[11:5000])
    again = Cache(path)
    assert again.known(["1"]) == set()
    again.put_many({"1": b"x"}, owner="x")
    assert again.get_many(["1"]) == {"1": b"x"}
