"""`people`, `audit`, `withdraw` and `pseudonymise`: names, and the rights of participants."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import NOTHING_CHANGED, StudyCommand, dry_run_option, point_out_unfinished, printable
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, finding_lines, json_option
from pipeline.cli.logs import delete_log
from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError
from pipeline.corpus.withdrawals import EverybodyWithdrawn
from pipeline.workflow.locks import READS, WRITES_BOTH, WRITES_OUTPUTS

if TYPE_CHECKING:
    from pipeline.corpus.study import Study
    from pipeline.privacy.withdrawal_plan import WithdrawalPlan


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


_SHOWN = 20


def show_leaks(app: AppContext, *, most: int = _SHOWN, again: bool = True) -> int:
    """Search the files that may be shared, print every breach of consent, and return how many there are.

    With `again`, files that have not changed since a search without breaches are searched as well. Names are shown
    on a terminal only: a log may be read by others.
    """
    from pipeline.privacy.audit import audit as audited

    leaks = audited(app.study, again=again)
    for leak in leaks[:most]:
        click.echo(f"  ! {leak.told(openly=sys.stdout.isatty())}.")
    if len(leaks) > most:
        click.echo(f"    and {len(leaks) - most} more.")
    if leaks:
        click.echo(
            f"{counted(len(leaks), 'breach', 'breaches')} of consent. Do not share anything yet. Delete files that"
            " the pipeline did not create. Where a name comes from cases.csv, the codebook or a note, remove it"
            " there and run again."
        )
    return len(leaks)


def show_undecided(app: AppContext, *, most: int) -> None:
    """Let the names model read what is handed over, and list the people in it that nobody has decided about."""
    from pipeline.people.decided_names import PEOPLE_FILE
    from pipeline.privacy.model_search import undecided_names

    names = undecided_names(app.study)
    for one in names[:most]:
        shown = one.told(openly=sys.stdout.isatty())
        click.echo(printable(f"  ? {shown}."))
    if len(names) > most:
        click.echo(f"    and {len(names) - most} more.")
    if names:
        click.echo(
            f"{counted(len(names), 'name')} to check: printed, though the names model takes"
            f" {'it for a person' if len(names) == 1 else 'them for people'}. Decide in"
            f" {app.study.models / PEOPLE_FILE}: replace, keep, organisation or place."
        )


@click.command(cls=StudyCommand, access=READS, reminds=False)
@click.option("--all", "everything", is_flag=True, help="Show every breach, not only the first twenty.")
@json_option
@click.pass_obj
def audit(app: AppContext, *, everything: bool, as_json: bool) -> None:
    """Search everything that may be shared for names and words that consent does not allow.

    Opens every file in the outputs folder except private/, including archives and file properties. Looks for the
    names of people who may not be named, the words of people who may not be quoted, and numbers and addresses that
    were replaced. Also reports unfinished withdrawals and the outputs of an interrupted run. `run` ends with the
    same search.

    Then the names model reads all of it, and the people whom it sees in print are listed for a person to decide
    about in models/people.csv. They are no breaches of consent, and do not change the exit code. On a terminal the
    report shows the names themselves: it is confidential.
    """
    from pipeline.verify.checking import INTERRUPTED, outdated

    unfinished = point_out_unfinished(app)
    warning = outdated(app.study)
    if warning:
        click.echo(f"pipeline: {warning}", err=True)
    most = sys.maxsize if everything else _SHOWN
    try:
        leaks = _echo_findings(app.study) if as_json else show_leaks(app, most=most)
    except UserError as error:
        if not unfinished:
            raise
        click.echo(f"pipeline: {error}", err=True)  # an unfinished withdrawal has deleted the tables
        leaks = 0
    else:
        if not as_json:
            show_undecided(app, most=most)
    if leaks or unfinished or warning == INTERRUPTED:
        exit_needs_checking()
    if not (app.quiet or as_json):
        click.echo(f"No breach of consent found in {app.study.outputs} (private/ is not searched).")


def _echo_findings(study: Study) -> int:
    """Print what the audit finds as JSON, without names and words; returns the number of breaches."""
    from pipeline.privacy.audit import audit as audited
    from pipeline.privacy.model_search import undecided_names

    leaks, names = audited(study, again=True), undecided_names(study)
    shown = ("file", "part", "line", "kind", "whose", "times")
    breaches = [{name: getattr(leak, name) for name in shown} for leak in leaks]
    echo_json({"breaches": breaches, "names_to_check": [{"file": one.file, "lines": one.times} for one in names]})
    return len(leaks)


@click.command(cls=StudyCommand, access=WRITES_BOTH, reminds=False)
@click.argument("participant")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@dry_run_option
@click.pass_obj
def withdraw(app: AppContext, participant: str, *, yes: bool, dry_run: bool) -> None:
    """Remove PARTICIPANT (an id from outputs/private/key.csv, or a full name) from the study.

    Shows who the person is and asks for confirmation. Removes the person from every table, cached result, decision,
    example, workbook, copy and output, and reports what was removed. The withdrawal is recorded in
    models/withdrawn.csv without a name, so that later runs leave the person out. Transcripts are never changed: the
    command lists what remains there for you to delete.

    If the command was interrupted, or traces remain in files of yours, run it again to finish.
    """
    from pipeline.privacy.withdrawal_plan import plan_withdrawal

    plan = plan_withdrawal(app.study, participant)
    who = ", ".join(filter(None, (plan.name, plan.role, plan.case)))
    begun = "; an earlier withdrawal was not finished" if plan.file else ""
    click.echo(f"{plan.participant}: {printable(who)}; {counted(plan.passages, 'passage')}{begun}.")
    if dry_run:
        _show_plan(app.study, plan)
        return
    if not yes:
        click.confirm(f"Remove {plan.participant} from the study permanently?", abort=True)
    if not show_withdrawn(app, plan):
        exit_needs_checking()


def _show_plan(study: Study, plan: WithdrawalPlan) -> None:
    """What a withdrawal would remove, and where."""
    from pipeline.privacy.withdrawal import places_with_traces

    for what, count in plan.removed.items():
        click.echo(f"  {count:>6,}  {what}")
    click.echo("These files hold traces of the person, and would be corrected or rebuilt:")
    for place in places_with_traces(study, plan):
        click.echo(f"  - {place}")
    _show_originals(plan.originals)
    click.echo(NOTHING_CHANGED)


def _show_originals(originals: Sequence[str]) -> None:
    if originals:
        click.echo("Left for you to delete (later runs ignore it):")
        for where in originals:
            click.echo(f"  - {where}")


def finish_withdrawals(app: AppContext) -> None:
    """Finish the withdrawals that were begun in this study, and point out those begun in another."""
    from pipeline.privacy.withdrawal_plan import unfinished_plans

    point_out_unfinished(app)
    for plan in unfinished_plans(app.study):
        if plan.concerns(app.study):
            click.echo(f"Finishing the withdrawal of {plan.participant} ...", err=True)
            show_withdrawn(app, plan)


def show_withdrawn(app: AppContext, plan: WithdrawalPlan) -> bool:
    """Carry out a withdrawal and report it. Returns whether every trace was removed."""
    from pipeline.cli.stages import STAGES
    from pipeline.privacy.withdrawal import carry_out

    delete_log(app.study.private)
    try:
        done = carry_out(app.study, plan, run=lambda: app.bring_up_to_date(STAGES))
    except EverybodyWithdrawn:
        raise
    except UserError:
        click.echo(
            f"pipeline: {plan.participant}'s words were removed from everything that may be shared, but the outputs"
            f" could not be rebuilt. Correct the problem below, then run: pipeline withdraw {plan.participant}",
            err=True,
        )
        raise
    if not done.left:
        click.echo(f"{done.participant} was removed from the study, and the outputs were rebuilt. Removed:")
    else:
        click.echo(f"{done.participant} was removed from the study, but not yet from every file. Removed so far:")
    for what, count in done.removed.items():
        click.echo(f"  {count:>6,}  {what}")
    click.echo(
        "Cached results were deleted and overwritten. models/withdrawn.csv records the withdrawal, without a name."
    )
    _show_originals(done.originals)
    if done.originals:
        click.echo(
            "In participants.csv, replace speaker and name with 'withdrawn' and keep the row: the ids of the people"
            " below it depend on its position."
        )
    for other in done.same_name:
        click.echo(f"{other} has the same name. If this is the same person, run: pipeline withdraw {other}")
    if done.left:
        click.echo("Still to do: remove the person from these files, or delete them:")
        for where in done.left:
            click.echo(f"  ! {where}")
        click.echo(f"To finish, run again: pipeline withdraw {done.participant}")
    return not done.left


def _list_changes(study: Study) -> None:
    from pipeline.privacy.detected_names import planned_changes

    changes = planned_changes(study)
    for change in changes:
        click.echo(f"{change.written} -> {change.replacement}, {counted(change.count, 'time')}: {change.context}")
    total = sum(change.count for change in changes)
    click.echo(f"{counted(total, 'replacement')}. No copy was written. Decide about names in models/people.csv.")


@click.command(cls=StudyCommand, access=WRITES_OUTPUTS)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder for the copy; outputs/pseudonymised if not given."
)
@click.option("--dry-run", is_flag=True, help="List all changes with their contexts; write no copy.")
@click.pass_obj
def pseudonymise(app: AppContext, output: Path | None, *, dry_run: bool) -> None:
    """Write a copy of the transcripts without names, for sharing or archiving.

    Each person gets one pseudonym in brackets ([Person 3]). Telephone numbers, e-mail addresses, postcodes, street
    addresses, NHS and National Insurance numbers and dates of birth are replaced. Organisations keep their names.
    The pipeline can read the copy. The key and a log of all replacements are kept in outputs/private/pseudonyms/.
    """
    from pipeline.cli.stages import STAGES
    from pipeline.privacy.pseudonymise import pseudonymise as pseudonymised
    from pipeline.quotes.stage import QUOTES

    app.bring_up_to_date(STAGES[: STAGES.index(QUOTES) + 1])
    if dry_run:
        _list_changes(app.study)
        return
    done = pseudonymised(app.study, folder=output)
    click.echo(f"{done.folder}: {counted(done.files, 'transcript')}, {counted(done.people, 'person', 'people')}.")
    for kind, count in sorted(done.counts.items(), key=lambda item: -item[1]):
        click.echo(f"  {count:>6,}  {kind}")
    click.echo(f"Key and replacements: {done.log}   (confidential: do not share)")
    for name in dict.fromkeys(done.left):
        click.echo(f"  ! {name}: still contains a name on record. Remove it before you share the copy.")
    if done.pairs:
        click.echo(
            f"{counted(len(done.pairs), 'combination')} of job and place could identify somebody: check"
            f" {done.log / 'look_at.csv'}, and make them less specific in the copy where they do."
        )
    if done.left or done.pairs:
        exit_needs_checking()
