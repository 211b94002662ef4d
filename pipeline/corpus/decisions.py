"""What people decided about the coding: `models/decisions.csv`, the one door by which it comes back.

A decision is never overwritten and never lost. Reading forgives what spreadsheets do to a file; a decision whose
passage cannot be found any more is kept, and the run says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.coding_records import (
    ACCEPT,
    ADD,
    AGREED,
    BLIND,
    INFORMATIVE,
    NO_CODE,
    PIPELINE,
    RANDOM,
    REJECT,
    REVIEW,
    Decision,
)
from pipeline.corpus.csv_safety import SEPARATORS, SavedTable, TableRow, saved_table, unescaped
from pipeline.corpus.errors import UserError
from pipeline.corpus.findings import FaultTally, shown
from pipeline.corpus.records import Finding

DECISIONS_FILE = "decisions.csv"

_WAYS_TO_SAY = {
    ACCEPT: ("accept", "accepted", "yes", "y", "true", "1", "ok", "keep"),
    REJECT: ("reject", "rejected", "no", "n", "false", "0", "delete", "remove"),
    ADD: ("add", "added", "new", "another", "other theme"),
    NO_CODE: ("none", "none fits", "no code", "no code fits", "no theme", "no theme fits", "nothing fits"),
}
_DECISION = {said: decision for decision, ways in _WAYS_TO_SAY.items() for said in ways}


COLUMNS = tuple(field.name for field in fields(Decision) if field.name != "line")
_REQUIRED = ("quote_id", "theme_id", "decision")
_UNKNOWN_WORD = "its decision is none of accept, reject, add, none"
_LONGEST_WORD = 20  # characters of one that is repeated


@dataclass(frozen=True)
class DecisionsRead:
    """What a decisions file holds.

    Attributes:
        decisions: those that count: of several by one coder on the same theme and passage, the last.
        rows: every row that could be understood, in order.
        findings: what a person should look at.
    """

    decisions: tuple[Decision, ...]
    rows: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_decisions(text: str, *, path: Path | str = DECISIONS_FILE, stage: str = "themes") -> DecisionsRead:
    """The decisions in `text`, in order.

    A byte-order mark, Excel's `sep=` line, and commas, semicolons or tabs between the cells are all understood,
    also where they change within the file, as they do where two files were put together. A row that cannot be
    understood is left out and named in a finding, one for each kind of fault; the others are read.

    Raises:
        UserError: if there is no header with the columns that are needed.
    """
    table = saved_table(text)
    if not table.hint and not table.rest.strip():
        return DecisionsRead(())
    layout = _Layout(table)
    left_out = FaultTally()
    rows: list[Decision] = []
    for some in _by_header(table, layout):
        rows += _understood(some, left_out)
    if not layout.width:
        missing = [name for name in _REQUIRED if name not in layout.first]
        raise UserError(
            f"there is no column {' or '.join(repr(name) for name in missing)}",
            f"The first line must name the columns {', '.join(COLUMNS)}",
            path,
            layout.line,
        )
    findings = (*_unreadable(left_out, stage), *_decided_twice(_contradictions(rows), stage))
    return DecisionsRead(current(rows), tuple(rows), findings)


def decision_records(table: SavedTable) -> Iterator[TableRow]:
    """The rows of a file of decisions, headers and blank ones too, with the cells that `read_decisions` reads."""
    layout = _Layout(table)
    for record in table.records(layout.is_row):
        cells = record.cells if layout.takes_header(record) else layout.cells(record)
        yield record if cells is record.cells else record._replace(cells=list(cells))


class _Layout:
    """Which cell of a row is which column: as the header says that stands above it."""

    def __init__(self, table: SavedTable) -> None:
        self._table = table
        self._last = table.skipped + table.rest.count("\n") + 1  # the line, if any, that has no end
        self._zeros = "\0" in table.rest
        self.names: Sequence[str] = ()
        self._needed: Sequence[int] = ()
        self.first: Sequence[str] = ()
        self.line = 1 + table.skipped

    def takes_header(self, record: TableRow) -> bool:
        """Whether this row is a header; those after it are then read by it."""
        if self.names and "decision" not in record.text.casefold():
            return False
        names = columns_of(record.cells)
        if not self.first:
            self.first, self.line = names, record.line
        elif len(names) < len(_REQUIRED):
            others = (columns_of(self._table.cells_of(record.text, separator=one)) for one in SEPARATORS)
            names = next(filter(is_header, others), names)
        if not is_header(names):
            return False
        self.names, self._needed = names, [names.index(name) for name in _REQUIRED]
        return True

    @property
    def width(self) -> int:
        """How many cells a row has; 0 before a header was read."""
        return len(self.names)

    def is_row(self, cells: Sequence[str]) -> bool:
        """Whether the cells of one line are a row with a decision."""
        if len(cells) != self.width or not self.names:
            return False
        quote_id, theme_id, decision = (cells[at].strip() for at in self._needed)
        meant = decision_meant(decision)
        return bool(quote_id and meant and (theme_id or meant == NO_CODE))

    def whole(self, record: TableRow) -> Sequence[str]:
        """The cells of a row, one for each column at least."""
        cells = record.cells if len(record.cells) >= self.width else self.cells(record)
        return cells if len(cells) >= self.width else [*cells, *[""] * (self.width - len(cells))]

    def fault(self, record: TableRow) -> str:
        """What is wrong with the row as it stands in the file, or ""."""
        if not record.closed:
            return "a quotation mark on its line is not closed"
        if record.line == self._last and len(self.cells(record)) < self.width:
            return "the last line of the file is cut off"
        if self._zeros and any("\0" in cell for cell in self.cells(record)):
            return "it holds zero bytes"
        return ""

    def cells(self, record: TableRow) -> Sequence[str]:
        """The cells of a row, also where they are separated in another way than those above."""
        if record.closed and len(record.cells) < self.width:
            for separator in SEPARATORS:
                if separator in record.text and self.is_row(
                    cells := self._table.cells_of(record.text, separator=separator)
                ):
                    return cells
        return record.cells


@dataclass
class _Saved:
    """The rows below one header: read column by column, which costs a third of reading each by itself.

    Attributes:
        names: the columns of the header.
        lines: of each row.
        cells: of each row, one for each column at least.
        faults: of the rows that cannot be understood as they stand, by their place among these rows.
    """

    names: Sequence[str]
    lines: list[int] = field(default_factory=list)
    cells: list[Sequence[str]] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)

    def columns(self) -> list[list[str]]:
        """What stands in each of `COLUMNS`; a name that is there twice may say the same twice, and no more."""
        found: dict[str, list[str]] = {}
        for name, cells in zip(self.names, zip(*self.cells, strict=False), strict=False):
            if name in COLUMNS:
                given = [unescaped(cell) if cell[:1] == "'" else cell for cell in map(str.strip, cells)]
                found[name] = self._joined(name, found[name], given) if name in found else given
        return [found.get(name) or [""] * len(self.lines) for name in COLUMNS]

    def _joined(self, name: str, before: Sequence[str], given: Sequence[str]) -> list[str]:
        for at, (one, other) in enumerate(zip(before, given, strict=True)):
            if one and other and one != other:
                self.faults.setdefault(at, f"the column {name} is there twice, and its two cells differ")
        return [other or one for one, other in zip(before, given, strict=True)]


def _by_header(table: SavedTable, layout: _Layout) -> Iterator[_Saved]:
    """The rows that are not blank, those below each header together."""
    saved = _Saved(())
    for record in table.records(layout.is_row):
        if not any(map(str.strip, record.cells)):
            continue
        if layout.takes_header(record):
            yield saved
            saved = _Saved(layout.names)
            continue
        if not layout.width:
            return
        if fault := layout.fault(record):
            saved.faults[len(saved.lines)] = fault
        saved.lines.append(record.line)
        saved.cells.append(layout.whole(record))
    yield saved


def _understood(saved: _Saved, left_out: FaultTally) -> Iterator[Decision]:
    """The decisions in these rows; those that cannot be understood are counted."""
    columns = saved.columns()  # this may find faults
    for at, (line, row) in enumerate(zip(saved.lines, zip(*columns, strict=True), strict=True)):
        quote_id, theme_id, word, coder, date, note, source, quote, mode, sample, batch, undone = row
        means = _meaning(bool(quote_id), bool(theme_id), word, coder, mode, sample)
        wrong = saved.faults.get(at, means.wrong)
        if wrong:
            left_out.add(wrong, line=line, example=_in_its_words(wrong, word))
            continue
        yield Decision(
            quote_id=quote_id,
            theme_id="" if means.decision == NO_CODE else theme_id,
            decision=means.decision,
            coder=coder,
            date=date,
            note=note,
            source=source,
            quote=quote,
            mode=means.mode,
            sample=means.sample,
            batch=batch,
            undone=undone,
            line=line,
        )


def _contradictions(rows: Iterable[Decision]) -> FaultTally:
    """The rows that say otherwise than the same coder before, in the same import or by hand."""
    twice = FaultTally()
    last: dict[tuple[str, str, str], Decision] = {}
    for row in rows:
        if row.undone:
            continue
        key = row.key
        before = last.get(key)
        if before is not None and before.decision != row.decision and before.batch == row.batch:
            about = f"passage {shown(row.quote_id)} and theme {shown(row.theme_id)}"
            twice.add("", line=row.line, example=f"{about}, first in line {before.line}")
        last[key] = row
    return twice


def current(rows: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that count: not undone, and not replaced by a later one of the same coder.

    A later decision replaces an earlier one on the same passage and code. A passage judged blind again, in another
    import, is judged again as a whole. "No code fits" and a code replace each other.
    """
    judged: dict[tuple[str, str, str], dict[str, Decision]] = {}
    for row in (row for row in rows if not row.undone):
        key = (row.coder, row.quote_id, row.mode)
        earlier = judged.pop(key, {})
        whole = row.mode == BLIND or row.coder == AGREED
        if whole and any(one.batch != row.batch for one in earlier.values()):
            earlier = {}
        if row.decision == NO_CODE:
            earlier = {code: one for code, one in earlier.items() if one.decision == REJECT}
        elif row.decision != REJECT:
            earlier.pop("", None)
        earlier.pop(row.theme_id, None)
        earlier[row.theme_id] = row
        judged[key] = earlier
    return tuple(decision for decisions in judged.values() for decision in decisions.values())


