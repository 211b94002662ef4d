"""Public registers: `register add` converts a file to the pipeline's own columns and saves it in the models folder.

Only the number, the names and the sector of each body are kept. Adding a register again replaces it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus.csv_safety import TableRow, saved_table
from pipeline.corpus.errors import UserError
from pipeline.corpus.findings import FaultTally
from pipeline.corpus.records import SECTORS, Finding
from pipeline.corpus.storage import decoded, file_content, make_folder, write_whole
from pipeline.organisations.gazetteer import sector_of, split_names
from pipeline.organisations.names import cased, folded_name
from pipeline.organisations.register_files import register_rows
from pipeline.organisations.register_formats import Cells, RegisteredBody, RegisterKind

FOLDER = "registers"
PATTERN = f"{FOLDER}/*.csv"
COLUMNS = ("register_id", "organisation", "aliases", "former_names", "sector", "ended")
_ENDED = "ended"
_SAYS_NOTHING = re.compile(r"^[\W\d_]*$")
_FOR_INDIVIDUALS = ("n/a", "not applicable", "unknown", "individual", "anonymous", "redacted", "various")


@dataclass(frozen=True)
class Body:
    """A body of a saved register.

    Attributes:
        register_id: its number, with the prefix of the scheme in org-id.guide.
        name: its name.
        aliases: other names.
        former_names: names that it used to have.
        sector: one of `SECTORS`, or "" if the register has none.
        ended: whether it no longer exists.
    """

    register_id: str
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    sector: str = ""
    ended: bool = False


@dataclass(frozen=True)
class AddedRegister:
    """The result of adding a register.

    Attributes:
        path: the file that was written.
        title: the kind of register.
        bodies: the number of bodies by sector ("" if the register has none).
        left_out: the number of rows that were left out, by reason.
        replaced: whether a register of that name existed before.
    """

    path: Path
    title: str
    bodies: Mapping[str, int]
    left_out: Mapping[str, int]
    replaced: bool


@dataclass(frozen=True)
class SavedRegister:
    """A register that was added earlier: its file, the number of bodies by scheme, and any findings."""

    path: Path
    schemes: Mapping[str, int]
    findings: Sequence[Finding] = ()


@dataclass
class _Gathered:
    """The rows with one number."""

    name: str = ""
    others: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    ended: bool = True


def add_register(models: Path, *, file: Path, name: str = "") -> AddedRegister:
    """Read a register and save it in the models folder, under the file's name or the given one.

    Raises:
        UserError: if the file is not a table, its columns are unknown, or no row can be used.
    """
    left_out: Counter[str] = Counter()
    with register_rows(file) as (kind, rows):
        bodies = _bodies(rows, kind=kind, left_out=left_out)
    if not bodies:
        reasons = "; ".join(f"{count} {reason}" for reason, count in left_out.items()) or "it has no rows"
        raise UserError(f"nothing in this file can be used: {reasons}", "Check that it is the right file", file)
    target = models / FOLDER / f"{_slug(name or file.stem)}.csv"
    replaced = target.exists()
    make_folder(target.parent)
    write_whole(target, _as_csv(bodies).encode("utf-8-sig"))
    return AddedRegister(target, kind.title, Counter(body.sector for body in bodies), left_out, replaced)


def saved_registers(models: Path) -> list[SavedRegister]:
    """The registers that were added, by name."""
    found = []
    for path in sorted(models.glob(PATTERN)):
        findings: list[Finding] = []
        bodies = parse_register(decoded(file_content(path)), path=path, findings=findings)
        found.append(SavedRegister(path, Counter(_scheme(body.register_id) for body in bodies), tuple(findings)))
    return found


def parse_register(text: str, *, path: Path | str, findings: list[Finding] | None = None) -> list[Body]:
    """Read the bodies of a saved register. Rows that were changed since are left out.

    Args:
        text: the content of the file.
        path: its path, for messages.
        findings: receives a finding for each kind of fault.

    Raises:
        UserError: if the first line is not that of a saved register.
    """
    saved, left_out = saved_table(text), FaultTally()
    width, started = len(COLUMNS), False
    bodies = []
    for record in saved.records(lambda cells: len(cells) == width and all(cell.strip() for cell in cells[:2])):
        if not started:
            started = tuple(cell.strip() for cell in record.cells) == COLUMNS
            if started:
                continue
            break
        if not any(record.cells):
            continue
        if wrong := _wrong(record):
            left_out.add(wrong, line=record.line)
            continue
        number, name, aliases, former, sector, ended = record.cells
        bodies.append(Body(number, name, split_names(aliases), split_names(former), sector, bool(ended)))
    if not started:
        raise UserError(
            "this file was not written by 'pipeline register add'",
            "Delete it, and use: pipeline register add FILE",
            path,
            1,
        )
    if findings is not None:
        findings += left_out.findings(
            "a body of the register was left out",
            "bodies of the register were left out",
            level="check",
            remedy="Add the register again: pipeline register add FILE",
            file=f"{FOLDER}/{Path(path).name}",
            stage="organisations",
        )
    return bodies


def _wrong(record: TableRow) -> str:
    """The problem with a row that was changed after it was saved, or ""."""
    if not record.closed:
        return "a quotation mark on its line is not closed"
    if "\0" in record.text:
        return "it contains null characters"
    number, name, *others = [*record.cells, "", ""][: max(2, len(record.cells))]
    if not number.strip() or not name.strip():
        return "its number or its name is missing"
    if len(record.cells) != len(COLUMNS):
        return "a cell is missing" if len(record.cells) < len(COLUMNS) else "it has more cells than the first line"
    if others[2] not in ("", *SECTORS):
        return "its sector is unknown"
    return "" if others[3] in ("", _ENDED) else "its last cell is neither empty nor 'ended'"


def _bodies(rows: Iterable[Cells], *, kind: RegisterKind, left_out: Counter[str]) -> list[Body]:
    """The bodies in the rows, one for each number, in order of number."""
    gathered: dict[str, _Gathered] = {}
    for row in rows:
        for listed in kind.bodies(row):
            reason = listed.without or _unusable(listed)
            if reason:
                left_out[reason] += 1
                continue
            _gather(gathered.setdefault(listed.number, _Gathered()), listed)
    return [_body(number, kind=kind, one=one) for number, one in sorted(gathered.items())]


def _unusable(listed: RegisteredBody) -> str:
    names = [listed.name, *listed.aliases, *listed.former_names]
    if not listed.number:
        return "without a number"
    if all(_SAYS_NOTHING.match(name) or name.strip().casefold() in _FOR_INDIVIDUALS for name in names):
        return "without a name"
    return ""


def _gather(one: _Gathered, listed: RegisteredBody) -> None:
    first = not one.name and bool(listed.name.strip())
    if first:
        one.name = listed.name
    elif listed.name.strip():
        one.others.append(listed.name)
    one.others += listed.aliases
    one.former += listed.former_names
    one.ended = one.ended and listed.ended


def _body(number: str, *, kind: RegisterKind, one: _Gathered) -> Body:
    forms = [cased(form) for form in (one.name, *one.others) if not _SAYS_NOTHING.match(form)]
    former = [cased(form) for form in one.former if not _SAYS_NOTHING.match(form)]
    # A list of other names has no main name, so the first is used.
    name = (forms or former)[0].replace(";", ",")
    taken = {folded_name(name)}
    aliases = _distinct(forms, taken)
    by_name = sector_of(name, known={})
    sector = by_name if by_name in kind.sectors_by_name else kind.sector
    return Body(number, name, aliases, _distinct(former, taken), sector, one.ended)


def _distinct(names: Iterable[str], taken: set[str]) -> tuple[str, ...]:
    distinct = []
    for name in names:
        if folded_name(name) not in taken:
            taken.add(folded_name(name))
            distinct.append(name.replace(";", ","))
    return tuple(distinct)


def _as_csv(bodies: Iterable[Body]) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(COLUMNS)
    for body in bodies:
        names = ("; ".join(body.aliases), "; ".join(body.former_names))
        writer.writerow((body.register_id, body.name, *names, body.sector, _ENDED if body.ended else ""))
    return made.getvalue()


def _scheme(register_id: str) -> str:
    return "-".join(register_id.split("-")[:2])


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "register"
