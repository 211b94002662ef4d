"""Finds combinations of job and place that may identify a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.corpus.records import Consent, Participant, Source
from pipeline.language.lexicons import words

_PLACE = r"(?:the\s+)?[A-Z][\w’'-]+(?:\s+(?:and|of|on|upon|le|the|[A-Z][\w’'-]+))*"


class RareJob(NamedTuple):
    """A job and a place, where they occur together, and why the combination is rare."""

    where: str
    participant: str
    words: str
    why: str


def rare_jobs_on_record(participants: Iterable[Participant], sources: Iterable[Source]) -> Iterator[RareJob]:
    """Participants whose job nobody else in the study has in the same place."""
    places = {row.case: row.place or row.case for row in sources}
    asked = [row for row in participants if not row.interviewer and row.role]
    pairs = Counter((row.role.casefold(), places.get(row.case, "")) for row in asked)
    for row in asked:
        place = places.get(row.case, "")
        if pairs[row.role.casefold(), place] == 1 and place and row.consent != Consent.NAMED:
            told = f"{row.role}, {place}"
            yield RareJob(
                "participants.csv and cases.csv",
                row.participant,
                told,
                "the only person with this job in this place",
            )


def rare_jobs_in_text(file: str, lines: Sequence[tuple[str, str]]) -> Iterator[RareJob]:
    """Passages that combine a job with a place: `the only midwife in Brackwater`.

    Args:
        file: the file of the copy.
        lines: the lines of the file, each with its speaker's participant id.
    """
    pattern = _jobs()
    for number, (participant, line) in enumerate(lines, start=1):
        for match in pattern.finditer(line):
            yield RareJob(f"{file}, line {number}", participant, match[0], "a job and a place in the same phrase")


def _jobs() -> re.Pattern[str]:
    jobs = "|".join(
        sorted((re.escape(word) for word in words("role_nouns") if len(word) > 3), key=len, reverse=True)
    )
    return re.compile(
        rf"\b(?:(?i:the only|the|our only|our|its|their|I'm the|I’m the)\s+(?:[a-z-]+\s+){{0,3}}(?:{jobs})"
        rf"\s+(?:in|at|for|of)\s+{_PLACE})"
    )
