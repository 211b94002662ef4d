"""Reads the codings of REFI-QDA projects from any program.

Project files (.qdpx) are opened safely: no zip bombs, no entities, nothing outside is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.spans import Span
from pipeline.corpus.storage import decoded, file_content
from pipeline.corpus.zip_safety import UNREADABLE, declares, is_bomb, is_locked, xml_of
from pipeline.refi.codes import ORIGIN
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


# A line ending in these projects counts as one character, although their text files have two (our MAXQDA file).
_ONE_CHARACTER = ("atlas", ORIGIN)
_FAR = 0xFFFF


@dataclass(frozen=True, kw_only=True)
class ProjectCoding:
    """One coding of a project.

    Attributes:
        guid: its GUID.
        coder: the user's name, if known.
        code: the code's GUID.
        code_name: the code's name.
        source: the source's name.
        span: its span in the source's text.
        text: the words.
        selection: the GUID of the selection.
        name: the selection's name.
        date: the date given in the project.
    """

    guid: str
    coder: str
    code: str
    code_name: str
    source: str
    span: Span
    text: str
    selection: str
    name: str
    date: str


@dataclass(frozen=True)
class ProjectFile:
    """The contents of a project.

    Attributes:
        origin: the program that wrote it.
        codings: every coding of a text selection.
        texts: the text of each source, by its name.
        unread: sources whose text is not in the file.
    """

    origin: str
    codings: Sequence[ProjectCoding]
    texts: Mapping[str, str]
    unread: Sequence[str] = ()


def read_project(path: Path) -> ProjectFile:
    """Read a .qdpx.

    Raises:
        UserError: if it cannot be read.
    """
    archive = Archive(path)
    root = archive.project()
    origin = root.get("origin", "")
    users = names_by_guid([user for each in children(root, "Users") for user in children(each, "User")])
    codes = names_by_guid(
        [one for each in children(root, "CodeBook") for one in each.iter() if tag_of(one) == "Code"]
    )
    texts: dict[str, str] = {}
    unread: list[str] = []
    codings: list[ProjectCoding] = []
    for name, element in _sources(root):
        raw = _text(element, archive)
        if raw is None:
            unread.append(name)
            continue
        selections = children(element, "PlainTextSelection")
        text, at = _counted(raw, [_positions(one) for one in selections], origin=origin)
        texts[name] = texts.get(name, "") + text
        for selection in selections:
            start, end = _positions(selection)
            span = Span(at(start), at(end))
            for coding in children(selection, "Coding"):
                refs = children(coding, "CodeRef")
                code = guid_of(refs[0], "targetGUID") if refs else ""
                codings.append(
                    ProjectCoding(
                        guid=guid_of(coding),
                        coder=_coder(coding, selection, users),
                        code=code,
                        code_name=codes.get(code, ""),
                        source=name,
                        span=span,
                        text=span.of(text),
                        selection=guid_of(selection),
                        name=selection.get("name", ""),
                        date=coding.get("creationDateTime") or selection.get("creationDateTime", ""),
                    )
                )
    return ProjectFile(origin, codings, texts, unread)


def _sources(root: Element) -> Iterator[tuple[str, Element]]:
    """The text sources, and the texts of PDFs, with unique names."""
    taken: dict[str, int] = {}
    for each in children(root, "Sources"):
        for source in each:
            texts = [source] if tag_of(source) == "TextSource" else children(source, "Representation")
            for text in texts:
                name = source.get("name", "") or guid_of(source)
                taken[name] = taken.get(name, 0) + 1
                yield (name if taken[name] == 1 else f"{name} ({taken[name]})"), text


def _text(source: Element, archive: Archive) -> str | None:
    content = children(source, "PlainTextContent")
    if content:
        return content[0].text or ""
    return archive.text(source.get("plainTextPath", ""))


def _coder(coding: Element, selection: Element, users: Mapping[str, str]) -> str:
    for element, name in ((coding, "creatingUser"), (selection, "creatingUser"), (selection, "modifyingUser")):
        if element.get(name):
            return users.get(guid_of(element, name), "").strip()
    return ""


def _positions(selection: Element) -> tuple[int, int]:
    try:
        start, end = int(selection.get("startPosition", "0")), int(selection.get("endPosition", "0"))
    except ValueError:
        return 0, 0
    return max(0, start), max(0, start, end)


def _counted(raw: str, positions: Sequence[tuple[int, int]], *, origin: str) -> tuple[str, Callable[[int], int]]:
    """The text with LF line endings, and a function that converts positions in the project to positions in it.

    Programs count in different ways: a Windows line ending as one or two characters, and a character above U+FFFF
    (an emoji) as one or two. The way in which most selections start and end at word boundaries is chosen; if there
    is no difference, the program's usual way or that of the standard.
    """
    text = raw.replace("\r\n", "\n")
    one_first = any(name in origin.casefold() for name in _ONE_CHARACTER)
    forms = dict.fromkeys((text, raw) if one_first else (raw, text))
    wides = (False, True) if any(ord(char) > _FAR for char in text) else (False,)
    ways = [_offsets(form, wide=wide) for wide in wides for form in forms]
    best = max(ways, key=lambda way: sum(_fits(text, way, start, end) for start, end in positions))
    return text, lambda position: _look_up(best, position)


def _offsets(raw: str, *, wide: bool) -> list[int]:
    """For each position in a program's way of counting, the offset in the text with LF line endings."""
    steps = (2 if wide and ord(char) > _FAR else 1 for char in raw)
    counted = list(accumulate(steps, initial=0))
    found = [0] * (counted[-1] + 1)
    at = 0
    for number, char in enumerate(raw):
        for position in range(counted[number], counted[number + 1]):
            found[position] = at
        at += not (char == "\r" and raw[number + 1 : number + 2] == "\n")
    found[-1] = at
    return found


def _look_up(way: Sequence[int], position: int) -> int:
    return way[min(position, len(way) - 1)]


def _fits(text: str, way: Sequence[int], start: int, end: int) -> int:
    """How many of a selection's two ends are at a word boundary within the text."""
    first, last = _look_up(way, start), _look_up(way, end)
    begins = (
        start < len(way) and text[first : first + 1].isalnum() and not text[max(0, first - 1) : first].isalnum()
    )
    ends = end < len(way) and not text[last : last + 1].isalnum() and not text[max(0, last - 1) : last].isspace()
    return int(begins) + int(ends)
