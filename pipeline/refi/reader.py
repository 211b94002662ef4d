"""Reads the codings of REFI-QDA projects from any program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pipeline.corpus.spans import Span
from pipeline.refi.archives import Archive, children, guid_of, names_by_guid, tag_of
from pipeline.refi.codes import ORIGIN
from pipeline.refi.xml import Element

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
