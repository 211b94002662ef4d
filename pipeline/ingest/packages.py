"""Zip packages with XML inside (.docx, .odt, .xlsx), opened with care: no bombs, no entities, no passwords."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from pipeline.ingest.document import Unreadable

# Word's and Excel's wrapping of an encrypted package, and of the formats before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HIGHEST_RATIO = 200
_HEAD = 4096  # bytes of a part in which a declaration would stand
_SMALL = 5_000_000  # below this size no ratio of packing is suspicious


def opened(content: bytes) -> zipfile.ZipFile:
    """The package.

    Raises:
        Unreadable: if it is damaged, or protected by a password.
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
    return package


def check_size(content: bytes, *, largest: int) -> None:
    """Look at a package's table of contents before anything is unpacked.

    Args:
        content: the file; anything but a zip is left alone.
        largest: bytes that its XML may have when unpacked.

    Raises:
        Unreadable: if it would unpack to more than that, or to far more than it packs, or declares entities.
    """
    if not content.startswith(b"PK\x03\x04"):
        return
    package = opened(content)
    members = package.infolist()
    xml = sum(member.file_size for member in members if member.filename.endswith((".xml", ".rels")))
    packed = any(
        member.file_size > _SMALL and member.file_size > _HIGHEST_RATIO * max(1, member.compress_size)
        for member in members
    )
    if packed or xml > largest or sum(member.file_size for member in members) > 10 * largest:
        raise Unreadable(
            "the file unpacks to far more than a transcript can be; it may be a zip bomb",
            "Check where it comes from; largest_unpacked_mb under [ingest] in models/settings.toml sets the limit",
        )
    if any(_declares(package, member) for member in members if member.filename.endswith(".xml")):
        raise Unreadable(
            "its XML has a document type declaration, as no office program writes; it may be an attack",
            "Check where it comes from; if you trust it, open it in Word or LibreOffice and save it anew",
        )


def _declares(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether an XML part begins with a document type declaration, through which entities come."""
    try:
        with package.open(member) as file:
            head = file.read(_HEAD)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error):
        return False  # a part that cannot be read is found out when it is needed
    return b"<!DOCTYPE" in head.replace(b"\0", b"")


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
