"""The gazetteer: the known organisations in `models/organisations.csv`, which users edit.

Its rows take precedence over all rules and registers: an alias is merged, a name with a row of its own is kept
separate, `merge_into` merges two rows, and `not an organisation` is never recognised as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pipeline.corpus.csv_safety import TableRow, saved_table
from pipeline.corpus.errors import UserError
from pipeline.corpus.findings import FaultTally
from pipeline.corpus.records import SECTORS, Finding
from pipeline.language.lexicons import pairs
from pipeline.organisations.names import folded_name, head_of, heads

COLUMNS = (
    "organisation",
    "aliases",
    "former_names",
    "sector",
    "kind",
    "register_id",
    "merge_into",
    "note",
)
KINDS = ("organisation", "programme", "not an organisation")
_REQUIRED = ("organisation",)
GAZETTEER_FILE = "organisations.csv"  # in the models folder
_LONGEST_WORD = 20  # characters; a longer invalid value is not repeated in a finding
_MOST_SHOWN = 5  # line numbers that a finding gives for a circle of merges
_LONGEST_NAME = 300  # characters; the longest name of a registered charity has 150


@dataclass(frozen=True)
class Entry:
    """One organisation of the gazetteer.

    Attributes:
        name: the main name, under which all others are merged.
        aliases: other names in use, and abbreviations.
        former_names: names that it used to have.
        sector: one of `SECTORS`, or "".
        kind: `organisation`, `programme` or `not an organisation`; the last two are recognised so that they are not
            taken for organisations.
        register_id: its number in a public register.
        ambiguous: whether the name is also a common word, and counts only with a capital inside a sentence.
    """

    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    sector: str = ""
    kind: str = "organisation"
    register_id: str = ""
    ambiguous: bool = False

    @property
    def all_names(self) -> tuple[str, ...]:
        """Name, aliases and former names."""
        return (self.name, *self.aliases, *self.former_names)


class _LeftOut(Exception):
    """Raised for a row that cannot be used, with the problem and the remedy."""

    def __init__(self, problem: str, remedy: str, *, example: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.example = problem, remedy, example or problem


@dataclass(frozen=True)
class _EntryRow:
    """An entry with its line number, and the name of the row that it is merged into."""

    entry: Entry
    line: int
    merge_into: str = ""


@dataclass
class _Names:
    """The row that each name belongs to."""

    owners: dict[str, _EntryRow] = field(default_factory=dict)

    def add(self, row: _EntryRow) -> None:
        """Register the names of a row.

        Raises:
            _LeftOut: if a name already belongs to another row; then none of the names is registered.
        """
        folded = [folded_name(name) or name.casefold() for name in row.entry.all_names]
        if other := next((self.owners[name] for name in folded if name in self.owners), None):
            raise _LeftOut(
                "one of its names already belongs to an organisation above",
                "Keep the name in one row only: each name belongs to one organisation",
                example=f"one of its names already belongs to the organisation in line {other.line}",
            )
        self.owners.update(dict.fromkeys(folded, row))

    def target(self, row: _EntryRow) -> _EntryRow | None:
        """The row that this one is merged into, or None."""
        return self.owners.get(folded_name(row.merge_into)) if row.merge_into else None

    def nearest_line(self, name: str) -> int:
        """The line of the row with the most similar name, or 0."""
        from rapidfuzz import fuzz, process

        found = process.extractOne(folded_name(name), list(self.owners), scorer=fuzz.ratio, score_cutoff=75)
        return self.owners[found[0]].line if found else 0


def parse_gazetteer(text: str, *, path: Path | str, findings: list[Finding] | None = None) -> list[Entry]:
    """Read the entries of the CSV file and merge them as `merge_into` says.

    Cells may be separated by commas, semicolons or tabs, as spreadsheets save them. A row that cannot be used is
    left out; a merge that is not possible is not made. Unknown columns are ignored.

    Args:
        text: the content of the file.
        path: its path, for messages.
        findings: receives a finding for each kind of fault.

    Raises:
        UserError: if there is no header with the column `organisation`.
    """
    saved = saved_table(text)
    header: list[str] = []
    names, rows, left_out = _Names(), list[_EntryRow](), FaultTally()

    def is_row(cells: Sequence[str]) -> bool:
        return len(cells) == len(header) and bool(cells[0].strip())

    for record in saved.records(is_row):
        if not header:
            header = [cell.strip().casefold() for cell in record.cells]
            _check_header(header, path=path)
            continue
        if not any(cell.strip() for cell in record.cells):
            continue
        try:
            row = _row(record, header=header)
            names.add(row)
        except _LeftOut as fault:
            left_out.add(fault.problem, line=record.line, example=fault.example, remedy=fault.remedy)
        else:
            rows.append(row)
    if not header:
        _check_header(header, path=path)
    unmerged = FaultTally()
    merged = _merged(rows, names, unmerged)
    if findings is not None:
        findings += _unknown_columns(header, line=1 + saved.skipped)
        findings += _findings(left_out, "an organisation was left out", "organisations were left out")
        findings += _findings(unmerged, "an organisation was not merged", "organisations were not merged")
    return merged


def _findings(faults: FaultTally, one: str, several: str) -> Iterator[Finding]:
    return faults.findings(one, several, level="check", remedy="", file=GAZETTEER_FILE, stage="organisations")


def _check_header(header: Sequence[str], *, path: Path | str) -> None:
    for wanted in _REQUIRED:
        if wanted not in header:
            raise UserError(f"there is no column {wanted!r}", f"The columns are {', '.join(COLUMNS)}", path, 1)


def _unknown_columns(header: Sequence[str], *, line: int) -> Iterator[Finding]:
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown:
        said = (
            "a column is unknown and was" if len(unknown) == 1 else f"{len(unknown):,} columns are unknown and were"
        )
        near = get_close_matches(unknown[0], COLUMNS, n=1, cutoff=0.6)
        meant = f" (did you mean '{near[0]}'?)" if near else ""
        yield Finding(
            level="check",
            stage="organisations",
            file=GAZETTEER_FILE,
            line=line,
            finding=f"{said} not read{meant}",
            remedy=f"Correct the first line: the columns are {', '.join(COLUMNS)}",
        )


def _row(record: TableRow, *, header: Sequence[str]) -> _EntryRow:
    if not record.closed:
        raise _LeftOut("a quotation mark on its line is not closed", "Close it, or delete it")
    if "\0" in record.text:
        raise _LeftOut("it contains null characters", "Type the row again")
    given = record.cells
    if any(cell.strip() for cell in given[len(header) :]):
        raise _LeftOut(
            "it has more cells than the first line",
            'Put a name with a comma in quotation marks ("Bournemouth, Christchurch and Poole Council"), and '
            "separate several names with ;",
            example=f"it has {len(given):,} cells, the first line {len(header):,}",
        )
    cells: dict[str, str] = {}
    for name, cell in zip(header, given, strict=False):
        value = cell.strip()
        if cells.get(name) and value and cells[name] != value:
            raise _LeftOut("a column occurs twice, with different cells", f"Keep only one of the columns '{name}'")
        cells[name] = cells.get(name) or value
    return _EntryRow(_entry(cells), record.line, cells.get("merge_into", ""))


def _names_of(cells: Mapping[str, str]) -> Iterator[str]:
    yield cells.get("organisation", "")
    for column in ("aliases", "former_names"):
        yield from split_names(cells.get(column, ""))


def _entry(cells: Mapping[str, str]) -> Entry:
    name = cells.get("organisation", "")
    if not folded_name(name):
        raise _LeftOut("it has no name", "Enter the name of the organisation, or delete the row")
    if longest := max((len(each) for each in _names_of(cells) if len(each) > _LONGEST_NAME), default=0):
        raise _LeftOut(
            "a name is too long",
            "Write only names, separated by semicolons",
            example=f"a name has {longest:,} characters",
        )
    sector = cells.get("sector", "").casefold()
    if sector and sector not in SECTORS:
        raise _LeftOut(
            "its sector is unknown", f"The sectors are {', '.join(SECTORS)}", example=_unknown("sector", sector)
        )
    kind = cells.get("kind", "").casefold() or "organisation"
    if kind not in KINDS:
        raise _LeftOut("its kind is unknown", f"The kinds are {', '.join(KINDS)}", example=_unknown("kind", kind))
    return Entry(
        name=name,
        aliases=split_names(cells.get("aliases", "")),
        former_names=split_names(cells.get("former_names", "")),
        sector=sector,
        kind=kind,
        register_id=cells.get("register_id", ""),
        ambiguous="ambiguous" in cells.get("note", "").casefold(),
    )


def split_names(cell: str) -> tuple[str, ...]:
    """The names in a cell, which are separated by `;`."""
    return tuple(name for name in (part.strip() for part in cell.split(";")) if name) if cell else ()


def _unknown(column: str, cell: str) -> str:
    """Say that a value is unknown, and repeat it if it cannot be a person's name."""
    plain = cell.isalpha() and len(cell) <= _LONGEST_WORD
    return f"its {column} '{cell}' is unknown" if plain else f"its {column} is unknown"


