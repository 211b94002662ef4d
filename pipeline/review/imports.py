"""Imports decisions from sheets and from projects of other programs: all rows of a file, or none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.corpus.coding_records import BLIND, REVIEW, Decision, Judgement
from pipeline.corpus.decision_matching import DecidablePassage
from pipeline.corpus.decisions import DECISIONS_FILE, current, last_batch, read_decisions
from pipeline.corpus.decisions_file import appended, marked_undone
from pipeline.corpus.errors import UserError
from pipeline.corpus.judgements import differing_passages, judgements_of
from pipeline.corpus.records import Finding
from pipeline.corpus.storage import decoded, file_content, make_folder, read_parquet, write_whole
from pipeline.corpus.study import Study
from pipeline.corpus.withdrawals import UNFINISHED_PATTERN, WITHDRAWN_FILE, Withdrawals
from pipeline.emit.schemas import CODED_QUOTES
from pipeline.emit.table_files import parquet_path
from pipeline.review.passages import stored_passages
from pipeline.review.project_decisions import decisions_of_project
from pipeline.review.sheet_decisions import Reader, RowProblem, SameCoder, with_batch
from pipeline.review.sheets import SheetRow, read_rows
from pipeline.workflow.locks import WRITES_BOTH, WRITES_MODELS, hold

_OF_THE_DATASET = "shortlisted"  # a column that review sheets do not have


def is_dataset(row: SheetRow) -> bool:
    """Whether a row comes from the dataset rather than from a sheet made for review."""
    return _OF_THE_DATASET in row.cells


def changed_decisions(study: Study, rows: Iterable[SheetRow], *, coder: str) -> Iterator[SheetRow]:
    """The rows whose decision differs from the one written by the last run.

    The column `coder` lists the coders so far, including the pipeline; new decisions were made by `coder`.
    """
    written = _written(study)
    for row in rows:
        decision, note = row.cell("decision"), row.cell("note")
        before = written.get((row.cell("quote_id"), row.cell("theme_id")), ("", ""))
        if decision and decision.casefold() != before[0]:
            own = {"coder": coder, "note": "" if note == before[1] else note, "mode": REVIEW}
            yield replace(row, cells={**row.cells, **own})


def _written(study: Study) -> dict[tuple[str, str], tuple[str, str]]:
    """The decision and note of each row of the last run, by quote and theme; the CSV may be the filled-in file."""
    import pyarrow as pa

    try:
        path = study.outputs / parquet_path(CODED_QUOTES)
        rows = read_parquet(path, ["quote_id", "theme_id", "decision", "note"]).to_dict("records")
    except (OSError, pa.ArrowException, KeyError):  # missing, damaged or another version: every decision is new
        return {}
    return {(row["quote_id"], row["theme_id"]): (row["decision"], row["note"].strip()) for row in rows}


class WithdrawnWords:
    """Recognises passages and words of people who have withdrawn.

    Passages of the last run do not belong to anyone who has withdrawn. While a withdrawal is unfinished this is not
    certain, so every passage is checked.
    """

    def __init__(self, study: Study) -> None:
        path = study.models / WITHDRAWN_FILE
        self._known = Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)
        unfinished = [json.loads(one.read_text("utf-8")) for one in sorted(study.models.glob(UNFINISHED_PATTERN))]
        for plan in unfinished:
            self._known = self._known.joined(Withdrawals(tuple((salt, digest) for salt, digest in plan["marks"])))
        look = bool(self._known) and not unfinished
        self._present = {passage.quote_id for passage in stored_passages(study)} if look else set()

    def hold(self, quote_id: str, *texts: str) -> bool:
        """Whether a passage, or text written next to it, is theirs."""
        if not self._known or quote_id in self._present:
            return False
        return self._known.hold_words(quote_id, texts)

    def finding(self, left_out: int) -> Iterator[Finding]:
        """The finding for rows that were left out."""
        if left_out:
            rows, were = ("1 row", "was") if left_out == 1 else (f"{left_out} rows", "were")
            yield Finding(
                level="note",
                stage="review",
                file=WITHDRAWN_FILE,
                finding=f"{rows} about the words of a participant who has withdrawn {were} left out",
                remedy="Delete the file that they came from, or these rows in it: it contains the person's words",
            )


_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The result of an import.

    Attributes:
        judgements: the number of passages judged, by coder and mode: ("Ann", "blind") → 58.
        new: judgements of passages that the coder had not judged in this mode.
        changed: judgements that differ from the coder's earlier one, which stays in the file as a record.
        unchanged: judgements that were already recorded.
        unanswered: rows in which nothing was filled in.
        differing: passages to which coders have now given different codes.
        findings: what the user should check.
    """

    judgements: dict[tuple[str, str], int]
    new: int
    changed: int
    unchanged: int
    unanswered: int
    differing: tuple[str, ...]
    findings: tuple[Finding, ...]


