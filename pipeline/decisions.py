"""What people decided about the coding: `models/decisions.csv`, the one door by which it comes back.

A decision is never overwritten and never lost. Reading forgives what spreadsheets do to a file; a decision whose
passage cannot be found any more is kept, and the run says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from pipeline.cells import escaped, saved_table, unescaped
from pipeline.errors import UserError
from pipeline.records import Finding
from pipeline.spans import folded

DECISIONS_FILE = "decisions.csv"
PIPELINE = "pipeline"  # the coder of machine work; no person may be called that
AGREED = "agreed"  # the coder of what coders settled together
ACCEPT, REJECT, ADD = "accept", "reject", "add"
NO_CODE = "none"  # the passage was judged, and no code fits
BLIND, REVIEW = "blind", "review"  # how a coder worked: without the pipeline's proposals, or seeing them
RANDOM, INFORMATIVE = "random", "informative"  # how passages were chosen
SAME_WORDS = 92  # rapidfuzz ratio from which a passage is taken for the one that was decided on

_WAYS_TO_SAY = {
    ACCEPT: ("accept", "accepted", "yes", "y", "true", "1", "ok", "keep"),
    REJECT: ("reject", "rejected", "no", "n", "false", "0", "delete", "remove"),
    ADD: ("add", "added", "new", "another", "other theme"),
    NO_CODE: ("none", "none fits", "no code", "no code fits", "no theme", "no theme fits", "nothing fits"),
}
_DECISION = {said: decision for decision, ways in _WAYS_TO_SAY.items() for said in ways}


@dataclass(frozen=True, kw_only=True)
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
_REQUIRED = ("quote_id", "decision")  # and theme_id, but where no code fits


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

    A byte-order mark, Excel's `sep=` line, and commas, semicolons or tabs between the cells are all understood.
    A row that cannot be understood becomes a finding, and the others are read.

    Raises:
        UserError: if there is no header with the columns that are needed.
    """
    table = saved_table(text)
    if not table.hint and not table.rest.strip():
        return Read(())
    skipped, reader = table.skipped, table.rows()
    header = [_column(name) for name in next(reader, [])]
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise UserError(
            f"there is no column {' or '.join(repr(name) for name in missing)}",
            f"The first line must name the columns {', '.join(COLUMNS)}",
            path,
            1 + skipped,
        )
    findings: list[Finding] = []
    rows: list[Decision] = []
    kept: dict[tuple[str, str, str], Decision] = {}
    begins = reader.line_num + 1 + skipped
    for cells in reader:
        line, begins = begins, reader.line_num + 1 + skipped
        row = {name: unescaped(cell.strip()) for name, cell in zip(header, cells, strict=False)}
        if not any(row.values()):
            continue
        decision, wrong = _decision(row, line=line)
        if decision is None:
            findings.append(_finding("check", f"a decision was left out: {wrong}", "Correct the row", line, stage))
            continue
        rows.append(decision)
        before = kept.pop(decision.key, None)
        if before is not None and before.decision != decision.decision:
            findings.append(
                _finding(
                    "note",
                    f"the same coder decided twice on passage {decision.quote_id} and theme {decision.theme_id} "
                    f"(first in line {before.line}); the last row counts",
                    "Delete the row that no longer holds",
                    line,
                    stage,
                )
            )
        kept[decision.key] = decision
    return Read(tuple(kept.values()), tuple(rows), tuple(findings))


def written_decisions(decisions: Iterable[Decision]) -> bytes:
    """The file's bytes: CSV as UTF-8 with a byte-order mark, so that a spreadsheet reads accents rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for decision in decisions:
        writer.writerow(escaped(getattr(decision, name)) for name in COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def joined(earlier: Sequence[Decision], later: Sequence[Decision]) -> list[Decision]:
    """All of `earlier`, untouched, and after them what is new in `later`: nothing is overwritten."""
    known = {replace(decision, line=0) for decision in earlier}
    new = dict.fromkeys(replace(decision, line=0) for decision in later)
    return [*earlier, *(decision for decision in new if decision not in known)]


@dataclass(frozen=True)
class Passage:
    """What a decision can be about, as far as finding it again goes."""

    quote_id: str
    source: str
    text: str


@dataclass(frozen=True)
class Matched:
    """Decisions with the ids that their passages have now.

    Attributes:
        decisions: those whose passage was found, under its present id.
        lost: those whose passage was not found; they stay in the file.
        findings: what a person should look at.
    """

    decisions: tuple[Decision, ...]
    lost: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def match_decisions(
    decisions: Sequence[Decision], passages: Sequence[Passage], *, stage: str = "themes"
) -> Matched:
    """Find each decision's passage: by id, else by the same words, else by nearly the same within its source."""
    ids = {passage.quote_id for passage in passages}
    by_words: dict[str, list[Passage]] = {}
    by_source: dict[str, list[Passage]] = {}
    if any(decision.quote_id not in ids for decision in decisions):
        for passage in passages:
            by_words.setdefault(_words(passage.text), []).append(passage)
            by_source.setdefault(passage.source, []).append(passage)
    found: dict[tuple[str, str, str], Decision] = {}
    lost: list[Decision] = []
    moved = 0
    for decision in decisions:
        if decision.quote_id in ids:
            found[decision.key] = decision
            continue
        again = _same(decision, by_words) or _similar(decision, by_source.get(decision.source, []))
        if again is None:
            lost.append(decision)
            continue
        moved += 1
        under_new_id = replace(decision, quote_id=again.quote_id)
        found.setdefault(under_new_id.key, under_new_id)  # one made on the passage as it is now goes first
    return Matched(tuple(found.values()), tuple(lost), tuple(_about(moved, lost, stage=stage)))


