"""Tables of every format alike: labels in one cell and words in the next, merged rows, questions and answers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from html import escape

import docx
import pytest

from pipeline.corpus.records import Kind, SegmentKind
from tests.ingest.files import opendocument, package, workbook
from tests.ingest.helpers import read, turns_of

TALK = [
    ("Interviewer", "How did it begin?"),
    ("Tom Reed", "With a kettle and a table, in the hall."),
    ("Interviewer", "And then?"),
    ("Tom Reed", "Then the flood came and we lost it all."),
    ("Interviewer", "Who helped you then?"),
    ("Tom Reed", "The street did, every Friday of that winter."),
]
Cell = str | tuple[str, int]  # with the columns that it spans
Row = list[Cell]


def _spans(row: Row) -> list[tuple[str, int]]:
    return [(cell, 1) if isinstance(cell, str) else cell for cell in row]


def _docx(rows: list[Row]) -> bytes:
    document = docx.Document()
    table = document.add_table(len(rows), max(sum(span for _, span in _spans(row)) for row in rows))
    for number, row in enumerate(rows):
        at = 0
        for text, span in _spans(row):
            cell = table.cell(number, at)
            (cell.merge(table.cell(number, at + span - 1)) if span > 1 else cell).text = text
            at += span
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _odt(rows: list[Row]) -> bytes:
    content = opendocument(["HERE"])
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        xml = old.read("content.xml").decode()
    body = ""
    for row in rows:
        cells = "".join(
            f'<table:table-cell table:number-columns-spanned="{span}"><text:p>{text}</text:p></table:table-cell>'
            + "<table:covered-table-cell/>" * (span - 1)
            for text, span in _spans(row)
        )
        body += f"<table:table-row>{cells}</table:table-row>"
    xml = xml.replace("<text:p>HERE</text:p>", f"<table:table>{body}</table:table>")
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml})


def _html(rows: list[Row]) -> bytes:
    body = "".join(
        "<tr>" + "".join(f'<td colspan="{span}">{escape(text)}</td>' for text, span in _spans(row)) + "</tr>"
        for row in rows
    )
    return f"<html><body><table>{body}</table></body></html>".encode()


def _flat(rows: list[Row]) -> list[list[str]]:
    """As a spreadsheet has it: a merged cell holds its text in the first of the cells that it covers."""
    return [[part for text, span in _spans(row) for part in [text, *[""] * (span - 1)]] for row in rows]


def _csv(rows: list[Row]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(_flat(rows))
    return buffer.getvalue().encode()


MAKERS: dict[str, Callable[[list[Row]], bytes]] = {
    ".docx": _docx,
    ".odt": _odt,
    ".html": _html,
    ".xlsx": lambda rows: workbook(Talk=_flat(rows)),
    ".csv": _csv,
}
PLAIN: list[Row] = [list(each) for each in TALK]
FORMS: dict[str, list[Row]] = {
    "label and words": PLAIN,
    "labels with colons": [[f"{who}:", said] for who, said in TALK],
    "time first": [[f"00:0{at}:00", who, said] for at, (who, said) in enumerate(TALK)],
    "time last": [[who, said, f"00:0{at}:00"] for at, (who, said) in enumerate(TALK)],
    "numbers": [[str(at + 1), who, said] for at, (who, said) in enumerate(TALK)],
    "merged row at the top": [[("Part one: the hall", 2)], *PLAIN],
    "merged row in the midst": [*PLAIN[:4], [("Part two", 2)], *PLAIN[4:]],
    "merged row that comes again": [*PLAIN[:2], [("Break", 2)], *PLAIN[2:4], [("Break", 2)], *PLAIN[4:]],
    "merged row at the end": [*PLAIN, [("End of the tape", 2)]],
    "merged row above the header": [[("Interview 3", 2)], ["Speaker", "What was said"], *PLAIN],
    "words over two columns": [[who, (said, 2)] for who, said in TALK],
    "words over two columns in one row": [
        [who, (said, 2)] if at == 3 else [who, said, ""] for at, (who, said) in enumerate(TALK)
    ],
    "a label once for two rows": [
        *PLAIN[:3],
        ["Tom Reed", "Then the flood came"],
        ["", "and we lost it all."],
        *PLAIN[4:],
    ],
}


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("form", FORMS)
def test_a_transcript_in_a_table(form, suffix, tmp_path):
    (tmp_path / f"a{suffix}").write_bytes(MAKERS[suffix](FORMS[form]))
    found = read(tmp_path / f"a{suffix}")
    assert found.kind == Kind.INTERVIEW
    (source,) = found.present
    assert turns_of(source) == TALK
    headings = [source.text[start:end] for kind, start, end, _ in source.segments if kind == SegmentKind.HEADING]
    assert headings == [row[0][0] for row in FORMS[form] if isinstance(row[0], tuple)]


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("names", [("Question", "Answer"), ("Q", "A"), ("Interviewer", "Participant")])
def test_questions_and_answers_in_columns(names, suffix, tmp_path):
    pairs = [[ask, answer] for (_, ask), (_, answer) in zip(TALK[::2], TALK[1::2], strict=True)]
    (tmp_path / f"a{suffix}").write_bytes(MAKERS[suffix]([list(names), *pairs]))
    (source,) = read(tmp_path / f"a{suffix}").present
    assert turns_of(source) == [(names[at % 2], said) for at, (_, said) in enumerate(TALK)]


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_merged_cell_that_holds_speech_is_speech(suffix, tmp_path):
    long = (
        "And I told them that the hall was never the council's to close, not then and not now, whatever they say."
    )
    (tmp_path / f"a{suffix}").write_bytes(MAKERS[suffix]([*PLAIN[:4], [(long, 2)], *PLAIN[4:]]))
    (source,) = read(tmp_path / f"a{suffix}").present
    assert any(long in said for _, said in turns_of(source))
