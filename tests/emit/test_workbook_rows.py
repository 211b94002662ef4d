"""The rows of a worksheet are those that XlsxWriter would write cell by cell."""

import io
import zipfile

import pytest
import xlsxwriter

from pipeline.emit.workbook_rows import fitting, with_rows

ODD = [
    "plain", " leads", "trails\n", "\u00a0no-break", "a & b < c > d \"e\" 'f'", "=1+1", "line\nline",
    "tab\tand\rreturn", "bell \x07", "_x0041_ is no A", "_x00_ is short", "\ufffe\uffff", "é 🎉 ŵ",
    0, -3, 0.1 + 0.2, 1e-9, 12345678901234567, 2.50, True, "_", "&amp;", "]]>",
]  # fmt: skip


def sheet_of(rows, *, header_only: bool) -> bytes:
    """A worksheet by XlsxWriter, with all rows or with the second only, of which the cells are empty."""
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"constant_memory": True})
    sheet = book.add_worksheet()
    looks = [book.add_format({"italic": True}), book.add_format({"bold": True})]
    for at in range(2):
        sheet.write_string(0, at, f"column {at}")
    for at in range(2):
        sheet.write_blank(1, at, None, looks[at])
    for row, values in enumerate(() if header_only else rows, start=1):
        for at, value in enumerate(values):
            if isinstance(value, str) and value:
                sheet.write_string(row, at, value, looks[at])
            elif value is not None and value != "":
                sheet.write_number(row, at, value, looks[at])
    book.close()
    return zipfile.ZipFile(whole).read("xl/worksheets/sheet1.xml")


def rows_in(content: bytes) -> bytes:
    return content[content.index(b"<sheetData>") : content.index(b"</sheetData>")]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_each_cell_is_written_as_xlsxwriter_does(value):
    rows = [(value, "after"), ("before", value)]
    ours = b"".join(with_rows(sheet_of(rows, header_only=True), rows, widths=[0, 0]))
    assert rows_in(ours) == rows_in(sheet_of(rows, header_only=False))


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_no_cell(value):
    content = b"".join(with_rows(sheet_of([], header_only=True), [(value, "b")], widths=[9, 9]))
    assert b'r="A2"' not in content
    assert b'r="B2"' in content


def test_two_escapes_that_share_an_underscore_are_both_read_as_text():
    content = b"".join(with_rows(sheet_of([], header_only=True), [("_x0041_x0042_", "b")], widths=[9, 9]))
    assert b"<t>_x005F_x0041_x005F_x0042_</t>" in content, "XlsxWriter leaves the second, and Excel shows B"


def test_words_that_look_like_marks_of_a_spreadsheet_stay_words():
    content = b"".join(with_rows(sheet_of([], header_only=True), [("<r>rich</r>", "b")], widths=[99, 99]))
    assert b"<t>&lt;r&gt;rich&lt;/r&gt;</t>" in content


@pytest.mark.parametrize(
    ("letter", "many", "units"),
    [("a", 32_767, 32_767), ("a", 32_768, 32_767), ("🎉", 16_383, 32_766), ("🎉", 16_384, 32_767)],
)  # fmt: skip
def test_a_long_text_is_cut_where_a_cell_ends(letter, many, units):
    text = letter * many
    cut = fitting(text)
    assert len(cut.encode("utf-16-le")) // 2 == units
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("short", 10, ""),
        ("a" * 11, 10, "30"),
        ("a" * 10 + "\nb", 10, "30"),
        ("a" * 900, 10, "405"),
        ("a" * 900, 0, ""),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(text, width, height):
    content = b"".join(with_rows(sheet_of([], header_only=True), [(text, 7)], widths=[width, 9])).decode()
    assert (f'<row r="2" ht="{height}" customHeight="1">' if height else '<row r="2"><c') in content
