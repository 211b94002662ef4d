"""The front door: commands, messages and exit codes. Every command is a thin twin of a function.

Exit codes: 0 done; 1 done, but something needs a person; 2 the command could not run.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import __version__
from pipeline.console import Commands, Front
from pipeline.engine import Engine
from pipeline.errors import UserError
from pipeline.ingest.stage import INGEST
from pipeline.receipts import Receipt
from pipeline.runner import Stage, made_tables
from pipeline.stages import STAGES
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE, Study
from pipeline.themes.stage import THEMES

NEEDS_A_PERSON = 1


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--transcripts",
    type=click.Path(path_type=Path),
    default=Path("transcripts/sample"),
    show_default=True,
    help="Folder of one study's transcripts; never written to.",
)
@click.option(
    "--models",
    type=click.Path(path_type=Path),
    default=Path("models"),
    show_default=True,
    help="Folder of the codebook, the known organisations and your decisions.",
)
@click.option(
    "--outputs",
    type=click.Path(path_type=Path),
    default=Path("outputs"),
    show_default=True,
    help="Folder for everything that is made.",
)
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes at once; 0 for one a core.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Dask scheduler to send the work to (tcp://…).")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.version_option(__version__, prog_name="pipeline")
@click.pass_context
def main(
    ctx: click.Context, *, transcripts: Path, models: Path, outputs: Path, jobs: int, scheduler: str, quiet: bool
) -> None:
    """From interview transcripts to a coded dataset: organisations, quotes, themes. Verbatim, and offline."""
    study = Study(transcripts=transcripts, models=models, outputs=outputs)
    ctx.obj = Front(study=study, engine=Engine(jobs=jobs, scheduler=scheduler), quiet=quiet)


@main.command()
@click.pass_obj
def run(front: Front) -> None:
    """Do all stages, and say what came out."""
    from pipeline.console import summary_lines

    receipts = front.bring_up_to_date(STAGES)
    if not front.quiet:
        for line in summary_lines(front.study, receipts):
            click.echo(line)
    _finish(receipts)


def _stage_command(stage: Stage) -> click.Command:
    """The command of one stage: it and what it needs, brought up to date."""

    @click.pass_obj
    def command(front: Front, check: bool = False) -> None:
        if click.get_current_context().invoked_subcommand:
            return
        receipts = front.bring_up_to_date(STAGES[: STAGES.index(stage) + 1])
        if not front.quiet:
            front.show(stage, receipts[-1], full=check)
        _finish(receipts)

    reads = ", ".join(table.name for table in stage.inputs) or "the transcripts folder"
    writes = ", ".join([table.name for table in stage.outputs] + ([stage.makes] if stage.makes else []))
    text = f"{stage.help}\n\nReads {reads}. Writes {writes}. The stages before it are brought up to date first."
    if stage is THEMES:  # has commands of its own
        group = click.group(
            cls=Commands, name=stage.name, help=text, short_help=stage.help, invoke_without_command=True
        )
        made: click.Command = group(command)
    else:
        made = click.command(name=stage.name, help=text, short_help=stage.help)(command)
    if stage.picture:
        made.params.append(click.Option(["--check"], is_flag=True, help="Show what was made of each source."))
    return made


for _stage in STAGES:
    main.add_command(_stage_command(_stage))


@click.command("list")
@click.pass_obj
def list_candidates(front: Front) -> None:
    """List the candidates that the last run found, with the number to adopt each by."""
    from pipeline.console import candidate_lines
    from pipeline.themes.adoption import candidates_of

    click.echo("\n".join(candidate_lines(candidates_of(front.study))))


@click.command("adopt")
@click.argument("topic")
@click.pass_obj
def adopt_candidate(front: Front, topic: str) -> None:
    """Make the candidate TOPIC (its number in the list, its id, or its name) a code of models/codebook.yaml.

    It is written after the other codes, with the passages that are most typical of it, and may be quoted, for
    examples. Give it a definition, and run again: the code takes the candidate's place.
    """
    from pipeline.console import counted
    from pipeline.themes.adoption import adopt

    done = adopt(front.study, topic)
    click.echo(f"{done.path}, line {done.line}: '{done.code.name}', {counted(len(done.code.examples), 'example')}.")
    click.echo("Write its definition there, and better its name if you like. Then run: pipeline run")


_themes = main.commands[THEMES.name]
if isinstance(_themes, click.Group):
    _themes.add_command(list_candidates)
    _themes.add_command(adopt_candidate)


@main.command()
@click.pass_obj
def init(front: Front) -> None:
    """Write cases.csv and participants.csv, filled with what was found, for you to complete."""
    from pipeline.ingest.templates import templates
    from pipeline.storage import write_whole

    front.bring_up_to_date((INGEST,))
    made = templates(made_tables(front.study, INGEST), front.study)
    for name, content in made.items():
        write_whole(front.study.transcripts / name, content)
        click.echo(f"{front.study.transcripts / name}: written. Complete it, then run: pipeline run")
    for name in sorted({CASES_FILE, PARTICIPANTS_FILE} - set(made)):
        click.echo(f"{front.study.transcripts / name}: there already, and left as it is.")


@main.group(cls=Commands)
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
        sys.exit(NEEDS_A_PERSON)


@main.group(cls=Commands)
def register() -> None:
    """Link organisations to public registers that you have."""


@register.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", help="What to call it; else the file's name. One of that name is replaced.")
@click.pass_obj
def add(front: Front, file: Path, name: str) -> None:
    """Add the register in FILE (.csv, .txt, .xlsx, .json) to models/registers/.

    Known by their columns are: GOV.UK bodies, councils, NHS ODS, the charity registers, 360Giving grants, GLEIF,
    schools, registered providers of housing, and any list with the columns register_id and organisation. The next
    run writes register_id for the organisations that it finds there.
    """
    from pipeline.console import counted
    from pipeline.organisations.registers import add_register

    if not front.quiet:
        click.echo(f"Reading {file.name} ...", err=True)
    added = add_register(front.study.models, file=file, name=name)
    click.echo(f"{added.title}: {counted(sum(added.bodies.values()), 'body', 'bodies')}.")
    for sector, count in sorted(added.bodies.items(), key=lambda item: -item[1]):
        click.echo(f"  {count:>9,}  {sector or 'of no sector that it tells'}")
    for reason, count in sorted(added.left_out.items(), key=lambda item: -item[1]):
        click.echo(f"  {count:>9,}  left out: {reason}")
    click.echo(f"{added.path}: {'replaced' if added.replaced else 'written'}. Now run: pipeline run")


@register.command("list")
@click.pass_obj
def list_(front: Front) -> None:
    """List the registers that were added."""
    from pipeline.organisations.registers import FOLDER, kept_registers

    kept = kept_registers(front.study.models)
    for one in kept:
        schemes = ", ".join(f"{scheme} {count:,}" for scheme, count in sorted(one.schemes.items()))
        click.echo(f"{one.path.stem:<32}{sum(one.schemes.values()):>9,}  {schemes}")
    if kept:
        click.echo(f"To take one away, delete its file in {front.study.models / FOLDER}.")
    else:
        click.echo("There are none. Add one with: pipeline register add FILE")


@main.group(cls=Commands)
def review() -> None:
    """Take people's decisions about the coding back in."""


