"""Writes docs/hostile_files.md from the list: python -m tests.hostile (part of `make docs`)."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.beside import BESIDE
from tests.hostile.files import TRANSCRIPTS

PLACE = Path(__file__).parents[2] / "docs" / "hostile_files.md"
HEAD = """# Hostile files

Transcripts come from anywhere. Each of these is put beside a good transcript; it must get its finding within
bounded time and memory, and the good one must be read as ever. Made from the lists in `tests/hostile/` (`files.py`,
`ways_out.py`, `costly.py`) by `make docs`; `tests/hostile/test_transcripts.py` runs it.

| Kind | The file | Called | What the run says of it |
|---|---|---|---|
"""
BESIDE_HEAD = """
## Beside the transcripts

Codebook, settings, tables, what comes back and drafts: the command stops with exit 2, or does its work and says
what it left out. Nothing of the researcher's is touched. The list stands in `tests/hostile/beside.py`, and
`tests/hostile/test_beside.py` runs it.

| The file | Where | Read by | What is said |
|---|---|---|---|
"""


def table() -> str:
    """The document."""
    rows = []
    for one in TRANSCRIPTS:
        name = "".join(char if char.isprintable() else "\ufffd" for char in one.name)
        says = one.says or "nothing: it is read as the text that it is"
        cells = (one.kind, one.what, f"`{name}`", says)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    beside = (
        (one.what, f"`{one.file}`", f"`{' '.join(one.command)}`", one.says or "nothing: it does its work")
        for one in BESIDE
    )
    others = ["| " + " | ".join(cells) + " |" for cells in beside]
    return HEAD + "\n".join(rows) + "\n" + BESIDE_HEAD + "\n".join(others) + "\n"


if __name__ == "__main__":
    PLACE.write_text(table(), "utf-8")
