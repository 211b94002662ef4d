"""Identifies the people behind labels: merges label variants, finds rows of participants.csv and assigns ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.corpus.counts import counted
from pipeline.corpus.records import Concern, Finding, Participant
from pipeline.corpus.remembered_ids import Claim, GivenIds, IdKind, Mark
from pipeline.ingest.interviewers import HELPS, PRESIDES, Habit, by_asking, by_label
from pipeline.ingest.spellings import joined, slips
from pipeline.ingest.study_tables import ParticipantRow
from pipeline.people.labels import (
    is_machine_label,
    is_nobody_in_particular,
    label_key,
    looks_like_name,
    name_and_office,
)


@dataclass(frozen=True)
class SpeakerHabits:
    """How the speaker with one label of a transcript talks, without the words themselves.

    Attributes:
        habit: counts that describe how the speaker talks.
        line: line of the first turn in the file.
    """

    habit: Habit
    line: int = 0

    def going_on(self, more: Habit) -> SpeakerHabits:
        """The same label after one more turn."""
        return replace(self, habit=self.habit + more)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """The speakers of a transcript; kept small, since a study may have thousands of transcripts.

    Attributes:
        source: the file.
        case: name of its case.
        voices: the habits of each label, in order of first appearance.
        names: full names by label, from a key in the file.
        cover: fields of the cover sheet and their values.
        introduced: labels or names of those who are introduced as interviewers at the start.
        helping: labels or names of those who are introduced as note-takers, camera operators and the like.
        checksum: checksum of the file's content.
        date: the date of the conversation, from cases.csv.
        decided: keys of labels that a person gave in speakers.csv.
    """

    source: str
    case: str
    voices: Mapping[str, SpeakerHabits]
    names: Mapping[str, str] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    introduced: Sequence[str] = ()
    helping: Sequence[str] = ()
    checksum: str = ""
    date: str = ""
    decided: frozenset[str] = frozenset()

    @property
    def counts(self) -> dict[str, int]:
        """Number of turns of each label."""
        return {label: voice.habit.turns for label, voice in self.voices.items()}


@dataclass(frozen=True)
class Speakers:
    """All people in the study, and which of them speaks under which label.

    Attributes:
        everybody: all people in order of id.
        speakers: participant id by source and label key.
        findings: what needs checking.
        listed: the id and row of each person in participants.csv.
    """

    everybody: list[Participant]
    speakers: dict[tuple[str, str], str]
    findings: list[Finding]
    listed: list[tuple[str, ParticipantRow]]

    @cached_property
    def interviewers(self) -> frozenset[str]:
        """Ids of the interviewers."""
        return frozenset(person.participant for person in self.everybody if person.interviewer)


Numbering = Callable[[IdKind, Sequence[Claim]], Sequence[int]]


def people_of(
    talks: Sequence[Talk], rows: Sequence[ParticipantRow], *, numbers: Numbering | None = None
) -> Speakers:
    """Everyone who speaks or has a row in participants.csv.

    The result does not depend on the order of the rows. In a new study, people are numbered in the order in which
    they first speak, by date and then name of the transcripts; people who never speak come last, by case and label.

    Args:
        talks: the transcripts, in order.
        rows: participants.csv.
        numbers: assigns the id numbers; by default those of a new study.
    """
    rows = sorted(rows, key=lambda row: (label_key(row.case), label_key(row.speaker)))
    persons = [
        Participant(
            participant=f"row {count}",
            **{name: getattr(row, name) for name in _SHARED},
            interviewer=bool(row.interviewer),
            interviewer_reason="participants.csv" if row.interviewer is not None else "",
        )
        for count, row in enumerate(rows)
    ]
    speakers: dict[tuple[str, str], str] = {}
    for case, own in _by_case(talks).items():
        _listed_or_new(case, own, persons, speakers)
    ids = _ids(talks, persons, speakers, numbers or GivenIds().numbers)
    listed = [(ids[person.participant], row) for person, row in zip(persons, rows, strict=False)]
    speakers = {label: ids[person] for label, person in speakers.items()}
    by_id = {ids[person.participant]: person for person in persons}
    persons = [replace(by_id[given], participant=given) for given in ids.values()]
    findings = [finding for talk in talks for finding in _odd_labels(talk, speakers)]
    decided = {participant for participant, row in listed if row.interviewer is not None}
    persons = _with_interviewers(talks, persons, speakers, decided, findings)
    return Speakers(persons, speakers, findings, listed)


def _ids(
    talks: Sequence[Talk],
    persons: Sequence[Participant],
    speakers: Mapping[tuple[str, str], str],
    numbers: Numbering,
) -> dict[str, str]:
    """Assign an id to each person, in order of the ids."""
    spoken: dict[str, list[tuple[Talk, str]]] = {}
    for talk in sorted(talks, key=lambda talk: (not talk.date, talk.date)):
        for key in dict.fromkeys(map(label_key, talk.voices)):
            spoken.setdefault(speakers[talk.source, key], []).append((talk, key))
    silent_ones = [person.participant for person in persons if person.participant not in spoken]
    by_name = {person.participant: person for person in persons}
    order = [by_name[name] for name in (*spoken, *silent_ones)]
    given = numbers(IdKind.PERSON, [claim_of(person, spoken.get(person.participant, ())) for person in order])
    ranked = sorted(zip(given, order, strict=True), key=lambda one: one[0])
    return {person.participant: IdKind.PERSON.shown(number) for number, person in ranked}


def claim_of(person: Participant, spoken: Sequence[tuple[Talk, str]]) -> Claim:
    """How a person is recognised in later runs.

    A person's own label is the one in the row, or the first label found. Other labels may be merged with it in one
    run and separated in the next; the id then stays with the own label.

    Args:
        person: the person.
        spoken: the transcripts in which the person speaks, each with the key of the label used there.
    """
    own = label_key(person.speaker)
    if is_machine_label(person.speaker) and spoken:  # a label of one file says nothing about the case's other files
        in_files = [mark for talk, key in spoken for mark in _marks_in(talk, key) if mark[0] != "case"]
        return Claim((tuple(in_files),), tuple(in_files))
    places = [*spoken, *((talk, own) for talk, _ in spoken)]
    marks = [*_marks(person.case, own), *(mark for talk, key in places for mark in _marks_in(talk, key))]
    everywhere = dict.fromkeys(marks)
    mine = [mark for mark in everywhere if mark[-1] == own]
    named = _marks(person.case, label_key(person.name)) if person.name else ()
    also = [("also", *mark) for mark in dict.fromkeys((*everywhere, *named))]
    return Claim((tuple(everywhere), tuple(also)), (*mine, *also))


def _marks(case: str, key: str) -> tuple[Mark, ...]:
    return (("case", label_key(case), key),)


def _marks_in(talk: Talk, key: str) -> tuple[Mark, ...]:
    content = (("content", talk.checksum, key),) if talk.checksum else ()
    return (*_marks(talk.case, key), ("file", file_key(talk.source), key), *content)


def _by_case(talks: Sequence[Talk]) -> dict[str, list[Talk]]:
    cases: dict[str, list[Talk]] = {}
    for talk in talks:
        cases.setdefault(talk.case, []).append(talk)
    return cases


def _conversations(talks: Sequence[Talk]) -> list[list[Talk]]:
    """The transcripts of each case; those with a program's labels stay separate, as the speakers differ by file."""
    found = []
    for own in _by_case(talks).values():
        alone = [talk for talk in own if talk.voices and all(map(is_machine_label, talk.voices))]
        together = [talk for talk in own if talk not in alone]
        found += [[talk] for talk in alone] + ([together] if together else [])
    return found


