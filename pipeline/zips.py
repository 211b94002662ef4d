"""What every reader of a zip from outside asks first: is it a bomb, is it locked, does its XML declare entities?

Who reads says what is wrong in words of their own; what counts as wrong is said here.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

# In how many ways opening a zip, or reading a member of one, fails.
UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error)
HEAD = 4096  # bytes of a part in which a document type declaration would stand

_SMALL = 5_000_000  # below this size no ratio of packing is suspicious
_HIGHEST_RATIO = 200


def is_bomb(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a member would unpack to far more than it packs."""
    return any(m.file_size > _SMALL and m.file_size > _HIGHEST_RATIO * max(1, m.compress_size) for m in members)


def is_locked(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a member asks for a password."""
    return any(member.flag_bits & 1 for member in members)


def declares(head: bytes) -> bool:
    """Whether an XML document has a document type declaration, through which entities come."""
    return b"<!DOCTYPE" in head[:HEAD].replace(b"\0", b"")


def xml_of(content: bytes) -> Any:
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
