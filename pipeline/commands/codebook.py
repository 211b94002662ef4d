"""The codebook."""

from __future__ import annotations

import click

from pipeline.commands.group import Commands
from pipeline.console import Front, needs_a_person


@click.group(cls=Commands)
def codebook() -> None:
    """Look after the codebook."""


@codebook.command()
@click.pass_obj
def lint(front: Front) -> None:
    """Warn of codes too alike, too broad, too bare or never used."""
    from pipeline.console import counted, sentence
    from pipeline.themes.checking import lint_study

    warnings = lint_study(front.study, threads=front.engine.cores)
    for one in warnings:
        click.echo(f"{one.file}, line {one.line}: {sentence(one.finding)} {sentence(one.remedy)}")
    click.echo(f"{counted(len(warnings), 'warning')}." if warnings else "Nothing to say against it.")
    if warnings:
        needs_a_person()
