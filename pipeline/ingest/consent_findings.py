"""What a person should look at in participants.csv: rows about nobody who speaks, consent that is not on record."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.ingest.people import People, Person
from pipeline.records import Consent, Finding


def silent(people: People, *, but: Collection[str]) -> list[Finding]:
    """Rows of participants.csv about people who say nothing, in their order there; `but` for these."""
    spoken = {*people.speakers.values(), *but}
    return [
        Finding(
            level="problem" if row.consent == Consent.NONE else "check",
            stage="ingest",
            file="participants.csv",
            line=row.line,
            finding=f"{participant} says nothing in any transcript of the case",
            remedy="Write the speaker exactly as the label stands in the transcript, or delete the row",
        )
        for participant, row in sorted(people.listed, key=lambda one: one[1].line)
        if participant not in spoken
    ]


def without_consent(persons: Sequence[Person], spoken: set[str], *, recorded: bool) -> list[Finding]:
    """How many of those who speak have no consent on record, case by case."""
    counts: dict[str, int] = {}
    for person in persons:
        if not person.interviewer and not person.consent and person.participant in spoken:
            counts[person.case] = counts.get(person.case, 0) + 1
    if not counts:
        return []
    remedy = "Fill in the column 'consent' of participants.csv; until then they are cited by role, not by name"
    if not recorded:
        people = sum(counts.values())
        whom = f"any of the {people} people who speak" if people > 1 else "the one person who speaks"
        finding = f"there is no participants.csv, so no consent is on record for {whom}"
        return [Finding(level="check", stage="ingest", finding=finding, remedy=remedy)]
    return [
        Finding(
            level="check",
            stage="ingest",
            file="participants.csv",
            finding=f"no consent is on record for {count} of the people in the case '{case}'",
            remedy=remedy,
        )
        for case, count in counts.items()
    ]
