"""Reads and writes codebook files (CSV, .qdc), before their codes are matched with the codebook."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

from pipeline.corpus.codebook import Code, distinct_names
from pipeline.corpus.coding_records import NO_CODE
from pipeline.corpus.csv_safety import saved_table, unescaped
from pipeline.corpus.dataset_records import ListedTheme
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Finding
from pipeline.corpus.schema import PrintableText
from pipeline.corpus.storage import decoded, file_content
from pipeline.emit.table_files import csv_bytes
from pipeline.refi.codes import CANDIDATES, CANDIDATES_GUID, code_guid, codebook_file
from pipeline.refi.reader import Archive, children, guid_of, tag_of, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, kw_only=True)
class GivenCode:
    """One code of a file; all text is cleaned.

    Attributes:
        name: the name as printed.
        id: our id, if the file has one.
        guid: the REFI-QDA GUID in normal form; empty for a table.
        above: the position in the file of the code above it.
        parent: the id or name of a code above it that is not in the file.
        definition: what it covers.
        include: what it also includes.
        exclude: what it excludes.
        phrases: phrases whose occurrence is evidence for it.
        examples: example sentences to which it applies.
        line: its line in the file.
    """

    name: str
    id: str = ""
    guid: str = ""
    above: int | None = None
    parent: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Listing:
    """The codes of a file, and findings on how they were read."""

    codes: Sequence[GivenCode]
    findings: Sequence[Finding] = ()


def clean(text: str) -> str:
    """The text as stored in the codebook: one line without control characters."""
    return " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in text).split())


def items(texts: Iterable[str]) -> tuple[str, ...]:
    """The cleaned texts without duplicates."""
    return tuple(dict.fromkeys(text for text in map(clean, texts) if text))


def found(level: str, finding: str, remedy: str, *, file: str, line: int = 0) -> Finding:
    """A finding about the file."""
    return Finding(level=level, stage="themes", file=file, line=line, finding=finding, remedy=remedy)


# Other fields stored in a code's note, for programs that have no separate fields for them.
_LABEL = re.compile(r"(Definition|Include|Exclude|Phrases|Examples|Id):[ \t]*(.*)")
_ITEM = re.compile(r"[-–•*][ \t]+(.*)")
_LISTS = ("phrases", "examples")


def note_of(code: GivenCode) -> str:
    """The code's definition and all other codebook fields, as a note for other programs."""
    lines = []
    if code.definition:
        plain = not _LABEL.match(code.definition)
        lines.append(code.definition if plain else f"Definition: {code.definition}")
    lines += [f"{key.capitalize()}: {text}" for key in ("include", "exclude") if (text := getattr(code, key))]
    for key in _LISTS:
        if texts := getattr(code, key):
            lines += [f"{key.capitalize()}:", *(f"- {text}" for text in texts)]
    return "\n".join([*lines, f"Id: {code.id}"])


class NoteParts(TypedDict, total=False):
    """The fields of a code given in a note; see `GivenCode`."""

    id: str
    definition: str
    include: str
    exclude: str
    phrases: tuple[str, ...]
    examples: tuple[str, ...]


def of_note(note: str) -> NoteParts:
    """Parse a note written by `note_of`; any other note is a definition. Only labelled items form lists."""
    texts: dict[str, list[str]] = {"definition": []}
    lists: dict[str, list[str]] = {}
    at = "definition"
    for line in (line.strip() for line in note.splitlines()):
        label, item = _LABEL.fullmatch(line), _ITEM.fullmatch(line)
        if label and label[1].lower() in _LISTS and label[2]:
            at = "definition"
            texts[at].append(line)
        elif label:
            at = label[1].lower()
            if at in _LISTS:
                lists.setdefault(at, [])
            else:
                texts.setdefault(at, []).append(label[2])
        elif at in _LISTS and item:
            lists[at].append(item[1])
        elif at in _LISTS and line and lists[at]:
            lists[at][-1] += f" {line}"
        elif at in _LISTS and line:
            texts["definition"].append(line)
        else:
            texts[at].append(line)
    parts: dict[str, object] = {key: clean(" ".join(some)) for key, some in texts.items()}
    parts |= {key: items(some) for key, some in lists.items()}
    return cast(NoteParts, parts)


