"""The readable file types, by file extension. A new type needs one entry."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.corpus.errors import exhausted
from pipeline.documents import accounting, plain_words
from pipeline.documents.document import Document, Problem, Unreadable
from pipeline.documents.mojibake import put_right
from pipeline.documents.packages import old_or_locked
from pipeline.language.lexicons import word_set


@dataclass(frozen=True)
class Container:
    """A file type.

    Attributes:
        name: the name used in messages.
        suffixes: the file extensions in lower case.
        packed: whether the content is binary.
        reader: the module and function that read the content; imported when first needed.
        plain: the function of `plain_words` used to check the result; "" if the reader does that itself.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: str
    packed: bool = False
    plain: str = "of_text"

    def read(self, content: bytes) -> Document:
        """The file as lines or cells.

        Raises:
            Unreadable: if the file cannot be read, with what the user can do.
        """
        module, function = self.reader.split(":")
        read: Callable[[bytes], Document] = getattr(importlib.import_module(module), function)
        document = read(content)
        lost = self._unread(content, document)
        return put_right(replace(document, problems=(*document.problems, lost)) if lost else document)

    def _unread(self, content: bytes, document: Document) -> Problem | None:
        """A finding if the reader lost text; if this check fails, the file still counts as readable."""
        if not self.plain:
            return None
        count: Callable[[bytes], str] = getattr(plain_words, self.plain)
        try:
            return accounting.unread(count(content), document)
        except Exception as error:
            if exhausted(error):
                raise
            finding = f"what was read could not be compared with the file ({type(error).__name__})"
            return Problem(level="check", finding=finding, remedy="Compare the file with the text that was read")


CONTAINERS: tuple[Container, ...] = (
    Container("plain text", (".txt", ".text"), "pipeline.documents.markup:read_text"),
    Container("Markdown", (".md", ".markdown"), "pipeline.documents.markup:read_markdown"),
    Container("reStructuredText", (".rst",), "pipeline.documents.markup:read_rst"),
    Container(
        "Word", (".docx", ".docm", ".dotx"), "pipeline.documents.docx:read_word", packed=True, plain="of_word"
    ),
    Container(
        "OpenDocument",
        (".odt", ".ott"),
        "pipeline.documents.odt:read_opendocument",
        packed=True,
        plain="of_opendocument",
    ),
    Container("rich text", (".rtf",), "pipeline.documents.rtf:read_richtext", packed=True, plain="of_richtext"),
    Container("web page", (".html", ".htm", ".xhtml"), "pipeline.documents.html:read_web", plain="of_web"),
    Container("PDF", (".pdf",), "pipeline.documents.pdf:read_portable", packed=True, plain=""),
    Container(
        "captions", (".vtt", ".srt", ".sbv"), "pipeline.documents.captions:read_captions", plain="of_captions"
    ),
    Container("JSON of a machine", (".json",), "pipeline.documents.transcript_json:read_json", plain="of_json"),
    Container(
        "separated values",
        (".csv", ".tsv", ".tab"),
        "pipeline.documents.tables:read_separated",
        plain="of_separated",
    ),
    Container(
        "Excel", (".xlsx", ".xlsm"), "pipeline.documents.xlsx:read_workbook", packed=True, plain="of_workbook"
    ),
)

_MAGIC = ((b"{\\rtf", ".rtf"), (b"%PDF-", ".pdf"))
# The names of parts are not compressed in a zip.
_PARTS = (
    (b"word/document", ".docx"),
    (b"xl/workbook", ".xlsx"),
    (b"application/vnd.oasis.opendocument.text", ".odt"),
)
_AUDIO = word_set(".mp3 .m4a .wav .wma .aac .ogg .flac .amr .mp4 .mov .avi .mkv .webm .m4v .wmv")
_IMAGES = word_set(".jpg .jpeg .png .gif .tif .tiff .heic .bmp")
_REMEDIES = {
    ".doc": "Open it in Word or LibreOffice and save it as .docx",
    ".pages": "Export it from Pages as .docx",
    ".wpd": "Open it in LibreOffice and save it as .docx",
    ".xls": "Open it in Excel or LibreOffice and save it as .xlsx or .csv",
    ".numbers": "Export it from Numbers as .csv",
    ".zip": "Unpack it and put the transcripts into the folder",
    ".7z": "Unpack it and put the transcripts into the folder",
    ".rar": "Unpack it and put the transcripts into the folder",
    ".pptx": "Copy what was said out of the slides and their notes, and save it as .docx or .txt",
    ".ppt": "Copy what was said out of the slides and their notes, and save it as .docx or .txt",
    ".eml": "Open it in a mail program, and save the transcript in it or its attachment as a file of its own",
    ".msg": "Open it in Outlook, and save the transcript in it or its attachment as a file of its own",
    ".one": "Export the page from OneNote as .docx",
    ".gdoc": "This is a link only: open it in Google Docs and download it as .docx",
    ".gsheet": "This is a link only: open it in Google Sheets and download it as .xlsx",
}
_OTHERS_INSIDE = word_set(".doc .xls .wpd")  # old extensions that newer formats are sometimes saved with


def recognised(suffix: str, content: bytes) -> Container:
    """The container of a file, by its first bytes if they are conclusive, otherwise by its extension.

    Raises:
        Unreadable: if the type is not supported, with what the user can do instead.
    """
    for start, ending in _MAGIC:
        if content.startswith(start):
            return container_of(ending)
    if content.startswith(b"PK\x03\x04"):
        for name, ending in _PARTS:
            if name in content:
                return container_of(ending)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise old_or_locked(content)
    container = container_of(suffix)
    if not container.packed and _is_binary(content):
        raise Unreadable("this is not text", _REMEDIES.get(suffix, "Save it as text, or remove it from the folder"))
    return container


def _is_binary(content: bytes) -> bool:
    """Whether many of the bytes never occur in text in a single-byte encoding or UTF-8."""
    sample = content[:4000]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or sample.count(0) > 0.3 * len(sample):
        return False  # UTF-16, with or without a byte order mark
    strange = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1a\x1b" for byte in sample)
    return strange > 0.02 * len(sample) + 2


def refuse(suffix: str) -> None:
    """Reject files that need not be opened.

    Raises:
        Unreadable: for recordings, pictures, archives, slides and mail.
    """
    if suffix in _AUDIO:
        raise Unreadable("this is a recording, not a transcript", "Transcribe it and use the transcript")
    if suffix in _IMAGES:
        raise Unreadable("this is an image", "Type its text, or run text recognition (OCR) on it")
    if suffix in _REMEDIES and suffix not in _OTHERS_INSIDE:
        raise Unreadable(f"files of type {suffix!r} cannot be read", _REMEDIES[suffix])


def container_of(suffix: str) -> Container:
    """The container that reads files with this extension.

    Raises:
        Unreadable: if there is none, with what the user can do instead.
    """
    suffix = suffix.casefold()
    for container in CONTAINERS:
        if suffix in container.suffixes:
            return container
    refuse(suffix)
    known = ", ".join(suffix for container in CONTAINERS for suffix in container.suffixes)
    remedy = _REMEDIES.get(suffix, f"Save it as one of {known}, or remove it from the folder")
    raise Unreadable(
        f"files of type {suffix!r} cannot be read" if suffix else "the file's name has no extension", remedy
    )
