"""The codebook."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.app import Commands, StudyCommand
from pipeline.cli.console import AppContext, needs_a_person
from pipeline.workflow.locks import READS, WRITES_MODELS


@click.group(cls=Commands)
def codebook() -> None:
    """Look after the codebook."""


@codebook.command(access=READS)
@click.pass_obj
def lint(front: AppContext) -> None:
    """Warn of codes too alike, too broad, too bare or never used."""
    from pipeline.corpus.counts import counted
    from pipeline.corpus.findings import Group
    from pipeline.themes.codebook_checks import lint_study

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
def export(front: AppContext, file: Path) -> None:
    """Write the codebook to FILE, for other programs.

    The ending says how: .qdc for programs that read REFI-QDA codebooks, .csv for spreadsheets.
    """
    from pipeline.corpus.counts import counted
    from pipeline.review.codebook_exchange import export_codebook

    click.echo(f"{file}: written, {counted(export_codebook(front.study, file), 'code')}.")


@codebook.command("import", access=WRITES_MODELS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(front: AppContext, file: Path) -> None:
    """Append the codes of FILE to models/codebook.yaml.

    FILE is a REFI-QDA codebook (.qdc), a project (.qdpx), or a table (.csv). What is in the codebook stays as
    it is: a code that it has already, by its GUID, id or name, is left alone, and where the file says something
    else of it, that is reported. A CSV file has the columns id, name, definition, include, exclude, phrases,
    examples, parent; only the name is needed. Several phrases or examples stand on lines of their own in a cell.
    """
    from pipeline.cli.console import finding_lines
    from pipeline.corpus.counts import counted
    from pipeline.review.codebook_exchange import import_codebook

    done = import_codebook(front.study, file)
    where = f"{done.path}, line {done.line}: " if done.new else ""
    click.echo(f"{where}{counted(len(done.new), 'new code')}, {done.known} known already.")
    for line in finding_lines(done.findings):
        click.echo(line)
    if any(finding.level != "note" for finding in done.findings):
        needs_a_person()


@click.command("list", cls=StudyCommand, access=READS)
@click.pass_obj
def list_candidates(front: AppContext) -> None:
    """List the candidates that the last run found, with the number to adopt each by."""
    from pipeline.cli.console import candidate_lines
    from pipeline.themes.adoption import candidates_of

    click.echo("\n".join(candidate_lines(candidates_of(front.study))))


@click.command("adopt", cls=StudyCommand, access=WRITES_MODELS)
@click.argument("topic")
@click.pass_obj
def adopt_candidate(front: AppContext, topic: str) -> None:
    """Make the candidate TOPIC (its number in the list, its id, or its name) a code of models/codebook.yaml.

    It is written after the other codes, with the passages that are most typical of it, and may be quoted, for
    examples. Give it a definition, and run again: the code takes the candidate's place.
    """
    from pipeline.corpus.counts import counted
    from pipeline.themes.adoption import adopt

    done = adopt(front.study, topic)
    click.echo(f"{done.path}, line {done.line}: '{done.code.name}', {counted(len(done.code.examples), 'example')}.")
    click.echo("Write its definition there, and better its name if you like. Then run: pipeline run")
