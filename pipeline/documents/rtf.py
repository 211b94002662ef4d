"""Rich text (.rtf): striprtf makes text of it; what it drops is marked beforehand: bold, hidden, deleted, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.documents.colours import colour_of, highlight_of
from pipeline.documents.document import Document, Line, StyledParagraph, styled_lines
from pipeline.documents.packages import damaged
from pipeline.documents.text import cleaned

_ON = {"b": "\x02", "deleted": "\x04", "v": "\x06", "note": "\x0e", "strike": "\x11"}
_OFF = {"b": "\x03", "deleted": "\x05", "v": "\x07", "note": "\x0f", "strike": "\x12"}
_NAMES = {
    **{sign: (name, True) for name, sign in _ON.items()},
    **{sign: (name, False) for name, sign in _OFF.items()},
}
_ASIDE = frozenset(["v", "note", "strike"])
_SIGNS = re.compile(f"([{''.join(_NAMES)}\n]|\x13[^\x14]*\x14)")
_TOKEN = re.compile(
    r"\\\\|\\[{}]|\{(?:\\\*)?\\(footnote|annotation)(?![a-z])(?:\\ftnalt)? ?"
    r"|[{}]|\\plain(?![a-z]) ?|\\(b|v|deleted|striked?)(0|1?)(?![a-z0-9]) ?"
    r"|\\(cf|highlight|chcbpat|cb)(\d{1,5}) ?"
)
_TABLE = re.compile(r"\{\\colortbl([^{}]*)\}")
_PART = re.compile(r"\\(red|green|blue)(\d{1,3})")


class _State(NamedTuple):
    """The properties that are on, the colour of the words and the one behind them."""

    on: frozenset[str] = frozenset()
    colour: str = ""
    behind: str = ""

    @property
    def shown(self) -> str:
        """The colour that tells the words from others."""
        return self.colour or self.behind


def read_richtext(content: bytes) -> Document:
    """The lines of an .rtf.

    Raises:
        Unreadable: if it is not one.
    """
    from striprtf.striprtf import rtf_to_text

    written = content.decode("latin-1")
    if not written.lstrip().startswith("{\\rtf"):
        raise damaged()
    try:
        convert: Callable[..., str] = rtf_to_text  # ships no types
        text = convert(_marked(written), errors="replace")
    except Exception as error:  # striprtf has no error of its own
        raise damaged() from error
    return Document(lines=tuple(_lines(text)))


def _colours(written: str) -> list[str]:
    """The colours of the file's table, by their number."""
    table = _TABLE.search(written)
    entries = table[1].split(";") if table else []
    parts = [{name: int(value) for name, value in _PART.findall(entry)} for entry in entries]
    return ["".join(f"{min(one.get(name, 0), 255):02x}" for name in ("red", "green", "blue")) for one in parts]


def _marked(written: str) -> str:
    """The file with a sign in its text wherever a property or a note begins and ends, groups taken into account."""
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
        if now.on == before.on and now.shown == before.shown:
            return match[0]
        ended = "".join(_OFF[each] for each in sorted(before.on - now.on))
        begun = "".join(_ON[each] for each in sorted(now.on - before.on))
        colour = f"\x13{now.shown}\x14" if now.shown != before.shown else ""
        return f"{token}{'' if token in '{}' else ' '}{ended}{begun}{colour}"

    return _TOKEN.sub(marked, written)


def _lines(text: str) -> Iterator[Line]:
    """The lines without deleted text; what is hidden and the notes stand after the line that holds them."""
    now: set[str] = set()
    runs: list[tuple[str, bool]] = []
    colours: list[str] = []
    colour = ""
    asides: list[str] = []
    number = 1
    for piece in [*_SIGNS.split(text.replace("\r\n", "\n")), "\n"]:
        if piece in _NAMES:
            name, begins = _NAMES[piece]
            now = now | {name} if begins else now - {name}
            asides += [""] if begins and name in _ASIDE else []
        elif piece.startswith("\x13"):
            colour = piece[1:-1]
        elif not piece or "deleted" in now:
            continue
        elif now & _ASIDE and (piece != "\n" or "note" in now):
            asides[-1] += piece
        elif piece != "\n":
            runs.append((piece, "b" in now))
            colours.append(colour)
        else:
            yield from styled_lines(StyledParagraph(runs, number, colours=colours))
            for aside in asides:
                if noted := " ".join(cleaned(aside).split()):
                    yield Line(text=noted, number=number, mark=SegmentKind.NOTE, passing=True)
            runs, colours, number = [], [], number + 1
            asides = [""] if now & _ASIDE else []
