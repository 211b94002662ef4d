"""What a draft prints beside its body: footnotes, endnotes, comments, page headers; and what cannot be checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.ingest.document import Unreadable
from pipeline.ingest.packages import opened, part, xml_root
from pipeline.ingest.plaintext import cleaned, decoded
from pipeline.spans import folded

AUTHOR = "pipeline verify"  # of the comments that verify itself leaves
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_WORD_PARTS = (
    (re.compile(r"word/footnotes\d*\.xml"), "footnote"),
    (re.compile(r"word/endnotes\d*\.xml"), "endnote"),
    (re.compile(r"word/comments\d*\.xml"), "comment"),
    (re.compile(r"word/(?:header|footer)\d*\.xml"), "page header"),
)
_RTF_GROUP = re.compile(r"\{(?:\\\*)?\\(footnote|annotation|header[lrf]?|footer[lrf]?)\b")
_RTF_HEAD = "{\\rtf1"
_RTF_KINDS = {"footnote": "footnote", "annotation": "comment"}
# By element's name, what cannot be read; the second of two names for one thing is not counted again.
_UNREAD = {
    "pic": "picture", "imagedata": "picture", "image": "picture", "img": "picture", "svg": "picture",
    "canvas": "picture", "chart": "chart", "relIds": "SmartArt diagram", "OLEObject": "embedded object",
    "object": "embedded object", "object-ole": "embedded object", "iframe": "embedded page",
    "embed": "embedded object", "video": "recording", "audio": "recording",
}  # fmt: skip


class Note(NamedTuple):
    """A paragraph beside the body, and what it stands in: `footnote 2`."""

    text: str
    part: str


class Beside(NamedTuple):
    """All that a draft has beside its body, and what in it cannot be checked."""

    notes: tuple[Note, ...] = ()
    unchecked: tuple[str, ...] = ()


def beside(path: Path) -> Beside:
    """What stands beside the body of a draft that can be read; nothing for formats that have no such thing."""
    content = path.read_bytes()
    if content.startswith(b"{\\rtf"):
        return _of_richtext(content.decode("latin-1"))
    suffix = path.suffix.casefold()
    readers: dict[str, Callable[[bytes], Beside]] = {".html": _of_page, ".htm": _of_page, ".xhtml": _of_page}
    readers |= {".md": _of_markdown, ".markdown": _of_markdown, ".pdf": _of_pdf}
    if content.startswith(b"PK\x03\x04"):
        return _of_package(content)
    return readers[suffix](content) if suffix in readers else Beside()


def _of_package(content: bytes) -> Beside:
    package = opened(content)
    names = package.namelist()
    if "content.xml" in names:
        roots = [xml_root(part(package, name)) for name in ("content.xml", "styles.xml") if name in names]
        return Beside(tuple(_opendocument_notes(roots)), _counted(roots[:1]))
    notes: list[Note] = []
    roots = [xml_root(part(package, "word/document.xml"))] if "word/document.xml" in names else []
    for pattern, kind in _WORD_PARTS:
        for name in sorted(name for name in names if pattern.fullmatch(name)):
            root = xml_root(part(package, name))
            roots.append(root)
            notes += _word_notes(root, kind)
    return Beside(tuple(notes), _counted(roots))


def _word_notes(root: Any, kind: str) -> Iterator[Note]:
    number = 0
    for each in [root] if kind == "page header" else root.iterchildren(f"{_W}{kind}"):
        if each.get(f"{_W}type") or each.get(f"{_W}author") == AUTHOR:
            continue  # the line above the notes; our own comments
        number += 1
        for paragraph in each.iter(f"{_W}p"):
            text = "".join(_word_text(paragraph))
            yield Note(cleaned(text), kind if kind == "page header" else f"{kind} {number}")


def _word_text(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        yield (run.text or "") if run.tag == f"{_W}t" else " "


def _opendocument_notes(roots: Sequence[Any]) -> Iterator[Note]:
    counts: Counter[str] = Counter()
    for note in roots[0].iter(f"{_TEXT}note", f"{_OFFICE}annotation"):
        kind = note.get(f"{_TEXT}note-class", "footnote") if note.tag == f"{_TEXT}note" else "comment"
        if kind == "comment" and note.findtext(f"{_DC}creator") == AUTHOR:
            continue
        counts[kind] += 1
        yield from (Note(text, f"{kind} {counts[kind]}") for text in _paragraphs(note))
    for root in roots[1:]:
        for head in (each for tag in ("header", "footer") for each in root.iter(f"{_STYLE}{tag}")):
            yield from (Note(text, "page header") for text in _paragraphs(head))


def _paragraphs(element: Any) -> Iterator[str]:
    for paragraph in element.iter(f"{_TEXT}p", f"{_TEXT}h"):
        yield cleaned("".join(paragraph.itertext()))


def _of_richtext(text: str) -> Beside:
    from striprtf.striprtf import rtf_to_text

    convert: Callable[..., str] = rtf_to_text  # ships no types
    head = re.match(r"\{\\rtf\d?(?:\\(?:ansi(?:cpg\d+)?|deff\d+|uc\d+|mac|pc))*", text)
    counts: Counter[str] = Counter()
    notes = []
    for match in _RTF_GROUP.finditer(text):
        kind = _RTF_KINDS.get(match[1], "page header")
        counts[kind] += 1
        body = text[match.end() : _end_of_group(text, match.start())]
        for line in convert(f"{head[0] if head else _RTF_HEAD} {body}", errors="replace").splitlines():
            notes.append(Note(cleaned(line), kind if kind == "page header" else f"{kind} {counts[kind]}"))
    found = Counter(
        {"picture": len(re.findall(r"\\pict\b", text)), "embedded object": len(re.findall(r"\\object\b", text))}
    )
    return Beside(tuple(notes), _told(found))


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for match in re.finditer(r"\\[\\{}]|[{}]", text[start:]):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return start + match.end()
    return len(text)


def _of_page(content: bytes) -> Beside:
    from lxml import etree, html

    try:
        root = html.document_fromstring(
            decoded(content)[0].encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("the page is damaged", "Save it again") from error
    return Beside((), _counted([root]))


def _of_markdown(content: bytes) -> Beside:
    found = Counter({"picture": len(re.findall(r"!\[[^\]]*\](?:\(|\[)|<img\b", decoded(content)[0]))})
    return Beside((), _told(found))


def _of_pdf(content: bytes) -> Beside:
    return Beside((), _told(Counter({"picture": len(re.findall(rb"/Subtype\s*/Image\b", content))})))


def _counted(roots: Sequence[Any]) -> tuple[str, ...]:
    found: Counter[str] = Counter()
    for root in roots:
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            name = element.tag.rpartition("}")[2]
            if kind := _UNREAD.get(name):
                found[kind] += 1
    found["picture"] -= min(found["picture"], found["embedded object"])  # each object has a picture of itself
    return _told(found)


def _told(found: Counter[str]) -> tuple[str, ...]:
    return tuple(
        f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(found.items()) if count > 0
    )


def unread(notes: Sequence[Note], body: str) -> Iterator[Note]:
    """Notes that the body does not have already, and that say anything."""
    known = folded(body)
    for note in notes:
        text = folded(note.text)
        if text and text not in known:
            yield Note(text, note.part)
