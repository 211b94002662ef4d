"""Writes docs/hostile_files.md from the list: python -m tests.hostile (part of `make docs`)."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.files import TRANSCRIPTS

PLACE = Path(__file__).parents[2] / "docs" / "hostile_files.md"
HEAD = """# Hostile files

Transcripts come from anywhere. Each of these is put beside a good transcript; it must get its finding within
bounded time and memory, and the good one must be read as ever. Made from the list in `tests/hostile/files.py` by
`make docs`; `tests/hostile/test_transcripts.py` runs it.

| Kind | The file | Called | What the run says of it |
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
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PLACE.write_text(table(), "utf-8")
