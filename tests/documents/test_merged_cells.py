"""Tables with a cell over several rows or columns: each cell stays in its column, in every format."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import docx
import pytest
import xlsxwriter

from pipeline.documents.tables import SpanningCell, spread
from tests.ingest.files import package
from tests.ingest.helpers import read_text, turns_of

# Of each turn the label and the paragraphs: the label's cell covers a row for each.
Talk = Sequence[tuple[str, Sequence[str]]]
TALKS: list[Talk] = [
    [
        ("Anna Price", ["How did it begin?", "Who helped you most?"]),
        ("Tom Reed", ["With a kettle.", "Then a table came.", "The neighbours helped."]),
        ("Anna Price", ["And then?"]),
        ("Tom Reed", ["More came.", "And stayed."]),
    ],
    [("Interviewer", ["How did it begin?"]), ("P03", ["With a kettle.", "In a cold hall."])] * 3,
    [("Q", ["How did it begin?"]), ("A", [f"With a kettle, in the winter of {1990 + at}." for at in range(8)])] * 2,
]


def _html(talk: Talk) -> str:
    rows = []
    for label, said in talk:
        for at, text in enumerate(said):
            head = f'<td rowspan="{len(said)}">{label}</td>' if at == 0 else ""
            rows.append(f"<tr>{head}<td>{text}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _word(talk: Talk) -> bytes:
    document = docx.Document()
    table = document.add_table(sum(len(said) for _, said in talk), 2)
    at = 0
    for label, said in talk:
        for place, text in enumerate(said):
            table.cell(at + place, 1).text = text
        table.cell(at, 0).merge(table.cell(at + len(said) - 1, 0)).text = label
        at += len(said)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _opendocument(talk: Talk) -> bytes:
    cell = "<table:table-cell{span}><text:p>{text}</text:p></table:table-cell>"
    rows = []
    for label, said in talk:
        for at, text in enumerate(said):
            span = f' table:number-rows-spanned="{len(said)}"' if len(said) > 1 else ""
            head = "<table:covered-table-cell/>" if at else cell.format(span=span, text=label)
            rows.append(f"<table:table-row>{head}{cell.format(span='', text=text)}</table:table-row>")
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    body = f"<office:body><office:text><table:table>{''.join(rows)}</table:table></office:text></office:body>"
    content = f"<office:document-content{names}>{body}</office:document-content>"
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _richtext(talk: Talk) -> bytes:
    rows = []
    for label, said in talk:
        for at, text in enumerate(said):
            merged = "\\clvmrg" if at else "\\clvmgf"
            rows.append(
                rf"\trowd{merged}\cellx2000\cellx8000\pard\intbl {'' if at else label}\cell {text}\cell\row"
            )
    return f"{{\\rtf1\\ansi {' '.join(rows)}\\pard\\par}}".encode()


def _excel(talk: Talk) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    at = 0
    for label, said in talk:
        if len(said) > 1:
            sheet.merge_range(at, 0, at + len(said) - 1, 0, label)
        else:
            sheet.write(at, 0, label)
        for text in said:
            sheet.write(at, 1, text)
            at += 1
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("talk", TALKS, ids=("names", "codes", "letters"))
@pytest.mark.parametrize(
    ("ending", "written"),
    [("html", _html), ("docx", _word), ("odt", _opendocument), ("rtf", _richtext), ("xlsx", _excel)],
)
def test_a_label_over_several_rows(talk: Talk, ending: str, written: Callable[[Talk], str | bytes], tmp_path):
    source = read_text(tmp_path, f"a.{ending}", written(talk))
    assert turns_of(source) == [(label, " ".join(said)) for label, said in talk]


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ([[("a", 1, 2), ("b", 1, 1)], [("c", 1, 1)]], [["a", "b"], ["", "c"]]),
        ([[("a", 1, 1), ("b", 1, 2)], [("c", 1, 1)]], [["a", "b"], ["c"]]),
        ([[("a", 2, 2), ("b", 1, 1)], [("c", 1, 1)], [("d", 1, 1)]], [["a", "", "b"], ["", "", "c"], ["d"]]),
        ([[("a", 1, 3)], [("b", 1, 1)], [("c", 2, 1)], [("d", 1, 1)]], [["a"], ["", "b"], ["", "c", ""], ["d"]]),
        ([[("a", 1, 2), ("b", 1, 3)], [("c", 1, 1)], [("d", 1, 1)]], [["a", "b"], ["", "", "c"], ["d"]]),
        ([[("a", 0, 0), ("b", 999999, 1)]], [["a", "b"]]),
    ],
)
def test_cells_stay_in_their_columns(rows, grid):
    spanning = [[SpanningCell(text, str(wide), str(high)) for text, wide, high in row] for row in rows]
    assert list(spread(spanning)) == grid


def test_a_row_that_begins_further_right():
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    table = document.add_table(4, 2)
    rows = [
        ("Anna Price", "How did it begin?"),
        ("Tom Reed", "With a kettle."),
        ("", "And a table."),
        ("Anna Price", "Oh?"),
    ]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    third = table.rows[2]._tr
    third.remove(third.tc_lst[0])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    third.get_or_add_trPr().append(before)
    stream = io.BytesIO()
    document.save(stream)
    from pipeline.documents.docx import read_word

    lines = [(line.voice, line.text) for line in read_word(stream.getvalue()).lines]
    assert lines == [(label, text) for label, text in rows]
