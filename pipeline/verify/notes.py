"""What a draft prints beside its body: notes, comments, text boxes, page headers; and what cannot be checked."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.corpus.storage import fixed_package
from pipeline.documents.document import Unreadable
from pipeline.documents.packages import opened, part, xml_root
from pipeline.documents.text import cleaned, decoded

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "pipeline verify"  # of the comments that verify itself leaves
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = f"{W}txbxContent"
_BODY = "word/document.xml"
_HEADER = re.compile(r"word/(?:header|footer)\d*\.xml")
_KINDS = {kind: re.compile(rf"word/{kind}s\d*\.xml") for kind in ("footnote", "endnote", "comment")}


class WordNote(NamedTuple):
    """A note of a Word document.

    Attributes:
        label: what it is, and its number: `footnote 2`.
        content: the element that holds its paragraphs.
        mark: the element of the body where it belongs; None if the body does not refer to it.
    """

    label: str
    content: _Element
    mark: _Element | None


def word_notes(body: _Element, package: zipfile.ZipFile) -> Iterator[WordNote]:
    """Footnotes, endnotes, comments, text boxes and page headers, in this order.

    Args:
        body: the root of the main part, or its body.
        package: the document's file.
    """
    names = sorted(package.namelist())
    for kind, pattern in _KINDS.items():
        marks: dict[str, _Element] = {}
        for mark in body.iter(f"{W}{kind}Reference"):
            if next(mark.iterancestors(_FALLBACK), None) is None:
                marks.setdefault(mark.get(f"{W}id"), mark)
        order = {identifier: at for at, identifier in enumerate(marks)}
        found = [
            note
            for name in names
            if pattern.fullmatch(name)
            for note in xml_root(part(package, name)).iterchildren(f"{W}{kind}")
            if not note.get(f"{W}type") and note.get(f"{W}author") != AUTHOR  # the line above the notes; our own
        ]
        found.sort(key=lambda note: order.get(note.get(f"{W}id"), len(order)))
        for number, note in enumerate(found, start=1):
            yield WordNote(f"{kind} {number}", note, marks.get(note.get(f"{W}id")))
    for number, box in enumerate(text_boxes(body), start=1):
        yield WordNote(f"text box {number}", box, box)
    for name in names:
        if _HEADER.fullmatch(name):
            yield WordNote("page header", xml_root(part(package, name)), None)


def text_boxes(body: _Element) -> list[_Element]:
    """The contents of the text boxes, each once; one inside another belongs to the outer."""
    return [box for box in body.iter(BOX) if next(box.iterancestors(_FALLBACK, BOX), None) is None]


def word_paragraphs(content: _Element) -> Iterator[tuple[str, bool]]:
    """The words of each paragraph of a note, and whether it is set as a quotation."""
    for paragraph in content.iter(f"{W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        quoted = style is not None and "quot" in style.get(f"{W}val", "").casefold()
        yield "".join(_text(paragraph)), quoted


def without_word_notes(content: bytes, package: zipfile.ZipFile) -> bytes:
    """The same document with nothing in its notes and text boxes, so that its body reads on."""
    change: dict[str, Callable[[bytes], bytes]] = {
        name: _emptied for name in package.namelist() if any(kind.fullmatch(name) for kind in _KINDS.values())
    }
    root = xml_root(part(package, _BODY))
    boxes = text_boxes(root)
    for box in root.iter(BOX):
        del box[:]
    if boxes:
        change[_BODY] = lambda _: _bytes_of(root)
    return fixed_package(io.BytesIO(content), change=change) if change else content


def _bytes_of(root: _Element) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _emptied(content: bytes) -> bytes:
    try:
        root = xml_root(content)
    except Unreadable:
        return content  # `beside` says that it could not be checked
    del root[:]
    return _bytes_of(root)


def _text(paragraph: _Element) -> Iterator[str]:
    for run in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
        if next(run.iterancestors(f"{W}p"), None) is not paragraph:
            continue  # of a text box inside, which is a paragraph of its own
        if next(run.iterancestors(f"{W}moveFrom"), None) is None:
            yield (run.text or "") if run.tag == f"{W}t" else "-" if run.tag == f"{W}noBreakHyphen" else " "


_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ODT_NOTES = (f"{_TEXT}note", f"{_OFFICE}annotation", f"{_DRAW}text-box")
_RTF_GROUP = re.compile(r"\{(?:\\\*)?\\(footnote|annotation|header[lrf]?|footer[lrf]?)\b")
_RTF_BRACE = re.compile(r"\\[\\{}]|[{}]")
_RTF_HEAD = "{\\rtf1"
_RTF_KINDS = {"footnote": "footnote", "annotation": "comment"}
_RTF_ENDNOTE = re.compile(r"\s*\\ftnalt\b")
_PAGES = (".html", ".htm", ".xhtml")
# A note's number; behind a digit only if it is a link, since it may be an exponent.
_RAISED = re.compile(
    rb"(?i)(?:(?<!\d)<sup\b[^>]*>\s*|<sup\b[^>]*>\s*<a\b[^>]*>\s*|<a\b[^>]*>\s*<sup\b[^>]*>\s*)"
    rb"[\[(]?\d{1,3}[\])]?\s*(?:</a>\s*)?</sup>(?:\s*</a>)?"
)
# By element's name, what cannot be read; the second of two names for one thing is not counted again.
_UNREAD = {
    "pic": "picture", "imagedata": "picture", "image": "picture", "img": "picture", "svg": "picture",
    "canvas": "picture", "chart": "chart", "relIds": "SmartArt diagram", "OLEObject": "embedded object",
    "object": "embedded object", "object-ole": "embedded object", "iframe": "embedded page",
    "embed": "embedded object", "video": "recording", "audio": "recording",
}  # fmt: skip


class Note(NamedTuple):
    """A paragraph beside the body, what it stands in (`footnote 2`), and whether it is set as a quotation."""

    text: str
    part: str
    quoted: bool = False


class DraftNotes(NamedTuple):
    """All that a draft has beside its body, and what in it cannot be checked."""

    notes: tuple[Note, ...] = ()
    unchecked: tuple[str, ...] = ()


def beside(path: Path) -> DraftNotes:
    """What stands beside the body of a draft that can be read; nothing for formats that have no such thing."""
    content = path.read_bytes()
    if content.startswith(b"{\\rtf"):
        return _of_richtext(content.decode("latin-1"))
    suffix = path.suffix.casefold()
    readers: dict[str, Callable[[bytes], DraftNotes]] = dict.fromkeys(_PAGES, _of_page)
    readers |= {".md": _of_markdown, ".markdown": _of_markdown, ".pdf": _of_pdf}
    if content.startswith(b"PK\x03\x04"):
        return _of_package(content)
    return readers[suffix](content) if suffix in readers else DraftNotes()


def without_notes(content: bytes, *, suffix: str = "") -> bytes:
    """The same file without notes, their numbers, comments and text boxes: its sentences go on where they stood."""
    if suffix in _PAGES:
        return _RAISED.sub(b"", content)
    if content.startswith(b"{\\rtf"):
        return _without_groups(content.decode("latin-1")).encode("latin-1")
    if not content.startswith(b"PK\x03\x04"):
        return content
    package = opened(content)
    names = package.namelist()
    if "word/document.xml" in names:
        return without_word_notes(content, package)
    return _without_odt_notes(content, package) if "content.xml" in names else content


def _of_package(content: bytes) -> DraftNotes:
    package = opened(content)
    names = package.namelist()
    if "content.xml" in names:
        roots = [xml_root(part(package, name)) for name in ("content.xml", "styles.xml") if name in names]
        return DraftNotes(tuple(_opendocument_notes(roots)), _counted(roots[:1]))
    if "word/document.xml" not in names:
        return DraftNotes()
    root = xml_root(part(package, "word/document.xml"))
    found = list(word_notes(root, package))
    notes = tuple(
        Note(cleaned(text), note.label, quoted) for note in found for text, quoted in word_paragraphs(note.content)
    )
    outside = [note.content for note in found if note.content is not note.mark]  # a text box is in the body
    return DraftNotes(notes, _counted([root, *outside]))


def _opendocument_notes(roots: Sequence[_Element]) -> Iterator[Note]:
    counts: Counter[str] = Counter()
    for note in roots[0].iter(*_ODT_NOTES):
        if note.tag == f"{_DRAW}text-box":
            kind = "text box"
        else:
            kind = note.get(f"{_TEXT}note-class", "footnote") if note.tag == f"{_TEXT}note" else "comment"
        if kind == "comment" and note.findtext(f"{_DC}creator") == AUTHOR:
            continue
        counts[kind] += 1
        yield from (Note(text, f"{kind} {counts[kind]}", quoted) for text, quoted in _paragraphs(note))
    for root in roots[1:]:
        for head in (each for tag in ("header", "footer") for each in root.iter(f"{_STYLE}{tag}")):
            yield from (Note(text, "page header", quoted) for text, quoted in _paragraphs(head))


def _paragraphs(element: _Element) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a note, without those of a note or a text box inside it."""
    for paragraph in element.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if next(paragraph.iterancestors(*_ODT_NOTES), element) is element or element.tag not in _ODT_NOTES:
            quoted = "quot" in paragraph.get(f"{_TEXT}style-name", "").casefold()
            yield cleaned("".join(_odt_text(paragraph))), quoted


