"""Who may speak to the page, and how it ends."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.review.screen.server import Serving, serve_review
from pipeline.workflow.parallel import Engine
from tests.conftest import ROOT


def test_the_page_carries_headers_that_let_nothing_in_or_out(served):
    with urllib.request.urlopen(served.address) as answer:
        headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Access-Control-Allow-Origin"] is None


def test_everything_that_the_page_links_to_is_served(served):
    status, page = served.get("")
    linked = re.findall(rb'(?:href|src)="(assets/[^"]+)"', page)
    assert (status, {served.get(name.decode())[0] for name in linked}) == (200, {200})
    assert {b"assets/base.css", b"assets/style.css"} < set(linked)


def test_it_listens_on_this_machine_alone(served):
    port = int(served.origin.rsplit(":", 1)[1])
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((own, port), timeout=2).close()


@pytest.mark.parametrize("host", ["localhost", "attacker.example", "127.0.0.1", "127.0.0.1:1"])
def test_another_host_is_refused(served, host):
    assert served.get("api/study", Host=host)[0] == 421


@pytest.mark.parametrize(
    "origin", ["http://attacker.example", "null", "http://localhost:8642", "https://127.0.0.1"]
)
def test_another_origin_is_refused(served, origin):
    assert served.post("api/undo", {"coder": "Ann"}, Origin=origin)[0] == 403
    assert served.get("api/study", Origin=origin)[0] == 403


def test_a_form_of_another_page_cannot_act(served):
    assert served.post("api/undo", {}, **{"Content-Type": "text/plain"})[0] == 415
    assert served.get("api/study", **{"Sec-Fetch-Site": "cross-site"})[0] == 403


def test_a_token_of_another_day_is_answered_with_what_to_do(served):
    served.address = f"{served.origin}/yesterday/"
    status, page = served.get("")
    assert status == 403
    assert b"session that has ended" in page
    assert b"pipeline review" in page
    status, answer = served.post("api/undo", {"coder": "Ann"})
    assert status == 403
    assert "Nothing was lost" in answer["problem"]


@pytest.mark.parametrize("path", ["assets/../server.py", "assets/%2e%2e/guard.py", "recording/x", "models"])
def test_nothing_but_the_pages_own_files_is_given(served, path):
    assert served.get(path)[0] in (404, 405)


@pytest.mark.parametrize("given", [[], "x", {"kind": "nothing", "coder": "Ann"}, {"kind": "judge"}, {"coder": 3}])
def test_a_request_that_makes_no_sense_changes_nothing(served, given):
    status, answer = served.post("api/act", given)
    assert status in (400, 409)
    assert answer["problem"]
    assert served.get("api/history")[1]["acts"] == []


def test_far_too_long_a_request_is_refused(served):
    assert served.post("api/act", {"kind": "memo", "text": "x" * 300_000})[0] == 413


def test_a_port_that_is_taken_is_told(sample_copy):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UserError, match=f"port {port} is in use"):
            serve_review(sample_copy, Engine(), Serving(port=port, in_browser=False), tell=print)


def test_without_a_run_it_says_so(tmp_path):
    study = Study(tmp_path / "t", tmp_path / "m", tmp_path / "o")
    with pytest.raises(UserError, match="no finished run"):
        serve_review(study, Engine(), Serving(in_browser=False), tell=print)


def started(study: Study, *before: str) -> tuple[subprocess.Popen[str], str]:
    command = [*before, sys.executable, "-m", "pipeline", "--transcripts", str(study.transcripts), "--models"]
    command += [str(study.models), "--outputs", str(study.outputs), "review", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--no-learning"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    line = process.stdout.readline()
    assert line.startswith("Review: http://127.0.0.1:"), process.stderr.read()
    return process, line.split()[1]


def test_ctrl_c_ends_it_in_order(sample_copy):
    process, _ = started(sample_copy)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Review ended. Every answer is saved." in said
    assert wrong == ""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_kill_in_the_midst_of_writing_loses_nothing(sample_copy):
    from .conftest import Served

    process, address = started(sample_copy)
    page = Served(sample_copy, address)
    passages = page.get("api/list?show=review")[1]["passages"][:12]
    for number, one in enumerate(passages):
        page.act("judge", quote_id=one["id"], another_theme="trust", mode="review", note=f"number {number}")
    process.kill()
    process.communicate()
    process, address = started(sample_copy)
    again = Served(sample_copy, address)
    again.wait_until_written()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    text = (sample_copy.models / "decisions.csv").read_text("utf-8-sig")
    assert [text.count(f"number {number},") for number in range(12)] == [1] * 12


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace shows what a program asks of the network")
def test_the_only_internet_socket_is_the_listener_on_this_machine(sample_copy, tmp_path):
    trace = tmp_path / "trace"
    process, address = started(sample_copy, "strace", "-f", "-e", "trace=network", "-o", str(trace))
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
    time.sleep(10)  # ONNX Runtime, if it were loaded and let, would look its maker's host up after 8 s
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGINT)
    process.communicate(timeout=60)
    lines = [line for line in trace.read_text().splitlines() if "AF_INET" in line]
    assert any("bind(" in line for line in lines)
    assert not [line for line in lines if "connect(" in line or "AF_INET6" in line]
    assert not [line for line in lines if "sin_addr" in line and 'inet_addr("127.0.0.1")' not in line]
