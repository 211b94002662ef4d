"""A run of somebody's words counts within a cell; the end of one cell and the start of the next are no run."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.privacy.file_text import pieces_of
from pipeline.privacy.forbidden import QUOTE, Forbidden, found_in

SAID = "I was a heating engineer for twenty years"
RUN = tuple(SAID.casefold().split())
# Where cells end, and the same words within one cell: as they are, and with what separates cells elsewhere.
ACROSS = [SAID.split()[:at] for at in (1, 4, 7)]
WITHIN = [
    SAID,
    f"Well, {SAID}, and so on.",
    "I was a “heating engineer”, for twenty; years",
    'I was, a: "heating engineer", for "twenty", years',
    'She said: "I was a heating engineer for twenty years", and left.',
    "I was a heating\nengineer for\n\ntwenty years",
    "I was a heating\tengineer for twenty | years",
    "I was a heating engineer: {for} [twenty], years",
    "I was a heating engineer <for> twenty > years",
    "I was a heating engineer ’for’ twenty — years",
]
Row = Sequence[str]


def _csv(separator: str, quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> Callable[[Row], bytes]:
    def written(row: Row) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end)
        writer.writerows([["one", "two", "three"], ["", *row], [*row, '5" pipe'], ["x", *row]])
        return out.getvalue().encode()

    return written


def _xlsx(row: Row) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(row))
    return _saved(book.save)


def _xlsx_inline(row: Row) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for at, cell in enumerate(row):
        sheet.write_string(0, at, cell)
    book.close()
    return out.getvalue()


def _docx(row: Row) -> bytes:
    document = docx.Document()
    for cell, text in zip(document.add_table(1, len(row)).rows[0].cells, row, strict=True):
        cell.text = text
    return _saved(document.save)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def _parquet(row: Row) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"quote": list(row)}), out)
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _page(before: str, between: str, after: str) -> Callable[[Row], bytes]:
    return lambda row: f"<html>{before}{between.join(map(_escaped, row))}{after}</html>".encode()


def _open_document(row: Row) -> bytes:
    cells = "".join(f"<table:table-cell><text:p>{_escaped(cell)}</text:p></table:table-cell>" for cell in row)
    return _zip("content.xml", f"<office:body><table:table-row>{cells}</table:table-row></office:body>".encode())


def _project(row: Row) -> bytes:
    selections = "".join(f'<Note name="{_escaped(cell)}"/>' for cell in row)
    notes = "".join(f"<Description>{_escaped(cell)}</Description>" for cell in row)
    return _zip("project.qde", f"<Project>{selections}{notes}</Project>".encode())


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _script(content: str) -> bytes:
    safe = content.replace("</", "<\\/")
    return f"<p>before</p><script type='application/json'>{safe}</script><p>after</p>".encode()


def _database(row: Row) -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE kept (content BLOB)")
    database.execute("INSERT INTO kept VALUES (?)", (zlib.compress(json.dumps(list(row)).encode()),))
    return bytes(database.serialize())


FORMATS: dict[str, tuple[str, Callable[[Row], bytes]]] = {
    "CSV": ("x.csv", _csv(",")),
    "CSV with all cells in quotation marks": ("x.csv", _csv(",", csv.QUOTE_ALL)),
    "CSV with semicolons": ("x.csv", _csv(";")),
    "CSV of Windows": ("x.csv", _csv(",", end="\r\n")),
    "tabs": ("x.tsv", _csv("\t")),
    "CSV as UTF-16": ("x.csv", lambda row: _csv(",")(row).decode().encode("utf-16")),
    "CSV with a byte-order mark": ("x.csv", lambda row: b"\xef\xbb\xbf" + _csv(",")(row)),
    "CSV in a zip": ("x.zip", lambda row: _zip("a/x.csv", _csv(",")(row))),
    "a workbook": ("x.xlsx", _xlsx),
    "a workbook with its text in the cells": ("x.xlsx", _xlsx_inline),
    "a workbook in a zip": ("x.zip", lambda row: _zip("x.xlsx", _xlsx(row))),
    "Parquet": ("x.parquet", _parquet),
    "JSON": ("x.json", lambda row: json.dumps(list(row)).encode()),
    "JSON with its letters as they are": ("x.json", lambda row: json.dumps(list(row), ensure_ascii=False).encode()),
    "JSON on many lines": ("x.json", lambda row: json.dumps([{"a": cell} for cell in row], indent=2).encode()),
    "JSON with short keys": ("x.json", lambda row: json.dumps(dict(zip("123", row, strict=False))).encode()),
    "lines of JSON": ("x.jsonl", lambda row: "\n".join(map(json.dumps, row)).encode()),
    "JSON in a page": ("x.html", lambda row: _script(json.dumps(list(row)))),
    "a script in a page": ("x.html", lambda row: _script(f"const study = {json.dumps(list(row))};")),
    "a table of a page": ("x.html", _page("<table><tr><td>", "</td><td>", "</td></tr></table>")),
    "a table without ends of cells": ("x.htm", _page("<TABLE><TR><TD>", '<TD class="x">', "</TABLE>")),
    "headings of a table": ("x.xhtml", _page("<table><tr><th>", "</th>\n<th>", "</th></tr></table>")),
    "attributes of a page": ("x.html", _page('<p title="', '"> </p><p title="', '"></p>')),
    "a document's table": ("x.docx", _docx),
    "an open document's table": ("x.odt", _open_document),
    "a project": ("x.qdpx", _project),
    "a database": ("x.sqlite", _database),
}


def runs_found(folder: Path, name: str, content: bytes) -> list[str]:
    (folder / name).write_bytes(content)
    forbidden = Forbidden()
    forbidden.add_runs({RUN: "P01"}, {})
    forbidden.add_name("Anna Berg", "P02")
    return [known.kind for piece in pieces_of(folder, without="") for known, *_ in found_in(piece.text, forbidden)]


@pytest.mark.parametrize("where", range(len(ACROSS)))
@pytest.mark.parametrize("format_", FORMATS)
def test_words_of_two_cells_are_no_run(tmp_path, format_, where):
    name, written = FORMATS[format_]
    first = ACROSS[where]
    assert runs_found(tmp_path, name, written([" ".join(first), " ".join(SAID.split()[len(first) :])])) == []


@pytest.mark.parametrize("text", WITHIN)
@pytest.mark.parametrize("format_", FORMATS)
def test_words_within_a_cell_are_found_whatever_stands_between_them(tmp_path, format_, text):
    name, written = FORMATS[format_]
    assert QUOTE in runs_found(tmp_path, name, written(["He asked.", text, "And then?"]))


KEYS_BETWEEN = {"JSON on many lines", "JSON with short keys", "attributes of a page"}


@pytest.mark.parametrize("format_", [name for name in FORMATS if name not in KEYS_BETWEEN])
def test_a_name_may_stand_in_two_cells(tmp_path, format_):
    name, written = FORMATS[format_]
    assert "name" in runs_found(tmp_path, name, written(["Anna", "Berg"]))


@pytest.mark.parametrize("content", [
    f'a,5" pipe\n1,"{SAID}"\n', f'a\n"open, {SAID}\n', f'a,b\n1,x"y,"{SAID}"\n', f"a\r\r1,{SAID}\r",
    f'"a,b\n1,{SAID}', SAID, f"a,b\n{SAID},\0\n", f'a,b\n"one ""two"", {SAID}",2\n', f'a,b\n"x" y, "{SAID}"\n',
    f"sep=;\na;{SAID}\n",
])  # fmt: skip
def test_words_in_a_damaged_table_are_found(tmp_path, content):
    assert runs_found(tmp_path, "x.csv", content.encode()) == [QUOTE]


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.html", "x.txt"])
@pytest.mark.parametrize("control", ["\x1c", "\x1e", "\x1f", "\x00", "\x0b", "\u2028"])
def test_a_control_character_hides_nothing(tmp_path, name, control):
    assert runs_found(tmp_path, name, f"a\n{SAID.replace(' for ', f' {control}for ')}\n".encode()) == [QUOTE]


@pytest.mark.parametrize(("name", "before", "after"), [
    ("x.docx", "word/document.xml", "<w:p><w:t>{}</w:t></w:p><w:p><w:t>{}</w:t></w:p>"),
    ("x.html", "", "<p>{}</p><p>{}</p>"),
    ("x.txt", "", "{}\n\n{}"),
    ("x.md", "", "{}, {}"),
])  # fmt: skip
def test_words_go_on_from_one_paragraph_to_the_next(tmp_path, name, before, after):
    words = SAID.split()
    text = after.format(" ".join(words[:4]), " ".join(words[4:])).encode()
    assert QUOTE in runs_found(tmp_path, name, _zip(before, text) if before else text)


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.html"])
def test_a_run_at_the_edge_of_what_is_read_at_once(tmp_path, monkeypatch, name):
    monkeypatch.setattr("pipeline.privacy.file_text._BLOCK", 1000)
    monkeypatch.setattr("pipeline.privacy.file_text._OVERLAP", 200)
    for before in range(900, 1010, 7):
        rows = [["w" * 50, "x, y"]] * (before // 60) + [
            ["z" * (before % 60), f"Well, {SAID}, yes"],
            ["x" * 700, "y"],
        ]
        written = {
            "x.csv": lambda rows=rows: "".join(f'{a},"{b}"\n' for a, b in rows),
            "x.json": lambda rows=rows: json.dumps(rows),
            "x.html": lambda rows=rows: f"<script>{json.dumps(rows)}</script>",
        }[name]()
        assert QUOTE in runs_found(tmp_path, name, written.encode()), before


def test_the_line_of_a_table_is_told(tmp_path):
    content = f'a,b\n"one\ntwo",x\n\n1,"{SAID}"\n'
    (tmp_path / "x.csv").write_text(content)
    forbidden = Forbidden()
    forbidden.add_runs({RUN: "P01"}, {})
    [(piece, start)] = [
        (piece, start)
        for piece in pieces_of(tmp_path, without="")
        for _, start, _ in found_in(piece.text, forbidden)
    ]
    assert piece.line + piece.text.count("\n", 0, start) == 5
