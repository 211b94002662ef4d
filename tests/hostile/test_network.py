"""Nothing is sent anywhere: a run with no way out gives the same bytes, and no part of it even tries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, made_below

# Python runs this in every process that finds it on its path, those that a run starts included.
WATCH = """
import os, sys
def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["ATTEMPTS"], "a") as told:
            print(event, *map(repr, arguments), sys.argv, file=told)
        raise OSError(101, "the network is cut off")
sys.addaudithook(_watch)
with open(os.environ["ATTEMPTS"] + ".processes", "a") as told:
    print(os.getpid(), file=told)
"""


def cut_off() -> list[str]:
    """The command in front of another that takes the network away from it; empty where the system forbids that."""
    command = ["unshare", "--user", "--map-root-user", "--net"]
    if (
        shutil.which("unshare")
        and subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0
    ):
        return command
    return []


def run_watched(folder: Path, *arguments: str) -> tuple[str, int]:
    """What the processes of a command tried to reach, and how many they were."""
    (folder / "watch").mkdir()
    (folder / "watch" / "sitecustomize.py").write_text(WATCH)
    path = os.pathsep.join([str(folder / "watch"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "ATTEMPTS": str(folder / "attempts")}
    done = subprocess.run(
        [*cut_off(), sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    attempts = folder / "attempts"
    processes = (folder / "attempts.processes").read_text().splitlines()
    return attempts.read_text() if attempts.exists() else "", len(processes)


@pytest.mark.slow
def test_a_run_with_no_way_out_gives_the_same_bytes_and_nothing_is_tried(tmp_path, sample_run):
    outputs = tmp_path / "outputs"
    attempts, processes = run_watched(tmp_path, "-m", "pipeline", "--outputs", str(outputs), "run")
    assert not attempts
    assert processes

    with_network, without = made_below(sample_run.study.outputs), made_below(outputs)
    assert sorted(with_network) == sorted(without)
    assert [name for name in without if without[name] != with_network[name]] == []


def test_the_watch_would_notice(tmp_path):
    code = (
        "import socket\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9), timeout=1)\n"
        "except OSError as error:\n    print(error)\n"
    )
    attempts, _ = run_watched(tmp_path, "-c", code)
    assert "socket." in attempts


def test_onnx_runtime_tells_nobody_anything(monkeypatch):
    import onnxruntime

    from pipeline.language import runtime
    from pipeline.language.pins import NAMES, located

    told = []
    monkeypatch.setattr(onnxruntime, "disable_telemetry_events", lambda: told.append("off"))
    runtime.session(located(NAMES))
    assert told == ["off"]
