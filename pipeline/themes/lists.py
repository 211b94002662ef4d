"""The word lists of `words.txt`."""

from __future__ import annotations

from pathlib import Path


def _sections() -> dict[str, list[list[str]]]:
    """The lines of each section, each as its words."""
    sections: dict[str, list[list[str]]] = {}
    section: list[list[str]] = []
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            section.append(line.split())
    return sections


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _SECTIONS[name] for word in line)


_SECTIONS = _sections()
LOOSE = _words("loose")  # may stand between the words of a phrase: "put us in touch", "do it for ourselves"
FILLERS = _words("fillers")  # said while thinking: never evidence, never part of a theme's name
FUNCTION_WORDS = _words("function")  # carry no subject of their own
GENERAL_WORDS = _words("general")  # belong to every subject: may stand inside a theme's name, and never make one
IRREGULAR = {form: line[0] for line in _SECTIONS["irregular"] for form in line}