def last_batch(rows: Iterable[Decision]) -> int:
    """The number of the last import; 0 if there is none."""
    return max((int(row.batch) for row in rows if row.batch.isdecimal()), default=0)


def decided(decisions: Iterable[Decision]) -> Mapping[tuple[str, str], Decision]:
    """The word that counts for each passage and theme, of several people: what they agreed, or the latest.

    Dates are compared as written where both are ISO dates; otherwise the order of the file decides.
    """
    counts: dict[tuple[str, str], Decision] = {}
    for decision in decisions:
        key = (decision.quote_id, decision.theme_id)
        before = counts.get(key)
        if before is None:
            counts[key] = decision
        elif (before.coder == AGREED) != (decision.coder == AGREED):
            counts[key] = decision if decision.coder == AGREED else before
        elif not (_iso(before.date) and _iso(decision.date) and decision.date < before.date):
            counts[key] = decision
    return counts


def decision_meant(word: str) -> str:
    """The decision that a word in a sheet stands for; "" if it stands for none."""
    return _DECISION.get(word.strip().casefold(), "")


class _Meaning(NamedTuple):
    """What the short cells of a row stand for, or what is wrong with them."""

    wrong: str = ""
    decision: str = ""
    mode: str = ""
    sample: str = ""


@lru_cache(10_000)  # a file holds few that differ
def _meaning(has_passage: bool, has_theme: bool, word: str, coder: str, mode: str, sample: str) -> _Meaning:
    meant = decision_meant(word)
    there = {"quote_id": has_passage, "theme_id": has_theme or meant == NO_CODE, "decision": bool(word)}
    missing = [name for name in _REQUIRED if not there[name]]
    if missing:
        return _Meaning(f"it has no {' and no '.join(missing)}")
    if not meant:
        return _Meaning(_UNKNOWN_WORD)
    if not coder:
        return _Meaning("it has no coder")
    if coder.casefold() == PIPELINE:
        return _Meaning(f"its coder is '{PIPELINE}', which is kept for the machine")
    mode, sample = mode.casefold(), sample.casefold()
    if mode not in (BLIND, REVIEW, ""):
        return _Meaning("its mode is neither blind nor review")
    return _Meaning("", meant, mode, sample if sample in (RANDOM, INFORMATIVE) else "")