def decided(decisions: Iterable[Decision]) -> Mapping[tuple[str, str], Decision]:
    """The word that counts for each passage and theme, of several people: what they agreed, or the latest.

    Dates are compared as written where both are ISO dates; otherwise the order of the file decides.
    """
    counts: dict[tuple[str, str], Decision] = {}
    for decision in decisions:
        key = (decision.quote_id, decision.theme_id)
        before = counts.get(key)
        if before is not None and (before.coder == AGREED) != (decision.coder == AGREED):
            counts[key] = max(before, decision, key=lambda one: one.coder == AGREED)
        elif before is None or not (_iso(before.date) and _iso(decision.date) and decision.date < before.date):
            counts[key] = decision
    return counts


def conflicts(decisions: Iterable[Decision]) -> list[tuple[str, str]]:
    """The passages and themes on which coders differ, some for, some against, and have agreed on nothing yet."""
    sides: dict[tuple[str, str], set[bool]] = {}
    given = list(decisions)
    settled = {(one.quote_id, one.theme_id) for one in given if one.coder == AGREED}
    for decision in given:
        sides.setdefault((decision.quote_id, decision.theme_id), set()).add(decision.decision == REJECT)
    return sorted(key for key, some in sides.items() if len(some) > 1 and key not in settled)


def decision_meant(word: str) -> str:
    """The decision that a word in a sheet stands for; "" if it stands for none."""
    return _DECISION.get(word.strip().casefold(), "")


def _decision(row: Mapping[str, str], *, line: int) -> tuple[Decision | None, str]:
    missing = [name for name in _REQUIRED if not row.get(name)]
    if missing:
        return None, f"it has no {' and no '.join(missing)}"
    meant = _DECISION.get(row["decision"].casefold())
    if meant is None:
        cell = row["decision"]  # it may hold anything: only what cannot be a name is repeated
        told = f"'{cell}'" if cell.isalpha() and cell.islower() else "its decision"
        return None, f"{told} is none of accept, reject, add"
    coder = row.get("coder", "") or "unnamed coder"
    if coder.casefold() == PIPELINE:
        return None, f"its coder is '{coder}', which is kept for the machine"
    given = {name: row.get(name, "") for name in COLUMNS} | {"decision": meant, "coder": coder}
    return Decision(**given, line=line), ""


def _column(name: str) -> str:
    return name.strip().strip('"').casefold().replace(" ", "_")


def _words(text: str) -> str:
    return folded(text).casefold().replace("’", "'")


def _same(decision: Decision, by_words: Mapping[str, Sequence[Passage]]) -> Passage | None:
    """The one passage with these very words: in its own source, or in one that was given another name."""
    if not decision.quote:
        return None
    candidates = by_words.get(_words(decision.quote), ())
    at_home = [passage for passage in candidates if passage.source == decision.source]
    if at_home:
        return at_home[0]
    return candidates[0] if len(candidates) == 1 else None


def _similar(decision: Decision, passages: Sequence[Passage]) -> Passage | None:
    from rapidfuzz import fuzz, process

    if not decision.quote or not passages:
        return None
    texts = [_words(passage.text) for passage in passages]
    best = process.extractOne(_words(decision.quote), texts, scorer=fuzz.ratio, score_cutoff=SAME_WORDS)
    return None if best is None else passages[best[2]]


def _about(moved: int, lost: Sequence[Decision], *, stage: str) -> Iterable[Finding]:
    if moved:
        yield _finding(
            "note",
            f"{moved} decision(s) found their passage by its words, because its transcript has changed",
            "",
            0,
            stage,
        )
    for decision in lost:
        yield _finding(
            "check",
            f"the passage {decision.quote_id} of a decision on theme {decision.theme_id} is in no transcript now; "
            "the decision is kept and has no effect",
            "Decide again on the passage as it reads now, or leave the row as a record",
            decision.line,
            stage,
        )


def _iso(date: str) -> bool:
    return len(date) >= 10 and date[4] == "-" and date[7] == "-" and date[:4].isdigit()


def _finding(level: str, finding: str, remedy: str, line: int, stage: str) -> Finding:
    return Finding(level=level, stage=stage, file=DECISIONS_FILE, line=line, finding=finding, remedy=remedy)
