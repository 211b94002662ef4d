"""Files written by hand for the tests: Word, OpenDocument, Excel, rich text, PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import docx
import xlsxwriter

Runs = str | Sequence[tuple[str, bool]]  # plain, or text with whether it is bold
Paragraphs = Sequence[Runs | list[list[str]]]  # a list of rows is a table


def runs_of(paragraph: Runs) -> Sequence[tuple[str, bool]]:
    """The runs of a paragraph."""
    return [(paragraph, False)] if isinstance(paragraph, str) else paragraph


def word(paragraphs: Paragraphs, *, headings: int = 0) -> bytes:
    """A .docx; the first `headings` paragraphs are headings."""
    document = docx.Document()
    for at, paragraph in enumerate(paragraphs):
        if isinstance(paragraph, list) and isinstance(paragraph[0], list):
            table = document.add_table(0, len(paragraph[0]))
            for row in paragraph:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            continue
        added = document.add_paragraph(style="Heading 1" if at < headings else None)
        for text, bold in runs_of(paragraph):
            added.add_run(text).bold = bold or None
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def opendocument(paragraphs: Paragraphs) -> bytes:
    """An .odt, with one style for bold."""
    body = []
    for paragraph in paragraphs:
        if isinstance(paragraph, list) and isinstance(paragraph[0], list):
            rows = "".join(
                "<table:table-row>"
                + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
                + "</table:table-row>"
                for row in paragraph
            )
            body.append(f"<table:table>{rows}</table:table>")
            continue
        runs = "".join(
            f'<text:span text:style-name="B">{_odt(text)}</text:span>' if bold else _odt(text)
            for text, bold in runs_of(paragraph)
        )
        body.append(f"<text:p>{runs}</text:p>")
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:automatic-styles>'
        '<style:style style:name="B" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        f"</office:automatic-styles><office:body><office:text>{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _odt(text: str) -> str:
    return (
        escape(text)
        .replace("\t", "<text:tab/>")
        .replace("\n", "<text:line-break/>")
        .replace("  ", '<text:s text:c="2"/>')
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """An .xlsx with these sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return buffer.getvalue()


def richtext(paragraphs: Sequence[Runs]) -> bytes:
    """An .rtf."""
    lines = []
    for paragraph in paragraphs:
        runs = ""
        for text, bold in runs_of(paragraph):
            coded = (
                "".join(
                    f"\\u{ord(char)}?" if ord(char) > 126 else f"\\{char}" if char in "\\{}" else char
                    for char in text
                )
                .replace("\t", "\\tab ")
                .replace("\n", "\\line ")
            )
            runs += f"{{\\b {coded}}}" if bold else coded
        lines.append(runs + "\\par\n")
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Calibri;}}\n" + "".join(lines) + "}").encode("ascii")


def portable(pages: Sequence[Sequence[str]]) -> bytes:
    """A .pdf in Helvetica: a page is lines; one that begins with `*` is in bold."""
    streams = []
    for lines in pages:
        drawn = ["BT", "50 800 Td", "14 TL"]
        for line in lines:
            text = line.removeprefix("*").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            drawn += [f"/F{2 if line.startswith('*') else 1} 10 Tf", f"({text}) Tj", "T*"]
        streams.append("\n".join([*drawn, "ET"]))
    return _portable(streams)


def drawn(pages: Sequence[Sequence[tuple[float, float, float, str]]]) -> bytes:
    """A .pdf in Helvetica: a page is pieces of text: place from the left and the foot, size, text."""
    return _portable(
        [
            "\n".join(f"q BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET Q" for x, y, size, text in page)
            for page in pages
        ]
    )


def _portable(streams: Sequence[str]) -> bytes:
    objects: list[bytes] = [b"", b""]
    kids = []
    for written in streams:
        stream = written.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << "
            b"/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
            b"/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >> >> >>"
            % len(objects)
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        out
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )
