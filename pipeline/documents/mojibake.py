"""Repairs characters that another program decoded with the wrong encoding: `â€™` was an apostrophe."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.documents.document import Document, Line, Problem

# The bytes 80 to BF in Windows-1252; where it has no character, the byte itself is used.
_WINDOWS = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_MAC = {bytes([byte]).decode("mac_roman"): byte for byte in range(0x80, 0x100)}
_AFTER = "".join(map(re.escape, (sign for sign, byte in _WINDOWS.items() if byte < 0xC0)))
_AFTER_MAC = "".join(map(re.escape, (sign for sign, byte in _MAC.items() if byte < 0xC0)))
_QUOTES = "“”‘’–—…"  # these also follow an accented capital in correct text
_IN_WINDOWS = re.compile(f"[âï][{_AFTER}]{{2}}|ð[{_AFTER}]{{3}}|[ÂÃ](?![{_QUOTES}])[{_AFTER}]")
_IN_MAC = re.compile(f"‚[{_AFTER_MAC}]{{2}}")
_REST = re.compile(r"â€|ï¿½|Ã[\u0080-\u00bf]|‚Ä")
_TWICE = 2  # a file may have been decoded wrongly more than once


def put_right(document: Document) -> Document:
    """The document with such characters repaired, and findings on what was repaired and what could not be."""
    repair = _Repair()
    lines = tuple(map(repair.line, document.lines))
    grid = document.grid and [list(map(repair.text, row)) for row in document.grid]
    if not repair.count and not repair.lost:
        return document
    return replace(document, lines=lines, grid=grid, problems=(*document.problems, *repair.problems()))


class _Repair:
    """Repairs texts and counts the repairs."""

    def __init__(self) -> None:
        self.count = 0
        self.lost = 0
        self._example = ""
        self._first_lost = 0

    def line(self, line: Line) -> Line:
        """A line with its text, bold beginning and voice repaired."""
        if line.text.isascii() and (line.voice or "").isascii():
            return line
        lost = self.lost
        text = self.text(line.text)
        if self.lost > lost == 0:
            self._first_lost = line.number
        voice = line.voice if line.voice is None else self.text(line.voice)
        if text == line.text and voice == line.voice:
            return line
        bold = len(_repaired(line.text[: line.bold]))
        return replace(line, text=text, bold=bold, voice=voice)

    def text(self, text: str) -> str:
        """The repaired text."""
        if text.isascii():
            return text
        right = _repaired(text)
        if right != text:
            found = _IN_WINDOWS.search(text) or _IN_MAC.search(text)
            self._example = self._example or (found[0] if found else "")
            self.count += len(_IN_WINDOWS.findall(text)) + len(_IN_MAC.findall(text))
        self.lost += len(_REST.findall(right))
        return right

    def problems(self) -> list[Problem]:
        """The problems that need checking."""
        found = []
        if self.count:
            found.append(
                Problem(
                    level="check",
                    finding=f"{self.count} letters had been saved in the wrong encoding "
                    f"('{self._example}' for '{_repaired(self._example)}') and were put right",
                    remedy="Compare the transcript with the text that was read",
                )
            )
        if self.lost:
            found.append(
                Problem(
                    level="check",
                    finding=f"{self.lost} letters were saved in the wrong encoding and cannot be put right",
                    remedy="Save the file again, as UTF-8, from the program in which it looks right; or correct it",
                    line=self._first_lost,
                )
            )
        return found


def _repaired(text: str) -> str:
    for _ in range(_TWICE):
        right = _IN_MAC.sub(lambda found: _read(found[0], _MAC), text)
        right = _IN_WINDOWS.sub(lambda found: _read(found[0], _WINDOWS), right)
        if right == text:
            break
        text = right
    return text


def _read(signs: str, code: dict[str, int]) -> str:
    """The characters' bytes decoded as UTF-8; the characters themselves if that fails."""
    try:
        right = bytes(code[sign] for sign in signs).decode("utf-8")
    except (UnicodeDecodeError, KeyError):
        return signs
    return " " if right == "\u00a0" else right
