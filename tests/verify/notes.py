"""Word documents with footnotes, endnotes and comments, written part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def as_word_with_notes(
    body: Sequence[str], notes: Sequence[str], *, kind: str = "footnote", author: str = "Ana"
) -> bytes:
    """A document whose body refers to its notes, one after another."""
    import docx

    document = docx.Document()
    for text in body:
        for paragraph in text.split("\n\n"):
            document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    made = io.BytesIO()
    with zipfile.ZipFile(buffer) as package, zipfile.ZipFile(made, "w") as copy:
        for name in package.namelist():
            if name != f"word/{kind}s.xml":
                copy.writestr(name, package.read(name))
        extra = f' w:author="{author}"' if kind == "comment" else ""
        inner = "".join(
            f'<w:{kind} w:id="{at}"{extra}><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:{kind}>'
            for at, text in enumerate(notes, start=2)
        )
        copy.writestr(f"word/{kind}s.xml", f"{_HEAD}<w:{kind}s {_NS}>{inner}</w:{kind}s>")
    return made.getvalue()
