"""Generates docs/hostile_files.md from the list: python -m tests.hostile (part of `make docs`)."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.beside import BESIDE
from tests.hostile.files import TRANSCRIPTS

PLACE = Path(__file__).parents[2] / "docs" / "hostile_files.md"
HEAD = """# Hostile files

Transcripts come from many origins. Each file below is placed next to a good transcript. It must get its finding
within a bounded time and memory, and the good transcript must be read as usual. Generated from the lists in
`tests/hostile/` (`files.py`, `ways_out.py`, `costly.py`) by `make docs`; `tests/hostile/test_transcripts.py`
tests each file.

| Kind | The file | File name | What the run reports |
|---|---|---|---|
"""
BESIDE_HEAD = """
## Other files

The codebook, settings, tables, imported files and drafts. The command stops with exit code 2, or does its work and
says what it left out. None of the researcher's files is changed. The list is in `tests/hostile/beside.py`, and
`tests/hostile/test_beside.py` tests each file.

| The file | Place | Read by | Message |
|---|---|---|---|
"""


def table() -> str:
    """The document."""
    rows = []
    for one in TRANSCRIPTS:
        name = "".join(char if char.isprintable() else "\ufffd" for char in one.name)
        says = one.says or "nothing: it is read as ordinary text"
        cells = (one.kind, one.what, f"`{name}`", says)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    beside = (
        (one.what, f"`{one.file}`", f"`{' '.join(one.command)}`", one.says or "nothing: the command does its work")
        for one in BESIDE
    )
    others = ["| " + " | ".join(cells) + " |" for cells in beside]
    return HEAD + "\n".join(rows) + "\n" + BESIDE_HEAD + "\n".join(others) + "\n"


if __name__ == "__main__":
    PLACE.write_text(table(), "utf-8")
