"""The text that `review`, `agreement` and `run` print: imports, agreement, and changes in the codings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.counts import counted
from pipeline.corpus.findings import sentence

if TYPE_CHECKING:
    from pipeline.corpus.agreement_statistics import Agreement
    from pipeline.corpus.study import Study
    from pipeline.review.agreement import AgreementReport
    from pipeline.review.changes import CodeChange
    from pipeline.review.imports import Imported

_SHOWN_CODES = 10


def describe_changes(study: Study, before: Path, *, coded: tuple[int, int]) -> list[str]:
    """Describe how judgements since the last run changed the codings, and write private/review/changes.csv.

    Args:
        study: the study after the run.
        before: the folder with the tables from before the run.
        coded: how many passages had a theme before the run, and how many have one now.
    """
    from pipeline.corpus.storage import make_folder, write_whole
    from pipeline.review.changes import CHANGES_FILE, changes_table, coding_changes, coding_state

    earlier, now = coding_state(before), coding_state(study.tables)
    if earlier is None or now is None or earlier.judged == now.judged:
        return []
    changes = coding_changes(earlier, now)
    path = study.private / CHANGES_FILE
    make_folder(path.parent, private=True)
    write_whole(path, changes_table(changes), private=True)
    return change_lines(changes, coded=coded)


def change_lines(changes: Sequence[CodeChange], *, coded: tuple[int, int]) -> list[str]:
    """The codings that were added and removed, by code, with reasons."""
    if not changes:
        return ["The judgements made since the last run changed no codings."]
    lines = [f"Coded passages: {coded[0]:,} before, {coded[1]:,} now. Changes by code:"]
    for one in changes[:_SHOWN_CODES]:
        parts = [_reasons("added", one.came), _reasons("removed", one.went)]
        lines.append(f"  {one.name}: {one.before:,} to {one.after:,} ({'; '.join(filter(None, parts))})")
    if len(changes) > _SHOWN_CODES:
        lines.append(f"  and {counted(len(changes) - _SHOWN_CODES, 'more code')}: see private/review/changes.csv")
    return lines


def _reasons(what: str, counts: Mapping[str, int]) -> str:
    from pipeline.review.changes import REASONS

    parts = [f"{counts[reason]:,} {words}" for reason, words in REASONS.items() if counts.get(reason)]
    return f"{sum(counts.values()):,} {what}: {', '.join(parts)}" if parts else ""


def import_lines(done: Imported, *, conflicts: Path | None, about_names: int = 0) -> list[str]:
    """What an import took, by coder, and where coders differ."""
    total = sum(done.judgements.values())
    ways = {"blind": ", blind", "review": ", reviewing proposals", "": ""}
    by_coder = "; ".join(f"{count:,} by {coder}{ways[mode]}" for (coder, mode), count in done.judgements.items())
    news = f"{done.new:,} new, {done.changed:,} changed, {done.unchanged:,} imported before"
    lines = [f"{counted(total, 'judgement')}{f' ({by_coder})' if total else ''}: {news}."]
    if done.unanswered:
        lines.append(f"{counted(done.unanswered, 'row')} left blank.")
    if done.differing:
        count = counted(len(done.differing), "passage")
        where = f": resolve them on the sheet Conflicts in {conflicts}" if conflicts else "."
        lines.append(f"Coders disagree on {count}{where}")
    lines += [f"  - {one.finding}. {sentence(one.remedy)}" for one in done.findings]
    if about_names:
        lines.append(f"{counted(about_names, 'decision')} about names added to models/people.csv.")
    if done.new or done.changed or about_names:
        lines.append("Now run: pipeline run")
    return lines


def agreement_lines(report: AgreementReport) -> list[str]:
    """The agreement report. Agreement between coders and acceptance of the pipeline's proposals are kept apart."""
    from pipeline.corpus.agreement import sentence_on_acceptance, sentence_on_samples
    from pipeline.corpus.coding_records import BLIND, REVIEW

    lines = ["Inter-coder reliability (passages that both coders coded blind)"]
    if report.independent:
        lines += [*_agreement_table(report.independent), f"  {sentence_on_samples(report.samples[BLIND])}"]
    else:
        done = [f"{coder} coded {counted(count, 'passage')}" for coder, count in report.blind_coders.items()]
        lines.append(
            f"  Not available: no two coders coded the same passages blind ({'; '.join(done) or 'nobody did'})."
        )
        lines.append(
            "  To measure it, give each coder the sheet with the same passages: pipeline review export --blind"
        )
    if report.unrecorded:
        lines += ["", "Coders with no record of whether they worked blind"]
        lines += _agreement_table(report.unrecorded)
    if report.software:
        lines += ["", "The pipeline compared with independent coders", *_agreement_table(report.software)]
    if report.accepted:
        lines += ["", "Review of the pipeline's proposals (a check of the pipeline, not inter-coder reliability)"]
        lines += [f"  {sentence_on_acceptance(row)}" for row in report.accepted]
        lines.append(f"  {sentence_on_samples(report.samples[REVIEW])}")
    bands = [row for row in report.reliability if not row.theme_id and row.judged]
    if bands:
        lines += ["", "Share of proposals accepted, by the pipeline's confidence before the decision"]
        lines += [f"  {row.low:.1f} to {row.high:.1f}: {row.right:.0%} of {row.judged}" for row in bands]
    if bands or report.accepted or report.software:
        lines += ["", _human_ceiling(report.independent)]
    return lines


def _human_ceiling(rows: Sequence[Agreement]) -> str:
    """A sentence on how far two people agree, which limits what can be expected of the pipeline."""
    whole = [row for row in rows if not row.code]
    if not whole:
        return "Agreement between two people is not known yet, so there is no ceiling to compare the pipeline with."
    share = sum(row.same for row in whole) / sum(row.judged for row in whole)
    return f"Two people agree on {share:.0%} of passages: no more can be expected of the pipeline."


def _agreement_table(rows: Sequence[Agreement]) -> list[str]:
    from pipeline.corpus.agreement import sentence_on
    from pipeline.review.agreement import names_of

    counts = ("passages", "judged", "same")
    head = "".join(f"{name:>9}" for name in counts)
    lines = [f"  {'coders':<30}{'code':<18}{head}{'%':>6}{'kappa':>8}{'alpha':>8}{'AC1':>8}"]
    for row in rows:
        estimates = (row.kappa, row.alpha, row.ac1)
        figures = "".join(f"{'-' if one is None else f'{one.value:.2f}':>8}" for one in estimates)
        share = f"{row.share:.0%}"
        numbers = "".join(f"{getattr(row, name):>9}" for name in counts)
        lines.append(f"  {names_of(row):<30}{row.code or 'all codes':<18}{numbers}{share:>6}{figures}")
    return [*lines, *(f"  {sentence_on(row, who=names_of(row))}" for row in rows if not row.code)]
