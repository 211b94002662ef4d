"""Rich text (.rtf): striprtf converts it to text; anything it would drop is marked beforehand.

These are bold, hidden and deleted text, notes, text boxes, table cells, and page headers and footers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.documents.colours import colour_of, highlight_of
from pipeline.documents.document import Document, Line, StyledParagraph, styled_lines
from pipeline.documents.packages import damaged
from pipeline.documents.tables import filled_up, table_lines
from pipeline.documents.text import cleaned

_ON = {"b": "\x02", "deleted": "\x04", "v": "\x06", "note": "\x0e", "strike": "\x11"}
_OFF = {"b": "\x03", "deleted": "\x05", "v": "\x07", "note": "\x0f", "strike": "\x12"}
_NAMES = {
    **{sign: (name, True) for name, sign in _ON.items()},
    **{sign: (name, False) for name, sign in _OFF.items()},
}
_ASIDE = frozenset(["v", "note", "strike"])
_TABLE_SIGNS = {"trowd": "\x16", "cell": "\x17", "row": "\x18"}
_ROW, _CELL, _ROW_END = _TABLE_SIGNS.values()
_SIGNS = re.compile(f"([{''.join((*_NAMES, *_TABLE_SIGNS.values()))}\n]|\x13[^\x14]*\x14)")
_TOKEN = re.compile(
    r"\\\\|\\[{}]|\{(?:\\\*)?\\(footnote|annotation)(?![a-z])(?:\\ftnalt)? ?"
    r"|[{}]|\\plain(?![a-z]) ?|\\(b|v|deleted|striked?)(0|1?)(?![a-z0-9]) ?"
    r"|\\(cf|highlight|chcbpat|cb)(\d{1,5}) ?"
    r"|\\(trowd|cell|row)(?![a-z]) ?"
)
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_SHAPE = re.compile(r"\{(?:\\\*)?\\(?:shp|shpgrp|do)(?![a-z])")
_BOX = re.compile(r"\{\\(?:shptxt|dptxbxtext)(?![a-z])(?:\\[a-z]+-?\d* ?)*")
_EDGE = re.compile(r"\{\\(?:header|footer)[lrf]?(?![a-z]) ?")
_CODE_PAGE = re.compile(r"\\ansicpg\d+")
_TABLE = re.compile(r"\{\\colortbl([^{}]*)\}")
_PART = re.compile(r"\\(red|green|blue)(\d{1,3})")


class _State(NamedTuple):
    """The active properties, the text colour and the background colour."""

    on: frozenset[str] = frozenset()
    colour: str = ""
    behind: str = ""

    @property
    def shown(self) -> str:
        """The colour that distinguishes the text."""
        return self.colour or self.behind


def read_richtext(content: bytes) -> Document:
    """The lines of an .rtf.

    Raises:
        Unreadable: if it is not an RTF file.
    """
    from striprtf.striprtf import rtf_to_text

    written = content.decode("latin-1")
    if not written.lstrip().startswith("{\\rtf"):
        raise damaged()
    convert: Callable[..., str] = rtf_to_text  # has no type annotations
    try:
        text = convert(_marked(_with_boxes(written)), errors="replace")
        edges = [convert(edge, errors="replace") for edge in _page_edges(written)]
    except Exception as error:  # striprtf defines no exception of its own
        raise damaged() from error
    lines = list(_LineBuilder().lines(text))
    for edge in dict.fromkeys(" ".join(cleaned(each).split()) for each in edges):
        if edge:
            lines.append(Line(text=edge, mark=SegmentKind.FURNITURE, passing=True))
    return Document(lines=tuple(lines))


def _group_end(written: str, start: int) -> int:
    """The index after the group that begins at a brace."""
    depth = 0
    for brace in _BRACE.finditer(written, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(written)


def _with_boxes(written: str) -> str:
    """The file with each text box converted to a note, because striprtf drops the shape that contains it."""
    parts, at = [], 0
    for shape in _SHAPE.finditer(written):
        if shape.start() < at:
            continue  # inside the previous shape
        end = _group_end(written, shape.start())
        boxes = list(_BOX.finditer(written, shape.end(), end))
        newer = [box for box in boxes if "shptxt" in box[0]]  # the fallback for old programs repeats it
        notes = [f"{{\\footnote {written[box.end() : _group_end(written, box.start())]}" for box in newer or boxes]
        parts += [written[at : shape.start()], *notes] if notes else [written[at:end]]
        at = end
    return "".join((*parts, written[at:]))


def _page_edges(written: str) -> Iterator[str]:
    """The page headers and footers, each as a separate file."""
    page = _CODE_PAGE.search(written[:2000])
    for edge in _EDGE.finditer(written):
        end = _group_end(written, edge.start())
        yield f"{{\\rtf1\\ansi{page[0] if page else ''} {written[edge.end() : end]}"


def _colours(written: str) -> list[str]:
    """The colours in the file's colour table, by number."""
    table = _TABLE.search(written)
    entries = table[1].split(";") if table else []
    parts = [{name: int(value) for name, value in _PART.findall(entry)} for entry in entries]
    return ["".join(f"{min(one.get(name, 0), 255):02x}" for name in ("red", "green", "blue")) for one in parts]


