"""What a run changed in the codings: which were added and removed for each code, and why."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.coding_records import Coding
from pipeline.corpus.csv_safety import escaped
from pipeline.corpus.errors import UserError
from pipeline.corpus.judged_pairs import CANDIDATE, judged_pairs
from pipeline.corpus.layers import RunTables
from pipeline.corpus.schema import stored
from pipeline.corpus.storage import make_folder, read_table, remove_folder
from pipeline.corpus.study import Study

_TABLES = (tables.CODINGS, tables.JUDGEMENTS, tables.THEMES, tables.THRESHOLDS)
DECIDED, LEARNED, ADJUSTED, OTHER = "decided", "learned", "adjusted", "other"
REASONS = {
    DECIDED: "decided by a coder",
    LEARNED: "learned from decided passages",
    ADJUSTED: "confidence or threshold adjusted to decisions",
    OTHER: "transcripts, codebook or settings changed",
}


CHANGES_FILE = "review/changes.csv"  # below the private folder


@dataclass(frozen=True)
class CodingState:
    """The codings of a finished run, as needed for a comparison.

    Attributes:
        standing: the passage and code of every coding that counts.
        judged: which coders gave each passage which codes.
        methods: the method used for the confidence of codings, by code.
        names: the name of each code.
    """

    standing: frozenset[tuple[str, str]]
    judged: Mapping[str, frozenset[tuple[str, ...]]]
    methods: Mapping[str, str]
    names: Mapping[str, str]


@dataclass(frozen=True)
class CodeChange:
    """The changes to the codings of one code.

    Attributes:
        code: the id of the code.
        name: the name of the code.
        before: the number of passages coded with it before.
        after: the number now.
        came: how many were added, by reason.
        went: how many were removed, by reason.
    """

    code: str
    name: str
    before: int
    after: int
    came: Mapping[str, int]
    went: Mapping[str, int]


@contextmanager
def tables_before(study: Study) -> Iterator[Path]:
    """A folder with the current tables, kept while a run replaces them; hard-linked rather than copied."""
    folder = study.private / "before"
    remove_folder(folder)
    make_folder(folder, private=True)
    try:
        for table in _TABLES:
            source = study.tables / f"{table.name}.parquet"
            if source.exists():
                _link(source, folder / source.name)
        yield folder
    finally:
        remove_folder(folder)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def coding_state(folder: Path) -> CodingState | None:
    """The state recorded in the tables of a folder; None if they cannot be read."""
    try:
        made = RunTables(_TABLES, lambda table: read_table(folder / f"{table.name}.parquet", table))
    except (OSError, UserError):  # missing, damaged or another version: nothing to compare
        return None
    judged: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in made[tables.JUDGEMENTS]:
        judged[one.quote_id].add((one.coder, one.mode, stored(one.codes), stored(one.rejected)))
    themes = made[tables.THEMES]
    codes = {one.theme_id for one in themes if one.origin != CANDIDATE}
    return CodingState(
        standing=_standing(made[tables.CODINGS], codes=codes),
        judged={quote_id: frozenset(some) for quote_id, some in judged.items()},
        methods={one.theme_id: one.method for one in made[tables.THRESHOLDS]},
        names={one.theme_id: one.theme for one in themes},
    )


def coding_changes(before: CodingState, after: CodingState) -> list[CodeChange]:
    """The codes whose codings changed, starting with those with the most changes."""
    came, went = after.standing - before.standing, before.standing - after.standing
    counts_before, counts_after = (Counter(code for _, code in one.standing) for one in (before, after))
    reasons = {pair: _reason(pair, before, after) for pair in came | went}
    changes = [
        CodeChange(
            code=code,
            name=after.names.get(code) or before.names.get(code) or code,
            before=counts_before[code],
            after=counts_after[code],
            came=Counter(reasons[pair] for pair in came if pair[1] == code),
            went=Counter(reasons[pair] for pair in went if pair[1] == code),
        )
        for code in {code for _, code in came | went}
    ]
    return sorted(changes, key=lambda one: (-sum(one.came.values()) - sum(one.went.values()), one.code))


def _standing(codings: Iterable[Coding], *, codes: Collection[str]) -> frozenset[tuple[str, str]]:
    """Pairs of passage and code; candidate themes, which change from run to run, are left out."""
    return frozenset(pair for pair, one in judged_pairs(codings).items() if one.stands and pair[1] in codes)


def _reason(pair: tuple[str, str], before: CodingState, after: CodingState) -> str:
    quote_id, code = pair
    nothing: frozenset[tuple[str, ...]] = frozenset()
    if before.judged.get(quote_id, nothing) != after.judged.get(quote_id, nothing):
        return DECIDED
    if before.judged == after.judged:
        return OTHER
    return LEARNED if LEARNED in (before.methods.get(code), after.methods.get(code)) else ADJUSTED


def changes_table(changes: Iterable[CodeChange]) -> bytes:
    """The changes as CSV, with one row per code."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    directions = [(what, reason) for what in ("came", "went") for reason in REASONS]
    writer.writerow(["theme_id", "theme", "before", "after", *(f"{what}_{reason}" for what, reason in directions)])
    for one in changes:
        counts = {"came": one.came, "went": one.went}
        row = [one.code, one.name, one.before, one.after, *(counts[what].get(why, 0) for what, why in directions)]
        writer.writerow(escaped(cell) if isinstance(cell, str) else cell for cell in row)
    return out.getvalue().encode("utf-8-sig")
