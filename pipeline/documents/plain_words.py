"""Extracts the text of a file in the simplest possible way, to check the output of its reader against.

Paragraph styles, speakers and columns are ignored. Anything that is not text of the document is left out
explicitly: scripts, styles and pictures of a web page; deleted text and old versions; caption identifiers and
times.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.corpus.zip_safety import xml_of
from pipeline.documents.text import decoded
from pipeline.documents.times import TIME
from pipeline.language.lexicons import word_set

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD_PARTS = re.compile(r"word/(?:document\d*|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_OLD_IN_WORD = ("Fallback", "del", "moveFrom")
_ODT_LEFT_OUT = ("tracked-changes", "note-citation", "title", "desc", "creator", "date", "date-string", "initials")
_SHEET_PARTS = re.compile(r"xl/(?:sharedStrings|comments\d*|threadedComments/.*|drawings/.*)\.xml")
_SHEET_PARTS_THREADED = re.compile(r"xl/(?:sharedStrings|threadedComments/.*|drawings/.*)\.xml")
_WEB_LEFT_OUT = ("script", "style", "noscript", "template", "iframe", "object", "svg", "head")
_CUE_TIMES = re.compile(rf"\s*{TIME}\s*(?:-->.*|,\s*{TIME}\s*)")
_TAG = re.compile(r"<[^<>]*>|\{\\an?\d\}")


def of_text(content: bytes) -> str:
    """The whole of a text file."""
    return decoded(content)[0]


def of_separated(content: bytes) -> str:
    """The whole of a separated file, with entities resolved."""
    return html.unescape(decoded(content)[0])


def of_word(content: bytes) -> str:
    """All `t` elements of the body, notes, comments, page headers and footers of a .docx."""
    return "\n".join(
        _xml_text(root, texts=("t",), breaks=("p", "br", "tab", "cr"), left_out=_OLD_IN_WORD)
        for root in _roots(content, _WORD_PARTS)
    )


def of_opendocument(content: bytes) -> str:
    """All text of the body, page headers and footers of an .odt."""
    found = []
    for root in _roots(content, re.compile(r"content\.xml|styles\.xml")):
        for part in root.iter("{*}body", "{*}master-styles"):
            found.append(
                _xml_text(part, texts=(), breaks=("p", "h", "s", "tab", "line-break"), left_out=_ODT_LEFT_OUT)
            )
    return "\n".join(found)


def of_workbook(content: bytes) -> str:
    """All strings, comments and shapes of an .xlsx, each once; empty if there are several sheets.

    In that case only one sheet is read, and a finding says so.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
    if sum(name.startswith("xl/worksheets/sheet") for name in names) != 1:
        return ""
    threaded = any(name.startswith("xl/threadedComments/") for name in names)
    return "\n".join(
        _xml_text(root, texts=("t", "text"), breaks=("si", "comment", "p"), left_out=("rPh",))
        for root in _roots(content, _SHEET_PARTS_THREADED if threaded else _SHEET_PARTS)
    )


def of_web(content: bytes) -> str:
    """All text of a web page."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = lxml_html.document_fromstring(decoded(content)[0].encode("utf-8", "replace"), parser=parser)
    outside = " or ".join(f"ancestor::{tag}" for tag in _WEB_LEFT_OUT)
    texts = etree.XPath(f"//text()[not({outside})]", smart_strings=False)(root)
    return "\n".join(map(str, texts)) if isinstance(texts, list) else ""


def of_captions(content: bytes) -> str:
    """The lines of captions without times and identifiers; rolling or growing lines appear once."""
    lines = [line.strip() for line in re.split(r"\r\n|[\r\n]", decoded(content)[0])]
    timed = {at for at, line in enumerate(lines) if _CUE_TIMES.fullmatch(line)}
    found: list[str] = []
    for at, line in enumerate(lines):
        numbers = at + 1 in timed and (at == 0 or not lines[at - 1] or line.isdigit())
        if at in timed or numbers or line.startswith("WEBVTT"):
            continue
        said = " ".join(html.unescape(_TAG.sub(" ", line)).split())
        if found and said and (found[-1] == said or said.startswith(found[-1])):
            found[-1] = said
        elif said:
            found.append(said)
    return "\n".join(dict.fromkeys(found))


def of_json(content: bytes) -> str:
    """The full text that a machine transcript stores in addition to its parts, if any."""
    written: object = json.loads(decoded(content)[0])
    if not isinstance(written, dict):
        return ""
    whole = written.get("text")
    if isinstance(whole, str):
        return whole
    try:
        heard = written["results"]["channels"]
        return "\n".join(str(channel["alternatives"][0]["transcript"]) for channel in heard)
    except (KeyError, IndexError, TypeError):
        return ""


def _roots(content: bytes, wanted: re.Pattern[str]) -> Iterator[_Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if wanted.fullmatch(name):
                yield xml_of(package.read(name))


def _xml_text(root: _Element, *, texts: tuple[str, ...], breaks: tuple[str, ...], left_out: tuple[str, ...]) -> str:
    """The text of the given elements, or of all; `breaks` end a line, `left_out` are skipped with their content."""
    found: list[str] = []
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, is_tail = stack.pop()
        if is_tail:
            found.append(element.tail or "")
            continue
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if not texts and element is not root:
            stack.append((element, True))
        if not name or name in left_out:
            continue
        if name in breaks:
            found.append("\n")
        if not texts or name in texts:
            found.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))
    return "".join(found)


_RTF = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
_RTF_LEFT_OUT = word_set(
    """fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf
    listtext pntext"""
)


def of_richtext(content: bytes) -> str:
    """The text of an .rtf without its font and style tables, pictures, page headers and footers."""
    found: list[str] = []
    stack: list[tuple[bool, bool]] = []  # whether it is left out, whether it is deleted
    left_out = deleted = False
    page = re.search(rb"\\ansicpg(125\d|874)\b", content[:2000])
    code = f"cp{page[1].decode()}" if page else "cp1252"
    skip = 0  # length of the fallback for a Unicode character in old programs
    for match in _RTF.finditer(content.decode("latin-1")):
        byte, wide, word, number, sign, brace, text = match.groups()
        shown = not (left_out or deleted)
        if brace == "{":
            stack.append((left_out, deleted))
        elif brace:
            left_out, deleted = stack.pop() if stack else (False, False)
        elif word:
            left_out = (left_out or word in _RTF_LEFT_OUT) and word not in ("shptxt", "footnote", "annotation")
            deleted = number != "0" if word == "deleted" else deleted
            found.append("\n" if word in ("par", "line", "cell", "row", "tab") else "")
        elif sign == "*":
            left_out = True
        elif byte or wide:
            if byte and skip:
                skip = 0
            elif shown:
                found.append(bytes.fromhex(byte).decode(code, "replace") if byte else chr(int(wide) % 65536))
                skip = 1 if wide else 0
        elif text:
            found.append(text[skip:] if shown else "")
            skip = 0
    return "".join(found).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
