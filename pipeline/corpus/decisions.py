"""Coders' decisions, read from `models/decisions.csv`.

Decisions are never overwritten and never lost. The reader tolerates what spreadsheets do to a file. A decision
whose passage no longer exists is kept and reported.
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
_LONGEST_WORD = 20  # characters of an invalid value repeated in a message


@dataclass(frozen=True)
class DecisionsRead:
    """What a decisions file holds.

    Attributes:
        decisions: the effective decisions: for each coder, theme and passage, the last one.
        rows: all valid rows, in order.
        findings: what needs checking.
    """

    decisions: tuple[Decision, ...]
    rows: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_decisions(text: str, *, path: Path | str = DECISIONS_FILE, stage: str = "themes") -> DecisionsRead:
    """The decisions in `text`, in order.

    A byte-order mark, Excel's `sep=` line, and commas, semicolons or tabs as separators are accepted, even if the
    separator changes within the file because two files were joined. Invalid rows are skipped and reported, with one
    finding per kind of fault.

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
    """All rows of a decisions file, including headers and blank rows, as `read_decisions` sees them."""
    layout = _Layout(table)
    for record in table.records(layout.is_row):
        cells = record.cells if layout.takes_header(record) else layout.cells(record)
        yield record if cells is record.cells else record._replace(cells=list(cells))


class _Layout:
    """Maps the cells of a row to columns, according to the header above it."""

    def __init__(self, table: SavedTable) -> None:
        self._table = table
        self._last = table.skipped + table.rest.count("\n") + 1  # the line without a line ending, if any
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
        """The number of columns; 0 before the first header."""
        return len(self.names)

    def is_row(self, cells: Sequence[str]) -> bool:
        """Whether the cells of one line are a row with a decision."""
        if len(cells) != self.width or not self.names:
            return False
        quote_id, theme_id, decision = (cells[at].strip() for at in self._needed)
        meant = decision_meant(decision)
        return bool(quote_id and meant and (theme_id or meant == NO_CODE))

    def whole(self, record: TableRow) -> Sequence[str]:
        """The cells of a row, padded to the number of columns."""
        cells = record.cells if len(record.cells) >= self.width else self.cells(record)
        return cells if len(cells) >= self.width else [*cells, *[""] * (self.width - len(cells))]

    def fault(self, record: TableRow) -> str:
        """The fault in a row, or ""."""
        if not record.closed:
            return "a quotation mark on its line is not closed"
        if record.line == self._last and len(self.cells(record)) < self.width:
            return "the last line of the file is cut off"
        if self._zeros and any("\0" in cell for cell in self.cells(record)):
            return "it holds zero bytes"
        return ""

    def cells(self, record: TableRow) -> Sequence[str]:
        """The cells of a row, even if its separator differs from that of the rows above."""
        if record.closed and len(record.cells) < self.width:
            for separator in SEPARATORS:
                if separator in record.text and self.is_row(
                    cells := self._table.cells_of(record.text, separator=separator)
                ):
                    return cells
        return record.cells


@dataclass
class _Saved:
    """The rows below one header, processed by column, which takes a third of the time of processing by row.

    Attributes:
        names: the columns of the header.
        lines: the line number of each row.
        cells: the cells of each row, at least one per column.
        faults: faults of invalid rows, by their index among these rows.
    """

    names: Sequence[str]
    lines: list[int] = field(default_factory=list)
    cells: list[Sequence[str]] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)

    def columns(self) -> list[list[str]]:
        """The values of each of `COLUMNS`; a duplicate column may only repeat the same values."""
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
    """Non-blank rows, grouped by header."""
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
    """The decisions in these rows; invalid rows are counted."""
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
    """Rows that contradict an earlier row by the same coder in the same batch."""
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
    """The effective decisions: not undone and not superseded by a later one of the same coder.

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
    """The effective decision of all coders on each passage and theme: the consensus, or the latest.

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
    """The decision that a word in a sheet means; "" if it means none."""
    return _DECISION.get(word.strip().casefold(), "")


class _Meaning(NamedTuple):
    """The meaning of a row's short cells, or the fault in them."""

    wrong: str = ""
    decision: str = ""
    mode: str = ""
    sample: str = ""


@lru_cache(10_000)  # a file has few distinct ones
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
    # The value may contain a name: only what cannot be one is repeated.
    if wrong == _UNKNOWN_WORD and cell.isalpha() and cell.islower() and len(cell) <= _LONGEST_WORD:
        return wrong.replace("its decision", f"'{cell}'")
    return wrong


def columns_of(cells: Sequence[str]) -> list[str]:
    """Normalised column names of a header row."""
    return [name.strip().strip('"').casefold().replace(" ", "_") for name in cells]


def is_header(names: Sequence[str]) -> bool:
    """Whether these columns form a header of a decisions file."""
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
