"""What a run changed in the codings: which came and went, code by code, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline import tables
from pipeline.decisions import PIPELINE, REJECT
from pipeline.schema import Record, rows_of
from pipeline.storage import read_table
from pipeline.study import Study

DECIDED, LEARNED, THRESHOLD, OTHER = "decided", "learned", "threshold", "input changed"
REASONS = {
    DECIDED: "decided by a coder",
    LEARNED: "learned from decisions",
    THRESHOLD: "confidence or threshold adjusted to decisions",
    OTHER: "transcripts, codebook or settings changed",
}
LEARNING = "learned"  # the method of a code that decided passages speak for


@dataclass(frozen=True)
class CodingState:
    """The codings of a finished run, as far as comparing goes.

    Attributes:
        standing: passage and code of every coding that nobody rejected.
        judged: who gave each passage which codes.
        methods: for each code, how its codings are made and from which confidence.
        names: the name of each code.
    """

    standing: frozenset[tuple[str, str]]
    judged: Mapping[str, frozenset[tuple[str, ...]]]
    methods: Mapping[str, tuple[str, float]]
    names: Mapping[str, str]


@dataclass(frozen=True)
class CodeChange:
    """What changed under one code.

    Attributes:
        code: its id.
        name: its name.
        before: passages coded with it before.
        after: and now.
        came: how many are new, by reason.
        went: how many are gone, by reason.
    """

    code: str
    name: str
    before: int
    after: int
    came: Mapping[str, int]
    went: Mapping[str, int]


def coding_state(study: Study) -> CodingState | None:
    """The state that the last run left; None if there is none that can be read."""
    wanted = (tables.CODINGS, tables.JUDGEMENTS, tables.THEMES)
    try:
        codings, judgements, themes = (
            rows_of(read_table(study.tables / f"{table.name}.parquet", table)) for table in wanted
        )
    except Exception:
        return None
    judged: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in judgements:
        judged[row["quote_id"]].add((row["coder"], row["mode"], row["codes"], row["rejected"]))
    return CodingState(
        standing=_standing(codings),
        judged={quote_id: frozenset(some) for quote_id, some in judged.items()},
        methods={row["theme_id"]: (row["method"], row["threshold"]) for row in themes},
        names={row["theme_id"]: row["theme"] for row in themes},
    )


def coding_changes(before: CodingState, after: CodingState) -> list[CodeChange]:
    """The codes whose codings changed, those with most changes first."""
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


def coded_passages(state: CodingState) -> int:
    """How many passages have a code."""
    return len({quote_id for quote_id, _ in state.standing})


def _standing(codings: Iterable[Record]) -> frozenset[tuple[str, str]]:
    marks: dict[tuple[str, str], str] = {}
    machine = set()
    for row in codings:
        pair = (row["quote_id"], row["theme_id"])
        if row["coder"] == PIPELINE:
            machine.add(pair)
        if row["coder"] == PIPELINE or pair not in machine:  # the pipeline's row carries the word that counts
            marks[pair] = row["decision"]
    return frozenset(pair for pair, mark in marks.items() if mark != REJECT)


def _reason(pair: tuple[str, str], before: CodingState, after: CodingState) -> str:
    quote_id, code = pair
    nothing: frozenset[tuple[str, ...]] = frozenset()
    if before.judged.get(quote_id, nothing) != after.judged.get(quote_id, nothing):
        return DECIDED
    if before.judged == after.judged:
        return OTHER
    earlier, later = before.methods.get(code), after.methods.get(code)
    if LEARNING in ((earlier or ("",))[0], (later or ("",))[0]):
        return LEARNED
    return THRESHOLD
