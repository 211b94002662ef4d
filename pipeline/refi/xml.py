"""Helpers for writing XML with any text that a transcript may contain."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Protocol, overload
from uuid import UUID, uuid5

from lxml import etree

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_MEMBERS = "members"  # a processing instruction, which cannot occur in text
# Characters that XML 1.0 cannot contain.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(Protocol):
    """The part of lxml's elements that is used here; lxml has no type hints."""

    tag: str  # for a comment, a function
    text: str | None

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, default: str, /) -> str: ...
    def iter(self) -> Iterator[Element]: ...  # noqa: D102
    def itertext(self) -> Iterator[str]: ...  # noqa: D102
    def append(self, child: Element, /) -> None: ...  # noqa: D102
    def __iter__(self) -> Iterator[Element]: ...
    def __getitem__(self, at: int, /) -> Element: ...


def root(tag: str, namespace: str, **attributes: str) -> Element:
    """Create the root element of a document."""
    made: Element = etree.Element(f"{{{namespace}}}{tag}", _given(attributes), nsmap={None: namespace})
    return made


def add_child(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Append a child to `parent` in its namespace; empty attributes are left out."""
    made: Element = etree.SubElement(parent, parent.tag[: parent.tag.index("}") + 1] + tag, _given(attributes))
    if text:
        made.text = _xml_safe(text)
    return made


def add_description(parent: Element, text: str) -> None:
    """Add a Description to `parent`, unless the text is empty."""
    if text:
        add_child(parent, "Description", text)


def mark_members(parent: Element) -> None:
    """Mark the place for the members that are passed to `document`."""
    parent.append(etree.ProcessingInstruction(_MEMBERS))


def document(element: Element, *, members: Iterable[Element] = ()) -> bytes:
    """Serialise a document.

    Args:
        element: the root element.
        members: elements of the same namespace to insert at the place marked by `mark_members`, two levels below
            the root. Each is written before the next is created, because all elements of a large study together
            would need several times as much memory.
    """
    etree.indent(element)
    whole = etree.tostring(element, encoding="UTF-8")
    head, _, tail = whole.partition(f"<?{_MEMBERS} ?>".encode())
    namespace = f' xmlns="{etree.QName(element).namespace}"'.encode()
    written = io.BytesIO()
    written.write(b'<?xml version="1.0" encoding="UTF-8"?>\n' + head)
    for number, member in enumerate(members):
        etree.indent(member, level=2)
        written.write(b"\n    " if number else b"")
        written.write(etree.tostring(member, encoding="UTF-8").replace(namespace, b"", 1))
    written.write(tail)
    return written.getvalue()


def _given(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: _xml_safe(value) for name, value in attributes.items() if value}


def _xml_safe(text: str) -> str:
    # Printable text is always valid; this check is fast, and true of nearly all texts.
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_moment(text: str) -> str:
    """The beginning of a day, as dates are written; empty if the text is not a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return ""
    return f"{text}T00:00:00Z" if _DAY.fullmatch(text) else ""


_NAMESPACE = UUID("5f0f3f6e-6f0a-5d0e-9c51-9d6a1c1f7b42")


@lru_cache(20_000)  # the same coders and codes occur in many codings
def guid(kind: str, *parts: str) -> str:
    """The GUID of an object.

    Args:
        kind: the kind of object, such as `source`, so that a code and a case of the same name have different GUIDs.
        parts: the parts of its key.
    """
    return str(uuid5(_NAMESPACE, "\x1f".join((kind, *parts))))
