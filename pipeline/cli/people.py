"""`people`: list the names of people that were detected."""

from __future__ import annotations

import click

from pipeline.cli.app import StudyCommand, printable
from pipeline.cli.console import AppContext, echo_json, finding_lines, json_option
from pipeline.corpus.counts import counted
from pipeline.workflow.locks import WRITES_OUTPUTS


@click.command(cls=StudyCommand, access=WRITES_OUTPUTS)
@click.option("--undecided", is_flag=True, help="Show only third parties without a row in models/people.csv.")
@json_option
@click.pass_obj
def people(app: AppContext, *, undecided: bool, as_json: bool) -> None:
    """List the names of people that were detected, and what will happen to each.

    Each name is shown once, uncertain ones first, with a score (the share of its occurrences that the names model,
    `quotes` and `pseudonymise` take for a person), its count, its kind (participant, third party, public figure,
    named in a published document, probably no person), the evidence, and up to two contexts. Which kinds are
    replaced in quotes is set in models/settings.toml, in the section quotes: redact_people_mentioned,
    redact_public_figures and redact_people_in_documents.

    To decide about a name, add a row to models/people.csv (columns name, decision, note). The decision is replace,
    keep, organisation, place, or same as another name ("same as Mary Lowe"). It applies to the name as written, in
    every later run; the consent of participants takes precedence. The list names people: it is confidential.
    """
    from pipeline.cli.stages import STAGES
    from pipeline.people.decided_names import PEOPLE_FILE
    from pipeline.privacy.detected_names import detected_names
    from pipeline.quotes.stage import QUOTES

    receipts = app.bring_up_to_date(STAGES[: STAGES.index(QUOTES) + 1])
    names = detected_names(app.study)
    shown = [name for name in names if not (undecided and (name.decision or name.participants))]
    if as_json:
        echo_json([name.row for name in shown])
        return
    for name in shown:
        about = f"{name.kind}, {name.outcome}; {name.evidence}"
        click.echo(printable(f"{name.score:.2f}  {name.name}  ({name.count})  {about}"))
        for context in name.contexts:
            click.echo(printable(f"        {context}"))
    for line in finding_lines([each for one in receipts for each in one.findings if each.file == PEOPLE_FILE]):
        click.echo(line)
    decided = sum(bool(name.decision) for name in names)
    if not app.quiet:
        click.echo(
            f"{counted(len(shown), 'name')} shown; {decided} of {counted(len(names), 'name')} decided in"
            f" {app.study.models / PEOPLE_FILE}. Confidential: do not share."
        )
