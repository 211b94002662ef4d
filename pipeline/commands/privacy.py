"""What people are owed: the search for what consent forbids, withdrawal, a study without names."""

from __future__ import annotations

import sys

import click

from pipeline.console import Front, needs_a_person

_SHOWN = 20


def show_leaks(front: Front, *, most: int = _SHOWN) -> int:
    """Search what is handed over, and say what consent forbids in it; how many that is.

    A name is shown on a terminal alone: what goes into a log may be read by others.
    """
    from pipeline.console import counted
    from pipeline.privacy.audit import audit as audited

    leaks = audited(front.study)
    for leak in leaks[:most]:
        click.echo(f"  ! {leak.told(openly=sys.stdout.isatty())}.")
    if len(leaks) > most:
        click.echo(f"    and {len(leaks) - most} more.")
    if leaks:
        click.echo(
            f"{counted(len(leaks), 'place')} in {front.study.outputs} with what consent forbids: hand nothing over yet."
            " Delete files that the pipeline did not make; where a name stands in cases.csv, in the codebook or in a"
            " note, take it out there and run again."
        )
    return len(leaks)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Show every place, not the first twenty.")
@click.pass_obj
def audit(front: Front, everything: bool) -> None:
    """Search everything that may be handed over for what consent forbids.

    Opens every file below the outputs folder but for private/, archives and their properties too, and looks for
    names of people who may not be named, words of people who are not to be quoted, and the numbers and addresses
    that were replaced. `run` does the same at its end. On a terminal it shows the name itself: for your eyes only.
    """
    from pipeline.verify.checking import STALE, is_stale

    if is_stale(front.study):
        click.echo(f"pipeline: {STALE}", err=True)
    if show_leaks(front, most=sys.maxsize if everything else _SHOWN):
        needs_a_person()
    if not front.quiet:
        click.echo(f"Nothing that consent forbids stands in {front.study.outputs}, private/ left aside.")