# Cells of phrases and examples contain one per line.
COLUMNS = ("id", "name", "definition", "include", "exclude", "phrases", "examples", "parent")
# The names of these columns in other programs.
_ALSO = {
    "code": "name",
    "code_name": "name",
    "tag": "name",
    "theme": "name",
    "description": "definition",
    "memo": "definition",
    "comment": "definition",
    "code_id": "id",
    "theme_id": "id",
    "parent_code": "parent",
    "category": "parent",
    "inclusion": "include",
    "exclusion": "exclude",
}


def csv_of(codes: Sequence[Code]) -> bytes:
    """The codebook as CSV; multiple phrases or examples are on separate lines within their cell."""
    return csv_bytes(COLUMNS, ([_cell(getattr(code, column)) for column in COLUMNS] for code in codes))


def codes_of_csv(file: Path) -> Listing:
    """The codes of a table saved by a spreadsheet: in UTF-8 or not, with commas, semicolons or tabs.

    Raises:
        UserError: if the file cannot be read, or has no name column.
    """
    try:
        table = saved_table(decoded(file_content(file)))
    except OSError as error:
        raise UserError(f"could not be read ({error.strerror})", "Check the name", file) from error
    reader, skipped = table.rows(), table.skipped
    rows: list[tuple[int, dict[str, str]]] = []
    findings: list[Finding] = []
    try:
        header = [_column(cell) for cell in next(reader, [])]
        _check_header(header, file=file, line=1 + skipped)
        strange = [name for name in header if name and name not in COLUMNS]
        if strange:
            findings.append(
                found(
                    "note",
                    f"the columns {', '.join(strange)} have no place in the codebook and were left out",
                    f"The columns are {', '.join(COLUMNS)}",
                    file=file.name,
                    line=1 + skipped,
                )
            )
        begins = reader.line_num + 1 + skipped
        for cells in reader:
            line, begins = begins, reader.line_num + 1 + skipped
            row = dict(zip(header, map(unescaped, cells), strict=False))
            if clean(row.get("name", "")):
                rows.append((line, row))
            elif any(map(clean, cells)):
                findings.append(
                    found("check", "a row without a name was left out", "Name the code", file=file.name, line=line)
                )
    except csv.Error as error:
        raise UserError(
            f"cannot be read as a table ({error})", "Save it as CSV", file, reader.line_num + skipped
        ) from error
    return Listing(_given(rows), findings)


