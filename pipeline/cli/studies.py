"""`new` and `demo`: a study folder of one's own, and the sample study in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.app import NOTHING_CHANGED, StudyCommand, dry_run_option
from pipeline.cli.console import AppContext
from pipeline.workflow.locks import NO_LOCKS, WRITES_OUTPUTS

_FOLDER = click.Path(file_okay=False, path_type=Path)
DEMO = "interview-pipeline-demo"  # the folder that `demo` makes if none is named


@click.command(cls=StudyCommand, access=NO_LOCKS, reminds=False)
@click.argument("study", type=_FOLDER)
@dry_run_option
def new(study: Path, *, dry_run: bool) -> None:
    """Make a folder STUDY for a study of your own. Existing files are never changed.

    It holds transcripts/ (empty), models/ with the known organisations and an example of a codebook, a Makefile and
    a README that says what to do. Run the other commands in that folder.
    """
    from pipeline.corpus.new_study import make_study

    done = make_study(study, dry_run=dry_run)
    for path in done.made:
        click.echo(f"{path}: {'would be written' if dry_run else 'written'}.")
    for path in done.kept:
        click.echo(f"{path}: already exists and was not changed.")
    if dry_run:
        click.echo(NOTHING_CHANGED)
    else:
        click.echo(f"Put transcripts into {done.study.transcripts}. Then, in {study}, run: pipeline ingest --check")


@click.command(cls=StudyCommand, access=NO_LOCKS, reminds=False)
@click.argument("folder", type=_FOLDER, default=Path(DEMO))
@click.pass_context
def demo(ctx: click.Context, folder: Path) -> None:
    """Copy the fictional sample study into FOLDER (interview-pipeline-demo if not given) and run it.

    Prints where the web page is. Existing files are never changed; a folder with other transcripts is refused.
    """
    from pipeline.corpus.new_study import make_study

    given: AppContext = ctx.obj
    study = make_study(folder, sample=True).study
    app = AppContext(study=study, engine=given.engine, quiet=given.quiet, remote=given.remote, wait=given.wait)
    ctx.obj = app
    commands = ctx.find_root().command
    run = commands.get_command(ctx, "run") if isinstance(commands, click.Group) else None
    if run is None:
        raise LookupError("the program has no command 'run'")
    with app.hold(WRITES_OUTPUTS):
        try:
            ctx.invoke(run)
        finally:
            if not app.quiet:
                page = (study.outputs / "report" / "index.html").resolve()
                if page.exists():
                    click.echo(f"Open in a browser: {page}")
                click.echo(f"The sample study is in {folder.resolve()}. Run other commands in that folder.")