def never_same_coder(written: str, known: str) -> bool:
    """Treats two spellings of a name as different people, for use when no user can be asked."""
    return False


def import_decisions(
    study: Study,
    file: Path,
    *,
    coder: str = "",
    mode: str = "",
    skip_problems: bool = False,
    same_coder: SameCoder = never_same_coder,
) -> Imported:
    """Add the decisions of a sheet or a REFI-QDA project to `models/decisions.csv`; no existing row is lost.

    Rows without a decision are skipped, so that the dataset itself can be filled in and imported.

    Args:
        study: the study.
        file: a `.csv` or `.xlsx` with the columns quote_id and theme_id or decision, or a `.qdpx`.
        coder: the coder, for rows that name none; for a project also who removed codings of the pipeline.
        mode: `blind` or `review`, for rows that do not say.
        skip_problems: import the other rows, rather than none, if some cannot be imported.
        same_coder: called to decide whether two spellings of a coder's name mean one person.

    Raises:
        UserError: if the file cannot be read or a row cannot be imported; then nothing is imported.
    """
    # Nobody else may change the file between reading and writing it.
    with hold(study, WRITES_BOTH):
        path = study.models / DECISIONS_FILE
        kept = file_content(path) if path.exists() else b""
        read = read_decisions(decoded(kept), path=path)
        if file.suffix.casefold() == ".qdpx":
            given = decisions_of_project(study, file, known=read.decisions, coder=coder)
            words = WithdrawnWords(study)
            decisions = tuple(one for one in given.decisions if not words.hold(one.quote_id, one.quote, one.note))
            findings = [*given.findings, *words.finding(len(given.decisions) - len(decisions))]
            unanswered = 0
        else:
            decisions, findings, unanswered = _of_sheet(
                study,
                file,
                known={one.coder for one in read.rows},
                coder=coder,
                mode=mode,
                skip_problems=skip_problems,
                same_coder=same_coder,
            )
        before = {_key(one): one for one in judgements_of(read.decisions)}
        told = {_key(one): one for one in judgements_of(current(decisions))}
        fresh = {key: one for key, one in told.items() if _is_news(one, before.get(key))}
        rows = [one for one in decisions if (one.coder, one.quote_id, one.mode) in fresh]
        if rows:
            add_decisions(study, rows)
        now = current([*read.decisions, *with_batch(rows, "new")])
        return Imported(
            judgements=dict(sorted(Counter((one.coder, one.mode) for one in told.values()).items())),
            new=sum(key not in before for key in fresh),
            changed=sum(key in before for key in fresh),
            unchanged=len(told) - len(fresh),
            unanswered=unanswered,
            differing=tuple(differing_passages(judgements_of(now))),
            findings=tuple(findings),
        )


def add_decisions(study: Study, decisions: Sequence[Decision], *, batch: int = 0) -> int:
    """Add decisions to `models/decisions.csv` as one import, which can be undone; return its number.

    Args:
        study: the study.
        decisions: the checked decisions.
        batch: the number of the import, if already assigned; its existing rows are not added again.
    """
    with hold(study, WRITES_MODELS):
        path = study.models / DECISIONS_FILE
        kept = file_content(path) if path.exists() else b""
        before = read_decisions(decoded(kept), path=path).rows
        batch = batch or last_batch(before) + 1
        if not any(row.batch == str(batch) for row in before):
            make_folder(study.models)
            write_whole(path, appended(kept, with_batch(decisions, str(batch))))
        return batch


def redo_import(study: Study, number: int) -> None:
    """Restore the rows of an import that was undone.

    Raises:
        UserError: if there is no such import.
    """
    with hold(study, WRITES_MODELS):
        path = study.models / DECISIONS_FILE
        text = decoded(path.read_bytes()) if path.exists() else ""
        if not any(row.batch == str(number) for row in read_decisions(text, path=path).rows):
            raise UserError(f"there is no import {number}", "Decide again on these passages", path)
        write_whole(path, marked_undone(text, str(number), undone=False))


