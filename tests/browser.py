"""A browser for the tests of the page: the machine's own Chromium, without a network."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager

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


@contextmanager
def started_browser():
    """Playwright refuses a second one in the same process: the fixture `browser` is the only one to start it."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *root])
        yield started
        started.close()
