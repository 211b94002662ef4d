"""Waiting for what the page does a moment later: a new address, a search while somebody types, a copy."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Error, Page

_SECONDS = 15


def until(page: Page, so: str | Callable[[], object]) -> None:
    """Wait for it: JavaScript that comes true, or a check. (The page's policy forbids `wait_for_function`.)"""
    for _ in range(_SECONDS * 20):
        try:
            if page.evaluate(so) if isinstance(so, str) else so():
                return
        except Error:
            pass  # what was looked at has just been written anew
        page.wait_for_timeout(50)
    raise AssertionError(f"not so within {_SECONDS} seconds: {so if isinstance(so, str) else so.__doc__ or so}")


def found(page: Page) -> int:
    """The number of quotes that the page says it found, at this moment."""
    text = page.locator("#found").inner_text()
    return 0 if text.startswith("No quote") else int(text.split()[0].replace(",", ""))


def finds(page: Page, many: int) -> bool:
    """The page comes to say that it found so many quotes; where it does not, what it says stands in the error."""
    try:
        until(page, lambda: found(page) == many)
    except AssertionError:
        assert found(page) == many
    return True