@review.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--number", type=click.IntRange(min=1), default=120, show_default=True, help="Passages, at the most.")
@click.pass_obj
def export(front: Front, file: Path | None, number: int) -> None:
    """Write a workbook of the passages that teach most, to decide about; FILE, or one below outputs/private/."""
    from pipeline.review.exporting import export_review, save_review
    from pipeline.storage import write_whole

    content = export_review(front.study, number=number)
    if file is None:
        file = save_review(front.study, content)
    elif file.exists():
        raise UserError("there is such a file already, and decisions may stand in it", "Name another", file)
    else:
        write_whole(file, content, private=True)
    click.echo(f"{file}: written. Decide, then run: pipeline review import {file}")


@review.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--coder",
    default="",
    help="Who decided, where the file does not say; of a .qdpx also who took codings of the pipeline away.",
)
@click.pass_obj
def import_(front: Front, file: Path, coder: str) -> None:
    """Add the decisions in FILE (.csv, .xlsx or .qdpx) to models/decisions.csv; nothing there is lost."""
    from pipeline.review.importing import import_decisions

    done = import_decisions(front.study, file, coder=coder)
    click.echo(f"{done.new} new, {done.changed} changed, {done.unchanged} known already.")
    for finding in done.findings:
        where = f"line {finding.line}: " if finding.line else ""
        click.echo(f"  - {where}{finding.finding}. {finding.remedy}.")
    for quote_id, theme_id in done.conflicts:
        click.echo(f"  - coders differ on passage {quote_id}, theme {theme_id}: the later decision counts.")
    if done.conflicts:
        click.echo(f"{len(done.conflicts)} differ between coders.")
    if done.findings or done.conflicts:
        sys.exit(NEEDS_A_PERSON)


