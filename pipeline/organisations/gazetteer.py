"""What the study knows of organisations beforehand: `models/organisations.csv`, which a person may edit.

What a person writes there wins over every rule and every register: a name among the aliases is joined, a name with
a row of its own stays apart, `merge_into` joins two rows, `not an organisation` is never one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.cells import saved_table
from pipeline.errors import UserError
from pipeline.organisations.names import folded_name
from pipeline.records import SECTORS

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
_LONGEST_NAME = 300  # characters; the longest of a registered charity has 150


@dataclass(frozen=True)
class Entry:
    """One organisation of the gazetteer.

    Attributes:
        name: the name that all others are joined under.
        aliases: other names in use, and abbreviations.
        former_names: names that it had.
        sector: one of `SECTORS`, or "".
        kind: `organisation`; a `programme` and what is `not an organisation` are recognised so that they are
            not taken for one.
        register_id: number in a public register.
        ambiguous: the name is a common word too, and counts only with a capital inside a sentence.
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


@dataclass(frozen=True)
class _Row:
    """An entry with the line it was read from, and the name of the row that it is to be merged into."""

    entry: Entry
    line: int
    merge_into: str = ""


@dataclass
class _Names:
    """Which row each name stands for."""

    path: Path | str
    owners: dict[str, _Row] = field(default_factory=dict)

    def add(self, row: _Row) -> None:
        """Take note of a row's names.

        Raises:
            UserError: for a name that stands for another row already.
        """
        for name in row.entry.all_names:
            folded = folded_name(name) or name.casefold()
            other = self.owners.setdefault(folded, row)
            if other is not row:
                raise UserError(
                    f"{name!r} stands for {row.entry.name!r} here, and for {other.entry.name!r} on line "
                    f"{other.line}",
                    "Leave it at one of them: a name can mean one organisation only",
                    self.path,
                    row.line,
                )

    def target(self, row: _Row) -> _Row | None:
        """The row that this one is to be merged into; None for none.

        Raises:
            UserError: for a row merged into itself, or into what has no row.
        """
        if not row.merge_into:
            return None
        target = self.owners.get(folded_name(row.merge_into))
        if target is None:
            near = self._nearest(row.merge_into)
            raise UserError(
                f"{row.entry.name!r} is to be merged into {row.merge_into!r}, which has no row",
                f"Did you mean {near!r}? Otherwise give it a row of its own"
                if near
                else "Give it a row of its own",
                self.path,
                row.line,
            )
        if target is row:
            raise UserError(
                f"{row.entry.name!r} is to be merged into itself",
                "Empty its merge_into, or name another organisation there",
                self.path,
                row.line,
            )
        return target

    def _nearest(self, name: str) -> str:
        from rapidfuzz import fuzz, process

        found = process.extractOne(folded_name(name), list(self.owners), scorer=fuzz.ratio, score_cutoff=75)
        return self.owners[found[0]].entry.name if found else ""


def parse_gazetteer(text: str, *, path: Path | str) -> list[Entry]:
    """The entries of the CSV, merged as its rows ask for.

    Read are commas, semicolons and tabs between the cells, as spreadsheets save them.

    Raises:
        UserError: with the line, for an unknown column, sector or kind, a row without a name or with too many
            cells, a name that stands for two organisations, and a merge with itself, with what has no row, or in
            a circle.
    """
    saved = saved_table(text)
    reader = saved.rows()
    header = [cell.strip().casefold() for cell in next(reader, [])]
    _check_header(header, path=path)
    names = _Names(path)
    rows: list[_Row] = []
    for cells_ in reader:
        if not any(cells_):
            continue
        row = _row(cells_, header=header, path=path, line=reader.line_num + saved.skipped)
        names.add(row)
        rows.append(row)
    return _merged(rows, names, path=path)


def _check_header(header: list[str], *, path: Path | str) -> None:
    for wanted in _REQUIRED:
        if wanted not in header:
            raise UserError(f"there is no column {wanted!r}", f"The columns are {', '.join(COLUMNS)}", path, 1)
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown:
        raise UserError(f"column {unknown[0]!r} is not known", f"The columns are {', '.join(COLUMNS)}", path, 1)
    twice = [name for name in header if name and header.count(name) > 1]
    if twice:
        raise UserError(f"column {twice[0]!r} is there twice", "Leave one of them", path, 1)


def _row(given: Sequence[str], *, header: Sequence[str], path: Path | str, line: int) -> _Row:
    if any(cell.strip() for cell in given[len(header) :]):
        raise UserError(
            f"the row has {len(given)} cells, the first line {len(header)}",
            'Put a name with a comma in quotation marks ("Bournemouth, Christchurch and Poole Council"), and '
            "separate several names with ;",
            path,
            line,
        )
    cells = {name: cell.strip() for name, cell in zip(header, given, strict=False)}
    return _Row(_entry(cells, path=path, line=line), line, cells.get("merge_into", ""))


def _names_of(cells: Mapping[str, str]) -> Iterator[str]:
    yield cells.get("organisation", "")
    for column in ("aliases", "former_names"):
        yield from split_names(cells.get(column, ""))


def _entry(cells: Mapping[str, str], *, path: Path | str, line: int) -> Entry:
    name = cells.get("organisation", "")
    if not folded_name(name):
        raise UserError("the row has no organisation", "Give it a name, or delete the row", path, line)
    if longest := max((len(each) for each in _names_of(cells) if len(each) > _LONGEST_NAME), default=0):
        raise UserError(
            f"a name has {longest:,} characters", "Write names alone, several with ; between", path, line
        )
    sector = cells.get("sector", "").casefold()
    if sector and sector not in SECTORS:
        raise UserError(f"sector {sector!r} is not known", f"The sectors are {', '.join(SECTORS)}", path, line)
    kind = cells.get("kind", "").casefold() or "organisation"
    if kind not in KINDS:
        raise UserError(f"kind {kind!r} is not known", f"The kinds are {', '.join(KINDS)}", path, line)
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
    """The names in a cell that holds several, separated by `;`."""
    return tuple(name for name in (part.strip() for part in cell.split(";")) if name) if cell else ()


def _merged(rows: Sequence[_Row], names: _Names, *, path: Path | str) -> list[Entry]:
    """The rows that stay, each with the names of those merged into it."""
    if not any(row.merge_into for row in rows):
        return [row.entry for row in rows]
    joining: dict[int, list[Entry]] = {}
    for row in rows:
        last = _end_of_merges(row, names, path=path)
        if last is not row:
            joining.setdefault(last.line, []).append(row.entry)
    return [_with_names_of(row.entry, joining.get(row.line, ())) for row in rows if not row.merge_into]


def _end_of_merges(row: _Row, names: _Names, *, path: Path | str) -> _Row:
    passed = [row]
    while (target := names.target(passed[-1])) is not None:
        if target in passed:
            circle = " → ".join(repr(one.entry.name) for one in (*passed, target))
            lines = ", ".join(str(one.line) for one in passed)
            raise UserError(
                f"the merges go round in a circle: {circle} (lines {lines})",
                "Empty merge_into in the row of the name that is to stay",
                path,
                row.line,
            )
        passed.append(target)
    return passed[-1]


def _with_names_of(entry: Entry, others: Iterable[Entry]) -> Entry:
    aliases, former = list(entry.aliases), list(entry.former_names)
    for other in others:
        aliases += [other.name, *other.aliases]
        former += other.former_names
    register_id = entry.register_id or next((other.register_id for other in others if other.register_id), "")
    return replace(entry, aliases=tuple(aliases), former_names=tuple(former), register_id=register_id)
