"""Drafts with notes in every format that has them; the body's sentences go on where a note hangs in them."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from tests.ingest.files import package

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"
_ODT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("style", "style"))
)


def _split(text: str) -> tuple[str, str]:
    """A paragraph in two, between words about its middle."""
    at = text.find(" ", len(text) // 2)
    return (text[:at], text[at:]) if at > 0 else (text, "")


def _paired(body: Sequence[str], notes: Sequence[str]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The body's paragraphs, each with the notes that hang in it and their numbers; notes are in order."""
    paragraphs = [each for text in body for each in text.split("\n\n")]
    share = -(-len(notes) // max(1, len(paragraphs)))
    numbered = list(enumerate(notes, start=1))
    return [(text, numbered[at * share : (at + 1) * share]) for at, text in enumerate(paragraphs)]


def as_word_with_notes(
    body: Sequence[str], notes: Sequence[str], *, kind: str = "footnote", author: str = "Ana"
) -> bytes:
    """A Word document whose body refers to its notes, in mid-sentence; the notes stand in another order."""
    import docx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    document = docx.Document()
    for text, hanging in _paired(body, notes):
        paragraph = document.add_paragraph(_split(text)[0])
        for number, note in hanging:
            if kind == "comment":
                document.add_comment(paragraph.runs, note, author=author)
                continue
            mark = f'<w:r {_W}><w:{kind}Reference w:id="{number}"/></w:r>'
            paragraph._p.append(parse_xml(mark))
        paragraph.add_run(_split(text)[1])
    if kind != "comment":
        inner = "".join(
            f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{escape(note)}</w:t></w:r></w:p></w:{kind}>'
            for number, note in reversed(list(enumerate(notes, start=1)))
        )
        part = Part(
            PackURI(f"/word/{kind}s.xml"),
            _WORD_TYPE.format(f"{kind}s"),
            f"<w:{kind}s {_W}>{inner}</w:{kind}s>".encode(),
            document.part.package,
        )
        document.part.relate_to(part, _RELATION.format(f"{kind}s"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_word_with_box(before: str, box: Sequence[str], after: str, *, style: str = "") -> bytes:
    """A Word document with a text box in mid-sentence, as Word writes it: once for old programs, once for new."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    paragraph = document.add_paragraph(before)
    set_as = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    inner = "".join(f"<w:p>{set_as}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in box)
    content = f"<w:txbxContent>{inner}</w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f'<w:r {_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
            ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>'
            f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )
    paragraph.add_run(after)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_opendocument_with_notes(body: Sequence[str], notes: Sequence[str], *, kind: str = "footnote") -> bytes:
    """An OpenDocument text with notes, comments or text boxes in mid-sentence."""
    paragraphs = []
    for text, hanging in _paired(body, notes):
        before, after = _split(text)
        inner = "".join(_odt_note(kind, number, note) for number, note in hanging)
        paragraphs.append(f"<text:p>{escape(before)}{inner}{escape(after)}</text:p>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODT}><office:body><office:text>'
        f"{''.join(paragraphs)}</office:text></office:body></office:document-content>"
    )
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _odt_note(kind: str, number: int, text: str) -> str:
    inner = f"<text:p>{escape(text)}</text:p>"
    if kind == "comment":
        return f"<office:annotation>{inner}</office:annotation>"
    if kind == "text box":
        return f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
        f"<text:note-body>{inner}</text:note-body></text:note>"
    )


def as_markdown_with_notes(body: Sequence[str], notes: Sequence[str]) -> bytes:
    """Markdown with `[^1]` in mid-sentence, and the notes at the end."""
    made = []
    for text, hanging in _paired(body, notes):
        before, after = _split(text)
        made.append(before + "".join(f"[^{number}]" for number, _ in hanging) + after)
    made += [f"[^{number}]: {note}" for number, note in enumerate(notes, start=1)]
    return "\n\n".join(made).encode()


def as_web_with_notes(body: Sequence[str], notes: Sequence[str]) -> bytes:
    """A page with raised numbers in mid-sentence, and the notes as a list in a section of their own."""
    made = []
    for text, hanging in _paired(body, notes):
        before, after = _split(text)
        marks = "".join(f'<sup><a href="#n{number}">{number}</a></sup>' for number, _ in hanging)
        made.append(f"<p>{html.escape(before)}{marks}{html.escape(after)}</p>")
    items = "".join(f'<li id="n{at}"><p>{html.escape(note)}</p></li>' for at, note in enumerate(notes, start=1))
    return f"<html><body>{''.join(made)}<section class='notes'><ol>{items}</ol></section></body></html>".encode()


def as_richtext_with_notes(body: Sequence[str], notes: Sequence[str], *, kind: str = "footnote") -> bytes:
    """Rich text with notes in mid-sentence."""
    made = []
    alternative = "\\ftnalt" if kind == "endnote" else ""
    for text, hanging in _paired(body, notes):
        before, after = _split(text)
        inner = "".join(
            f"{{\\super\\chftn}}{{\\footnote{alternative} \\chftn {_rtf(note)}}}" for _, note in hanging
        )
        made.append(f"\\pard {_rtf(before)}{inner}{_rtf(after)}\\par\n")
    return f"{{\\rtf1\\ansi {''.join(made)}}}".encode("ascii")


def _rtf(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)


WITH_NOTES: dict[str, Callable[[Sequence[str], Sequence[str]], bytes]] = {
    ".docx": as_word_with_notes,
    ".odt": as_opendocument_with_notes,
    ".md": as_markdown_with_notes,
    ".html": as_web_with_notes,
    ".rtf": as_richtext_with_notes,
}
