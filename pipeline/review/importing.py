"""Takes decisions back from sheets and from projects of other programs: all of a file's rows, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.coding_records import Judgement
from pipeline.decision_matching import DecidablePassage
from pipeline.decisions import (
    BLIND,
    DECISIONS_FILE,
    REVIEW,
    Decision,
    current,
    last_batch,
    read_decisions,
)
from pipeline.decisions_file import appended
from pipeline.errors import UserError
from pipeline.judgements import differing_passages, judgements_of
from pipeline.locks import WRITES_BOTH, hold
from pipeline.records import Finding
from pipeline.review.filled_dataset import is_dataset, news_of
from pipeline.review.passages import stored_passages
from pipeline.review.project_decisions import decisions_of_project
from pipeline.review.sheet_decisions import Reader, RowProblem, SameCoder, with_batch
from pipeline.review.sheet_files import read_rows
from pipeline.review.withdrawn import WithdrawnWords
from pipeline.storage import decoded, file_content, make_folder, write_whole
from pipeline.study import Study

_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        judgements: passages that the file judges, coder by coder, by mode: ("Ann", "blind") → 58.
        new: judgements of passages that the coder had not judged in this way.
        changed: judgements that differ from the coder's earlier one; the earlier stays in the file as a record.
        unchanged: judgements that were there already.
        unanswered: rows in which nothing was filled in.
        differing: passages to which coders now gave different codes.
        findings: what a person should look at.
    """

    judgements: dict[tuple[str, str], int]
    new: int
    changed: int
    unchanged: int
    unanswered: int
    differing: tuple[str, ...]
    findings: tuple[Finding, ...]


def never_the_same(written: str, known: str) -> bool:
    """Where nobody can be asked, two spellings of a name are not taken for one person."""
    return False


def import_decisions(
    study: Study,
    file: Path,
    *,
    coder: str = "",
    mode: str = "",
    skip_problems: bool = False,
    same_coder: SameCoder = never_the_same,
) -> Imported:
    """Add the decisions of a sheet or a REFI-QDA project to `models/decisions.csv`; nothing there is lost.

    Rows without a decision are passed over, so that the dataset itself can be filled in and taken back.

    Args:
        study: whose decisions they are.
        file: `.csv` or `.xlsx` with the columns quote_id and theme_id or decision, or a `.qdpx`.
        coder: who decided, for rows that do not say; of a project also who took codings of the pipeline away.
        mode: `blind` or `review`, for rows that do not say.
        skip_problems: take the other rows where some cannot be taken, rather than none.
        same_coder: asked whether two spellings of a coder's name are one person.

    Raises:
        UserError: if the file cannot be read, or a row cannot be taken; then nothing is imported.
    """
    # What is read here, added to and written back must be nobody else's meanwhile.
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
            make_folder(study.models)
            batch = str(last_batch(read.rows) + 1)
            write_whole(path, appended(kept, with_batch(rows, batch)))
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
        rows, mode = list(news_of(study, rows, coder=coder)), REVIEW
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
    from pipeline.themes.codebook import CODEBOOK_FILE, usable_codes

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
        f"nothing was imported, because {rows} cannot be taken:\n  " + "\n  ".join(told) + "\n",
        "Correct them, or use --skip to import the others",
        file,
    )


def _finding(file: Path, problem: RowProblem) -> Finding:
    finding = f"{problem.place} was left out: {problem.problem}"
    return Finding(level="check", stage="review", file=file.name, finding=finding, remedy=problem.remedy)


def _key(one: Judgement) -> tuple[str, str, str]:
    return (one.coder, one.quote_id, one.mode)


def _is_news(one: Judgement, before: Judgement | None) -> bool:
    """Whether a judgement says anything that the coder's earlier one does not."""
    if before is None:
        return True
    if one.mode == BLIND or one.no_code_fits:
        return (one.codes, one.note) != (before.codes, before.note) or one.no_code_fits != before.no_code_fits
    return not (one.codes <= before.codes and one.rejected <= before.rejected and one.note in ("", before.note))