def _merged(rows: Sequence[_EntryRow], names: _Names, unmerged: FaultTally) -> list[Entry]:
    """The remaining rows, each with the names of the rows merged into it."""
    if not any(row.merge_into for row in rows):
        return [row.entry for row in rows]
    targets: dict[int, _EntryRow] = {}
    for row in rows:
        target = names.target(row)
        if target is row:
            remedy = "Clear merge_into, or name another organisation there"
            unmerged.add("its merge_into names the organisation itself", line=row.line, remedy=remedy)
        elif target is not None:
            targets[row.line] = target
        elif row.merge_into:
            near = 0 if unmerged else names.nearest_line(row.merge_into)  # only one fault is reported
            meant = f" (line {near} has a similar name)" if near else ""
            remedy = f"Correct the name in merge_into{meant}, or give that organisation a row of its own"
            unmerged.add("the organisation in its merge_into has no row", line=row.line, remedy=remedy)
    for circle in _circles(rows, targets):
        for row in circle:
            del targets[row.line]
        lines = ", ".join(str(row.line) for row in circle[:_MOST_SHOWN])
        example = f"the merges form a circle (lines {lines}{', …' if len(circle) > _MOST_SHOWN else ''})"
        remedy = "Clear merge_into in the row of the name to keep"
        unmerged.add("the merges form a circle", line=circle[0].line, example=example, remedy=remedy)
    joining: dict[int, list[Entry]] = {}
    ends: dict[int, _EntryRow] = {}
    for row in rows:
        passed, last = [], row
        while last.line not in ends and (after := targets.get(last.line)) is not None:
            passed.append(last)
            last = after
        last = ends.get(last.line, last)
        ends.update((one.line, last) for one in passed)
        if last is not row:
            joining.setdefault(last.line, []).append(row.entry)
    return [_with_names_of(row.entry, joining.get(row.line, ())) for row in rows if row.line not in targets]


