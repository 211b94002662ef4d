"""Opens zip packages of XML (.docx, .odt, .xlsx) safely: rejects zip bombs, entities and passwords."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from pipeline.corpus.zip_safety import UNREADABLE, is_bomb, is_locked, part_declares, xml_of
from pipeline.documents.document import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

# The container of encrypted Word and Excel packages, and of the formats before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


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
    except UNREADABLE as error:
        raise damaged() from error
    if is_locked(members):
        raise locked()
    return package


def check_size(content: bytes, *, largest: int) -> None:
    """Check a package's table of contents before anything is unpacked.

    Args:
        content: the file; anything other than a zip is accepted.
        largest: the maximum size of its unpacked XML in bytes.

    Raises:
        Unreadable: if its unpacked size or compression ratio is too large, or it declares entities.
    """
    if not content.startswith(b"PK\x03\x04"):
        return
    package = opened(content)
    members = package.infolist()
    parts = [member for member in members if member.filename.casefold().endswith((".xml", ".rels"))]
    xml = sum(member.file_size for member in parts)
    if is_bomb(members) or xml > largest or sum(member.file_size for member in members) > 10 * largest:
        raise Unreadable(
            "the file unpacks to far more than a transcript can hold: it may be malicious (a zip bomb)",
            "If you trust its origin, raise largest_unpacked_mb under [ingest] in models/settings.toml",
        )
    if any(_declares(package, member) for member in parts):
        raise Unreadable(
            "its XML has a document type declaration, which office programs never write: it may be malicious",
            "Check where it comes from; if you trust it, open it in Word or LibreOffice and save it again",
        )


def _declares(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether an XML part has a document type declaration, which may define entities."""
    try:
        with package.open(member) as file:
            return part_declares(file)
    except UNREADABLE:
        return False  # an unreadable part is reported when it is needed


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part.

    Raises:
        Unreadable: if it is missing or damaged.
    """
    try:
        return package.read(name)
    except (KeyError, *UNREADABLE) as error:
        raise damaged() from error


def xml_root(content: bytes) -> _Element:
    """The root of an XML document, with entities left unresolved.

    Raises:
        Unreadable: if it is not well-formed.
    """
    try:
        return xml_of(content)
    except ValueError as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """The error for a truncated file, or one whose content does not match its name."""
    return Unreadable(
        "the file is damaged, or its extension does not match its contents",
        "Open it in the program that created it, save it under a new name and use that copy",
    )


def locked() -> Unreadable:
    """The error for a file protected by a password."""
    return Unreadable("the file is protected by a password", "Save a copy without the password and use that")


def old_or_locked(content: bytes) -> Unreadable:
    """The error for the older Office container: a format before 2007, or a newer one with a password."""
    if _ENCRYPTED in content:
        return locked()
    return Unreadable(
        "this is a Word or Excel file in the format used before 2007",
        "Open it in Word, Excel or LibreOffice and save it as .docx or .xlsx",
    )