def _of_sheet(
    study: Study,
    file: Path,
    *,
    known: Collection[str],
    coder: str,
    mode: str,
    skip_problems: bool,
    same_coder: SameCoder,
) -> tuple[tuple[Decision, ...], list[Finding], int]:
    words = WithdrawnWords(study)
    given = read_rows(file)
    rows = [row for row in given if not words.hold(*map(row.cell, ("quote_id", "quote", "note")))]
    left = len(rows)
    if rows and is_dataset(rows[0]):
        rows, mode = list(changed_decisions(study, rows, coder=coder)), REVIEW
    reader = Reader(
        codes=_codes(study),
        passages=[DecidablePassage(one.quote_id, one.source, one.text) for one in stored_passages(study)],
        coders=sorted(known),
        coder=coder,
        mode=mode,
        same_coder=same_coder,
    )
    made = reader.read(rows)
    if made.problems and not skip_problems:
        raise _refused(file, made.problems)
    findings = [_finding(file, problem) for problem in made.problems]
    return made.decisions, [*findings, *words.finding(len(given) - left)], made.unanswered


def _codes(study: Study) -> dict[str, str]:
    from pipeline.corpus.codebook import CODEBOOK_FILE, usable_codes

    path = study.models / CODEBOOK_FILE
    if not path.exists():
        return {}
    codebook, _ = usable_codes(decoded(file_content(path)), path=path)
    return {code.id: code.name for code in codebook.codes}


def _refused(file: Path, problems: Sequence[RowProblem]) -> UserError:
    told = [f"{one.place}: {one.problem}. {one.remedy}." for one in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        told.append(f"and {len(problems) - _SHOWN} more.")
    rows = "1 row" if len(problems) == 1 else f"{len(problems)} rows"
    return UserError(
        f"nothing was imported, because {rows} cannot be imported:\n  " + "\n  ".join(told) + "\n",
        "Correct them, or use --skip to import the other rows",
        file,
    )


def _finding(file: Path, problem: RowProblem) -> Finding:
    finding = f"{problem.place} was left out: {problem.problem}"
    return Finding(level="check", stage="review", file=file.name, finding=finding, remedy=problem.remedy)


def _key(one: Judgement) -> tuple[str, str, str]:
    return (one.coder, one.quote_id, one.mode)


def _is_news(one: Judgement, before: Judgement | None) -> bool:
    """Whether a judgement differs from the coder's earlier one."""
    if before is None:
        return True
    if one.mode == BLIND or one.no_code_fits:
        return (one.codes, one.note) != (before.codes, before.note) or one.no_code_fits != before.no_code_fits
    return not (one.codes <= before.codes and one.rejected <= before.rejected and one.note in ("", before.note))


UNDO_RECORD = "unfinished-undo.json"  # in the models folder


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of an undo.

    Attributes:
        batch: the number of the import.
        rows: how many rows it had added.
        coders: the coders of these rows.
        resumed: whether this completed an interrupted undo.
    """

    batch: int
    rows: int
    coders: tuple[str, ...]
    resumed: bool = False


def undo_import(study: Study, number: int = 0, *, report: Callable[[Undone], None] = lambda _: None) -> Undone:
    """Mark the rows of an import as undone; if it was already undone, nothing changes.

    Args:
        study: the study.
        number: the number of the import; 0 for the last that still counts, or the one whose undo was interrupted.
        report: reports to the user what was undone. Until it has returned, a repeated call completes this undo.

    Raises:
        UserError: if there is no such import, or none left to undo.
    """
    with hold(study, WRITES_MODELS):
        path, record = study.models / DECISIONS_FILE, study.models / UNDO_RECORD
        text = decoded(path.read_bytes()) if path.exists() else ""
        rows = read_decisions(text, path=path).rows
        latest = last_batch(rows)
        interrupted = _recorded(record, latest=latest)
        batch = number or interrupted or last_batch(row for row in rows if not row.undone)
        if not batch:
            raise UserError("there is no import to undo", "Delete rows written by hand yourself", path)
        own = [row for row in rows if row.batch == str(batch)]
        if not own:
            known = ", ".join(map(str, sorted({int(row.batch) for row in rows if row.batch.isdecimal()}))) or "none"
            raise UserError(f"there is no import {batch}", f"The imports are: {known}", path)
        if batch != interrupted:
            write_whole(record, json.dumps({"batch": batch, "latest": latest}).encode())
        if not all(row.undone for row in own):
            write_whole(path, marked_undone(text, str(batch)))
        coders = tuple(sorted({row.coder for row in own}))
        undone = Undone(batch, len(own), coders, resumed=not number and interrupted == batch)
        report(undone)
        record.unlink()
        return undone


def _recorded(record: Path, *, latest: int) -> int:
    """The import whose undo was interrupted; 0 if there is none, or if there has been another import since."""
    try:
        kept = json.loads(record.read_bytes())
        batch, then = int(kept["batch"]), int(kept["latest"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return 0
    return batch if then == latest and 0 < batch <= latest else 0
