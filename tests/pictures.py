"""Regenerates the pictures in the README and docs/outputs.md, which show the sample study: `make pictures`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import started_browser
from tests.conftest import ROOT

DOCS = ROOT / "docs"
SIZE = {"width": 1280, "height": 820}
PICTURES = {"page": "", "page_quotes": "#quotes"}


def main() -> None:
    """Run the sample as a stranger would, and take one picture of each tab."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pipeline", "--quiet", "--outputs", folder, "run"]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode not in (0, 1):  # 1: there is something to check
            raise SystemExit(done.returncode)
        page_file = (Path(folder) / "report" / "index.html").as_uri()
        with started_browser() as browser:
            page = browser.new_page(viewport=SIZE)
            for name, tab in PICTURES.items():
                page.goto(page_file + tab)
                page.wait_for_timeout(500)
                page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    main()
