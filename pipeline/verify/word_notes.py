"""Notes, comments, text boxes and page headers of a Word document, apart from its body.

Word numbers notes by where the body refers to them, whatever their order in the file; so does this module.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pipeline.ingest.document import Unreadable
from pipeline.ingest.packages import part, xml_root
from pipeline.storage import fixed_package

AUTHOR = "pipeline verify"  # of the comments that verify itself leaves
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = f"{W}txbxContent"
_BODY = "word/document.xml"
_HEADER = re.compile(r"word/(?:header|footer)\d*\.xml")
_KINDS = {kind: re.compile(rf"word/{kind}s\d*\.xml") for kind in ("footnote", "endnote", "comment")}


class WordNote(NamedTuple):
    """A note of a Word document.

    Attributes:
        label: what it is, and its number: `footnote 2`.
        content: the element that holds its paragraphs.
        mark: the element of the body where it belongs; None if the body does not refer to it.
    """

    label: str
    content: Any
    mark: Any


def word_notes(body: Any, package: zipfile.ZipFile) -> Iterator[WordNote]:
    """Footnotes, endnotes, comments, text boxes and page headers, in this order.

    Args:
        body: the root of the main part, or its body.
        package: the document's file.
    """
    names = sorted(package.namelist())
    for kind, pattern in _KINDS.items():
        marks: dict[str, Any] = {}
        for mark in body.iter(f"{W}{kind}Reference"):
            if next(mark.iterancestors(_FALLBACK), None) is None:
                marks.setdefault(mark.get(f"{W}id"), mark)
        order = {identifier: at for at, identifier in enumerate(marks)}
        found = [
            note
            for name in names
            if pattern.fullmatch(name)
            for note in xml_root(part(package, name)).iterchildren(f"{W}{kind}")
            if not note.get(f"{W}type") and note.get(f"{W}author") != AUTHOR  # the line above the notes; our own
        ]
        found.sort(key=lambda note: order.get(note.get(f"{W}id"), len(order)))
        for number, note in enumerate(found, start=1):
            yield WordNote(f"{kind} {number}", note, marks.get(note.get(f"{W}id")))
    for number, box in enumerate(text_boxes(body), start=1):
        yield WordNote(f"text box {number}", box, box)
    for name in names:
        if _HEADER.fullmatch(name):
            yield WordNote("page header", xml_root(part(package, name)), None)


def text_boxes(body: Any) -> list[Any]:
    """The contents of the text boxes, each once; one inside another belongs to the outer."""
    return [box for box in body.iter(BOX) if next(box.iterancestors(_FALLBACK, BOX), None) is None]


def word_paragraphs(content: Any) -> Iterator[tuple[str, bool]]:
    """The words of each paragraph of a note, and whether it is set as a quotation."""
    for paragraph in content.iter(f"{W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        quoted = style is not None and "quot" in style.get(f"{W}val", "").casefold()
        yield "".join(_text(paragraph)), quoted


def without_word_notes(content: bytes, package: zipfile.ZipFile) -> bytes:
    """The same document with nothing in its notes and text boxes, so that its body reads on."""
    change: dict[str, Callable[[bytes], bytes]] = {
        name: _emptied for name in package.namelist() if any(kind.fullmatch(name) for kind in _KINDS.values())
    }
    root = xml_root(part(package, _BODY))
    boxes = text_boxes(root)
    for box in root.iter(BOX):
        del box[:]
    if boxes:
        change[_BODY] = lambda _: _bytes_of(root)
    return fixed_package(io.BytesIO(content), change=change) if change else content


def _bytes_of(root: Any) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _emptied(content: bytes) -> bytes:
    try:
        root = xml_root(content)
    except Unreadable:
        return content  # `beside` says that it could not be checked
    del root[:]
    return _bytes_of(root)


def _text(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
        if next(run.iterancestors(f"{W}p"), None) is not paragraph:
            continue  # of a text box inside, which is a paragraph of its own
        if next(run.iterancestors(f"{W}moveFrom"), None) is None:
            yield (run.text or "") if run.tag == f"{W}t" else "-" if run.tag == f"{W}noBreakHyphen" else " "
