"""The sayings of `interviews.txt`, in which braces mark the names of organisations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.spans import Span

FILE = Path(__file__).with_name("interviews.txt")
_MARKED = re.compile(r"\{([^{}]*)\}")


class Saying(NamedTuple):
    """One saying: its group, its words, and the spans of organisations."""

    group: str
    text: str
    wanted: frozenset[Span]


def sayings() -> list[Saying]:
    """All sayings, in order."""
    made: list[Saying] = []
    group = ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("# --"):
            group = line.removeprefix("# --").strip()
        elif line and not line.startswith("#"):
            made.append(_saying(group, line))
    return made


def halves() -> tuple[Sequence[Saying], Sequence[Saying]]:
    """The development half, and the half that is only used for scoring."""
    every = sayings()
    return every[::2], every[1::2]


def _saying(group: str, line: str) -> Saying:
    text, spans, at = "", set(), 0
    for match in _MARKED.finditer(line):
        text += line[at : match.start()]
        spans.add(Span(len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return Saying(group, text + line[at:], frozenset(spans))


def marked(text: str, spans: Sequence[Span]) -> str:
    """The text with braces around the spans."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}{{{text[start:end]}}}{text[end:]}"
    return text
