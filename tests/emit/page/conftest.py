"""Pages of the report opened in the tests' browser."""

from __future__ import annotations

from pathlib import Path

import pytest


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
