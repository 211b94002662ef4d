"""Rows of participants.csv: the respondents of surveys, rows without a speaker, speakers without consent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import Concern, Consent, Finding, Kind, Participant
from pipeline.corpus.study import PARTICIPANTS_FILE
from pipeline.ingest.people import Speakers
from pipeline.ingest.study_files import FileSummary
from pipeline.ingest.study_tables import ParticipantRow
from pipeline.people.labels import label_key, name_and_office

_CAREFUL = (Consent.NONE, Consent.ANONYMOUS, Consent.ROLE, Consent.NAMED)


@dataclass(frozen=True)
class ListedRespondents:
    """Respondents who have a row in participants.csv.

    Attributes:
        rows: the row of each respondent, by the index of the file and the index of the respondent in it.
        others: rows about other people.
        findings: what needs checking.
    """

    rows: dict[tuple[int, int], ParticipantRow] = field(default_factory=dict)
    others: list[ParticipantRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def listed_respondents(
    reads: Sequence[FileSummary], numbers: Sequence[Sequence[int]], rows: Sequence[ParticipantRow]
) -> ListedRespondents:
    """Match rows to respondents by the export's id, name, e-mail, or as `Respondent 012` and `R012`.

    A row must belong to the survey's case or to no case: the same name in another case is another person.

    Args:
        reads: the files, in order.
        numbers: numbers of the respondents in each file.
        rows: participants.csv.
    """
    known: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for at, (read, own) in enumerate(zip(reads, numbers, strict=True)):
        if read.kind is not Kind.SURVEY:
            continue
        for place, (respondent, number) in enumerate(zip(read.respondents, own, strict=True)):
            printed = (f"respondent {number:03d}", f"r{number:03d}")
            for key in {*respondent.known_as, *map(label_key, printed)}:
                known.setdefault((read.case, key), []).append((at, place))
    found = ListedRespondents()
    surveys = {read.case for read in reads if read.kind is Kind.SURVEY}
    for row in rows:
        cases = (row.case,) if row.case else tuple(sorted(surveys))
        keys = [label_key(text) for text in (row.speaker, row.name) if text]
        own_rows = next((places for key in keys for case in cases if (places := known.get((case, key)))), [])
        if not own_rows or not row.case:
            found.others.append(row)
        for own_row in own_rows:
            found.rows.setdefault(own_row, row)
        found.findings.extend(_findings(row, [reads[at].respondents[place].consent for at, place in own_rows]))
    return found


def _findings(row: ParticipantRow, consents: Sequence[str]) -> list[Finding]:
    told = []
    if len(consents) > 1:
        told.append(
            (
                f"the row fits {len(consents)} respondents of a survey, and is used for each",
                "Write the respondent's id in the column 'speaker'",
            )
        )
    if any(given and row.consent and careful(given, row.consent) != row.consent for given in consents):
        told.append(
            (
                "the row allows more than the respondent agreed to in the survey; the survey's answer is used",
                "Correct the row, or, if they agreed later, correct the answer in the survey's file",
            )
        )
    return [
        Finding(
            level="check",
            stage="ingest",
            concern=Concern.CONSENT,
            file=PARTICIPANTS_FILE,
            line=row.line,
            finding=finding,
            remedy=remedy,
        )
        for finding, remedy in told
    ]


def careful(*given: str) -> str:
    """The strictest consent on record; "" if there is none."""
    recorded = [Consent(each) for each in given if each]
    return str(min(recorded, key=_CAREFUL.index)) if recorded else ""


def rows_without_a_speaker(people: Speakers, *, but: Collection[str]) -> list[Finding]:
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