def _cell(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _check_header(header: Sequence[str], *, file: Path, line: int) -> None:
    for name in COLUMNS:
        if header.count(name) > 1:
            raise UserError(f"two columns match '{name}'", "Keep only one", file, line)
    if "name" not in header:
        raise UserError(
            "there is no column 'name'", f"The first line must name the columns {', '.join(COLUMNS)}", file, line
        )


def _column(cell: str) -> str:
    name = clean(unescaped(cell)).casefold().replace(" ", "_")
    return _ALSO.get(name, name)


def _given(rows: Sequence[tuple[int, dict[str, str]]]) -> list[GivenCode]:
    by_id: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for at, (_, row) in enumerate(rows):
        by_id.setdefault(clean(row.get("id", "")), at)
        by_name.setdefault(clean(row["name"]).casefold(), at)
    by_id.pop("", None)
    made = []
    for line, row in rows:
        texts = {name: clean(row.get(name, "")) for name in COLUMNS}
        parent = texts["parent"]
        above = by_id.get(parent, by_name.get(parent.casefold())) if parent else None
        made.append(
            GivenCode(
                name=texts["name"],
                id=texts["id"],
                above=above,
                parent="" if above is not None else parent,
                definition=texts["definition"],
                include=texts["include"],
                exclude=texts["exclude"],
                phrases=_items(row.get("phrases", ""), name="phrases"),
                examples=_items(row.get("examples", ""), name="examples"),
                line=line,
            )
        )
    return made


def _items(cell: str, *, name: str) -> tuple[str, ...]:
    """The items, one per line; phrases on a single line may also be separated by semicolons."""
    lines = cell.splitlines()
    return items(cell.split(";") if name == "phrases" and len(lines) < 2 else lines)


_LARGEST = 50_000_000  # bytes


def qdc_of(codes: Sequence[Code]) -> bytes:
    """The codebook as .qdc: each code under its parent, with all its fields in the description."""
    names = distinct_names((code.id, code.name) for code in codes)
    # These are the researcher's own words, returned to the researcher, so they do not pass through the gate.
    rows = [
        ListedTheme(
            theme_id=PrintableText(code.id),
            theme=PrintableText(name),
            origin="codebook",
            parent=PrintableText(code.parent),
            definition=PrintableText(_note(code)),
        )
        for code, name in zip(codes, names, strict=True)
    ]
    return codebook_file(rows)


def codes_of_qdc(file: Path) -> Listing:
    """The codes of a .qdc, or of the project in a .qdpx.

    Raises:
        UserError: if the file cannot be read or is not a codebook.
    """
    project = file.suffix.casefold() == ".qdpx"
    root = Archive(file).project() if project else xml_root(_content(file), path=file)
    books = [root] if tag_of(root) == "CodeBook" else children(root, "CodeBook")
    if not books and not project:
        raise UserError("contains no REFI-QDA codebook", "Export the codebook as a REFI-QDA codebook (.qdc)", file)
    reading = _CodeGatherer(file)
    for each in [codes for book in books for codes in children(book, "Codes")]:
        reading.read(each, above=None)
    sets = sum(len(children(one, "Set")) for book in books for one in children(book, "Sets"))
    if sets:
        reading.note(f"{sets} group(s) of codes (sets) have no place in the codebook and were left out")
    return Listing(_without_ids_in_names(reading.codes), reading.findings)


def _note(code: Code) -> str:
    return note_of(
        GivenCode(
            name=code.name,
            id=code.id,
            definition=code.definition,
            include=code.include,
            exclude=code.exclude,
            phrases=code.phrases,
            examples=code.examples,
        )
    )


def _content(file: Path) -> bytes:
    try:
        content = file_content(file)
    except OSError as error:
        raise UserError(f"could not be read ({error.strerror})", "Check the name", file) from error
    if len(content) > _LARGEST:
        raise UserError("is far too large for a codebook", "Check where the file comes from", file)
    return content


class _CodeGatherer:
    """Collects the codes of one file."""

    def __init__(self, file: Path) -> None:
        self._file = file.name
        self.codes: list[GivenCode] = []
        self.findings: list[Finding] = []

    def note(self, finding: str, remedy: str = "No action is needed if that is right", *, line: int = 0) -> None:
        """Add a note for the user."""
        self.findings.append(found("note", finding, remedy, file=self._file, line=line))

    def read(self, parent: _Element, *, above: int | None) -> None:
        """Read the codes below an element, recursively."""
        for element in children(parent, "Code"):
            if guid_of(element) == CANDIDATES_GUID or element.get("name") == CANDIDATES:
                many = len(children(element, "Code"))
                self.note(f"{many} candidate(s) were left out", "To adopt one, run: pipeline themes adopt NUMBER")
                continue
            if guid_of(element) == code_guid(NO_CODE):  # how a project records a judgement without a theme
                continue
            self.read(element, above=self._add(element, above=above))

    def _add(self, element: _Element, *, above: int | None) -> int | None:
        """The index of the code in the list; that of the code above if it has no name."""
        name = clean(element.get("name", ""))
        line = int(element.sourceline or 0)
        if not name:
            self.findings.append(
                found("check", "a code without a name was left out", "Name it there", file=self._file, line=line)
            )
            return above
        if element.get("isCodable", "true").strip() in ("false", "0"):
            self.note(f"'{name}' is only a folder of codes in the file; here it is an ordinary code", line=line)
        said = of_note("\n".join(_descriptions(element)))
        self.codes.append(GivenCode(name=name, guid=guid_of(element), above=above, line=line, **said))
        return len(self.codes) - 1


def _descriptions(element: _Element) -> Iterator[str]:
    for one in children(element, "Description"):
        yield "".join(one.itertext())


def _without_ids_in_names(codes: Sequence[GivenCode]) -> list[GivenCode]:
    """Remove ids from names: a .qdc appends the id to duplicate names, since some programs need unique names."""
    plain = [one.name.removesuffix(f" ({one.id})") if one.id else one.name for one in codes]
    many = Counter(name.casefold() for name in plain)
    return [
        replace(one, name=name) if many[name.casefold()] > 1 else one
        for one, name in zip(codes, plain, strict=True)
    ]
