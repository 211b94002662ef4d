"""Small helpers for XML that holds anything a transcript may hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol, overload
from uuid import UUID, uuid5

from lxml import etree

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_MEMBERS = "members"  # an instruction, which no text can be
# What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(Protocol):
    """What is asked of an element of lxml, which ships no types."""

    tag: str  # of a comment, a function
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
    """The outermost element of a document."""
    made: Element = etree.Element(f"{{{namespace}}}{tag}", _given(attributes), nsmap={None: namespace})
    return made


def below(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """A new last child of `parent`, in its namespace; an attribute without a value is left out."""
    made: Element = etree.SubElement(parent, parent.tag[: parent.tag.index("}") + 1] + tag, _given(attributes))
    if text:
        made.text = _holdable(text)
    return made


def described(parent: Element, text: str) -> None:
    """Give `parent` a Description, unless there is nothing to say."""
    if text:
        below(parent, "Description", text)


def members_here(parent: Element) -> None:
    """Say where the members that `document` is given belong."""
    parent.append(etree.ProcessingInstruction(_MEMBERS))


def document(element: Element, *, members: Iterable[Element] = ()) -> bytes:
    """The document's bytes.

    Args:
        element: the outermost.
        members: roots of the same namespace, two levels below it where `members_here` was called. Each is written
            before the next is asked for: as elements, all of a large study would take several times as much memory.
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
    return {name: _holdable(value) for name, value in attributes.items() if value}


def _holdable(text: str) -> str:
    # What can be printed, XML can hold: this is quick, and true of nearly all.
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)


_NAMESPACE = UUID("5f0f3f6e-6f0a-5d0e-9c51-9d6a1c1f7b42")


@lru_cache(20_000)  # a coder and a code are named at each of their codings
def guid(kind: str, *parts: str) -> str:
    """The GUID of a thing.

    Args:
        kind: what it is, such as `source`: a code and a case of the same name are two things.
        parts: what it is known by.
    """
    return str(uuid5(_NAMESPACE, "\x1f".join((kind, *parts))))