def _circles(rows: Sequence[_EntryRow], targets: Mapping[int, _EntryRow]) -> list[list[_EntryRow]]:
    """Groups of rows that are merged into each other in a circle."""
    found: list[list[_EntryRow]] = []
    done: set[int] = set()
    for row in rows:
        path: dict[int, _EntryRow] = {}
        at: _EntryRow | None = row
        while at is not None and at.line not in done and at.line not in path:
            path[at.line] = at
            at = targets.get(at.line)
        if at is not None and at.line in path:
            found.append(list(path.values())[list(path).index(at.line) :])
        done.update(path)
    return found


def _with_names_of(entry: Entry, others: Iterable[Entry]) -> Entry:
    aliases, former = list(entry.aliases), list(entry.former_names)
    for other in others:
        aliases += [other.name, *other.aliases]
        former += other.former_names
    register_id = entry.register_id or next((other.register_id for other in others if other.register_id), "")
    return replace(entry, aliases=tuple(aliases), former_names=tuple(former), register_id=register_id)


OTHER = "other"
_LEGAL_FORM = re.compile(r"(?: (?:limited|ltd|cio|cic))+$")


def known_sectors(entries: Iterable[Entry]) -> dict[str, str]:
    """The sector of each folded name in the gazetteer, if it is unambiguous."""
    return {
        folded_name(name): entry.sector
        for entry in entries
        if entry.sector and entry.kind == "organisation" and not entry.ambiguous
        for name in entry.all_names
    }


def sector_of(name: str, *, known: Mapping[str, str]) -> str:
    """Infer the sector (one of `SECTORS`) from a name.

    Args:
        name: the name of the organisation.
        known: sectors by folded name; these apply to branches too (Age UK Northmarsh).
    """
    folded = folded_name(name)
    if sector := known.get(folded):
        return sector
    by_words = _by_words(folded)
    if by_words in SECTORS:
        return by_words
    # A legal form alone suggests a business, but charities and clubs have one too.
    for form in (_LEGAL_FORM.sub("", folded), folded):
        by_head = heads().get(head_of(form), OTHER)
        if by_head in SECTORS and by_head != OTHER:
            return by_head
        if sector := _of_branch(form, known):
            return sector
    return OTHER


def _by_words(folded: str) -> str:
    """The sector of the first entry in the list that the name contains; `?` if the list leaves it open."""
    match = _words_of_sectors().search(f" {folded} ")
    if match is None:
        return ""
    padded = f" {folded} "
    return next(sector for words, sector in pairs("organisation_sectors").items() if f" {words} " in padded)


@cache
def _words_of_sectors() -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(map(re.escape, pairs('organisation_sectors')))}) ")


def _of_branch(folded: str, known: Mapping[str, str]) -> str:
    """The sector of a known name that this one begins with, or, for two words or more, ends with."""
    words = folded.split()
    for count in range(len(words) - 1, 0, -1):
        if sector := known.get(" ".join(words[:count])):
            return sector
        if count > 1 and (sector := known.get(" ".join(words[-count:]))):
            return sector
    return ""