def _marked(written: str) -> str:
    """The file with a marker wherever a property or note begins and ends, allowing for nested groups."""
    now = _State()
    stack: list[_State] = []
    table = _colours(written)

    def coloured(name: str, number: int) -> _State:
        written = table[number] if 0 < number < len(table) else ""
        if name == "cf":
            return now._replace(colour=colour_of(written))
        return now._replace(behind=highlight_of(written))

    def marked(match: re.Match[str]) -> str:
        nonlocal now
        token, before = match[0].removesuffix(" "), now
        if token == "{":
            stack.append(now)
        elif token == "}":
            now = stack.pop() if stack else _State()
        elif match[1]:
            stack.append(now)
            token, now = "{", _State(frozenset(["note"]))
        elif match[2]:
            name = "strike" if match[2] == "striked" else match[2]
            now = now._replace(on=now.on - {name} if match[3] == "0" else now.on | {name})
        elif match[4]:
            now = coloured(match[4], int(match[5]))
        elif token == "\\plain":
            now = _State(now.on & {"note"})
        elif match[6]:
            return _TABLE_SIGNS[match[6]]
        if now.on == before.on and now.shown == before.shown:
            return match[0]
        ended = "".join(_OFF[each] for each in sorted(before.on - now.on))
        begun = "".join(_ON[each] for each in sorted(now.on - before.on))
        colour = f"\x13{now.shown}\x14" if now.shown != before.shown else ""
        return f"{token}{'' if token in '{}' else ' '}{ended}{begun}{colour}"

    return _TOKEN.sub(marked, written)


class _LineBuilder:
    """Builds the lines without deleted text; hidden text and notes follow the line or table that contains them."""

    def __init__(self) -> None:
        self._on: set[str] = set()
        self._runs: list[tuple[str, bool]] = []
        self._colours: list[str] = []
        self._colour = ""
        self._asides: list[str] = []
        self._number = 1
        self._table: list[list[str]] = []
        self._row: list[str] | None = None  # the cells of the current row; the last is being filled

    def lines(self, text: str) -> Iterator[Line]:
        """The lines of a text that contains markers."""
        for piece in [*_SIGNS.split(text.replace("\r\n", "\n")), "\n"]:
            if piece in _NAMES:
                name, begins = _NAMES[piece]
                self._on = self._on | {name} if begins else self._on - {name}
                self._asides += [""] if begins and name in _ASIDE else []
            elif piece.startswith("\x13"):
                self._colour = piece[1:-1]
            elif piece in _TABLE_SIGNS.values():
                yield from self._of_table(piece)
            elif piece and "deleted" not in self._on:
                yield from self._take(piece)
        if self._row or self._table:
            yield from self._end_table()

    def _of_table(self, sign: str) -> Iterator[Line]:
        if sign == _ROW and self._row is None:
            if self._runs:
                yield from self._end_line()
            self._row = [""]
        elif sign == _CELL and self._row is not None:
            self._row.append("")
        elif sign == _ROW_END and self._row is not None:
            self._table.append([cleaned(cell).strip() for cell in self._row[:-1]])
            self._row = None

    def _take(self, piece: str) -> Iterator[Line]:
        if self._on & _ASIDE and (piece != "\n" or "note" in self._on):
            self._asides[-1] += piece
        elif self._row is not None:
            self._row[-1] += piece
        else:
            if self._table:
                yield from self._end_table()
            if piece == "\n":
                yield from self._end_line()
            else:
                self._runs.append((piece, "b" in self._on))
                self._colours.append(self._colour)

    def _end_line(self) -> Iterator[Line]:
        yield from styled_lines(StyledParagraph(self._runs, self._number, colours=self._colours))
        yield from self._notes()
        self._runs, self._colours, self._number = [], [], self._number + 1

    def _end_table(self) -> Iterator[Line]:
        grid = [*self._table, *([self._row] if self._row else [])]
        yield from table_lines(filled_up(grid), first=self._number)
        self._number += len(grid)
        yield from self._notes()
        self._table, self._row = [], None

    def _notes(self) -> Iterator[Line]:
        for aside in self._asides:
            if noted := " ".join(cleaned(aside).split()):
                yield Line(text=noted, number=self._number, mark=SegmentKind.NOTE, passing=True)
        self._asides = [""] if self._on & _ASIDE else []
