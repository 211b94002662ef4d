"""What every reader of a zip from outside asks first: is it a bomb, is it locked, does its XML declare entities?

Who reads says what is wrong in words of their own; what counts as wrong is said here.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# In how many ways opening a zip, or reading a member of one, fails.
UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error)
_AT_ONCE = 1 << 20  # bytes of a part that are searched at a time
_DECLARATION = b"<!DOCTYPE"

_SMALL = 5_000_000  # below this size no ratio of packing is suspicious
_HIGHEST_RATIO = 200


def is_bomb(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a member would unpack to far more than it packs."""
    return any(m.file_size > _SMALL and m.file_size > _HIGHEST_RATIO * max(1, m.compress_size) for m in members)


def is_locked(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a member asks for a password."""
    return any(member.flag_bits & 1 for member in members)


def declares(content: bytes) -> bool:
    """Whether an XML document has a document type declaration, through which entities come.

    All of it is searched: spaces and comments of any length may stand in front. In UTF-16 each letter has a zero
    byte beside it.
    """
    return _DECLARATION in content.replace(b"\0", b"")


def part_declares(file: IO[bytes]) -> bool:
    """The same of a part of a package, read piece by piece."""
    tail = b""
    while piece := file.read(_AT_ONCE):
        if declares(tail + piece):
            return True
        tail = piece[-2 * len(_DECLARATION) :]
    return False


def xml_of(content: bytes) -> _Element:
    """The root of an XML document, with entities left unresolved and nothing fetched.

    Raises:
        ValueError: if it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
