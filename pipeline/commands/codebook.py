"""The codebook."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.group import Commands
from pipeline.console import Front, needs_a_person
from pipeline.locks import READS, WRITES_MODELS


@click.group(cls=Commands)
def codebook() -> None:
    """Look after the codebook."""


@codebook.command(access=READS)
@click.pass_obj
def lint(front: Front) -> None:
    """Warn of codes too alike, too broad, too bare or never used."""
    from pipeline.findings import Group
    from pipeline.themes.checking import lint_study
    from pipeline.wording import counted

    found = lint_study(front.study, threads=front.engine.cores)
    warnings = [one for one in found if one.level != "note"]
    for one in found:
        click.echo(Group((one,)).line)
    click.echo(f"{counted(len(warnings), 'warning')}." if warnings else "Nothing to say against it.")
    if warnings:
        needs_a_person()


@codebook.command("export", access=READS)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(front: Front, file: Path) -> None:
    """Write the codebook to FILE, for other programs.

    The ending says how: .qdc for programs that read REFI-QDA codebooks, .csv for spreadsheets.
    """
    from pipeline.exchange.codebook import export_codebook
    from pipeline.wording import counted

    click.echo(f"{file}: written, {counted(export_codebook(front.study, file), 'code')}.")


@codebook.command("import", access=WRITES_MODELS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(front: Front, file: Path) -> None:
    """Append the codes of FILE to models/codebook.yaml.

    FILE is a REFI-QDA codebook (.qdc), a project (.qdpx), or a table (.csv). What is in the codebook stays as
    it is: a code that it has already, by its GUID, id or name, is left alone, and where the file says something
    else of it, that is reported. A CSV file has the columns id, name, definition, include, exclude, phrases,
    examples, parent; only the name is needed. Several phrases or examples stand on lines of their own in a cell.
    """
    from pipeline.console import finding_lines
    from pipeline.exchange.codebook import import_codebook
    from pipeline.wording import counted

    done = import_codebook(front.study, file)
    where = f"{done.path}, line {done.line}: " if done.new else ""
    click.echo(f"{where}{counted(len(done.new), 'new code')}, {done.known} known already.")
    for line in finding_lines(done.findings):
        click.echo(line)
    if any(finding.level != "note" for finding in done.findings):
        needs_a_person()