def _odt_text(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element.iterchildren():
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif isinstance(child.tag, str) and child.tag not in _ODT_NOTES:
            yield from _odt_text(child)
        yield child.tail or ""


def _without_odt_notes(content: bytes, package: zipfile.ZipFile) -> bytes:
    from lxml import etree

    root = xml_root(part(package, "content.xml"))
    notes = list(root.iter(*_ODT_NOTES))
    if not notes:
        return content
    etree.strip_elements(root, *_ODT_NOTES, with_tail=False)
    change = {"content.xml": lambda _: etree.tostring(root, xml_declaration=True, encoding="UTF-8")}
    return fixed_package(io.BytesIO(content), change=change)


def _of_richtext(text: str) -> DraftNotes:
    from striprtf.striprtf import rtf_to_text

    convert: Callable[..., str] = rtf_to_text  # ships no types
    head = re.match(r"\{\\rtf\d?(?:\\(?:ansi(?:cpg\d+)?|deff\d+|uc\d+|mac|pc))*", text)
    counts: Counter[str] = Counter()
    notes = []
    for match in _RTF_GROUP.finditer(text):
        kind = _RTF_KINDS.get(match[1], "page header")
        if kind == "footnote" and _RTF_ENDNOTE.match(text, match.end()):
            kind = "endnote"
        counts[kind] += 1
        body = text[match.end() : _end_of_group(text, match.start())]
        for line in convert(f"{head[0] if head else _RTF_HEAD} {body}", errors="replace").splitlines():
            notes.append(Note(cleaned(line), kind if kind == "page header" else f"{kind} {counts[kind]}"))
    found = Counter(
        {"picture": len(re.findall(r"\\pict\b", text)), "embedded object": len(re.findall(r"\\object\b", text))}
    )
    return DraftNotes(tuple(notes), _told(found))


def _without_groups(text: str) -> str:
    kept, at = [], 0
    for match in _RTF_GROUP.finditer(text):
        if match.start() >= at:
            kept.append(text[at : match.start()])
            at = _end_of_group(text, match.start())
    return "".join([*kept, text[at:]])


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for match in _RTF_BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(text)


def _of_page(content: bytes) -> DraftNotes:
    from lxml import etree, html

    try:
        root = html.document_fromstring(
            decoded(content)[0].encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("the page is damaged", "Save the file again") from error
    return DraftNotes((), _counted([root]))


def _of_markdown(content: bytes) -> DraftNotes:
    found = Counter({"picture": len(re.findall(r"!\[[^\]]*\](?:\(|\[)|<img\b", decoded(content)[0]))})
    return DraftNotes((), _told(found))


def _of_pdf(content: bytes) -> DraftNotes:
    return DraftNotes((), _told(Counter({"picture": len(re.findall(rb"/Subtype\s*/Image\b", content))})))


def _counted(roots: Sequence[_Element]) -> tuple[str, ...]:
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
