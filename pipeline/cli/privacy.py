"""What people are owed: the search for what consent forbids, withdrawal, a study without names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import StudyCommand, point_out_unfinished, printable
from pipeline.cli.console import AppContext, needs_a_person
from pipeline.cli.logs import delete_log
from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError
from pipeline.corpus.withdrawals import EverybodyWithdrawn
from pipeline.workflow.locks import READS, WRITES_BOTH, WRITES_OUTPUTS

if TYPE_CHECKING:
    from pipeline.privacy.withdrawal_plan import WithdrawalPlan

_SHOWN = 20


def show_leaks(front: AppContext, *, most: int = _SHOWN, again: bool = True) -> int:
    """Search what is handed over, and say what consent forbids in it; how many that is.

    With `again` also where nothing has changed since a search that found nothing. A name is shown on a terminal
    alone: what goes into a log may be read by others.
    """
    from pipeline.privacy.audit import audit as audited

    leaks = audited(front.study, again=again)
    for leak in leaks[:most]:
        click.echo(f"  ! {leak.told(openly=sys.stdout.isatty())}.")
    if len(leaks) > most:
        click.echo(f"    and {len(leaks) - most} more.")
    if leaks:
        click.echo(
            f"{counted(len(leaks), 'place')} with what consent forbids: hand nothing over yet. Delete files that"
            " the pipeline did not make; where a name stands in cases.csv, in the codebook or in a note, take it"
            " out there and run again."
        )
    return len(leaks)


@click.command(cls=StudyCommand, access=READS, reminds=False)
@click.option("--all", "everything", is_flag=True, help="Show every place, not the first twenty.")
@click.pass_obj
def audit(front: AppContext, everything: bool) -> None:
    """Search everything that may be handed over for what consent forbids.

    Opens every file below the outputs folder but for private/, archives and their properties too, and looks for
    names of people who may not be named, words of people who are not to be quoted, and the numbers and addresses
    that were replaced. Also reports a withdrawal that was not finished, and outputs of an interrupted run. `run`
    does the same search at its end. On a terminal it shows the name itself: confidential.
    """
    from pipeline.verify.checking import INTERRUPTED, outdated

    unfinished = point_out_unfinished(front)
    told = outdated(front.study)
    if told:
        click.echo(f"pipeline: {told}", err=True)
    try:
        leaks = show_leaks(front, most=sys.maxsize if everything else _SHOWN)
    except UserError as error:
        if not unfinished:
            raise
        click.echo(f"pipeline: {error}", err=True)  # the tables went so that nothing of theirs is left
        leaks = 0
    if leaks or unfinished or told == INTERRUPTED:
        needs_a_person()
    if not front.quiet:
        click.echo(f"Nothing that consent forbids stands in {front.study.outputs}, private/ left aside.")


@click.command(cls=StudyCommand, access=WRITES_BOTH, reminds=False)
@click.argument("participant")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def withdraw(front: AppContext, participant: str, yes: bool) -> None:
    """Take PARTICIPANT (an id as in outputs/private/key.csv, or a whole name) out of the study.

    Shows who that is, and asks. Removes the person from every table, kept result, decision, example, workbook, copy
    and output, and says what was removed. It is remembered in models/withdrawn.csv, without a name, so that no
    later run brings the person back. The transcripts are yours: it says what stands there still, for you to delete.

    If it is interrupted, or something of theirs is left in a file of yours, the same command finishes it.
    """
    from pipeline.privacy.withdrawal_plan import plan_withdrawal

    plan = plan_withdrawal(front.study, participant)
    who = ", ".join(filter(None, (plan.name, plan.role, plan.case)))
    begun = "; the withdrawal was begun and not finished" if plan.file else ""
    click.echo(f"{plan.participant}: {printable(who)}; {counted(plan.passages, 'passage')}{begun}.")
    if not yes:
        click.confirm(f"Take {plan.participant} out of the study for good?", abort=True)
    if not show_withdrawn(front, plan):
        needs_a_person()


def finish_withdrawals(front: AppContext) -> None:
    """Finish the withdrawals that were begun in this study; point out those that were begun elsewhere."""
    from pipeline.privacy.withdrawal_plan import unfinished_plans

    point_out_unfinished(front)
    for plan in unfinished_plans(front.study):
        if plan.concerns(front.study):
            click.echo(f"Finishing the withdrawal of {plan.participant} ...", err=True)
            show_withdrawn(front, plan)


def show_withdrawn(front: AppContext, plan: WithdrawalPlan) -> bool:
    """Carry a withdrawal out and say what was done; whether nothing of theirs is left."""
    from pipeline.cli.stages import STAGES
    from pipeline.privacy.withdrawal import carry_out

    delete_log(front.study.private)
    try:
        done = carry_out(front.study, plan, run=lambda: front.bring_up_to_date(STAGES))
    except EverybodyWithdrawn:
        raise
    except UserError:
        click.echo(
            f"pipeline: {plan.participant}'s words are in nothing that can be handed over, but the outputs could"
            f" not be made again. Correct what follows, then run: pipeline withdraw {plan.participant}",
            err=True,
        )
        raise
    if not done.left:
        click.echo(f"{done.participant} has left the study. Removed, and everything else made again without it:")
    else:
        click.echo(f"{done.participant} was removed from the study, but not yet from every file:")
    for what, count in done.removed.items():
        click.echo(f"  {count:>6,}  {what}")
    click.echo("Kept results were discarded and overwritten. models/withdrawn.csv remembers it, without a name.")
    if done.originals:
        click.echo("Still there, for you to delete (no run reads it any more):")
        for where in done.originals:
            click.echo(f"  - {where}")
        click.echo(
            "In participants.csv write 'withdrawn' for speaker and name rather than deleting the row: the ids of"
            " the people below it hang on its place."
        )
    for other in done.same_name:
        click.echo(f"{other} bears the same name. If it is the same person: pipeline withdraw {other}")
    if done.left:
        click.echo("Still to do: take out what stands in these files, or delete them:")
        for where in done.left:
            click.echo(f"  ! {where}")
        click.echo(f"Then finish with: pipeline withdraw {done.participant}")
    return not done.left


@click.command(cls=StudyCommand, access=WRITES_OUTPUTS)
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the copy; else outputs/pseudonymised.")
@click.pass_obj
def pseudonymise(front: AppContext, output: Path | None) -> None:
    """Write a copy of the study's transcripts without names, to be shared or archived.

    Every person has one pseudonym in brackets ([Person 3]); telephone numbers, e-mail addresses, postcodes, street
    addresses, NHS and National Insurance numbers and dates of birth are replaced; organisations keep their names.
    The pipeline reads the copy. The key and the log of what was exchanged stay in outputs/private/pseudonyms/.
    """
    from pipeline.cli.stages import STAGES
    from pipeline.privacy.pseudonymise import pseudonymise as pseudonymised
    from pipeline.quotes.stage import QUOTES

    front.bring_up_to_date(STAGES[: STAGES.index(QUOTES) + 1])
    done = pseudonymised(front.study, folder=output)
    click.echo(f"{done.folder}: {counted(done.files, 'transcript')}, {counted(done.people, 'person', 'people')}.")
    for kind, count in sorted(done.counts.items(), key=lambda item: -item[1]):
        click.echo(f"  {count:>6,}  {kind}")
    click.echo(f"Who is who, and every exchange: {done.log}   (never pass it on)")
    for name in dict.fromkeys(done.left):
        click.echo(f"  ! {name}: a name on record still stands in it. Look for it before you pass it on.")
    if done.pairs:
        click.echo(
            f"{counted(len(done.pairs), 'job and place', 'jobs and places')} may tell of one person: read"
            f" {done.log / 'look_at.csv'}, and make them wider in the copy where they do."
        )
    if done.left or done.pairs:
        needs_a_person()
