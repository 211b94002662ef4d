"""The people behind the labels: spellings of one label joined, rows of participants.csv found, ids given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.ingest.interviewers import Habit, by_asking, by_label
from pipeline.ingest.labels import label_key, looks_like_name, name_and_office
from pipeline.ingest.register import ParticipantRow
from pipeline.ingest.spellings import joined, slips
from pipeline.records import Consent, Finding


@dataclass(frozen=True)
class Voice:
    """What one label of a transcript says, but for the words.

    Attributes:
        habit: how it talks.
        line: of its first turn, in the file.
    """

    habit: Habit
    line: int = 0

    def going_on(self, more: Habit) -> Voice:
        """The same label after a further turn."""
        return replace(self, habit=self.habit + more)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A transcript as far as people are concerned; small, for a study may have thousands.

    Attributes:
        source: the file.
        case: its case.
        voices: by label, in order of first appearance.
        names: full names by label, from a key in the file.
        cover: what its cover sheet says, by field.
    """

    source: str
    case: str
    voices: Mapping[str, Voice]
    names: Mapping[str, str] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many turns each label has."""
        return {label: voice.habit.turns for label, voice in self.voices.items()}


@dataclass(frozen=True, kw_only=True)
class Person:
    """A row of the table of participants; fields as there."""

    participant: str
    case: str
    speaker: str
    name: str = ""
    role: str = ""
    organisation: str = ""
    sector: str = ""
    consent: str = ""
    attribution: str = ""
    interviewer: bool = False
    interviewer_reason: str = ""


@dataclass(frozen=True)
class People:
    """Everybody, and who speaks under which label.

    Attributes:
        everybody: in order of id.
        speakers: participant id by source and label key.
        findings: what a person should look at.
    """

    everybody: list[Person]
    speakers: dict[tuple[str, str], str]
    findings: list[Finding]

    @cached_property
    def interviewers(self) -> frozenset[str]:
        """Ids of those who ask the questions."""
        return frozenset(person.participant for person in self.everybody if person.interviewer)


def people_of(talks: Sequence[Talk], rows: Sequence[ParticipantRow]) -> People:
    """Everybody who speaks, in order of participants.csv and then of first appearance.

    Args:
        talks: the transcripts, in order.
        rows: participants.csv.
    """
    width = 2 if len(rows) < 90 else 3
    persons = [
        Person(
            participant=f"P{count:0{width}d}",
            **{name: getattr(row, name) for name in _SHARED},
            interviewer=bool(row.interviewer),
            interviewer_reason="participants.csv" if row.interviewer is not None else "",
        )
        for count, row in enumerate(rows, start=1)
    ]
    decided = {person.participant for person, row in zip(persons, rows, strict=True) if row.interviewer is not None}
    speakers: dict[tuple[str, str], str] = {}
    for case, own in _by_case(talks).items():
        _listed_or_new(case, own, persons, speakers, width=width)
    findings = [finding for talk in talks for finding in _odd_labels(talk, speakers)]
    persons = _with_interviewers(talks, persons, speakers, decided, findings)
    return People(persons, speakers, findings)


def _by_case(talks: Sequence[Talk]) -> dict[str, list[Talk]]:
    cases: dict[str, list[Talk]] = {}
    for talk in talks:
        cases.setdefault(talk.case, []).append(talk)
    return cases


_SAY_WHO = "Say who interviews in the column 'interviewer' of participants.csv"
_SHARED = ("case", "speaker", "name", "role", "organisation", "sector", "consent", "attribution")


def _listed_or_new(
    case: str,
    talks: Sequence[Talk],
    persons: list[Person],
    speakers: dict[tuple[str, str], str],
    *,
    width: int,
) -> None:
    """Give every label of a case its person: the row that it matches, or a new one."""
    listed = [person for person in persons if person.case in ("", case)]
    own = sorted(listed, key=lambda person: person.case == "")  # a row of the case itself goes first
    rows = _by_key(own)
    new: dict[str, str] = {}
    for talk in talks:
        labels = list(talk.voices)
        names = dict(talk.names)
        known = [*labels, *(p.name for p in own if p.name), *(p.speaker for p in own)]
        fuller = joined(known, names)
        for key, other in slips(talk.counts).items():
            if fuller[key] == key:
                fuller[key] = fuller[other]
        shown = {label_key(name): name for name in names.values()} | {
            label_key(label): label for label in reversed(labels)
        }
        for label in labels:
            key = fuller[label_key(label)]
            person = min((rows[k] for k in (label_key(label), key) if k in rows), default=(0, None))[1]
            if person is None and key in new:
                speakers[talk.source, label_key(label)] = new[key]
                continue
            if person is None:
                name, office = name_and_office(shown.get(key, label))
                named = looks_like_name(name)
                person = Person(
                    participant=f"P{len(persons) + 1:0{width}d}",
                    case=case,
                    speaker=label,
                    name=name if named else "",
                    role=office if named else "",
                )
                persons.append(person)
                new[key] = person.participant
            speakers[talk.source, label_key(label)] = person.participant


def _odd_labels(talk: Talk, speakers: Mapping[tuple[str, str], str]) -> list[Finding]:
    """Slips of the key in a transcript's labels, and speakers that nobody knew."""
    found = []
    first = {label_key(label): voice.line for label, voice in reversed(list(talk.voices.items()))}
    for key, other in slips(talk.counts).items():
        if speakers[talk.source, key] == speakers[talk.source, other]:
            finding = f"a label is spelled almost like another one; taken for {speakers[talk.source, key]}"
            found.append(
                _check(talk.source, finding, "If it is somebody else, make the label different", first[key])
            )
    unknown = [key for key in first if "unknown" in key or "unidentified" in key]
    if unknown:
        count = sum(turns for label, turns in talk.counts.items() if label_key(label) in unknown)
        finding = f"{count} turns are by speakers whom the transcript does not know"
        found.append(
            _check(talk.source, finding, "Write who speaks, if you can tell", min(first[key] for key in unknown))
        )
    return found


