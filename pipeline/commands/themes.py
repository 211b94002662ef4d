"""Candidates for new themes: see them, adopt them."""

from __future__ import annotations

import click

from pipeline.commands.group import StudyCommand
from pipeline.console import Front
from pipeline.locks import READS, WRITES_MODELS


@click.command("list", cls=StudyCommand, access=READS)
@click.pass_obj
def list_candidates(front: Front) -> None:
    """List the candidates that the last run found, with the number to adopt each by."""
    from pipeline.console import candidate_lines
    from pipeline.themes.adoption import candidates_of

    click.echo("\n".join(candidate_lines(candidates_of(front.study))))


@click.command("adopt", cls=StudyCommand, access=WRITES_MODELS)
@click.argument("topic")
@click.pass_obj
def adopt_candidate(front: Front, topic: str) -> None:
    """Make the candidate TOPIC (its number in the list, its id, or its name) a code of models/codebook.yaml.

    It is written after the other codes, with the passages that are most typical of it, and may be quoted, for
    examples. Give it a definition, and run again: the code takes the candidate's place.
    """
    from pipeline.themes.adoption import adopt
    from pipeline.wording import counted

    done = adopt(front.study, topic)
    click.echo(f"{done.path}, line {done.line}: '{done.code.name}', {counted(len(done.code.examples), 'example')}.")
    click.echo("Write its definition there, and better its name if you like. Then run: pipeline run")
