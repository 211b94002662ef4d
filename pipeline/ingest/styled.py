"""Paragraphs made of runs, some bold: what Word, OpenDocument, RTF and HTML have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ingest.document import Line
from pipeline.ingest.plaintext import cleaned
from pipeline.records import SegmentKind


@dataclass(frozen=True)
class Paragraph:
    """One paragraph.

    Attributes:
        runs: text and whether it is bold.
        number: of the paragraph in the file.
        heading: whether the file calls it a heading.
        furniture: whether it is a page's head or foot, or a note.
        quoted: whether the file sets it as a quotation.
    """

    runs: Sequence[tuple[str, bool]]
    number: int
    heading: bool = False
    furniture: bool = False
    quoted: bool = False


def styled_lines(paragraph: Paragraph) -> Iterator[Line]:
    """The lines of a paragraph, split at its line breaks, each with how much of its head is bold."""
    text, bold = "", []
    for written, is_bold in paragraph.runs:
        piece = cleaned(written)
        text += piece
        bold += [is_bold] * len(piece)
    mark = SegmentKind.HEADING if paragraph.heading else SegmentKind.FURNITURE if paragraph.furniture else None
    start = 0
    for at, line in enumerate(text.split("\n")):
        end = start
        while end < start + len(line) and (bold[end] or text[end].isspace()):
            end += 1
        while end > start and not bold[end - 1]:
            end -= 1
        yield Line(
            text=line,
            number=paragraph.number,
            bold=end - start,
            mark=mark if line.strip() else None,
            joint="\n" if at else None,
            quoted=paragraph.quoted,
        )
        start += len(line) + 1
