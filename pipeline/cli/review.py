"""`review` and `agreement`, and the lines that they and `run` print: imports, agreement, changes in the codings."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import Commands, StudyCommand, dry_run_option, point_out_unfinished, rehearsed
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, json_option
from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError
from pipeline.corpus.findings import sentence
from pipeline.corpus.study import Study
from pipeline.workflow.locks import NO_LOCKS, READS, WRITES_BOTH, WRITES_MODELS, WRITES_OUTPUTS, hold

if TYPE_CHECKING:
    from pipeline.corpus.agreement_statistics import Agreement
    from pipeline.corpus.study import Study
    from pipeline.review.agreement import AgreementReport
    from pipeline.review.changes import CodeChange
    from pipeline.review.imports import Imported


PORT = 8642  # of the review page


@click.group(cls=Commands, invoke_without_command=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=PORT,
    show_default=True,
    help="Port of the review page; 0 means any free port.",
)
@click.option("--coder", default="", metavar="NAME", help="Coder's name, so that the page does not ask.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
@click.option(
    "--no-learning", is_flag=True, help="Update the codings only when asked to, not after every ten answers."
)
@click.pass_context
def review(ctx: click.Context, port: int, coder: str, no_browser: bool, no_learning: bool) -> None:
    """Review on screen, or export passages to a workbook and import the decisions.

    Without a subcommand, the review page is served on this computer only (127.0.0.1) until you press Ctrl-C.
    Nothing is sent anywhere. Every answer is saved at once and can be undone.
    """
    if ctx.invoked_subcommand:
        return
    from pipeline.review.screen.server import Serving, serve_review

    app: AppContext = ctx.obj
    with app.hold(NO_LOCKS):  # the server takes the locks itself, briefly, for each action
        point_out_unfinished(app)
        serving = Serving(
            port=port,
            coder=coder,
            in_browser=not no_browser,
            learns=not no_learning,
            names=lambda: _names(app.study),
        )
        serve_review(app.study, app.engine, serving, tell=_say)


def _say(sentence: str) -> None:
    click.echo(sentence)
    sys.stdout.flush()


def _names(study: Study) -> list[dict[str, object]]:
    """The names of people that were detected, for the page."""
    from pipeline.privacy.detected_names import detected_names

    with hold(study, READS):
        return [one.row for one in detected_names(study)]


@review.command("export", access=WRITES_OUTPUTS)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--number", type=click.IntRange(min=1), default=120, show_default=True, help="Largest number of passages."
)
@click.option(
    "--blind", is_flag=True, help="Write a sheet for independent coding, without the pipeline's proposals."
)
@click.option(
    "--sample",
    type=click.Choice(["random", "informative"]),
    default="random",
    show_default=True,
    help="With --blind: how passages are chosen. A random sample is the same for every coder.",
)
@click.option("--coder", default="", metavar="NAME", help="Coder's name, written in every row.")
@click.pass_obj
def export(app: AppContext, file: Path | None, number: int, blind: bool, sample: str, coder: str) -> None:
    """Write a workbook of the most informative passages to FILE, or to a new file in outputs/private/review/.

    A workbook that somebody has started to fill in is never overwritten: the new one is numbered. The coders' memos
    are on the sheet Memos, which is for reading only.
    """
    from pipeline.corpus.storage import write_whole
    from pipeline.review.export import export_blind, export_review
    from pipeline.review.name_decisions import names_sheet
    from pipeline.review.sheets import save

    if file is not None:
        app.study.refuse_shared_place(file)
    if blind:
        content = export_blind(app.study, number=number, sample=sample, coder=coder)
    else:
        content = export_review(app.study, number=number, coder=coder, names=names_sheet(_names(app.study)))
    if file is None:
        file = save(app.study, "blind" if blind else "review", content)
    elif file.exists():
        raise UserError("the file already exists and may hold decisions", "Choose another name", file)
    else:
        write_whole(file, content, private=True)
    click.echo(
        f"{file}: written. Confidential: it names participants. Fill it in, then run: pipeline review import {file}"
    )


@review.command("import", access=WRITES_BOTH)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--coder",
    default="",
    metavar="NAME",
    help="Coder's name, if the file does not give it; for a .qdpx also who removed the pipeline's codings.",
)
@click.option(
    "--blind", is_flag=True, help="The coder worked without the pipeline's proposals (if the file does not say)."
)
@click.option(
    "--skip",
    is_flag=True,
    help="Import the valid rows if some are faulty. Otherwise a faulty row stops the import.",
)
@dry_run_option
@click.pass_obj
def import_(app: AppContext, file: Path, coder: str, *, blind: bool, skip: bool, dry_run: bool) -> None:
    """Add the decisions in FILE (.csv, .xlsx or .qdpx) to models/decisions.csv; existing rows are kept.

    What is decided on the sheet Names goes into models/people.csv.
    """
    from pipeline.corpus.coding_records import BLIND
    from pipeline.review.export import save_conflicts
    from pipeline.review.imports import import_decisions
    from pipeline.review.name_decisions import import_name_decisions

    with rehearsed(app.study, dry_run=dry_run) as work:
        done = import_decisions(
            work.study,
            file,
            coder=coder,
            mode=BLIND if blind else "",
            skip_problems=skip,
            same_coder=_ask_whether_same,
        )
        about_names = import_name_decisions(work.study, file)
        place = save_conflicts(work.study) if done.differing and not dry_run else None
        for line in import_lines(done, conflicts=place, about_names=about_names):
            work.say(line)
    if done.findings or done.differing:
        exit_needs_checking()


@review.command(access=WRITES_MODELS)
@click.argument("number", required=False, type=click.IntRange(min=1))
@dry_run_option
@click.pass_obj
def undo(app: AppContext, number: int | None, *, dry_run: bool) -> None:
    """Undo the last import, or import NUMBER. Its rows stay in models/decisions.csv as a record, without effect.

    The numbers are in the column batch of decisions.csv. If the command was interrupted, run it again to finish the
    same undo.
    """
    from pipeline.corpus.counts import counted
    from pipeline.review.imports import Undone, undo_import

    def report(done: Undone) -> None:
        resumed = " (continued after an interruption; no other import was undone)" if done.resumed else ""
        click.echo(
            f"Import {done.batch} undone{resumed}: {counted(done.rows, 'row')} by "
            f"{counted(len(done.coders), 'coder')} ({', '.join(done.coders)}) no longer "
            f"{'has' if done.rows == 1 else 'have'} any effect. To redo it, import the file again. "
            "Now run: pipeline run"
        )
        sys.stdout.flush()

    with rehearsed(app.study, dry_run=dry_run) as work:
        undo_import(work.study, number or 0, report=report)


def _ask_whether_same(written: str, known: str) -> bool:
    """Ask whether two spellings of a coder's name are one person. Without a terminal the answer is no."""
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"Is the coder '{written}' the same person as '{known}'?")


@click.command(cls=StudyCommand, access=WRITES_OUTPUTS)
@json_option
@click.pass_obj
def agreement(app: AppContext, *, as_json: bool) -> None:
    """Report agreement between coders, and how many of the pipeline's proposals they accepted."""
    from pipeline.review.agreement import agreement as measured

    report = measured(app.study)
    if as_json:
        echo_json(report)
        return
    for line in agreement_lines(report):
        click.echo(line)


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
