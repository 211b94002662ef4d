"""Small helpers for XML that holds anything a transcript may hold."""

from __future__ import annotations

import re
from typing import Any

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
# What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(tag: str, namespace: str, **attributes: str) -> Any:
    """The outermost element of a document."""
    from lxml import etree

    made = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace})
    _set(made, attributes)
    return made


def below(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    """A new last child of `parent`, in its namespace; an attribute without a value is left out."""
    from lxml import etree

    made = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    _set(made, attributes)
    if text:
        made.text = _holdable(text)
    return made


def described(parent: Any, text: str) -> None:
    """Give `parent` a Description, unless there is nothing to say."""
    if text:
        below(parent, "Description", text)


def document(element: Any) -> bytes:
    """The document's bytes."""
    from lxml import etree

    etree.indent(element)
    written: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8")
    return written.replace(b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1)


def _set(element: Any, attributes: dict[str, str]) -> None:
    for name, value in attributes.items():
        if value:
            element.set(name, _holdable(value))


def _holdable(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
