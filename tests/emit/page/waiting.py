"""Waiting for what the page does a moment later: a new address, a search while somebody types, a copy."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Error, Page

_SECONDS = 15
_ASKED = """(() => {
  const asked = new URLSearchParams(location.hash.split('?')[1] || '');
  return Object.entries(%s).every(([name, value]) => (asked.get(name) || '') === value);
})()"""


def until(page: Page, so: str | Callable[[], object]) -> None:
    """Wait for it: JavaScript that comes true, or a check. (The page's policy forbids `wait_for_function`.)"""
    wrong: Error | None = None
    for _ in range(_SECONDS * 20):
        try:
            if page.evaluate(so) if isinstance(so, str) else so():
                return
        except Error as error:  # what was looked at has just been written anew
            wrong = error
        page.wait_for_timeout(50)
    raise AssertionError(f"not so within {_SECONDS} seconds: {so}") from wrong


def found(page: Page, **asked: str) -> int:
    """The number of quotes that the page says it found, once its address holds what was asked ("" for nothing).

    The page writes the address after it has searched, so that what it says then is of this search.
    """
    until(page, _ASKED % json.dumps(asked))
    until(page, "document.getElementById('found').textContent !== ''")  # a link sets the address before the search
    text = page.locator("#found").inner_text()
    return 0 if text.startswith("No quote") else int(text.split()[0].replace(",", ""))
