"""`register`: public registers of organisations."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.app import Commands
from pipeline.cli.console import AppContext, echo_json, json_option
from pipeline.cli.dry_run import dry_run_option, rehearsed
from pipeline.workflow.locks import READS, WRITES_MODELS


@click.group(cls=Commands)
def register() -> None:
    """Link organisations to public registers."""


@register.command(access=WRITES_MODELS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--name",
    default="",
    help="Name of the register; the file's name if not given. A register of that name is replaced.",
)
@dry_run_option
@click.pass_obj
def add(app: AppContext, file: Path, name: str, *, dry_run: bool) -> None:
    """Add the register in FILE (.csv, .txt, .xlsx, .json) to models/registers/.

    Recognised by their columns: GOV.UK bodies, councils, NHS ODS, the charity registers, 360Giving grants, GLEIF,
    schools, registered providers of social housing, and any list with the columns register_id and organisation. The
    next run adds the register_id of each organisation that it finds there.
    """
    from pipeline.corpus.counts import counted
    from pipeline.organisations.registers import add_register

    if not app.quiet:
        click.echo(f"Reading {file.name} ...", err=True)
    with rehearsed(app.study, dry_run=dry_run) as work:
        added = add_register(work.study.models, file=file, name=name)
        work.say(f"{added.title}: {counted(sum(added.bodies.values()), 'body', 'bodies')}.")
        for sector, count in sorted(added.bodies.items(), key=lambda item: -item[1]):
            work.say(f"  {count:>9,}  {sector or 'no sector given'}")
        for reason, count in sorted(added.left_out.items(), key=lambda item: -item[1]):
            work.say(f"  {count:>9,}  left out: {reason}")
        work.say(f"{added.path}: {'replaced' if added.replaced else 'written'}. Now run: pipeline run")


@register.command("list", access=READS)
@json_option
@click.pass_obj
def list_(app: AppContext, *, as_json: bool) -> None:
    """List the registers that have been added."""
    from pipeline.cli.console import finding_lines
    from pipeline.organisations.registers import FOLDER, saved_registers

    kept = saved_registers(app.study.models)
    if as_json:
        echo_json(kept)
        return
    for one in kept:
        schemes = ", ".join(f"{scheme} {count:,}" for scheme, count in sorted(one.schemes.items()))
        click.echo(f"{one.path.stem:<32}{sum(one.schemes.values()):>9,}  {schemes}")
        for line in finding_lines(one.findings):
            click.echo(line)
    if kept:
        click.echo(f"To remove one, delete its file in {app.study.models / FOLDER}.")
    else:
        click.echo("No registers have been added. Add one with: pipeline register add FILE")
