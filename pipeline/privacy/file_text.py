"""Reads every file of a folder as searchable text, in chunks, with archives opened and mark-up removed.

`CELL_END` marks the end of a table cell or record value in the text, so that a run of words does not continue from
one to the next.

To turn mark-up into text takes longer than to read it. Who knows what was searched before is asked about each chunk
of a file as it stands, and only the others are converted.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import html
import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from pipeline.corpus.csv_safety import SEPARATORS
from pipeline.corpus.errors import UserError
from pipeline.corpus.zip_safety import UNREADABLE
from pipeline.privacy.forbidden import CELL_END
from pipeline.privacy.searched_before import Chunk, chunks_of
from pipeline.workflow.cache import content_key

_BLOCK = 500_000  # bytes read at a time
_OVERLAP = 2_000  # characters shared by consecutive chunks, so that nothing is missed at a boundary
_LONGEST_KEPT = 4 * _BLOCK  # characters without an end of a chunk, after which one is cut anywhere
_DEEPEST = 4  # maximum nesting of archives
_LARGEST = 300_000_000  # maximum bytes of a nested archive
# The first bytes of files that cannot be searched: old or locked office files, gzip, 7-Zip, RAR.
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHUT = frozenset((b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x08", b"7z\xbc\xaf", b"Rar!"))
_LONGEST_CELL = 1 << 30
_XML = frozenset((".xml", ".rels", ".qde", ".qdc", ".svg"))
_RECORDS = frozenset((".rels", ".qde", ".qdc"))  # XML in which each element is a separate value
_TABLES = frozenset((".csv", ".tsv"))
_JSON = frozenset((".json", ".jsonl", ".ndjson", ".geojson"))
_PAGES = frozenset((".html", ".htm", ".xhtml"))
_ARCHIVES = frozenset((".xlsx", ".docx", ".qdpx", ".zip", ".odt", ".ods", ".pptx", ".epub"))
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ATTRIBUTE = re.compile(r"=[\"']([^\"'<>]*[^\W\d_]{3}[^\"'<>]*)[\"']|<!--(.*?)-->", re.S)
_XML_CELL = re.compile(
    r"</?(?:\w{1,20}:)?(?:tc|si|is|c|comment|table-cell|covered-table-cell)(?=[\s/>])[^<>]{0,2000}>"
)
_PAGE_CELL = re.compile(r"</?(?:[tT][dDhH]|[oO][pP][tT][iI][oO][nN])(?=[\s/>])[^<>]{0,2000}>")
_SCRIPT = re.compile(r"(</?[sS][cC][rR][iI][pP][tT](?=[\s/>])[^<>]{0,2000}>)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrtbf])")

# Words of the formats themselves, which may also be names: fonts and scripts (Hans), the month of a time (Jan).
_FONT_PART = re.compile(r"(?:theme/theme\d*|fontTable|styles\w*|settings|numbering)\.xml$")
_FONT = re.compile(
    rb'\btypeface="[^"]*"|\bscript="[A-Za-z]{4}"|<w:rFonts\b[^>]*>|(?<=<w:font )w:name="[^"]*"|<w:altName\b[^>]*>'
    rb'|<(?:name|rFont) val="[^"]*"|<m:mathFont\b[^>]*>'
)
_FONT_STYLE = re.compile(r"(?:\bfont-family|--(?:sans|serif|mono|font)[\w-]*)\s*:[^;{}<>]{0,300}")
_STATISTICS = frozenset((".dta", ".sav"))
_SAVED_AT = re.compile(rb"\d\d [A-Z][a-z]{2} (?:\d{4} \d\d:\d\d|\d{4}:\d\d:\d\d)")


class TextChunk(NamedTuple):
    """A chunk of the text of a file.

    Attributes:
        file: the file's path below the folder.
        part: the part of an archive, or "".
        line: the line on which the text begins; 0 where lines are meaningless.
        text: the text to search, with `CELL_END` at the end of each cell.
        digest: of what it was made from, where files are read in small chunks; else "".
    """

    file: str
    part: str
    line: int
    text: str
    digest: str = ""


IsKnown = Callable[[str], bool]  # whether what has this digest has been searched before


def pieces_of(
    folder: Path,
    *,
    without: str,
    but: frozenset[str] = frozenset(),
) -> Iterator[TextChunk]:
    """All text below a folder, including the names of files and of parts.

    Args:
        folder: the folder to search.
        without: a folder directly below it to leave out; "" for none.
        but: the extensions or names of files whose content is left out.

    Raises:
        UserError: if a file cannot be read, because nothing may be declared clean without being searched.
    """
    for path in files_below(folder, without=without):
        file = path.relative_to(folder).as_posix()
        yield TextChunk(file, "file name", 0, file)
        if path.is_file() and path.suffix not in but and path.name not in but:
            yield from text_of(path, file)


def files_below(folder: Path, *, without: str) -> Iterator[Path]:
    """All files and folders below a folder, except those in the folder `without` directly below it."""
    for path in sorted(folder.rglob("*")):
        if not (without and path.relative_to(folder).parts[0] == without):
            yield path


def text_of(path: Path, file: str, *, known: IsKnown | None = None) -> Iterator[TextChunk]:
    """The text of a file, in large chunks; or in small ones, without those that are known.

    Args:
        path: where it is.
        file: what it is called in the chunks.
        known: whether what has a digest has been searched before; None to leave nothing out.

    Raises:
        UserError: if it cannot be read.
    """
    at = TextChunk(file, "", 0, "")
    try:
        with path.open("rb") as opened:
            if opened.read(4) == b"SQLi":
                yield from _rows(path, at)
            yield from _contents(opened, at, suffix=path.suffix.casefold(), depth=0, known=known)
    except UNREADABLE as error:
        raise UserError(
            f"could not be searched ({error})", "Delete it and run again: the pipeline rebuilds it", path
        ) from error


def _contents(
    opened: IO[bytes], at: TextChunk, *, suffix: str, depth: int, known: IsKnown | None
) -> Iterator[TextChunk]:
    opened.seek(0)
    head = opened.read(4)
    opened.seek(0)
    if head == b"PK\x03\x04" and depth < _DEEPEST:
        yield from _parts(opened, at, depth=depth, known=known)
    elif head == b"PAR1":
        yield from _unknown(_columns(opened, at), known)
    elif head == b"%PDF":
        yield from _unknown(_pages(opened, at), known)
    elif head in _SHUT:
        raise OSError("it is encrypted or packed and cannot be searched")
    elif suffix in _TABLES:
        yield from _table(opened, at, utf_16=head.startswith(_UTF_16), known=known)
    else:
        yield from _text(opened, at, suffix=suffix, known=known)


def _unknown(pieces: Iterator[TextChunk], known: IsKnown | None) -> Iterator[TextChunk]:
    """The pieces, or those of their chunks that are not known; for text that needs no conversion."""
    for piece in pieces:
        if known is None:
            yield piece
            continue
        for text, digest in _unknown_chunks(piece.text, chunks_of(piece.text), known, kind=""):
            yield piece._replace(text=text, digest=digest)


def _unknown_chunks(text: str, chunks: Iterable[Chunk], known: IsKnown, *, kind: str) -> Iterator[tuple[str, str]]:
    """The texts of the chunks that are not known, with their digests; `kind` is how they are converted."""
    for chunk in chunks:
        some = text[chunk.start : chunk.shared]
        if not known(digest := content_key(kind, some.encode("utf-8", "surrogatepass"))):
            yield some, digest


def _pages(opened: IO[bytes], at: TextChunk) -> Iterator[TextChunk]:
    from pypdf import PdfReader

    try:
        document = PdfReader(io.BytesIO(opened.read()))
        about = document.metadata
        if about:
            yield at._replace(part="its properties", text="\n".join(str(value) for value in about.values()))
        for number, page in enumerate(document.pages, start=1):
            yield at._replace(part=f"page {number}", text=page.extract_text())
    except Exception as error:  # pypdf fails in as many ways as a file can be damaged
        raise OSError(str(error)) from error


def _parts(opened: IO[bytes], at: TextChunk, *, depth: int, known: IsKnown | None) -> Iterator[TextChunk]:
    with zipfile.ZipFile(opened) as archive:
        if archive.comment:
            yield at._replace(part="its comment", text=archive.comment.decode("utf-8", "replace"))
        for member in archive.infolist():
            part = f"{at.part}/{member.filename}" if at.part else member.filename
            yield at._replace(part=part, text=member.filename)
            suffix = Path(member.filename).suffix.casefold()
            if _FONT_PART.search(member.filename) and member.file_size <= _LARGEST:
                plain = io.BytesIO(_FONT.sub(b"", archive.read(member)))  # Georgia is a font here, not a person
                yield from _contents(plain, at._replace(part=part), suffix=suffix, depth=depth + 1, known=known)
                continue
            with archive.open(member) as inside:
                if suffix in _ARCHIVES and (member.file_size > _LARGEST or depth + 1 >= _DEEPEST):
                    raise OSError(f"{part} is too large, or nested too deeply in other archives")
                # A nested archive is read whole, because its directory is at the end.
                content = io.BytesIO(inside.read()) if suffix in _ARCHIVES else inside
                yield from _contents(content, at._replace(part=part), suffix=suffix, depth=depth + 1, known=known)


def _columns(opened: IO[bytes], at: TextChunk) -> Iterator[TextChunk]:
    """The distinct values of a table's text columns, by batch, since the compressed bytes would hide a name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.ParquetFile(opened)
    yield at._replace(part="its metadata", text=str(table.schema_arrow))
    for batch in table.iter_batches(batch_size=20_000):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                values = [value for value in column.unique().to_pylist() if value]
                yield at._replace(part=f"the column {name}", text=_joined(values))


