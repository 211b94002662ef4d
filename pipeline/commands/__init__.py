"""Commands beside the stages: a file for each subject, each command a thin twin of a function."""

import click

from pipeline.commands.checking import evaluate, verify
from pipeline.commands.codebook import codebook
from pipeline.commands.privacy import audit, pseudonymise, withdraw
from pipeline.commands.register import register
from pipeline.commands.review import agreement, review
from pipeline.commands.themes import adopt_candidate, list_candidates

COMMANDS: tuple[click.Command, ...] = (
    codebook,
    register,
    review,
    agreement,
    verify,
    audit,
    pseudonymise,
    withdraw,
    evaluate,
)  # in the order of their use
THEMES_COMMANDS: tuple[click.Command, ...] = (list_candidates, adopt_candidate)  # of `pipeline themes`
