"""`codebook`, and the candidate themes: `themes list` and `themes adopt`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.app import Commands, StudyCommand
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, json_option
from pipeline.cli.dry_run import dry_run_option, rehearsed
from pipeline.workflow.locks import READS, WRITES_MODELS


@click.group(cls=Commands)
def codebook() -> None:
    """Manage the codebook."""


@codebook.command(access=READS)
@json_option
@click.pass_obj
def lint(app: AppContext, *, as_json: bool) -> None:
    """Check the codebook for codes that overlap, are too broad, lack detail or are never used."""
    from pipeline.corpus.counts import counted
    from pipeline.corpus.findings import Group
    from pipeline.themes.codebook_checks import lint_study

    found = lint_study(app.study, threads=app.engine.cores)
    warnings = [one for one in found if one.level != "note"]
    if as_json:
        echo_json(found)
    else:
        for one in found:
            click.echo(Group((one,)).line)
        click.echo(f"{counted(len(warnings), 'warning')}." if warnings else "No problems found.")
    if warnings:
        exit_needs_checking()


@codebook.command("export", access=READS)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(app: AppContext, file: Path) -> None:
    """Write the codebook to FILE for use in other programs.

    The file's extension sets the format: .qdc (REFI-QDA codebook) or .csv (spreadsheet).
    """
    from pipeline.corpus.counts import counted
    from pipeline.review.codebook_exchange import export_codebook

    click.echo(f"{file}: written, {counted(export_codebook(app.study, file), 'code')}.")


@codebook.command("import", access=WRITES_MODELS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@dry_run_option
@click.pass_obj
def import_(app: AppContext, file: Path, *, dry_run: bool) -> None:
    """Add the codes in FILE to models/codebook.yaml.

    FILE is a REFI-QDA codebook (.qdc), a REFI-QDA project (.qdpx) or a table (.csv). Existing codes are not
    changed: a code with the same GUID, id or name is skipped, and any difference is reported. A CSV file may have
    the columns id, name, definition, include, exclude, phrases, examples and parent; only name is required. Put
    each phrase or example on a line of its own within the cell.
    """
    from pipeline.cli.console import finding_lines
    from pipeline.corpus.counts import counted
    from pipeline.review.codebook_exchange import import_codebook

    with rehearsed(app.study, dry_run=dry_run) as work:
        done = import_codebook(work.study, file)
        where = f"{done.path}, line {done.line}: " if done.new else ""
        work.say(f"{where}{counted(len(done.new), 'new code')}, {done.known} already in the codebook.")
        for line in finding_lines(done.findings):
            click.echo(line)
    if any(finding.level != "note" for finding in done.findings):
        exit_needs_checking()


@click.command("list", cls=StudyCommand, access=READS)
@json_option
@click.pass_obj
def list_candidates(app: AppContext, *, as_json: bool) -> None:
    """List the candidate themes of the last run, each with the number to adopt it by."""
    from pipeline.cli.console import candidate_lines
    from pipeline.themes.adoption import candidates_of

    candidates = candidates_of(app.study)
    if as_json:
        echo_json(candidates)
    else:
        click.echo("\n".join(candidate_lines(candidates)))


@click.command("adopt", cls=StudyCommand, access=WRITES_MODELS)
@click.argument("topic")
@dry_run_option
@click.pass_obj
def adopt_candidate(app: AppContext, topic: str, *, dry_run: bool) -> None:
    """Add the candidate TOPIC (its number in the list, its id or its name) to models/codebook.yaml as a code.

    The code is added at the end. Its examples are the candidate's most typical passages that may be quoted. Write a
    definition, then run the pipeline again: the code replaces the candidate.
    """
    from pipeline.corpus.counts import counted
    from pipeline.themes.adoption import adopt

    with rehearsed(app.study, dry_run=dry_run) as work:
        done = adopt(work.study, topic)
        work.say(
            f"{done.path}, line {done.line}: '{done.code.name}', {counted(len(done.code.examples), 'example')}."
        )
        work.say("Write a definition there, and improve the name if you wish. Then run: pipeline run")
