"""Plain text, Markdown and reStructuredText: reads lines, with bold, italics and headings from markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Line, Problem
from pipeline.documents.text import MOST_MARKS, cleaned, decoded, surplus_marks, turns_around

_BOLD_HEAD = re.compile(r"\s*(?:\*\*|__)(?=\S)(.{1,300}?)(?<=\S)(?:\*\*|__)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])(.{1,500}?)(?<=[^\s*])\*(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,500}?)(?<=[^\s_])_(?![\w_])")
_ITALIC_LINE = re.compile(r"\s*(?:\*(?!\*)(.+)(?<!\*)\*|_(.+)_)\s*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~:$&])")
_MD_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"([=\-~^\"'#*+`:.])\1{2,}\s*")
_DIRECTIVE = re.compile(r"\.\. (?:[\w-]+::|_|\|)|\.\.\s*$")
_HTML_LINE = re.compile(r"\s*</?[a-zA-Z][^>]*>(?:.*</?[a-zA-Z][^>]*>)?\s*|\s*<!--.*-->\s*")

TURNED = Problem(
    level="check",
    finding="characters that reverse the direction of text were removed: the file may look different",
    remedy="Compare the transcript with the text that was read",
)
_LONG = 1000  # characters; a longer line is neither a heading nor a tag


def read_text(content: bytes) -> Document:
    """The lines of a plain text file."""
    text, problems = _decoded(content)
    return Document(lines=tuple(_plain_lines(text)), problems=problems)


def read_markdown(content: bytes) -> Document:
    """The lines of a Markdown file, with markup resolved."""
    text, problems = _decoded(content)
    lines = [_md_line(line, number) for number, line in enumerate(text.split("\n"), start=1)]
    return Document(lines=tuple(_underlined(lines, heads="=-")), problems=problems)


def read_rst(content: bytes) -> Document:
    """The lines of a reStructuredText file: directives are furniture, underlined lines are headings."""
    text, problems = _decoded(content)
    lines: list[Line] = []
    inside = False
    for number, written in enumerate(text.split("\n"), start=1):
        if _DIRECTIVE.match(written):
            inside = True
        elif written.strip() and not written[0].isspace():
            inside = False
        if inside and written.strip():
            lines.append(Line(text=written.strip(), number=number, mark=SegmentKind.FURNITURE))
        else:
            lines.append(_inline(written, number))
    return Document(lines=tuple(_underlined(lines, heads="=-~^\"'#*+`:.")), problems=problems)


def _decoded(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    raw, encoding = decoded(content)
    text = cleaned(raw)
    surplus = surplus_marks(raw)
    lost = text.count("\ufffd") - surplus
    turned = (TURNED,) if turns_around(raw) else ()
    if not lost and not surplus:
        return text, turned
    line = text[: text.index("\ufffd")].count("\n") + 1
    unread = Problem(
        level="check",
        finding=f"{lost} characters could not be read as {encoding} and were replaced by \ufffd",
        remedy="In the program that created it, save the file as UTF-8 text",
        line=line,
    )
    accents = Problem(
        level="check",
        finding=f"some letters have more than {MOST_MARKS} accents; {surplus:,} accents were replaced by \ufffd",
        remedy="Delete the surplus accents from the transcript, or leave it as it is",
        line=line,
    )
    problems = ([unread] if lost else []) + ([accents] if surplus else [])
    return text, (*problems, *turned)


def _plain_lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), start=1):
        yield Line(text=line, number=number)


def _md_line(written: str, number: int) -> Line:
    heading = _MD_HEADING.fullmatch(written) if len(written) < _LONG else None
    if heading:
        mark = SegmentKind.HEADING
        return Line(text=_resolved(heading[1]), number=number, mark=mark if heading[1] else None)
    if len(written) < _LONG and _HTML_LINE.fullmatch(written):
        return Line(text=written.strip(), number=number, mark=SegmentKind.FURNITURE)
    return _inline(written, number)


def _inline(written: str, number: int) -> Line:
    """A line with inline markup resolved, and its number of leading bold characters."""
    if "*" not in written and "_" not in written and "\\" not in written:
        return Line(text=written, number=number)
    head = _BOLD_HEAD.match(written)
    if head:
        bold = _resolved(head[1])
        rest = _resolved(written[head.end() :])
        return Line(text=bold + rest, number=number, bold=len(bold))
    italic = _ITALIC_LINE.fullmatch(written)
    if italic:
        return Line(text=_resolved(italic[1] or italic[2]), number=number, italic=True)
    return Line(text=_resolved(written), number=number)


def _resolved(text: str) -> str:
    text = _STRONG.sub(r"\2", text) if "**" in text or "__" in text else text
    text = _EMPHASIS.sub(r"\1", text) if "*" in text else text
    text = _UNDERSCORED.sub(r"\1", text) if "_" in text else text
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _underlined(lines: list[Line], *, heads: str) -> Iterator[Line]:
    """Mark underlined lines as headings and their underlines as furniture."""
    skip = False
    for line, after in zip(lines, [*lines[1:], Line(text="")], strict=True):
        if skip:
            skip = False
            continue
        rule = _UNDERLINE.fullmatch(after.text)
        text = line.text.strip()
        open_line = text and line.mark is None and not _UNDERLINE.fullmatch(line.text)
        long_enough = len(after.text.strip()) >= len(text) - 1
        if open_line and rule and rule[1] in heads and (long_enough or rule[1] == "="):
            skip = True
            yield Line(text=text, number=line.number, mark=SegmentKind.HEADING)
        else:
            yield line
