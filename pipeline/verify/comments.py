"""A copy of the draft as a Word document, with a comment in the margin at each quotation that needs a person."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.spans import folded
from pipeline.corpus.storage import fixed_package
from pipeline.documents.text import cleaned
from pipeline.verify.drafts import Draft, read_draft
from pipeline.verify.notes import AUTHOR, BOX, W, word_notes
from pipeline.verify.report import described, shortened
from pipeline.verify.verdicts import Checked, Report

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run
    from lxml.etree import _Element

_INITIALS = "PV"
_MARKS = "“”\"‘’'«»„ "


def with_comments(draft: Path, report: Report) -> bytes:
    """The draft with comments; one that is not a Word document is copied into one, paragraph by paragraph.

    Raises:
        UserError: if the draft cannot be read.
    """
    import docx

    word = draft.suffix.casefold() in (".docx", ".docm") and zipfile.is_zipfile(draft)
    document = docx.Document(str(draft)) if word else _copied(read_draft(draft))
    comments = list(_comments(report))
    marks = _marks(document, draft) if word and any(part for _, part, _, _ in comments) else {}
    places = _RunPlaces(document)
    for line, part, quote, told in comments:
        beside = word and part  # Word shows no comments in notes, page headers and text boxes
        runs = _runs_at(marks.get(part), document) if beside else places.runs_of(quote, line=line if word else 0)
        comment = f"{part.capitalize()}: “{shortened(quote)}”\n{told}" if beside else told
        if runs:
            made = document.add_comment(runs=runs, text=comment, author=AUTHOR, initials=_INITIALS)
            made._comment_elm.attrib.pop(f"{W}date", None)  # the same draft gives the same bytes
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_package(buffer)


def _marks(document: Document, draft: Path) -> dict[str, _Element | None]:
    """Where in the body each note belongs."""
    with zipfile.ZipFile(draft) as package:
        return {note.label: note.mark for note in word_notes(document.element.body, package)}


def _runs_at(mark: _Element | None, document: Document) -> list[Run]:
    """The run with a note's number or a text box; the document's first where there is none."""
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    body = document.element.body
    found = None if mark is None else next((run for run in mark.iterancestors(f"{W}r")), None)
    if found is None:
        found = next((run for paragraph in body.iter(f"{W}p") for run in paragraph.iterchildren(f"{W}r")), None)
    if found is None:
        return [document.add_paragraph().add_run()]
    return [Run(found, Paragraph(found.getparent(), document))]


def _comments(report: Report) -> Iterator[tuple[int, str, str, str]]:
    """Line, part, words to which a comment belongs, comment."""
    for one in report.quotations:
        if one.verdict.needs_a_person:
            yield one.line, one.part, one.quote, _comment(one)
    for figure in report.figures:
        if figure.wrong:
            yield figure.line, figure.part, figure.text, f"Figure: {figure.wrong}."
    for name in report.names:
        told = f"Named without consent ({name.participant}: {name.reason})."
        yield name.line, name.part, name.name, told


def _comment(one: Checked) -> str:
    told = [f"{word}: {text}" for word, text in described(one) if word != "draft"]
    return "\n".join([one.verdict.value.capitalize(), *told])


def _copied(draft: Draft) -> Document:
    import docx

    document = docx.Document()
    for paragraph in draft.paragraphs:
        document.add_paragraph(paragraph.span.of(draft.text), style="Quote" if paragraph.quoted else None)
    return document


class _RunPlaces:
    """Finds the runs of a document that hold given words, going forward."""

    _paragraphs: list[Paragraph]

    def __init__(self, document: Document) -> None:
        from docx.text.paragraph import Paragraph

        self._paragraphs = [
            Paragraph(each, document)
            for each in document.element.body.iter(f"{W}p")
            if next(each.iterancestors(BOX), None) is None
        ]
        self._at = 0

    def runs_of(self, words: str, *, line: int) -> list[Run]:
        """The runs, split so that they hold the words and no more; all of a paragraph's if they are spread."""
        wanted = folded(cleaned(words)).strip(_MARKS)
        paragraph = self._paragraph(wanted) or self._paragraph(wanted[:40]) or self._numbered(line)
        if paragraph is None or not paragraph.runs:
            return []
        text = "".join(run.text for run in paragraph.runs)
        flat, places = _flat(text)
        start = flat.find(wanted)
        if start < 0:
            return [paragraph.runs[0], paragraph.runs[-1]]
        return _cut(paragraph, places[start], places[start + len(wanted) - 1] + 1)

    def _paragraph(self, wanted: str) -> Paragraph | None:
        order: list[int] = [*range(self._at, len(self._paragraphs)), *range(self._at)]
        for at in order:
            if wanted and wanted in _flat(self._paragraphs[at].text)[0]:
                self._at = at
                return self._paragraphs[at]
        return None

    def _numbered(self, line: int) -> Paragraph | None:
        return self._paragraphs[line - 1] if 0 < line <= len(self._paragraphs) else None


def _flat(text: str) -> tuple[str, list[int]]:
    """The text with single spaces, as it was read, and where each of its characters stands."""
    made: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for each in cleaned(char):
            if each.isspace() and (not made or made[-1] == " "):
                continue
            made.append(" " if each.isspace() else each)
            places.append(at)
    return "".join(made), places


def _cut(paragraph: Paragraph, start: int, end: int) -> list[Run]:
    """The runs that hold these characters, after splitting those at the edges."""
    for edge in (end, start):
        at = 0
        for run in paragraph.runs:
            length = len(run.text)
            if at < edge < at + length:
                _split(run, edge - at)
                break
            at += length
    found, at = [], 0
    for run in paragraph.runs:
        if start <= at < end:
            found.append(run)
        at += len(run.text)
    return [found[0], found[-1]] if found else [paragraph.runs[0], paragraph.runs[-1]]


def _split(run: Run, at: int) -> None:
    """Make two runs of one that holds nothing but text; others stay whole."""
    if any(child.tag not in (f"{W}t", f"{W}rPr") for child in run._r):
        return
    text = run.text
    twin = copy.deepcopy(run._r)
    run._r.addnext(twin)
    run.text = text[:at]
    type(run)(twin, run._parent).text = text[at:]