@main.command()
@click.pass_obj
def agreement(front: Front) -> None:
    """Say how far coders agree, and the pipeline with each."""
    from pipeline.console import agreement_lines
    from pipeline.review.agreement import agreement as measured

    for line in agreement_lines(measured(front.study)):
        click.echo(line)


@main.command()
@click.argument("draft", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "docx"]),
    default="text",
    show_default=True,
    help="docx: a copy of the draft with comments in the margin.",
)
@click.option("--output", type=click.Path(path_type=Path), help="File to write to, rather than the terminal.")
@click.option("--all", "everything", is_flag=True, help="Show quotations that are right, too.")
@click.pass_obj
def verify(front: Front, draft: Path, form: str, output: Path | None, everything: bool) -> None:
    """Check every quotation in DRAFT (.docx, .odt, .md, .html, .txt, .pdf) against what was said.

    Says for each whether it is verbatim, tidied within the rules of clean verbatim, altered, joined from two
    places, under the wrong name, without consent, or not found; checks names, and figures that count something of
    the study. What is printed names participants: it is for the researcher.
    """
    from pipeline.console import show_report
    from pipeline.verify import verify as verified
    from pipeline.verify.saving import place_for, save

    place = place_for(front.study, draft, form=form, output=output)
    report = verified(front.study, draft)
    if place is None:
        if not (front.quiet and form == "text" and not report.needs_a_person):
            show_report(report, draft=draft, form=form, everything=everything)
    else:
        save(report, place, draft=draft, form=form)
        if not front.quiet:
            click.echo(report.summary())
            click.echo(f"{place}: written. It names participants: for your eyes only.")
    if report.stale and (form != "text" or place is not None):
        click.echo(f"pipeline: {report.stale}", err=True)
    if report.needs_a_person:
        sys.exit(NEEDS_A_PERSON)


@main.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def evaluate(front: Front, gold: Path) -> None:
    """Measure the last run against a hand-made gold in the folder GOLD."""
    from pipeline.evaluation import evaluate as evaluated

    click.echo(f"{'':<16}{'':<40}{'precision':>10}{'recall':>8}{'F1':>7}{'found':>8}{'wanted':>8}")
    for line in evaluated(front.study, gold):
        score = line.score
        figures = f"{score.precision:>10.2f}{score.recall:>8.2f}{score.f1:>7.2f}{score.found:>8}{score.wanted:>8}"
        click.echo(f"{line.what:<16}{line.how:<40}{figures}")


def _finish(receipts: Sequence[Receipt]) -> None:
    problems = [finding for receipt in receipts for finding in receipt.findings if finding.level == "problem"]
    if problems:
        sys.exit(NEEDS_A_PERSON)