_SAY_WHO = "Mark the interviewer in the column 'interviewer' of participants.csv"
_SHARED = ("case", "speaker", "name", "role", "organisation", "sector", "consent", "attribution")


def _listed_or_new(
    case: str,
    talks: Sequence[Talk],
    persons: list[Participant],
    speakers: dict[tuple[str, str], str],
) -> None:
    """Match every label of a case to a person: from the matching row, or a new one."""
    listed = [person for person in persons if person.case in ("", case)]
    own = sorted(listed, key=lambda person: person.case == "")
    rows = _CandidateRows(own)
    new: dict[tuple[str, str], str] = {}
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
            person = rows.matching(label_key(label), key)
            # Transcription programs restart their speaker numbers in each recording.
            of_file = (talk.source if is_machine_label(label) else "", key)
            if person is None and of_file in new:
                speakers[talk.source, label_key(label)] = new[of_file]
                continue
            if person is None:
                name, office = name_and_office(shown.get(key, label))
                named = looks_like_name(name)
                person = Participant(
                    participant=f"label {len(persons)}",
                    case=case,
                    speaker=label,
                    name=name if named else "",
                    role=office if named else "",
                )
                persons.append(person)
                new[of_file] = person.participant
            speakers[talk.source, label_key(label)] = person.participant


def _odd_labels(talk: Talk, speakers: Mapping[tuple[str, str], str]) -> list[Finding]:
    """Report misspelt labels in a transcript, and speakers who could not be identified."""
    found = []
    first = {label_key(label): voice.line for label, voice in reversed(list(talk.voices.items()))}
    for key, other in slips(talk.counts).items():
        if speakers[talk.source, key] == speakers[talk.source, other]:
            finding = f"a label is spelled almost like another; it was read as {speakers[talk.source, key]}"
            found.append(_check(talk.source, finding, "If it is another person, change the label", first[key]))
    unknown = {
        label_key(label)
        for label in talk.voices
        if is_nobody_in_particular(label) or re.search("unknown|unidentified", label_key(label))
    }
    if unknown:
        count = sum(turns for label, turns in talk.counts.items() if label_key(label) in unknown)
        finding = (
            f"{counted(count, 'turn is', 'turns are')} by unknown speakers or by several at once; "
            "each such label counts as a participant"
        )
        remedy = "Write the speaker's label, if you know it; if not, give the label the consent 'none'"
        found.append(_check(talk.source, finding, remedy, min(first[key] for key in unknown)))
    return found


