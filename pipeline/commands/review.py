"""The round trip of review, and agreement."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.group import Commands, StudyCommand
from pipeline.console import Front, needs_a_person
from pipeline.errors import UserError
from pipeline.locks import WRITES_BOTH, WRITES_OUTPUTS


@click.group(cls=Commands)
def review() -> None:
    """Take people's decisions about the coding back in."""


@review.command("export", access=WRITES_OUTPUTS)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--number", type=click.IntRange(min=1), default=120, show_default=True, help="Passages, at the most.")
@click.option("--blind", is_flag=True, help="The blind sheet alone: for a second coder.")
@click.pass_obj
def export(front: Front, file: Path | None, number: int, blind: bool) -> None:
    """Write a workbook of the passages that teach most, to decide about; FILE, or one below outputs/private/.

    A workbook there in which somebody has filled in anything is left as it is, and another written beside it.
    """
    from pipeline.review.exporting import export_review
    from pipeline.review.sheets import save
    from pipeline.storage import write_whole

    content = export_review(front.study, number=number, blind=blind)
    if file is None:
        file = save(front.study, "blind" if blind else "review", content)
    elif file.exists():
        raise UserError("there is such a file already, and decisions may stand in it", "Name another", file)
    else:
        write_whole(file, content, private=True)
    click.echo(f"{file}: written. Decide, then run: pipeline review import {file}")


@review.command("import", access=WRITES_BOTH)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--coder",
    default="",
    help="Who decided, where the file does not say; of a .qdpx also who took codings of the pipeline away.",
)
@click.pass_obj
def import_(front: Front, file: Path, coder: str) -> None:
    """Add the decisions in FILE (.csv, .xlsx or .qdpx) to models/decisions.csv; nothing there is lost."""
    from pipeline.console import counted
    from pipeline.review.conflicts import SHEET, save_conflicts
    from pipeline.review.importing import import_decisions

    done = import_decisions(front.study, file, coder=coder)
    told = f"{counted(done.decisions, 'decision')}: {done.new} new, {done.changed} changed, "
    told += f"{done.unchanged} known already"
    place = save_conflicts(front.study) if done.conflicts else None
    if place:
        told += f"; {len(done.conflicts)} {'differs' if len(done.conflicts) == 1 else 'differ'} between coders: "
        told += f"sheet {SHEET} in {place}"
    click.echo(f"{told}.")
    for finding in done.findings:
        where = f"line {finding.line}: " if finding.line else ""
        click.echo(f"  - {where}{finding.finding}. {finding.remedy}.")
    if done.new or done.changed:
        click.echo("Now run: pipeline run")
    if done.findings or done.conflicts:
        needs_a_person()


@click.command(cls=StudyCommand, access=WRITES_OUTPUTS)
@click.pass_obj
def agreement(front: Front) -> None:
    """Say how far coders agree, and the pipeline with each."""
    from pipeline.console import agreement_lines
    from pipeline.review.agreement import agreement as measured

    for line in agreement_lines(measured(front.study)):
        click.echo(line)
