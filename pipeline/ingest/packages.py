"""Zip packages with XML inside (.docx, .odt, .xlsx), opened with care: no bombs, no entities, no passwords."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from pipeline.ingest.document import Unreadable

# Word's and Excel's wrapping of an encrypted package, and of the formats before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HIGHEST_RATIO = 200
_SMALL = 5_000_000  # below this size no ratio of packing is suspicious
LARGEST_UNPACKED = 100_000_000


def opened(content: bytes, *, largest: int = LARGEST_UNPACKED) -> zipfile.ZipFile:
    """The package, once it is known to be harmless.

    Args:
        content: the file.
        largest: bytes that its XML may have when unpacked.

    Raises:
        Unreadable: if it is damaged, protected by a password, or would unpack to more than that.
    """
    if content.startswith(_OLE):
        raise old_or_locked(content)
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged() from error
    if any(member.flag_bits & 1 for member in members):
        raise locked()
    xml = sum(member.file_size for member in members if member.filename.endswith((".xml", ".rels")))
    packed = any(
        member.file_size > _SMALL and member.file_size > _HIGHEST_RATIO * max(1, member.compress_size)
        for member in members
    )
    if packed or xml > largest or sum(member.file_size for member in members) > 10 * largest:
        raise Unreadable(
            "the file unpacks to far more than a transcript can be; it may be a zip bomb",
            "Check where it comes from; if it is sound, save its text in a file of its own",
        )
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part.

    Raises:
        Unreadable: if it is missing or damaged.
    """
    try:
        return package.read(name)
    except (
        KeyError,
        zipfile.BadZipFile,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise damaged() from error
    except Exception as error:  # zlib.error is not an OSError
        raise damaged() from error


def xml_root(content: bytes) -> Any:
    """The root of an XML document, with entities left unresolved.

    Raises:
        Unreadable: if it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """For a file that ends too early, or is not what its name says."""
    return Unreadable(
        "the file is damaged, or is not what its name says",
        "Open it in the program it comes from, save it under a new name, and put that in its place",
    )


def locked() -> Unreadable:
    """For a file that asks for a password."""
    return Unreadable("the file is protected by a password", "Save a copy without the password, and put that here")


def old_or_locked(content: bytes) -> Unreadable:
    """For Office's older container: either a format before 2007, or a newer one under a password."""
    if _ENCRYPTED in content:
        return locked()
    return Unreadable(
        "this is a Word or Excel file of before 2007",
        "Open it in Word, Excel or LibreOffice and save it as .docx or .xlsx",
    )