def _check(file: str, finding: str, remedy: str, line: int = 0) -> Finding:
    return Finding(
        level="check",
        stage="ingest",
        concern=Concern.READING,
        file=file,
        line=line,
        finding=finding,
        remedy=remedy,
    )


class _CandidateRows:
    """Rows of participants.csv that may match a label: rows of the case first, then any row with the same label.

    Args:
        persons: rows, with those of the case itself first.
    """

    def __init__(self, persons: Sequence[Participant]) -> None:
        self._by_speaker: dict[tuple[str, bool], tuple[int, Participant]] = {}
        self._by_name: dict[tuple[str, bool], tuple[int, Participant]] = {}
        for place, person in enumerate(persons):
            anywhere = person.case == ""
            self._by_speaker.setdefault((label_key(person.speaker), anywhere), (place, person))
            if person.name:
                self._by_name.setdefault((label_key(person.name), anywhere), (place, person))

    def matching(self, label: str, fuller: str) -> Participant | None:
        """The row that matches a label, given its key and that of its fuller spelling."""
        for anywhere in (False, True):
            for known, key in ((self._by_speaker, label), (self._by_speaker, fuller)):
                if (key, anywhere) in known:
                    return known[key, anywhere][1]
            named = [self._by_name[key, anywhere] for key in (label, fuller) if (key, anywhere) in self._by_name]
            if named:
                return min(named, key=lambda one: one[0])[1]
        return None


def _with_interviewers(
    talks: Sequence[Talk],
    persons: list[Participant],
    speakers: Mapping[tuple[str, str], str],
    decided: set[str],
    findings: list[Finding],
) -> list[Participant]:
    """Record for every person whether they are an interviewer, and the reason."""
    reasons: dict[str, str] = {}
    labels = {p.participant: p.speaker for p in persons}
    for own in _conversations(talks):
        here: dict[str, Habit] = {}
        for talk in own:
            for label, voice in talk.voices.items():
                person = speakers[talk.source, label_key(label)]
                here[person] = here[person] + voice.habit if person in here else voice.habit
        known = [p for p in persons if p.participant in here and p.participant in decided and p.interviewer]
        for person in here:
            if person not in decided and (reason := by_label(labels[person], speakers=len(here))):
                reasons[person] = reason
        known_as = {person: labels[person] for person in here}
        helping = _called([name for talk in own for name in talk.helping], known_as, persons)
        reasons |= {person: HELPS for person in helping if person not in decided and person not in reasons}
        on_covers = _called(_on_covers(own), known_as, persons)
        reasons |= {person: "the cover sheet says so" for person in on_covers if person not in decided}
        # Whoever presides or helps may not be the one who asks.
        by_name = [person for person in here if reasons.get(person, PRESIDES) not in (PRESIDES, HELPS)]
        others = {person: habit for person, habit in here.items() if reasons.get(person) != HELPS}
        if known or by_name or len(others) < 2:
            continue
        introduced = dict.fromkeys(
            _called([name for talk in own for name in talk.introduced], known_as, persons),
            "is introduced as the interviewer at the start",
        )
        asking = by_asking(others)
        asking = introduced if others.keys() <= introduced.keys() | asking.keys() else introduced | asking
        asking = {person: why for person, why in asking.items() if person not in decided}
        reasons |= {person: why for person, why in asking.items() if person not in reasons}
        if any(why.startswith("opens") for why in asking.values()):
            finding = (
                "few questions are asked; the speaker who opens and says far less was taken as the interviewer"
            )
            findings.append(_check(own[0].source, finding, _SAY_WHO))
        if not asking and not any(person in reasons for person in others):
            finding = f"no interviewer was recognised; all {len(here)} speakers count as participants"
            findings.append(_check(own[0].source, finding, _SAY_WHO))
    return [
        replace(person, interviewer=True, interviewer_reason=reasons[person.participant])
        if person.participant in reasons
        else person
        for person in persons
    ]


def _on_covers(talks: Sequence[Talk]) -> list[str]:
    """The names that cover sheets give as interviewers."""
    fields = ("interviewer", "interviewed by", "conducted by", "facilitator", "moderator")
    values = (talk.cover.get(name, "") for talk in talks for name in fields)
    return [part for value in values for part in re.split(r"\s*(?:&|;|/| and )\s*", value) if part]


def _called(names: Sequence[str], labels: Mapping[str, str], persons: Sequence[Participant]) -> list[str]:
    """The people with these names or labels; none if that is everybody."""
    full = {p.participant: p.name or p.speaker for p in persons}
    found = []
    for name in names:
        for person, label in labels.items():
            fits = joined([label, full[person], name], {})
            if fits[label_key(label)] == fits[label_key(name)] or label_key(full[person]) == label_key(name):
                found.append(person)
    return found if len(set(found)) < len(labels) else []


def file_key(name: str) -> str:
    """The key of a file across runs and machines: operating systems encode `é` in different ways."""
    return unicodedata.normalize("NFC", name)
