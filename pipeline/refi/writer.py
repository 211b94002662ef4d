"""Writes `outputs/exchange/`: the project, a copy with Windows line endings for MAXQDA, and the codebook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from pipeline.refi.codes import codebook_file
from pipeline.refi.contents import Contents
from pipeline.refi.project_xml import notes, project_file
from pipeline.refi.sources import source_guid

PROJECT_PATH = "exchange/interviews.qdpx"
MAXQDA_PATH = "exchange/interviews_maxqda.qdpx"
CODEBOOK_PATH = "exchange/codebook.qdc"
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can contain


def project_files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """The files for other programs: path in the outputs folder, and content."""
    project = project_file(contents)
    texts = {
        **{source_guid(source): one.text for source, one in contents.texts.items()},
        **notes(contents),
    }
    yield PROJECT_PATH, _package(project, texts)
    # Both count a line ending as one character, so that only the text files differ.
    yield MAXQDA_PATH, _package(project, {name: text.replace("\n", "\r\n") for name, text in texts.items()})
    if codebook := codebook_file(contents.themes):
        yield CODEBOOK_PATH, codebook


def _package(project: bytes, texts: Mapping[str, str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, "project.qde", project)
        for name, text in sorted(texts.items()):
            _add(package, f"sources/{name}.txt", text.encode())
    return whole.getvalue()


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _WHEN)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    member.create_system = 3  # the same on every system
    package.writestr(member, content)
