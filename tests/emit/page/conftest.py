"""A browser for the tests of the page: the machine's own Chromium, without a network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# Without these it looks for its maker's hosts at every start.
_QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync")  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where it is; a test that needs it is skipped without it, and fails where NEED_BROWSER or CI is set."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        why = "no Chromium here: the web page is not tested in a browser (apt-get install chromium)"
        if os.environ.get("NEED_BROWSER") or os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return found


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = chromium()
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *root])
        yield started
        started.close()


@pytest.fixture
def opened(browser):
    """Opens a page at an address, and at the end finds that it complained of nothing and asked for nothing."""
    contexts, wrong = [], []

    def open_page(path: Path, address: str = "", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:")) or wrong.append(f"request: {request.url}"),
        )
        page.goto(f"{path.resolve().as_uri()}{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
