"""The page of review, served from a thread of the test's own and opened in the tests' browser."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from pipeline.cli.review import _names
from pipeline.corpus.study import Study
from pipeline.review.screen.server import Serving, serve_review
from pipeline.workflow.parallel import Engine


@dataclass
class Served:
    """A page that is being served."""

    study: Study
    address: str

    @property
    def origin(self) -> str:
        return self.address.rsplit("/", 2)[0]

    def get(self, path: str, **headers: str):
        return self._answer(urllib.request.Request(self.address + path, headers=headers))

    def post(self, path: str, given: object, **headers: str):
        sent = {"Origin": self.origin, "Content-Type": "application/json", **headers}
        return self._answer(urllib.request.Request(self.address + path, json.dumps(given).encode(), sent))

    def act(self, kind: str, coder: str = "Ann Other", **given: object):
        status, answer = self.post("api/act", {"kind": kind, "coder": coder, **given})
        assert status == 200, answer
        return answer

    def wait_until_written(self) -> None:
        for _ in range(200):
            if not self.get("api/state")[1]["waiting"] and all(
                one["written"] or one["problem"] for one in self.get("api/history")[1]["acts"]
            ):
                return
            time.sleep(0.05)
        raise AssertionError("the acts were not written")

    @staticmethod
    def _answer(request: urllib.request.Request):
        try:
            with urllib.request.urlopen(request) as answer:
                content, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            content, status = error.read(), error.code
        try:
            return status, json.loads(content)
        except ValueError:
            return status, content


@contextmanager
def serving(study: Study, monkeypatch, *, learns: bool = False):
    """Serve the page until the block ends; uvicorn is told to stop as Ctrl-C would tell it."""
    from uvicorn import Server

    told: list[str] = []
    ready = threading.Event()
    servers: list[Server] = []
    run = Server.run

    def remember(self, *given, **more):
        servers.append(self)
        ready.set()
        return run(self, *given, **more)

    monkeypatch.setattr(Server, "run", remember)
    given = Serving(port=0, in_browser=False, learns=learns, names=lambda: _names(study))
    thread = threading.Thread(
        target=serve_review, args=(study, Engine(jobs=1), given), kwargs={"tell": told.append}, daemon=True
    )
    thread.start()
    assert ready.wait(60), told
    address = told[0].removeprefix("Review: ")
    deadline = time.monotonic() + 60
    while not servers[0].started:
        assert thread.is_alive(), told
        assert time.monotonic() < deadline, told
        time.sleep(0.02)
    yield Served(study, address)
    servers[0].should_exit = True
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def served(sample_copy, monkeypatch):
    with serving(sample_copy, monkeypatch) as page:
        yield page


@pytest.fixture
def opened(served, browser):
    """Opens the page for a coder; at the end it has complained of nothing, and asked nobody but its own server."""
    contexts, wrong = [], []

    def open_page(coder: str = "Ann Other", part: str = "", **options):
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 850}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: request.url.startswith(served.address) or wrong.append(f"request: {request.url}"),
        )
        page.goto(f"{served.address}#/{part}")
        page.get_by_label("Your name").fill(coder)
        page.keyboard.press("Enter")
        page.locator("#main h1, .passage.current").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
