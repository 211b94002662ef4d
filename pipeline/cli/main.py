"""The command line: its options, the commands of the stages, `run` and `init`. Commands only call functions.

Exit codes: 0 done; 1 done, but something needs checking; 2 the command could not run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import __version__
from pipeline.cli.app import (
    NOTHING_CHANGED,
    REMOTE,
    TRACEBACK,
    Commands,
    StudyCommand,
    dry_run_option,
    point_out_unfinished,
)
from pipeline.cli.checking import evaluate, verify
from pipeline.cli.console import AppContext, exit_needs_checking, finding_lines
from pipeline.cli.doctor import doctor
from pipeline.cli.logs import verbose_logging
from pipeline.cli.models_folder import adopt_candidate, codebook, list_candidates, register
from pipeline.cli.privacy import audit, finish_withdrawals, people, pseudonymise, show_leaks, withdraw
from pipeline.cli.review import agreement, review
from pipeline.cli.stages import STAGES
from pipeline.cli.studies import demo, new
from pipeline.corpus.records import Concern
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE, Study
from pipeline.ingest.stage import INGEST
from pipeline.themes.stage import THEMES
from pipeline.workflow.locks import WAIT, WRITES_OUTPUTS
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt, read_receipt
from pipeline.workflow.runner import made_tables
from pipeline.workflow.stage import Stage

COMMANDS: tuple[click.Command, ...] = (
    codebook,
    register,
    review,
    agreement,
    verify,
    people,
    audit,
    pseudonymise,
    withdraw,
    evaluate,
    demo,
    new,
    doctor,
)  # in the order of use
THEMES_COMMANDS: tuple[click.Command, ...] = (list_candidates, adopt_candidate)  # of `pipeline themes`


_SAMPLE = "transcripts/sample"  # in a clone
WAIT_SECONDS = "pipeline.wait"  # key in the Click context: the value of --wait


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--transcripts",
    metavar="FOLDER",
    default=lambda: _SAMPLE if Path(_SAMPLE).is_dir() else "transcripts",
    show_default=f"{_SAMPLE}, or else transcripts",
    help="Folder with the transcripts of one study; never changed.",
)
@click.option(
    "--models",
    metavar="FOLDER",
    default="models",
    show_default=True,
    help="Folder with the codebook, the known organisations and your decisions.",
)
@click.option(
    "--outputs",
    metavar="FOLDER",
    default="outputs",
    show_default=True,
    help="Folder for all generated files.",
)
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, help="Number of parallel processes; 0 means one per core."
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Dask scheduler to run the work on (tcp://…).")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=WAIT,
    show_default=True,
    metavar="SECONDS",
    expose_value=False,
    callback=lambda ctx, option, value: ctx.meta.update({WAIT_SECONDS: value}),
    help="How long to wait for another command that is using the same folders.",
)
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.option(
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, option, value: ctx.with_resource(verbose_logging(value)),
    help="Show the log on the terminal.",
)
@click.option(
    "--traceback",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, option, value: ctx.meta.update({TRACEBACK: value}),
    help="Show the traceback of an unexpected error.",
)
@click.version_option(__version__, prog_name="pipeline")
@click.pass_context
def main(
    ctx: click.Context, *, transcripts: str, models: str, outputs: str, jobs: int, scheduler: str, quiet: bool
) -> None:
    """Turn interview transcripts into a coded dataset of organisations, quotes and themes: verbatim and offline.

    A FOLDER may also be an address (s3://…, abfs://…): see docs/scale.md.
    """
    remote = ctx.meta[REMOTE]
    folders = [remote.here(folder) for folder in (transcripts, models, outputs)]
    study = Study(folders[0], folders[1], folders[2], address=transcripts if "://" in transcripts else "")
    engine = Engine(jobs=jobs, scheduler=scheduler)
    ctx.obj = AppContext(study=study, engine=engine, quiet=quiet, remote=remote, wait=ctx.meta[WAIT_SECONDS])


@main.command(access=WRITES_OUTPUTS, reminds=False, finishes=True)
@click.pass_obj
def run(app: AppContext) -> None:
    """Run the whole pipeline and print a summary."""
    from pipeline.cli.console import summary_lines

    finish_withdrawals(app)
    receipts, changes = _with_changes(app, STAGES)
    if not app.quiet:
        for line in changes:
            click.echo(line)
        for line in summary_lines(app.study, receipts):
            click.echo(app.remote.told(line))
    if show_leaks(app, again=False):
        exit_needs_checking()
    _finish(receipts)


def _with_changes(app: AppContext, stages: Sequence[Stage]) -> tuple[list[Receipt], list[str]]:
    """Run the stages. Returns their receipts, and how new judgements changed the codings."""
    from pipeline.cli.review import describe_changes
    from pipeline.review.changes import tables_before

    earlier = read_receipt(app.study, THEMES.name)
    with app.hold(WRITES_OUTPUTS), tables_before(app.study) as before:
        receipts = app.bring_up_to_date(stages)
        now = next((receipt for receipt in receipts if receipt.stage == THEMES.name), None)
        if earlier is None or now is None or earlier.outputs == now.outputs:
            return receipts, []
        coded = (earlier.summary.get("coded", 0), now.summary.get("coded", 0))
        return receipts, describe_changes(app.study, before, coded=coded)


def _stage_command(stage: Stage) -> click.Command:
    """The command of one stage, which brings it and the earlier stages up to date."""

    @click.pass_obj
    def command(app: AppContext, check: bool = False) -> None:
        if click.get_current_context().invoked_subcommand:
            return
        with app.hold(WRITES_OUTPUTS):  # a group holds no locks; its commands hold their own
            point_out_unfinished(app)
            receipts, changes = _with_changes(app, STAGES[: STAGES.index(stage) + 1])
        if not app.quiet:
            for line in changes:
                click.echo(line)
            app.show(stage, receipts[-1], full=check)
        _finish(receipts)

    reads = ", ".join(table.name for table in stage.inputs) or "the transcripts folder"
    writes = ", ".join([table.name for table in stage.outputs] + ([stage.makes] if stage.makes else []))
    text = f"{stage.help}\n\nReads {reads}. Writes {writes}. Earlier stages are brought up to date first."
    made: click.Command
    if stage is THEMES:  # has subcommands
        group = click.group(
            cls=Commands, name=stage.name, help=text, short_help=stage.help, invoke_without_command=True
        )
        made = group(command)
    else:
        made = StudyCommand(
            stage.name, callback=command, help=text, short_help=stage.help, access=WRITES_OUTPUTS, reminds=False
        )
    if stage.picture:
        made.params.append(click.Option(["--check"], is_flag=True, help="Show how each source was read."))
    return made


for _stage in STAGES:
    main.add_command(_stage_command(_stage))


_themes = main.commands[THEMES.name]
if isinstance(_themes, click.Group):
    for _command in THEMES_COMMANDS:
        _themes.add_command(_command)


@main.command(access=WRITES_OUTPUTS)
@dry_run_option
@click.pass_obj
def init(app: AppContext, *, dry_run: bool) -> None:
    """Write cases.csv and participants.csv, filled in with what was found, for you to complete.

    For surveys it also writes survey_columns.csv, with a row for each column and its use: question, sector, region,
    role, organisation, attribute, consent, id, private (a name or contact details), closed, administrative or leave
    out. Correct a use there and the next run follows it. Existing files are never changed.
    """
    from pipeline.ingest.study_files import NothingRead
    from pipeline.ingest.study_templates import (
        kind_proposals,
        proposal_lines,
        write_column_templates,
        write_templates,
    )

    written = "would be written" if dry_run else "written"
    try:
        (receipt,) = app.bring_up_to_date((INGEST,))
    except NothingRead as error:
        if not error.columns:
            raise
        for name in write_column_templates(error.columns, error.cases, app.study, dry_run=dry_run):
            click.echo(f"{app.study.transcripts / name}: {written}.")
        click.echo(
            f"No open question was found. Give a column the use 'question' in {SURVEY_COLUMNS_FILE}, "
            "then run: pipeline run"
        )
        return
    tables = made_tables(app.study, INGEST)
    made = write_templates(tables, app.study, dry_run=dry_run)
    for name in made:
        click.echo(f"{app.study.transcripts / name}: {written}. Complete it, then run: pipeline run")
    if CASES_FILE in made:
        click.echo("Kind of each file, as proposed in cases.csv, and what shows it:")
        for line in proposal_lines(list(kind_proposals(tables, receipt.findings))):
            click.echo(line)
    there = {
        name
        for name in (CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE)
        if (app.study.transcripts / name).exists()
    }
    for name in sorted(there - set(made)):
        click.echo(f"{app.study.transcripts / name}: already exists and was not changed.")
    reading = [each for each in receipt.findings if each.concern is Concern.READING and each.level == "problem"]
    for line in finding_lines(reading):  # files that could not be read, or are held
        click.echo(line)
    if dry_run:
        click.echo(NOTHING_CHANGED)


for _command in COMMANDS:
    main.add_command(_command)


def _finish(receipts: Sequence[Receipt]) -> None:
    problems = [finding for receipt in receipts for finding in receipt.findings if finding.level == "problem"]
    if problems:
        exit_needs_checking()
