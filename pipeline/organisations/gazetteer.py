"""What the study knows of organisations beforehand: `models/organisations.csv`, which a person may edit."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UserError
from pipeline.records import SECTORS

COLUMNS = ("organisation", "aliases", "former_names", "sector", "kind", "register_id", "note")
KINDS = ("organisation", "programme", "not an organisation")
_REQUIRED = ("organisation",)


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


def parse_gazetteer(text: str, *, path: Path | str) -> list[Entry]:
    """The entries of the CSV.

    Raises:
        UserError: with the line, for an unknown column, sector or kind, a row without a name, or a name that
            stands for two organisations.
    """
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip().casefold() for cell in next(reader, [])]
    _check_header(header, path=path)
    entries: list[Entry] = []
    owners: dict[str, tuple[str, int]] = {}
    for row in reader:
        line = reader.line_num
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        entry = _entry(cells, path=path, line=line)
        for name in dict.fromkeys(name.casefold() for name in entry.all_names):
            if name in owners:
                owner, first = owners[name]
                raise UserError(
                    f"{name!r} stands for {entry.name!r} here, and for {owner!r} on line {first}",
                    "Leave it at one of them: a name can mean one organisation only",
                    path,
                    line,
                )
            owners[name] = (entry.name, line)
        entries.append(entry)
    return entries


def _check_header(header: list[str], *, path: Path | str) -> None:
    for wanted in _REQUIRED:
        if wanted not in header:
            raise UserError(f"there is no column {wanted!r}", f"The columns are {', '.join(COLUMNS)}", path, 1)
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown:
        raise UserError(f"column {unknown[0]!r} is not known", f"The columns are {', '.join(COLUMNS)}", path, 1)


def _entry(cells: dict[str, str], *, path: Path | str, line: int) -> Entry:
    name = cells.get("organisation", "")
    if not name:
        raise UserError("the row has no organisation", "Give it a name, or delete the row", path, line)
    sector = cells.get("sector", "").casefold()
    if sector and sector not in SECTORS:
        raise UserError(f"sector {sector!r} is not known", f"The sectors are {', '.join(SECTORS)}", path, line)
    kind = cells.get("kind", "").casefold() or "organisation"
    if kind not in KINDS:
        raise UserError(f"kind {kind!r} is not known", f"The kinds are {', '.join(KINDS)}", path, line)
    return Entry(
        name=name,
        aliases=_names(cells.get("aliases", "")),
        former_names=_names(cells.get("former_names", "")),
        sector=sector,
        kind=kind,
        register_id=cells.get("register_id", ""),
        ambiguous="ambiguous" in cells.get("note", "").casefold(),
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in (part.strip() for part in cell.split(";")) if name)
