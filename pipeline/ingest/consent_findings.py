"""Checks on participants.csv: rows about people who do not speak, and consent that is not on record."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.corpus.records import Concern, Consent, Finding, Participant
from pipeline.corpus.study import PARTICIPANTS_FILE
from pipeline.ingest.people import Speakers
from pipeline.ingest.study_tables import ParticipantRow
from pipeline.people.labels import label_key, name_and_office


def silent(people: Speakers, *, but: Collection[str]) -> list[Finding]:
    """Find rows of participants.csv about people who never speak, in file order, except those in `but`."""
    spoken = {*people.speakers.values(), *but}
    found = [one for one in sorted(people.listed, key=lambda one: one[1].line) if one[0] not in spoken]
    untouched = [row.line for _, row in found if is_untouched_template(row)]
    findings = [
        Finding(
            level="problem" if row.consent == Consent.NONE else "check",
            stage="ingest",
            concern=Concern.CONSENT,
            file=PARTICIPANTS_FILE,
            line=row.line,
            finding=f"{participant} does not speak in any transcript of the case",
            remedy="Write the speaker exactly as in the transcript, or delete the row",
        )
        for participant, row in found
        if row.line not in untouched
    ]
    if untouched:
        rows_told = "1 row" if len(untouched) == 1 else f"{len(untouched)} rows"
        findings.append(
            Finding(
                level="note",
                stage="ingest",
                file=PARTICIPANTS_FILE,
                line=untouched[0],
                finding=f"{rows_told} from 'pipeline init', never filled in: no transcript has this label now",
                remedy="No action is needed; delete them if you wish",
            )
        )
    return findings


def is_untouched_template(row: ParticipantRow) -> bool:
    """Whether a row is as `init` wrote it: label, the name and role that the label gives, and yes or no."""
    if row.interviewer is None or any((row.consent, row.organisation, row.sector, row.attribution)):
        return False
    name, office = name_and_office(row.speaker)
    words = set(label_key(name).split())
    return row.role in ("", office) and (not row.name or words <= set(label_key(row.name).split()))


def without_consent(persons: Sequence[Participant], spoken: set[str], *, recorded: bool) -> list[Finding]:
    """Count, case by case, the speakers who have no consent on record."""
    counts: dict[str, int] = {}
    for person in persons:
        if not person.interviewer and not person.consent and person.participant in spoken:
            counts[person.case] = counts.get(person.case, 0) + 1
    if not counts:
        return []
    remedy = "Fill in the column 'consent' of participants.csv; until then they are cited by role, not by name"
    if not recorded:
        people = sum(counts.values())
        whom = f"any of the {people} speakers" if people > 1 else "the only speaker"
        finding = f"there is no participants.csv, so no consent is on record for {whom}"
        return [Finding(level="check", stage="ingest", concern=Concern.CONSENT, finding=finding, remedy=remedy)]
    return [
        Finding(
            level="check",
            stage="ingest",
            concern=Concern.CONSENT,
            file=PARTICIPANTS_FILE,
            finding=f"no consent is on record for {count} of the people in the case '{case}'",
            remedy=remedy,
        )
        for case, count in counts.items()
    ]
