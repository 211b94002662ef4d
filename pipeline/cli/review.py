"""`review` and `agreement`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.app import Commands, StudyCommand, point_out_unfinished
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, json_option
from pipeline.cli.dry_run import dry_run_option, rehearsed
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.workflow.locks import NO_LOCKS, READS, WRITES_BOTH, WRITES_MODELS, WRITES_OUTPUTS, hold

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
    from pipeline.cli.review_lines import import_lines
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
    from pipeline.cli.review_lines import agreement_lines
    from pipeline.review.agreement import agreement as measured

    report = measured(app.study)
    if as_json:
        echo_json(report)
        return
    for line in agreement_lines(report):
        click.echo(line)
