"""Rich text (.rtf): striprtf turns it into text; what is bold is marked beforehand, since it drops that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.documents.document import Document, Line, StyledParagraph, styled_lines
from pipeline.documents.packages import damaged

_ON, _OFF = "\x02", "\x03"
_TOKEN = re.compile(r"\\\\|\\[{}]|[{}]|\\(?:plain|pard)(?![a-z])|\\b(0?)(?![a-z0-9])")


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
        text = convert(_bold_marked(written), errors="replace")
    except Exception as error:  # striprtf has no error of its own
        raise damaged() from error
    return Document(lines=tuple(_lines(text)))


def _bold_marked(written: str) -> str:
    """The file with a sign in its text wherever bold begins and ends, groups taken into account."""
    bold = False
    stack: list[bool] = []

    def marked(match: re.Match[str]) -> str:
        nonlocal bold
        token = match[0]
        before = bold
        if token == "{":
            stack.append(bold)
        elif token == "}":
            bold = stack.pop() if stack else False
            return token + (_OFF if before and not bold else "")
        elif token == "\\plain":
            bold = False
        elif token.startswith("\\b"):
            bold = match[1] != "0"
        if bold == before:
            return token
        return f"{token} {_ON if bold else _OFF}"

    return _TOKEN.sub(marked, written)


def _lines(text: str) -> Iterator[Line]:
    bold = False
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        runs = []
        for piece in re.split(f"([{_ON}{_OFF}])", line):
            if piece in (_ON, _OFF):
                bold = piece == _ON
            elif piece:
                runs.append((piece, bold))
        yield from styled_lines(StyledParagraph(runs, number))
