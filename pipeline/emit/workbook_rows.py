"""The rows of a worksheet as XML.

XlsxWriter makes the workbook and everything that takes judgement: formats, widths, print settings, the first link
to the page. The rows of the tables are a quarter of a million cells that differ in nothing but their content. They
are written here, and so are the other links, as XlsxWriter's checks of each take most of the time of a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pipeline.corpus.schema import Cell

_LONGEST_CELL = 32_767  # a cell holds no more UTF-16 units
_LINE, _TALLEST = 15, 405  # heights in points
_AT_ONCE = 1_000  # rows
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_LITERAL_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LINK = re.compile(rb'(?P<cell><hyperlink ref="[A-Z]+)\d+(?P<page>" r:id="rId\d+" location=)"[^"]*"/>')
_STYLE = re.compile(rb'<c r="[A-Z]+2" s="(\d+)"')


def with_rows(
    content: bytes, rows: Iterable[Sequence[Cell]], *, widths: Sequence[int], links: Sequence[str] = ()
) -> Iterator[bytes]:
    """A worksheet with these rows below its header, in pieces.

    Args:
        content: the worksheet as XlsxWriter made it; the cells of its second row have the format of their column.
        rows: the values of each row; None and empty text are no cell.
        widths: the width of each column in characters, for the height of a row; 0 if it does not count.
        links: the place in the page to which each row leads; "" for none. The worksheet has a link to one of them.
    """
    start = content.index(b"</row>") + len(b"</row>")
    end = content.index(b"</sheetData>")
    cells = [
        (f'<c r="{letters}', f'" s="{style.decode()}"')
        for letters, style in zip(_letters(), _STYLE.findall(content, start, end), strict=False)
    ]
    yield content[:start]
    lines = (_row(number, row, cells, widths) for number, row in enumerate(rows, start=2))
    while some := "".join(islice(lines, _AT_ONCE)):
        yield some.encode()
    yield _LINK.sub(lambda first: b"".join(_links(first, links)), content[end:])


def _links(first: re.Match[bytes], places: Sequence[str]) -> Iterator[bytes]:
    """A link for each row, to another place in the page of the first."""
    for number, place in enumerate(places, start=2):
        if place:
            yield b'%b%d%b"%b"/>' % (first["cell"], number, first["page"], place.encode())


def _row(number: int, values: Sequence[Cell], cells: Sequence[tuple[str, str]], widths: Sequence[int]) -> str:
    tallest, made = 1, []
    for value, (begins, style), width in zip(values, cells, widths, strict=True):
        if isinstance(value, str):
            if value:
                text = fitting(value)
                space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
                made.append(f'{begins}{number}{style} t="inlineStr"><is><t{space}>{_escaped(text)}</t></is></c>')
                if width and len(value) > width // 2:
                    tallest = max(tallest, _lines(value, width))
        elif value is not None:
            made.append(f"{begins}{number}{style}><v>{value:.16G}</v></c>")
    # Not every program makes room by itself.
    height = f' ht="{min(_LINE * tallest, _TALLEST)}" customHeight="1"' if tallest > 1 else ""
    return f'<row r="{number}"{height}>{"".join(made)}</row>'


def _lines(value: str, width: int) -> int:
    """How many lines a cell takes, as far as can be told without its font."""
    return sum(1 + max(0, len(line) - 1) // width for line in value.splitlines())


def fitting(text: str) -> str:
    """A text that fits a cell."""
    if len(text) <= _LONGEST_CELL // 2:  # all its characters may take two units
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _LONGEST_CELL:
        return text
    return units[: 2 * _LONGEST_CELL - 2].decode("utf-16-le", "ignore") + "…"


def _escaped(text: str) -> str:
    """Text as XML; control characters as Excel writes them, `_x0007_`, and what looks like one with `_x005F_`."""
    if not _SPECIAL.search(text):
        return text
    text = _LITERAL_ESCAPE.sub("_x005F_", text)
    text = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _letters() -> Iterator[str]:
    """The names of columns: A to Z, AA, AB …"""
    from xlsxwriter.utility import xl_col_to_name

    yield from map(xl_col_to_name, range(16_384))
