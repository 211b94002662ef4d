"""The commands of a document, and what it says they print.

A block of the language console holds commands after `$ ` and, below each, what it prints. There, a line `…` stands
for any lines, `…` in a line for any characters, and a time in brackets for any time. A block with a title holds the
text of a file, or with ", at the end" what is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(
    r'^```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.DOTALL | re.MULTILINE
)
_TIME = re.compile(r"\(\d+(?:\.\d)? s\)")


@dataclass(frozen=True)
class Command:
    """A command, and the lines that it prints according to the document."""

    line: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A file that the reader writes, or adds to."""

    name: str
    text: str
    added: bool


def steps(document: str) -> Iterator[Command | Written]:
    """What the reader does, in order."""
    for block in _BLOCK.finditer(document):
        if title := block["title"]:
            name, _, where = title.partition(", ")
            yield Written(name, block["text"], added=where == "at the end")
        elif block["language"] == "console":
            yield from _commands(block["text"])


def _commands(text: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        yield Command(line, tuple(shown))


def differs(shown: tuple[str, ...], printed: str) -> str | None:
    """The first shown line that is not printed where it should be; None if all are."""
    lines = [line.rstrip() for line in printed.rstrip().split("\n")] if printed.strip() else []
    at, anywhere = 0, False
    for wanted in shown:
        if wanted.strip() == "…":
            anywhere = True
            continue
        places = range(at, len(lines)) if anywhere else range(at, min(at + 1, len(lines)))
        found = next((place for place in places if _same(wanted.rstrip(), lines[place])), None)
        if found is None:
            return wanted
        at, anywhere = found + 1, False
    if at < len(lines) and not anywhere and shown:
        return f"also printed: {lines[at]}"
    return None


def _same(wanted: str, line: str) -> bool:
    pattern = "".join(
        ".*" if part == "…" else re.escape(part) for part in re.split("(…)", _TIME.sub("(0 s)", wanted))
    )
    return re.fullmatch(pattern, _TIME.sub("(0 s)", line)) is not None