def _rows(path: Path, at: TextChunk) -> Iterator[TextChunk]:
    """A database: every row, with compressed values unpacked."""
    import sqlite3
    import zlib

    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for row in database.execute(f'SELECT * FROM "{name}"'):
                for value in row:
                    content = value if isinstance(value, bytes) else str(value).encode()
                    with contextlib.suppress(zlib.error):
                        content = zlib.decompress(content)
                    text = _plain(content.decode("utf-8", "replace"))
                    ways = _ways(text, suffix=".json") if text.startswith(("[", "{")) else (text,)
                    yield from (at._replace(part=f"the table {name}", text=way) for way in ways)
    except sqlite3.DatabaseError as error:
        raise OSError(str(error)) from error
    finally:
        database.close()


def _table(opened: IO[bytes], at: TextChunk, *, utf_16: bool, known: IsKnown | None) -> Iterator[TextChunk]:
    """A text table, some rows at a time. An unclosed quotation mark turns everything after it into one cell."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = io.TextIOWrapper(opened, encoding="utf-16" if utf_16 else "utf-8", errors="replace", newline="")
    try:
        first = next(lines, "")
        named = first[4:5] if first.casefold().startswith("sep=") else ""
        separator = named if named in SEPARATORS and named else max(SEPARATORS, key=first.count)
        reader = csv.reader(chain((first,), lines), delimiter=separator)
        rows: list[str] = []
        size, begins, line = 0, 1, 1  # lines on which the collected rows, and the next row, begin
        for cells in reader:
            rows.append(CELL_END.join(map(_plain, cells)))
            size += len(rows[-1])
            if size >= _BLOCK:
                yield from _table_piece(rows, at, line=0 if at.part else begins, known=known)
                rows, size, begins = rows[-1:], 0, line  # a name may span two rows
            line = reader.line_num + 1
        yield from _table_piece(rows, at, line=0 if at.part else begins, known=known)
    finally:
        lines.detach()  # otherwise it would close the file


def _table_piece(rows: Sequence[str], at: TextChunk, *, line: int, known: IsKnown | None) -> Iterator[TextChunk]:
    text = _joined(rows, plain=False)
    if known is None:
        yield from (at._replace(line=line, text=way) for way in _ways(text, suffix=".csv"))
        return
    for some, digest in _unknown_chunks(text, chunks_of(text), known, kind=".csv"):
        yield from (at._replace(text=way, digest=digest) for way in _ways(some, suffix=".csv"))


def _text(opened: IO[bytes], at: TextChunk, *, suffix: str, known: IsKnown | None) -> Iterator[TextChunk]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    kept, line, in_script = "", 1, False
    while block := opened.read(_BLOCK):
        if b"\0" in block[:200] and block.startswith(_UTF_16):
            decoder = codecs.getincrementaldecoder("utf-16")("replace")
        if suffix in _STATISTICS and not kept:
            block = _SAVED_AT.sub(b"", block, count=1)
        text = kept + _plain(decoder.decode(block))
        is_last = len(block) < _BLOCK
        if known is None:
            done = len(text) if is_last else max(len(text) - _OVERLAP, 0)
            for way in _ways(text, suffix=suffix, in_script=in_script):
                yield at._replace(line=0 if at.part else line, text=way)
        else:
            chunks, done = _ended(text, is_last=is_last)
            scripts = _in_script(text, suffix=suffix, before=in_script)
            yield from _ways_of_chunks(text, chunks, at, known, suffix=suffix, scripts=scripts)
        line += text.count("\n", 0, done)
        in_script = _in_script(text, suffix=suffix, before=in_script)(done)
        kept = text[done:]


def _ended(text: str, *, is_last: bool) -> tuple[list[Chunk], int]:
    """The chunks of a text that the text after it cannot change, and where the last of them ends."""
    chunks = list(chunks_of(text))
    if is_last or len(text) > _LONGEST_KEPT:
        return chunks, len(text) if is_last else max(len(text) - _OVERLAP, 0)
    chunks = [chunk for chunk in chunks if chunk.shared < len(text)]
    return chunks, chunks[-1].end if chunks else 0


def _ways_of_chunks(
    text: str,
    chunks: Iterable[Chunk],
    at: TextChunk,
    known: IsKnown,
    *,
    suffix: str,
    scripts: Callable[[int], bool],
) -> Iterator[TextChunk]:
    """The chunks that are not known, converted."""
    for chunk in chunks:
        in_script = scripts(chunk.start)
        for some, digest in _unknown_chunks(text, (chunk,), known, kind=f"{suffix} {in_script}"):
            for way in _ways(some, suffix=suffix, in_script=in_script):
                yield at._replace(text=way, digest=digest)


def _in_script(text: str, *, suffix: str, before: bool) -> Callable[[int], bool]:
    """Tells of a place in a page whether it is in a script; `before` whether the text begins in one."""
    tags = list(_SCRIPT.finditer(text)) if suffix in _PAGES else []
    starts = [tag.end() for tag in tags]

    def at(place: int) -> bool:
        passed = bisect_right(starts, place)
        return not tags[passed - 1][0].startswith("</") if passed else before

    return at


def _plain(text: str) -> str:
    """The text without existing `CELL_END` characters, which could otherwise hide something."""
    return text.replace(CELL_END, " ") if CELL_END in text else text


def _joined(values: Sequence[str], *, plain: bool = True) -> str:
    return f"{CELL_END}\n".join(map(_plain, values) if plain else values)


def _strings(text: str) -> str:
    """JSON with `CELL_END` in place of each quotation mark that begins or ends a string."""
    return text.replace('\\"', "'").replace('"', CELL_END)


def _ways(text: str, *, suffix: str, in_script: bool = False) -> Iterator[str]:
    """The text as it is and, for mark-up, as displayed: with words continuing across tags, and ending there."""
    if suffix in _JSON:
        text = _strings(text)
    elif suffix in _PAGES:
        text = _PAGE_CELL.sub(rf"\g<0>{CELL_END}", _scripts(_FONT_STYLE.sub("", text), in_script=in_script))
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if suffix not in _XML:
        yield html.unescape(text) if "&" in text else text
    if suffix in _XML or suffix in _PAGES:
        yield from (html.unescape(way) if "&" in way else way for way in _shown(text, suffix=suffix))


def _shown(text: str, *, suffix: str) -> Iterator[str]:
    """Mark-up as displayed. Character references are kept, because `&lt;` would be taken for a tag."""
    if suffix in _XML:
        yield _joined(list(dict.fromkeys("\n".join(found) for found in _ATTRIBUTE.findall(text))), plain=False)
    if suffix in _RECORDS:
        yield _TAG.sub(CELL_END, text)
        return
    if suffix in _XML:
        shown = _XML_CELL.sub(CELL_END, text)
    else:
        shown = "\n".join(line if "<" in line else "" for line in text.split("\n"))  # others: searched before
    yield _TAG.sub("", shown)
    yield _TAG.sub(" ", shown)


def _scripts(text: str, *, in_script: bool) -> str:
    """A page with `CELL_END` around the strings in its scripts, which hold its data."""
    parts = _SCRIPT.split(text)
    for at, part in enumerate(parts):
        if at % 2:
            in_script = not part.startswith("</")
        elif in_script:
            parts[at] = _strings(part)
    return "".join(parts)


def _unescaped(match: re.Match[str]) -> str:
    return _plain(chr(int(match[1], 16))) if match[1] else " "
