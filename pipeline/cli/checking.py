"""`verify` and `evaluate`: check a draft against the transcripts, and a run against a gold standard."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.app import StudyCommand, printable
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, json_option
from pipeline.corpus.errors import UserError
from pipeline.workflow.locks import READS


@click.command(cls=StudyCommand, access=READS)
@click.argument(
    "drafts",
    metavar="DRAFT...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "html", "docx"]),
    default="text",
    show_default=True,
    help="Format of the report; docx is a copy of the draft with comments in the margin.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="File to write the report to, instead of the terminal; a folder if there are several drafts.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--all", "everything", is_flag=True, help="Show correct quotations as well.")
@click.pass_obj
def verify(app: AppContext, drafts: tuple[Path, ...], form: str, output: Path | None, everything: bool) -> None:
    """Check every quotation in DRAFT against the transcripts.

    DRAFT is a report (.docx, .odt, .rtf, .md, .html, .txt, .pdf), or quotations and codings that another program
    made (.csv, .xlsx, .json, .jsonl) with the columns quote, source and speaker.

    Each quotation is reported as verbatim, tidied (within the rules of clean verbatim), altered, joined from two
    places, attributed to the wrong speaker, used without consent, or not found. Names, and figures that count
    something in the study, are checked too. The report names participants: it is confidential.
    """
    if len(drafts) > 1 and (form in ("json", "csv", "html") or output) and not (output and output.is_dir()):
        raise UserError("several drafts need a folder for their reports", "Name one with --output", output)
    if output and len({draft.stem for draft in drafts}) < len(drafts):
        raise UserError(
            "two drafts have the same name, and so would their reports", "Verify them one by one", output
        )
    failed: list[UserError] = []
    needs_checking = False
    for draft in drafts:
        try:
            needs_checking |= _verify_one(app, draft, form=form, output=output, everything=everything)
        except UserError as error:  # the other drafts are checked all the same
            failed.append(error)
    for each in failed[:-1]:
        click.echo(f"pipeline: {printable(str(each))}", err=True)
    if failed:
        raise failed[-1]
    if needs_checking:
        exit_needs_checking()


def _verify_one(app: AppContext, draft: Path, *, form: str, output: Path | None, everything: bool) -> bool:
    """Verify a draft and print or save the report; whether anything needs checking."""
    from pipeline.cli.console import show_report
    from pipeline.verify import verify as verified
    from pipeline.verify.saving import place_for, save

    place = place_for(app.study, draft, form=form, output=output)
    report = verified(app.study, draft)
    if place is None:
        if not (app.quiet and form == "text" and not report.needs_a_person):
            show_report(report, draft=draft, form=form, everything=everything)
    else:
        save(report, place, draft=draft, form=form)
        if not app.quiet:
            click.echo(report.summary())
            click.echo(f"{place}: written. Confidential: it names participants.")
    if report.stale and (form != "text" or place is not None):
        click.echo(f"pipeline: {report.stale}", err=True)
    return report.needs_a_person


@click.command(cls=StudyCommand, access=READS)
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@click.pass_obj
def evaluate(app: AppContext, gold: Path, *, as_json: bool) -> None:
    """Compare the last run with a hand-coded gold standard in the folder GOLD."""
    from pipeline.review.evaluation import evaluate as evaluated

    lines = evaluated(app.study, gold)
    if as_json:
        scores = ("precision", "recall", "f1", "found", "wanted", "right")
        echo_json(
            [
                {"what": line.what, "how": line.how, **{name: getattr(line.score, name) for name in scores}}
                for line in lines
            ]
        )
        return
    click.echo(f"{'':<16}{'':<40}{'precision':>10}{'recall':>8}{'F1':>7}{'found':>8}{'gold':>8}")
    for line in lines:
        score = line.score
        figures = f"{score.precision:>10.2f}{score.recall:>8.2f}{score.f1:>7.2f}{score.found:>8}{score.wanted:>8}"
        click.echo(f"{line.what:<16}{line.how:<40}{figures}")
