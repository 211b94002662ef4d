"""Opens project files (.qdpx) from any program safely: no zip bombs, no entities, nothing outside is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded, file_content
from pipeline.corpus.zip_safety import UNREADABLE, declares, is_bomb, is_locked, xml_of
from pipeline.refi.xml import Element

_MOST_FILES = 50_000
_MOST_BYTES = 300_000_000  # total size of what is read: the project itself and its plain texts
_DAMAGED = "Export the project again from the program that made it"
_ATTACK = "Check where the file comes from; no program for qualitative analysis writes this"


class Archive:
    """An opened .qdpx."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            UserError: if it cannot be read, is not a zip file, needs a password, or would unpack to an excessive
                size.
        """
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file_content(path)))
        except OSError as error:
            raise UserError(f"the file cannot be read ({error.strerror})", "Check the name", path) from error
        except UNREADABLE as error:
            raise UserError("the file is damaged or is not a REFI-QDA project", _DAMAGED, path) from error
        members = self._zip.infolist()
        if is_locked(members):
            raise UserError("the file is protected by a password", "Export the project without one", path)
        if is_bomb(members) or len(members) > _MOST_FILES:
            raise UserError(
                "the file unpacks to far more than a project can hold: it may be a zip bomb", _ATTACK, path
            )
        self._left = _MOST_BYTES
        # Programs use different capitals, and some add folders.
        self._by_name = {Path(m.filename.replace("\\", "/")).name.casefold(): m for m in reversed(members)}

    def project(self) -> Element:
        """The root of the project's XML: `project.qde`, or the only .qde under another name.

        Raises:
            UserError: if there is none, or it is not XML.
        """
        named = [name for name in self._by_name if name.endswith(".qde")]
        if not named:
            raise UserError("the file contains no project (.qde)", _DAMAGED, self._path)
        name = "project.qde" if "project.qde" in named else named[0]
        return xml_root(self._read(self._by_name[name]), path=self._path)

    def text(self, address: str) -> str | None:
        """The text file at an address `internal://…`; None if it is not in the archive."""
        scheme, _, rest = address.partition("://")
        member = self._by_name.get(Path(rest).name.casefold()) if scheme.casefold() == "internal" else None
        return decoded(self._read(member)) if member else None

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(member) as file:
                content = file.read(self._left + 1)
        except UNREADABLE as error:
            raise UserError(
                f"the file is damaged ({member.filename} cannot be read)", _DAMAGED, self._path
            ) from error
        self._left -= len(content)
        if self._left < 0:
            raise UserError("the file unpacks to far more than a project can hold", _ATTACK, self._path)
        return content


def xml_root(content: bytes, *, path: Path) -> Element:
    """The root of an XML document, which may not have a document type declaration, and therefore no entities.

    Raises:
        UserError: if it has one, or is not XML.
    """
    if not declares(content):
        try:
            parsed = xml_of(content)
        except ValueError as error:
            raise UserError(f"its XML cannot be read ({error})", _DAMAGED, path) from error
        if not parsed.getroottree().docinfo.doctype:  # it may come late, after a long comment
            root: Element = parsed
            return root
    raise UserError("its XML has a document type declaration: it may be malicious", _ATTACK, path)


def children(element: Element, tag: str) -> list[Element]:
    """The children with that name, in any version of the namespace."""
    return [child for child in element if tag_of(child) == tag]


def tag_of(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def guid_of(element: Element, name: str = "guid") -> str:
    """A normalised GUID: some programs use braces or capitals."""
    return str(element.get(name, "")).strip().strip("{}").casefold()


def names_by_guid(elements: list[Element]) -> Mapping[str, str]:
    """The name of each element."""
    return {guid_of(one): one.get("name", "") for one in elements}
