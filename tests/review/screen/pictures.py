"""Take the pictures of docs/review-on-screen.md: `make pictures`. They show the sample study."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import started_browser

ROOT = Path(__file__).parents[3]
TARGET = ROOT / "docs" / "review"
SIZE = {"width": 1160, "height": 760}


def take(folder: Path) -> None:
    """Run the sample, serve it, and take the six pictures."""
    models = folder / "models"
    shutil.copytree(
        ROOT / "models", models, ignore=shutil.ignore_patterns("*.onnx", "identifiers", "review.sqlite*")
    )
    for left in ("decisions.csv", "memos.csv", "passages.csv"):
        (models / left).unlink(missing_ok=True)
    command = [sys.executable, "-m", "pipeline", "--models", str(models), "--outputs", str(folder / "outputs")]
    subprocess.run([*command, "--quiet", "themes"], cwd=ROOT, check=True)
    server = subprocess.Popen(
        [*command, "review", "--no-browser", "--port", "0", "--no-learning"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[1]
        with started_browser() as browser:
            page = browser.new_page(viewport=SIZE)
            walk(page, address)
    finally:
        server.terminate()
        server.wait()


def walk(page: Page, address: str) -> None:
    """The main path."""

    def picture(name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=TARGET / f"{name}.png")

    def coder(name: str) -> None:
        page.get_by_label("Your name").fill(name)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1000)  # until the page of the coder before is gone
        page.locator(".passage.current").wait_for()

    def code(typed: str) -> None:
        page.keyboard.press("c")
        page.locator("dialog [role=combobox]").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)

    page.goto(address)
    coder("Ann Other")
    picture("1-first-visit")
    page.get_by_role("button", name="Got it").click()
    for key in "arnaarnaaarana":
        page.keyboard.press(key)
        page.wait_for_timeout(120)
    picture("2-coding")
    page.keyboard.press("c")
    page.locator("dialog [role=combobox]").fill("o")
    picture("3-another-code")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Blind").click()
    page.locator(".passage.current").wait_for()
    for typed in ("trust", "cogs"):
        code(typed)
        page.keyboard.press("j")
        page.wait_for_timeout(700)
    page.get_by_role("button", name="Ann Other").click()
    coder("Ben Else")
    for typed in ("trust", "local"):
        code(typed)
        page.keyboard.press("j")
        page.wait_for_timeout(700)
    page.get_by_role("link", name="Agreement", exact=True).click()
    page.locator("h2", has_text=re.compile("Differences")).scroll_into_view_if_needed()
    picture("4-agreement")
    page.get_by_role("link", name="Codebook").click()
    page.get_by_role("heading", name="Codebook").wait_for()
    picture("5-codebook")
    page.get_by_role("link", name="Put right").click()
    page.get_by_role("link", name="Organisations").click()
    page.get_by_role("button", name="Not an organisation").first.wait_for()
    picture("6-put-right")


def main() -> int:
    """Take the pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        take(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
