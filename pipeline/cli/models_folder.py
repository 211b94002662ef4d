"""`codebook`, candidate themes (`themes list`, `themes adopt`) and `register`: what the models folder holds."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.app import Commands, StudyCommand, dry_run_option, rehearsed
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, json_option
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
