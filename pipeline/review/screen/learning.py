"""Runs the stages that depend on decisions, and reports what the answers changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.corpus.counts import counted
from pipeline.corpus.study import Study
from pipeline.ingest.stage import INGEST
from pipeline.organisations.stage import ORGANISATIONS
from pipeline.quotes.stage import QUOTES
from pipeline.review.changes import REASONS, CodeChange, coding_changes, coding_state, tables_before
from pipeline.review.screen.carrying_out import taken
from pipeline.review.screen.run_view import RunView, read_run
from pipeline.review.screen.standing import SUGGESTED, SURE
from pipeline.themes.stage import THEMES
from pipeline.workflow.locks import WRITES_OUTPUTS
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run

_STAGES = (INGEST, ORGANISATIONS, QUOTES, THEMES)
_SHOWN = 8


@dataclass(frozen=True)
class LearningNews:
    """What a background run changed.

    Attributes:
        headline: a one-sentence summary.
        lines: the changes, one per code.
    """

    headline: str
    lines: tuple[str, ...] = ()


def learn(study: Study, engine: Engine, *, before: RunView, answers: int) -> tuple[RunView, LearningNews]:
    """Bring the stages before the dataset up to date; unchanged work is not repeated.

    Args:
        study: the study.
        engine: the engine that runs the stages.
        before: the run as shown on the page.
        answers: the number of acts to learn from.

    Raises:
        StillBusy: while another command is running.
        UserError: if a file of the study is unusable.
    """
    with taken(study, WRITES_OUTPUTS), tables_before(study) as folder:
        Run(study, engine).through(_STAGES)
        earlier, now = coding_state(folder), coding_state(study.tables)
        run = read_run(study)
    changes = coding_changes(earlier, now) if earlier and now else []
    return run, _told(changes, became_sure(before, run), answers=answers)


def became_sure(before: RunView, now: RunView) -> int:
    """How many suggestions of the previous run are now certain."""
    earlier = _states(before)
    return sum(state == SURE and earlier.get(pair) == SUGGESTED for pair, state in _states(now).items())


def _states(run: RunView) -> Mapping[tuple[str, str], str]:
    return {
        (quote, one.theme_id): getattr(one, "state", "") or SUGGESTED
        for quote, some in run.proposals.items()
        for one in some
    }


def _told(changes: list[CodeChange], sure: int, *, answers: int) -> LearningNews:
    came = sum(sum(one.came.values()) for one in changes)
    went = sum(sum(one.went.values()) for one in changes)
    parts = [
        counted(sure, "suggestion") + " became sure" if sure else "",
        counted(came, "coding") + " added" if came else "",
        counted(went, "coding") + " removed" if went else "",
    ]
    learned = f"Learned from {counted(answers, 'answer')}" if answers else "Brought up to date"
    headline = f"{learned}: {', '.join(filter(None, parts)) or 'no other coding changed'}."
    return LearningNews(headline, tuple(map(_line, changes[:_SHOWN])))


def _line(one: CodeChange) -> str:
    why = {REASONS[reason] for reason in (*one.came, *one.went)}
    return f"{one.name}: {one.before:,} to {one.after:,} passages ({'; '.join(sorted(why))})"
