"""`pipeline withdraw`: removes a person, and everything derived from their words, from the study.

The withdrawal is first recorded (`journal`), then carried out in repeatable steps, and is finished only when a
search of everything left finds nothing. If killed at any point, it resumes from the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import remove_folder, write_whole
from pipeline.corpus.study import Study, Texts
from pipeline.corpus.withdrawals import UNFINISHED_PATTERN, WITHDRAWN_FILE, EverybodyWithdrawn, Withdrawals
from pipeline.language.models import TOKENIZER
from pipeline.people.names import full_key
from pipeline.privacy.file_text import pieces_of
from pipeline.privacy.forbidden import QUOTE, Forbidden, ForbiddenText, found_in
from pipeline.privacy.known_files import (
    cleaned_codebook,
    cleaned_decisions,
    cleaned_history,
    cleaned_memos,
    cleaned_name_decisions,
    cleaned_public_people,
    cleaned_quote_choices,
    cleaned_speakers,
    cleaned_workbooks,
    runs_of,
)
from pipeline.privacy.pseudonymise import delete_copies
from pipeline.privacy.run_tables import run_tables
from pipeline.privacy.withdrawal_plan import WithdrawalPlan, known_withdrawals, plan_withdrawal
from pipeline.workflow.cache import Cache
from pipeline.workflow.locks import WRITES_BOTH, hold
from pipeline.workflow.receipts import recorded_outputs

# The language models contain nothing from a study, and a tokenizer's vocabulary is full of names.
_OF_MODELS = frozenset((".onnx", Path(TOKENIZER.path).name))


@dataclass(frozen=True)
class Withdrawn:
    """The result of a withdrawal.

    Attributes:
        participant: the participant's former id.
        removed: how much was removed, by kind and place.
        originals: files in the transcripts folder with their words or row, for the researcher to delete.
        left: files that still contain traces of theirs, and which; while there are any, the withdrawal is
            unfinished.
        same_name: other participants with the same name.
    """

    participant: str
    removed: Mapping[str, int]
    originals: Sequence[str]
    left: Sequence[str]
    same_name: Sequence[str]


def withdraw(study: Study, wanted: str, *, run: Callable[[], object]) -> Withdrawn:
    """Remove a person from the study, or finish a withdrawal. See `plan_withdrawal` and `carry_out`."""
    with hold(study, WRITES_BOTH):
        return carry_out(study, plan_withdrawal(study, wanted), run=run)


def places_with_traces(study: Study, plan: WithdrawalPlan) -> list[str]:
    """The files in the models and outputs folders that hold traces of theirs, before anything is removed."""
    found = [*_traces(study.models, plan, but=(UNFINISHED_PATTERN, "registers/*")), *_traces(study.outputs, plan)]
    return sorted({place.rpartition(": ")[0] for place in found})


def carry_out(study: Study, plan: WithdrawalPlan, *, run: Callable[[], object]) -> Withdrawn:
    """Carry out a plan in repeatable steps; a repeated call resumes where the last one stopped.

    Args:
        study: the study.
        plan: a new plan, or one already begun.
        run: a function that brings all stages up to date.

    Raises:
        UserError: if the study cannot be run without the person. By then nothing that may be handed over contains
            their words; the withdrawal remains unfinished until a run succeeds, unless no participants are left.
    """
    with hold(study, WRITES_BOTH):
        plan = plan.saved(study)
        known = known_withdrawals(study).joined(Withdrawals(tuple(plan.marks)))
        write_whole(study.models / WITHDRAWN_FILE, known.written(), private=True)
        plan = _cleaned(study, plan)
        problem = _rebuilt(study, plan, run=run)
        if problem is None:
            plan = replace(plan, rerun=True).saved(study)
        _shrink(study)
        left = sorted(set(_left(study, plan)))
        if not left:
            plan.erase(study)
        if problem is not None:
            raise problem
        counts = {what: count for what, count in plan.removed.items() if count}
        return Withdrawn(plan.participant, counts, plan.originals, left, plan.same_name)


def _cleaned(study: Study, plan: WithdrawalPlan) -> WithdrawalPlan:
    """Remove their traces from the models, pseudonymised copies and workbooks; the returned plan has the counts."""
    theirs = plan.theirs
    steps: dict[str, Callable[[], int]] = {
        "decisions in models/decisions.csv": lambda: cleaned_decisions(study.models, theirs),
        "examples in models/codebook.yaml": lambda: cleaned_codebook(study.models, theirs),
        "names in models/public_people.txt": lambda: cleaned_public_people(study.models, theirs),
        "decisions in models/people.csv": lambda: cleaned_name_decisions(study.models, theirs),
        "memos and marked passages in models/": lambda: cleaned_memos(study.models, theirs),
        "starred and barred quotes in models/quotes.csv": lambda: cleaned_quote_choices(study.models, theirs),
        "rows of models/speakers.csv, now without their words": lambda: cleaned_speakers(study.models, theirs),
        "acts in models/review.sqlite: their undo is gone": lambda: cleaned_history(study.models, theirs),
        "rows of review workbooks": lambda: cleaned_workbooks(study.private, theirs),
        "files of the pseudonymised copy: rebuild it": lambda: delete_copies(study),
    }
    removed = dict(plan.removed)
    for what, step in steps.items():
        removed[what] = removed.get(what, 0) + step()
    return replace(plan, removed=removed).saved(study)


def _rebuilt(study: Study, plan: WithdrawalPlan, *, run: Callable[[], object]) -> EverybodyWithdrawn | None:
    """Rebuild everything without the person; return the exception if everyone has now withdrawn."""
    if not plan.rerun:
        _remove_made(study)  # first, so that nothing to be handed over has their words even if the run fails
    try:
        run()
    except EverybodyWithdrawn as problem:
        _remove_made(study)
        _remove_cache(study)
        return problem
    except UserError:
        _remove_cache(study)
        raise
    return None


def _left(study: Study, plan: WithdrawalPlan) -> Iterator[str]:
    """The places in the outputs and models folders that still contain traces of theirs.

    The results of the run without them come from the models and the transcripts. In these results, only words and
    names that nobody else has count, and only if the models contain no traces.
    """
    in_models = list(_traces(study.models, plan, but=(UNFINISHED_PATTERN, "registers/*")))
    yield from in_models
    made = recorded_outputs(study)
    made |= {f"private/{path.name}" for path in study.private.glob("cache.sqlite*")} if made else set()
    yield from _traces(study.outputs, plan, leaving_out=made)
    if made and not in_models:
        yield from _traces(study.outputs, _without_others(study, plan), only=made, and_id=False)


def _traces(
    folder: Path,
    plan: WithdrawalPlan,
    *,
    but: tuple[str, ...] = (),
    only: Collection[str] = (),
    leaving_out: Collection[str] = (),
    and_id: bool = True,
) -> Iterator[str]:
    """The files of a folder that contain traces of theirs, and what they are.

    Args:
        folder: the folder to search.
        plan: the plan, with the traces to search for.
        but: patterns of files to leave out.
        only: if given, the only files to search, by path below the folder.
        leaving_out: files not to search.
        and_id: whether to search for their id as well.
    """
    forbidden = Forbidden()
    theirs = plan.theirs
    for name in () if plan.same_name else theirs.names:  # a name shared with another participant proves nothing
        forbidden.add_name(name, plan.participant)
    if and_id:
        forbidden.add_phrase(
            (plan.participant.casefold(),), ForbiddenText("id", plan.participant, plan.participant)
        )
    counts = Counter(word for run in theirs.runs for word in run)
    forbidden.add_runs(dict.fromkeys(theirs.runs, plan.participant), counts)
    for piece in pieces_of(folder, without="", but=_OF_MODELS):
        passed_over = any(Path(piece.file).match(pattern) for pattern in but)
        if passed_over or piece.file in leaving_out or (only and piece.file not in only):
            continue
        for known, _, _ in found_in(piece.text, forbidden):
            what = {QUOTE: "their words", "id": "their id"}.get(known.kind, "their name")
            yield f"{folder / piece.file}: {what}"


def _without_others(study: Study, plan: WithdrawalPlan) -> WithdrawalPlan:
    """The plan without words and names that occur in the current texts or tables of the others."""
    made = run_tables(study, (tables.SOURCES, tables.PARTICIPANTS), held=True)
    texts = Texts(study.texts, [row.source for row in made[tables.SOURCES]])
    others = {" ".join(run) for run in runs_of(texts.values())}
    named = {full_key(one) for row in made[tables.PARTICIPANTS] for one in (row.name, row.speaker) if one}
    names = [name for name in plan.names if full_key(name) not in named]
    return replace(plan, runs=[run for run in plan.runs if run not in others], names=names)


def _shrink(study: Study) -> None:
    if (study.private / "cache.sqlite").exists():
        cache = Cache(study.private / "cache.sqlite")
        cache.shrink()
        cache.close()


def _remove_made(study: Study) -> None:
    """Remove all results of the stages. The receipts, which list what to remove, are removed last."""
    for path in recorded_outputs(study):
        (study.outputs / path).unlink(missing_ok=True)
    for folder in (study.tables, study.texts, study.scratch):
        remove_folder(folder)
    for pattern in ("receipt_*.json", "writing_*.txt", "audited.txt", "searched.txt", "pipeline.log*"):
        for record in study.private.glob(pattern):
            record.unlink()


def _remove_cache(study: Study) -> None:
    for path in study.private.glob("cache.sqlite*"):
        path.unlink()