def _check(file: str, finding: str, remedy: str, line: int = 0) -> Finding:
    return Finding(level="check", stage="ingest", file=file, line=line, finding=finding, remedy=remedy)


def _by_key(persons: Sequence[Person]) -> dict[str, tuple[int, Person]]:
    """The first of these people, and its place, by the key of the label or name."""
    found: dict[str, tuple[int, Person]] = {}
    for place, person in enumerate(persons):
        for name in (person.speaker, *([person.name] if person.name else [])):
            found.setdefault(label_key(name), (place, person))
    return found


def _with_interviewers(
    talks: Sequence[Talk],
    persons: list[Person],
    speakers: Mapping[tuple[str, str], str],
    decided: set[str],
    findings: list[Finding],
) -> list[Person]:
    """Say of everybody whether they ask the questions, and how that is known."""
    reasons: dict[str, str] = {}
    labels = {p.participant: p.speaker for p in persons}
    for own in _by_case(talks).values():
        here: dict[str, Habit] = {}
        for talk in own:
            for label, voice in talk.voices.items():
                person = speakers[talk.source, label_key(label)]
                here[person] = here[person] + voice.habit if person in here else voice.habit
        known = [p for p in persons if p.participant in here and p.participant in decided and p.interviewer]
        for person in here:
            if person not in decided and (reason := by_label(labels[person], speakers=len(here))):
                reasons[person] = reason
        named = _on_covers(own, {person: labels[person] for person in here}, persons)
        reasons |= {person: "the cover sheet says so" for person in named if person not in decided}
        by_name = [person for person in here if reasons.get(person, "presides").split()[0] != "presides"]
        if known or by_name or len(here) < 2:
            continue
        asking = {person: why for person, why in by_asking(here).items() if person not in decided}
        reasons |= {person: why for person, why in asking.items() if person not in reasons}
        if any(why.startswith("opens") for why in asking.values()):
            finding = "hardly anybody asks; whoever opens and says far less is taken for the interviewer"
            findings.append(_check(own[0].source, finding, _SAY_WHO))
        if not asking and not any(person in reasons for person in here):
            finding = f"nobody clearly asks the questions; all {len(here)} speakers count as participants"
            findings.append(_check(own[0].source, finding, _SAY_WHO))
    return [
        replace(person, interviewer=True, interviewer_reason=reasons[person.participant])
        if person.participant in reasons
        else person
        for person in persons
    ]


def _on_covers(talks: Sequence[Talk], labels: Mapping[str, str], persons: Sequence[Person]) -> list[str]:
    """People whom a cover sheet names as interviewer."""
    full = {p.participant: p.name or p.speaker for p in persons}
    found = []
    for talk in talks:
        for field_name in ("interviewer", "interviewed by", "conducted by", "facilitator", "moderator"):
            value = talk.cover.get(field_name, "")
            if not value:
                continue
            for person, label in labels.items():
                fits = joined([label, full[person], value], {})
                if fits[label_key(label)] == fits[label_key(value)] or label_key(full[person]) == label_key(value):
                    found.append(person)
    return found


def silent(persons: Sequence[Person], rows: Sequence[ParticipantRow], spoken: set[str]) -> list[Finding]:
    """Rows of participants.csv about people who say nothing; `persons` begin with those of the rows."""
    return [
        Finding(
            level="problem" if row.consent == Consent.NONE else "check",
            stage="ingest",
            file="participants.csv",
            line=row.line,
            finding=f"{person.participant} says nothing in any transcript of the case",
            remedy="Write the speaker exactly as the label stands in the transcript, or delete the row",
        )
        for person, row in zip(persons, rows, strict=False)
        if person.participant not in spoken
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
