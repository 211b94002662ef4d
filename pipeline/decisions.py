"""What people decided about the coding: `models/decisions.csv`, the one door by which it comes back.

A decision is never overwritten and never lost. Reading forgives what spreadsheets do to a file; a decision whose
passage cannot be found any more is kept, and the run says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.cells import SEPARATORS, Record, SavedTable, saved_table, unescaped
from pipeline.errors import UserError
from pipeline.records import Finding
from pipeline.tallies import Tally, shown

DECISIONS_FILE = "decisions.csv"
PIPELINE = "pipeline"  # the coder of machine work; no person may be called that
AGREED = "agreed"  # the coder of what coders settled together
ACCEPT, REJECT, ADD = "accept", "reject", "add"
NO_CODE = "none"  # the passage was judged, and no code fits
BLIND, REVIEW = "blind", "review"  # how a coder worked: without the pipeline's proposals, or seeing them
RANDOM, INFORMATIVE = "random", "informative"  # how passages were chosen

_WAYS_TO_SAY = {
    ACCEPT: ("accept", "accepted", "yes", "y", "true", "1", "ok", "keep"),
    REJECT: ("reject", "rejected", "no", "n", "false", "0", "delete", "remove"),
    ADD: ("add", "added", "new", "another", "other theme"),
    NO_CODE: ("none", "none fits", "no code", "no code fits", "no theme", "no theme fits", "nothing fits"),
}
_DECISION = {said: decision for decision, ways in _WAYS_TO_SAY.items() for said in ways}


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One person's word on one theme for one passage or quote.

    Attributes:
        quote_id: the passage or quote.
        theme_id: the code.
        decision: `accept`, `reject` or `add`; `none`, with no theme, where no code fits the passage.
        coder: who decided.
        date: when, as written.
        note: what the person wrote.
        source: the source at the time.
        quote: the words at the time, to find the passage again when its transcript was corrected.
        mode: `blind`, `review`, or "" where it is not recorded.
        sample: how the passage was chosen: `random`, `informative`, or "" where it is not recorded.
        batch: the number of the import that brought it; "" for a row that was written by hand.
        undone: `yes` once its import was undone: the row stays as a record and has no effect.
        line: in the file it was read from; 0 if in none.
    """

    quote_id: str
    theme_id: str
    decision: str
    coder: str
    date: str = ""
    note: str = ""
    source: str = ""
    quote: str = ""
    mode: str = ""
    sample: str = ""
    batch: str = ""
    undone: str = ""
    line: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later decision of the same person replaces."""
        return (self.quote_id, self.theme_id, self.coder)


COLUMNS = tuple(field.name for field in fields(Decision) if field.name != "line")
_REQUIRED = ("quote_id", "theme_id", "decision")
_UNKNOWN_WORD = "its decision is none of accept, reject, add, none"
_LONGEST_WORD = 20  # characters of one that is repeated


@dataclass(frozen=True)
class Read:
    """What a decisions file holds.

    Attributes:
        decisions: those that count: of several by one coder on the same theme and passage, the last.
        rows: every row that could be understood, in order.
        findings: what a person should look at.
    """

    decisions: tuple[Decision, ...]
    rows: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_decisions(text: str, *, path: Path | str = DECISIONS_FILE, stage: str = "themes") -> Read:
    """The decisions in `text`, in order.

    A byte-order mark, Excel's `sep=` line, and commas, semicolons or tabs between the cells are all understood,
    also where they change within the file, as they do where two files were put together. A row that cannot be
    understood is left out and named in a finding, one for each kind of fault; the others are read.

    Raises:
        UserError: if there is no header with the columns that are needed.
    """
    table = saved_table(text)
    if not table.hint and not table.rest.strip():
        return Read(())
    layout = _Layout(table)
    left_out, twice = Tally(), Tally()
    rows: list[Decision] = []
    last: dict[tuple[str, str, str], Decision] = {}
    for record in table.records(layout.is_row):
        if not "".join(record.cells).strip():
            continue
        if layout.takes_header(record):
            continue
        if not layout.width:
            break
        row, wrong = layout.row(record)
        decision: Decision | None = None
        if not wrong:
            decision, wrong = _decision(row, line=record.line)
        if decision is None:
            left_out.add(wrong, line=record.line, example=_in_its_words(wrong, row))
            continue
        rows.append(decision)
        if decision.undone:
            continue
        before = last.get(decision.key)
        if before is not None and before.decision != decision.decision and before.batch == decision.batch:
            about = f"passage {shown(decision.quote_id)} and theme {shown(decision.theme_id)}"
            twice.add("", line=record.line, example=f"{about}, first in line {before.line}")
        last[decision.key] = decision
    if not layout.width:
        missing = [name for name in _REQUIRED if name not in layout.first]
        raise UserError(
            f"there is no column {' or '.join(repr(name) for name in missing)}",
            f"The first line must name the columns {', '.join(COLUMNS)}",
            path,
            layout.line,
        )
    findings = (*_unreadable(left_out, stage), *_decided_twice(twice, stage))
    return Read(current(rows), tuple(rows), findings)


def decision_records(table: SavedTable) -> Iterator[Record]:
    """The rows of a file of decisions, headers and blank ones too, with the cells that `read_decisions` reads."""
    layout = _Layout(table)
    for record in table.records(layout.is_row):
        if layout.takes_header(record) or len(record.cells) >= layout.width:
            yield record
        else:
            yield record._replace(cells=list(layout.cells(record)))


class _Layout:
    """Which cell of a row is which column: as the header says that stands above it."""

    def __init__(self, table: SavedTable) -> None:
        self._table = table
        self._last = table.skipped + table.rest.count("\n") + 1  # the line, if any, that has no end
        self._zeros = "\0" in table.rest
        self._names: Sequence[str] = ()
        self._needed: Sequence[int] = ()
        self.first: Sequence[str] = ()
        self.line = 1 + table.skipped

    def takes_header(self, record: Record) -> bool:
        """Whether this row is a header; those after it are then read by it."""
        if self._names and "decision" not in record.text.casefold():
            return False
        names = columns_of(record.cells)
        if not self.first:
            self.first, self.line = names, record.line
        elif len(names) < len(_REQUIRED):
            others = (columns_of(self._table.cells_of(record.text, separator=one)) for one in SEPARATORS)
            names = next(filter(is_header, others), names)
        if not is_header(names):
            return False
        self._names, self._needed = names, [names.index(name) for name in _REQUIRED]
        return True

    @property
    def width(self) -> int:
        """How many cells a row has; 0 before a header was read."""
        return len(self._names)

    def is_row(self, cells: Sequence[str]) -> bool:
        """Whether the cells of one line are a row with a decision."""
        if len(cells) != self.width or not self._names:
            return False
        quote_id, theme_id, decision = (cells[at].strip() for at in self._needed)
        meant = decision_meant(decision)
        return bool(quote_id and meant and (theme_id or meant == NO_CODE))

    def row(self, record: Record) -> tuple[dict[str, str], str]:
        """A row by its columns, and what is wrong with it, or ""."""
        cells = record.cells if len(record.cells) >= self.width else self.cells(record)
        row, wrong = dict.fromkeys(COLUMNS, ""), ""
        for name, cell in zip(self._names, cells, strict=False):
            given = cell.strip()
            if name not in row or not given:
                continue
            given = unescaped(given) if given[0] == "'" else given
            if row[name] and row[name] != given:
                wrong = f"the column {name} is there twice, and its two cells differ"
            row[name] = given
        if self._zeros and any("\0" in cell for cell in cells):
            wrong = "it holds zero bytes"
        if not record.closed:
            wrong = "a quotation mark on its line is not closed"
        elif record.line == self._last and len(cells) < self.width:
            wrong = "the last line of the file is cut off"
        return row, wrong

    def cells(self, record: Record) -> Sequence[str]:
        """The cells of a row, also where they are separated in another way than those above."""
        if record.closed:
            for separator in SEPARATORS:
                if separator in record.text and self.is_row(
                    cells := self._table.cells_of(record.text, separator=separator)
                ):
                    return cells
        return record.cells


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
        judged[key] = {**earlier, row.theme_id: row}
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


def _decision(row: Mapping[str, str], *, line: int) -> tuple[Decision | None, str]:
    meant = decision_meant(row["decision"])
    missing = [name for name in _REQUIRED if not row[name] and not (name == "theme_id" and meant == NO_CODE)]
    if missing:
        return None, f"it has no {' and no '.join(missing)}"
    if not meant:
        return None, _UNKNOWN_WORD
    if not row["coder"]:
        return None, "it has no coder"
    if row["coder"].casefold() == PIPELINE:
        return None, f"its coder is '{PIPELINE}', which is kept for the machine"
    mode, sample = row["mode"].casefold(), row["sample"].casefold()
    if mode not in (BLIND, REVIEW, ""):
        return None, "its mode is neither blind nor review"
    given = {
        "decision": meant,
        "theme_id": "" if meant == NO_CODE else row["theme_id"],
        "mode": mode,
        "sample": sample if sample in (RANDOM, INFORMATIVE) else "",
    }
    return Decision(**{**row, **given}, line=line), ""


def _in_its_words(wrong: str, row: Mapping[str, str]) -> str:
    cell = row["decision"]  # it may hold anything: only what cannot be a name is repeated
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


def _unreadable(left_out: Tally, stage: str) -> Iterator[Finding]:
    yield from left_out.findings(
        "a decision was left out",
        "decisions were left out",
        level="check",
        remedy="Correct the rows; until then they stay in the file and have no effect",
        file=DECISIONS_FILE,
        stage=stage,
    )


def _decided_twice(twice: Tally, stage: str) -> Iterator[Finding]:
    yield from twice.findings(
        "the same coder decided twice, and the last row counts",
        "rows decide again what the same coder decided otherwise before, and the last row counts",
        level="note",
        remedy="Delete the rows that no longer hold",
        file=DECISIONS_FILE,
        stage=stage,
    )
