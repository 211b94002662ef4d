"""Format and lint the scripts and the styles of the pages: python -m tests.page_scripts [--write].

Formatting is checked file by file. The linter reads the scripts joined as in the page, where they share one scope:
only so can it see which names are never declared or never used.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.emit.page.writer import SCRIPTS

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "pipeline" / "emit" / "page" / "assets"
SCREEN = ROOT / "pipeline" / "review" / "screen" / "assets"  # modules, which need no joining
SITE = ROOT / "docs" / "assets"  # of the documentation
JOINED = ROOT / "build" / "page" / "page.js"


def biome() -> str | None:
    """The program, if it is installed in this environment."""
    return shutil.which("biome", path=str(Path(sys.executable).parent))


def joined_scripts(assets: Path) -> str:
    """The scripts in the function that the page runs them in."""
    return "(() => {\n" + "\n".join((assets / name).read_text("utf-8") for name in SCRIPTS) + "})();\n"


def check(program: str, *, write: bool = False) -> int:
    """Run formatter and linter; the first exit code other than 0."""
    JOINED.parent.mkdir(parents=True, exist_ok=True)
    JOINED.write_text(joined_scripts(ASSETS), "utf-8")
    for command in (
        ["format", *(["--write"] if write else []), str(ASSETS), str(SCREEN), str(SITE)],
        [
            "lint",
            "--error-on-warnings",
            str(JOINED),
            str(ASSETS / "base.css"),
            str(ASSETS / "style.css"),
            str(SCREEN),
            str(SITE),
        ],
    ):
        if code := subprocess.run([program, *command], cwd=ROOT, check=False).returncode:
            return code
    return 0


def main() -> int:
    """Check, or skip where there is no biome."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="format the files in place")
    given = parser.parse_args()
    if (program := biome()) is None:
        sys.stdout.write(
            "biome: skipped, the page's scripts were not checked (there is no build for this system)\n"
        )
        return 0
    return check(program, write=given.write)


if __name__ == "__main__":
    sys.exit(main())