def _in_its_words(wrong: str, cell: str) -> str:
    # It may hold anything: only what cannot be a name is repeated.
    if wrong == _UNKNOWN_WORD and cell.isalpha() and cell.islower() and len(cell) <= _LONGEST_WORD:
        return wrong.replace("its decision", f"'{cell}'")
    return wrong


def columns_of(cells: Sequence[str]) -> list[str]:
    """The names of columns that the cells of a header give."""
    return [name.strip().strip('"').casefold().replace(" ", "_") for name in cells]


def is_header(names: Sequence[str]) -> bool:
    """Whether these columns are a header of decisions."""
    return set(names) >= set(_REQUIRED)


def _iso(date: str) -> bool:
    return len(date) >= 10 and date[4] == "-" and date[7] == "-" and date[:4].isdigit()


def _unreadable(left_out: FaultTally, stage: str) -> Iterator[Finding]:
    yield from left_out.findings(
        "a decision was left out",
        "decisions were left out",
        level="check",
        remedy="Correct the rows; until then they stay in the file and have no effect",
        file=DECISIONS_FILE,
        stage=stage,
    )


def _decided_twice(twice: FaultTally, stage: str) -> Iterator[Finding]:
    yield from twice.findings(
        "the same coder decided twice, and the last row counts",
        "rows decide again what the same coder decided otherwise before, and the last row counts",
        level="note",
        remedy="Delete the rows that no longer hold",
        file=DECISIONS_FILE,
        stage=stage,
    )
