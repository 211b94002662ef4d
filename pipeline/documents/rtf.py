"""Rich text (.rtf): striprtf makes text of it; what it drops is marked beforehand: bold, hidden, deleted, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Line, StyledParagraph, styled_lines
from pipeline.documents.packages import damaged
from pipeline.documents.text import cleaned

_ON = {"b": "\x02", "deleted": "\x04", "v": "\x06", "note": "\x0e"}
_OFF = {"b": "\x03", "deleted": "\x05", "v": "\x07", "note": "\x0f"}
_NAMES = {
    **{sign: (name, True) for name, sign in _ON.items()},
    **{sign: (name, False) for name, sign in _OFF.items()},
}
_ASIDE = frozenset(["v", "note"])
_SIGNS = re.compile(f"([{''.join(_NAMES)}\n])")
_TOKEN = re.compile(
    r"\\\\|\\[{}]|\{(?:\\\*)?\\(footnote|annotation)(?![a-z])(?:\\ftnalt)? ?"
    r"|[{}]|\\plain(?![a-z]) ?|\\(b|v|deleted)(0?)(?![a-z0-9]) ?"
)


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


def _marked(written: str) -> str:
    """The file with a sign in its text wherever a property or a note begins and ends, groups taken into account."""
    now: frozenset[str] = frozenset()
    stack: list[frozenset[str]] = []

    def marked(match: re.Match[str]) -> str:
        nonlocal now
        token, before = match[0].removesuffix(" "), now
        if token == "{":
            stack.append(now)
        elif token == "}":
            now = stack.pop() if stack else frozenset()
        elif match[1]:
            stack.append(now)
            token, now = "{", frozenset(["note"])
        elif match[2]:
            now = now - {match[2]} if match[3] else now | {match[2]}
        elif token == "\\plain":
            now &= {"note"}
        if now == before:
            return match[0]
        ended = "".join(_OFF[each] for each in sorted(before - now))
        begun = "".join(_ON[each] for each in sorted(now - before))
        return f"{token}{'' if token in '{}' else ' '}{ended}{begun}"

    return _TOKEN.sub(marked, written)


def _lines(text: str) -> Iterator[Line]:
    """The lines without deleted text; what is hidden and the notes stand after the line that holds them."""
    now: set[str] = set()
    runs: list[tuple[str, bool]] = []
    asides: list[str] = []
    number = 1
    for piece in [*_SIGNS.split(text.replace("\r\n", "\n")), "\n"]:
        if piece in _NAMES:
            name, begins = _NAMES[piece]
            now = now | {name} if begins else now - {name}
            asides += [""] if begins and name in _ASIDE else []
        elif not piece or "deleted" in now:
            continue
        elif now & _ASIDE and (piece != "\n" or "note" in now):
            asides[-1] += piece
        elif piece != "\n":
            runs.append((piece, "b" in now))
        else:
            yield from styled_lines(StyledParagraph(runs, number))
            for aside in asides:
                if noted := " ".join(cleaned(aside).split()):
                    yield Line(text=noted, number=number, mark=SegmentKind.NOTE, passing=True)
            runs, number = [], number + 1
            asides = [""] if now & _ASIDE else []
