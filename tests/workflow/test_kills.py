"""A killed command can be repeated and gives the same bytes as an undisturbed one."""

import subprocess
import sys

import pytest

from pipeline.workflow.cache import Cache

from ..conftest import ROOT


@pytest.mark.slow
@pytest.mark.parametrize(
    ("commands", "kills"),
    [
        (("codebook-import", "register-add", "review-import", "review-undo", "init"), 3),
        (("pseudonymise",), 3),
        (("first-run", "run", "withdraw"), 2),
    ],
    ids=lambda value: "-and-".join(value) if isinstance(value, tuple) else "",
)
def test_killed_and_repeated(commands, kills):
    # In a process of its own: it forks, which does not go with the threads of what tests have loaded.
    words = [sys.executable, "-m", "tests.kills", *commands, "--kills", str(kills)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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
