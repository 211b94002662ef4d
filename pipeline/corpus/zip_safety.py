"""Safety checks for zip files: decompression bombs, passwords, XML entity declarations.

Readers word their own messages; the rules are defined here.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# Exceptions raised when a zip file or a member cannot be read.
UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error)
_AT_ONCE = 1 << 20  # bytes searched at a time
_DECLARATION = b"<!DOCTYPE"

_SMALL = 5_000_000  # below this size no compression ratio is suspicious
_HIGHEST_RATIO = 200


def is_bomb(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a member's compression ratio is suspicious."""
    return any(m.file_size > _SMALL and m.file_size > _HIGHEST_RATIO * max(1, m.compress_size) for m in members)


def is_locked(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a member is encrypted."""
    return any(member.flag_bits & 1 for member in members)


def declares(content: bytes) -> bool:
    """Whether an XML document has a document type declaration, which can define entities.

    The whole document is searched, since white space and comments of any length may precede the declaration. In
    UTF-16 each letter is accompanied by a zero byte.
    """
    return _DECLARATION in content.replace(b"\0", b"")


def part_declares(file: IO[bytes]) -> bool:
    """The same for a part of a package, read in chunks."""
    tail = b""
    while piece := file.read(_AT_ONCE):
        if declares(tail + piece):
            return True
        tail = piece[-2 * len(_DECLARATION) :]
    return False


def xml_of(content: bytes) -> _Element:
    """Parse an XML document without resolving entities or fetching anything.

    Raises:
        ValueError: if it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
