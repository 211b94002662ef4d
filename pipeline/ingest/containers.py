"""The files that can be read, by what their names end in. Adding one is one entry."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.ingest.document import Document, Unreadable
from pipeline.ingest.wordlists import word_set


@dataclass(frozen=True)
class Container:
    """A kind of file.

    Attributes:
        name: for messages.
        suffixes: what its names end in, in lower case.
        reader: module and function of this wing that reads its bytes; imported when first needed.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: str

    def read(self, content: bytes) -> Document:
        """The file as lines or cells.

        Raises:
            Unreadable: with what the user can do.
        """
        module, function = self.reader.split(":")
        read: Callable[[bytes], Document] = getattr(importlib.import_module(f"pipeline.ingest.{module}"), function)
        return read(content)


CONTAINERS: tuple[Container, ...] = (
    Container("plain text", (".txt", ".text"), "markup:read_text"),
    Container("Markdown", (".md", ".markdown"), "markup:read_markdown"),
    Container("reStructuredText", (".rst",), "markup:read_rst"),
    Container("Word", (".docx",), "word:read_word"),
    Container("captions", (".vtt", ".srt"), "captions:read_captions"),
    Container("separated values", (".csv", ".tsv", ".tab"), "tables:read_separated"),
)

_AUDIO = word_set(".mp3 .m4a .wav .wma .aac .ogg .flac .amr .mp4 .mov .avi .mkv .webm .m4v .wmv")
_IMAGES = word_set(".jpg .jpeg .png .gif .tif .tiff .heic .bmp")
_REMEDIES = {
    ".doc": "Open it in Word or LibreOffice and save it as .docx",
    ".pages": "Export it from Pages as .docx",
    ".wpd": "Open it in LibreOffice and save it as .docx",
    ".xls": "Open it in Excel or LibreOffice and save it as .xlsx or .csv",
    ".numbers": "Export it from Numbers as .csv",
    ".zip": "Unpack it, and put the transcripts themselves into the folder",
}


def container_of(suffix: str) -> Container:
    """The container that reads files with this ending.

    Raises:
        Unreadable: if none does, with what the user can do instead.
    """
    suffix = suffix.casefold()
    for container in CONTAINERS:
        if suffix in container.suffixes:
            return container
    if suffix in _AUDIO:
        raise Unreadable(
            "this is a recording, not a transcript", "Transcribe it first, and put the transcript here"
        )
    if suffix in _IMAGES:
        raise Unreadable("this is a picture", "Type or scan its text into a file that can be read")
    known = ", ".join(suffix for container in CONTAINERS for suffix in container.suffixes)
    remedy = _REMEDIES.get(suffix, f"Save it as one of {known}, or take it out of the folder")
    raise Unreadable(f"files ending in {suffix!r} cannot be read" if suffix else "the file has no ending", remedy)
