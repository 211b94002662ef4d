"""The commands other than the stages. Each subject has a module; each command only calls a function."""

import click

from pipeline.cli.checking import evaluate, verify
from pipeline.cli.codebook import adopt_candidate, codebook, list_candidates
from pipeline.cli.doctor import doctor
from pipeline.cli.people import people
from pipeline.cli.privacy import audit, pseudonymise, withdraw
from pipeline.cli.register import register
from pipeline.cli.review import agreement, review
from pipeline.cli.studies import demo, new

COMMANDS: tuple[click.Command, ...] = (
    codebook,
    register,
    review,
    agreement,
    verify,
    people,
    audit,
    pseudonymise,
    withdraw,
    evaluate,
    demo,
    new,
    doctor,
)  # in the order of use
THEMES_COMMANDS: tuple[click.Command, ...] = (list_candidates, adopt_candidate)  # of `pipeline themes`
