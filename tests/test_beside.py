"""Work beside this process: what it makes comes back, and whatever becomes of it, the result is the same."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.workflow import background
from pipeline.workflow.background import at_once, in_a_fork
from pipeline.workflow.locks import Lock
from pipeline.workflow.parallel import Engine

forks = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")


@pytest.mark.parametrize("begin", [at_once, in_a_fork, Engine(jobs=1).beside, Engine(jobs=2).beside])
def test_what_it_makes_comes_back(begin):
    large = "quote " * 100_000  # more than a pipe holds
    assert begin(lambda: {"text": large})() == {"text": large}


@forks
def test_it_is_done_in_another_process_at_the_same_time():
    first, second = in_a_fork(os.getpid), in_a_fork(os.getpid)
    assert len({os.getpid(), first(), second()}) == 3


def test_one_core_does_it_in_this_process():
    assert Engine(jobs=1).beside(os.getpid)() == os.getpid()


@forks
def test_a_process_that_holds_much_does_it_itself(monkeypatch):
    monkeypatch.setattr(background, "_MOST_TO_SHARE", 1)
    assert in_a_fork(os.getpid)() == os.getpid()


@pytest.mark.parametrize("begin", [at_once, in_a_fork])
def test_what_goes_wrong_is_seen_here(begin, capfd):
    def work():
        raise KeyError("no such theme")

    with pytest.raises(KeyError, match="no such theme"):
        begin(work)()
    assert capfd.readouterr().err == ""


@forks
def test_what_is_killed_there_is_done_here():
    here = os.getpid()

    def work():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "whole"

    assert in_a_fork(work)() == "whole"


@forks
def test_what_stands_still_there_is_done_here(monkeypatch):
    monkeypatch.setattr(background, "_PATIENCE", 0.1)
    here = os.getpid()

    def work():
        if os.getpid() != here:
            time.sleep(600)  # as one that waits for a lock which nobody holds there
        return "whole"

    assert in_a_fork(work)() == "whole"


@forks
def test_what_computes_for_long_is_waited_for(monkeypatch):
    monkeypatch.setattr(background, "_PATIENCE", 0.1)

    def work():
        until = time.process_time() + 0.6
        while time.process_time() < until:
            sum(range(1000))
        return os.getpid()

    assert in_a_fork(work)() != os.getpid()


@forks
def test_the_lock_of_the_folder_is_not_the_forks(tmp_path):
    """A run that is killed leaves a fork for a second or two: the next run need not wait for it."""
    lock = Lock(tmp_path / "lock")
    lock.take(folder=tmp_path)
    ready, begun = os.pipe()

    def work():
        os.write(begun, b".")
        time.sleep(0.5)

    awaited = in_a_fork(work)
    os.read(ready, 1)
    lock.release()
    next_run = Lock(tmp_path / "lock")
    next_run.take(folder=tmp_path)
    assert next_run.held
    next_run.release()
    awaited()


@forks
def test_it_ends_when_the_process_that_began_it_is_killed(tmp_path):
    told = tmp_path / "told"
    begins = f"""
import os, pathlib, signal, time
from pipeline.workflow.background import in_a_fork

def work():
    pathlib.Path({str(told)!r}).write_text(str(os.getpid()))
    time.sleep(600)

in_a_fork(work)
while not pathlib.Path({str(told)!r}).exists():
    time.sleep(0.01)
time.sleep(0.1)
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", begins], check=False)
    fork = int(told.read_text())
    until = time.monotonic() + 10
    while _runs(fork) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _runs(fork)


def _runs(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
