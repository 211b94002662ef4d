"""The plan of a withdrawal, with the person and their traces, recorded by `journal` before any change."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Consent, Kind, Participant, Turn
from pipeline.corpus.storage import decoded, write_whole
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, Study, Texts
from pipeline.corpus.withdrawals import (
    UNFINISHED_PATTERN,
    WITHDRAWN_FILE,
    Withdrawals,
    answers_mark,
    digest,
    runs_of_words,
    speaker_mark,
    words_digests,
)
from pipeline.people.labels import label_key
from pipeline.people.names import Person, full_key, is_name, names_in_label
from pipeline.people.redaction import Redactor
from pipeline.privacy.forbidden import NAME, Forbidden, ForbiddenText, found_in, keys
from pipeline.privacy.known_files import PersonalTraces, runs_of
from pipeline.privacy.run_tables import run_tables


@dataclass(frozen=True, kw_only=True)
class WithdrawalPlan:
    """The person who leaves the study, and their traces.

    Attributes:
        participant: their id.
        name: their name, or their label if no name is known.
        role: their role, or "".
        case: their case.
        passages: the number of their passages.
        outputs: the outputs folder in which the withdrawal was begun.
        marks: rows for `withdrawn.csv`: salt and digest.
        quote_ids: the ids of their passages and quotes.
        runs: every run of six words that only they said, separated by spaces.
        whole: their shorter passages in the same form.
        names: their names.
        removed: how much is removed, by kind and place.
        originals: where they occur in the transcripts folder.
        same_name: the ids of other participants with the same name.
        rerun: whether the study has been run without them.
        file: the name of the record.
    """

    participant: str
    name: str
    role: str
    case: str
    passages: int
    outputs: str
    marks: Sequence[tuple[str, str]]
    quote_ids: Sequence[str]
    runs: Sequence[str]
    whole: Sequence[str]
    names: Sequence[str]
    removed: Mapping[str, int]
    originals: Sequence[str]
    same_name: Sequence[str]
    rerun: bool = False
    file: str = ""

    @property
    def theirs(self) -> PersonalTraces:
        """The traces that are theirs alone."""
        known = [Person(participant=self.participant, name=name, consent=Consent.NONE) for name in self.names]
        return PersonalTraces(
            quote_ids=frozenset(self.quote_ids),
            runs=frozenset(tuple(run.split(" ")) for run in self.runs),
            whole=frozenset(tuple(words.split(" ")) for words in self.whole),
            names=tuple(self.names),
            redactor=Redactor(known),
        )

    @property
    def reminder(self) -> str:
        """What to do about the withdrawal, for messages."""
        where = f" --outputs {self.outputs}" if self.outputs else ""
        return (
            f"the withdrawal of {self.participant} is not finished. Finish it with: pipeline{where} withdraw "
            f"{self.participant}"
        )

    def is_of(self, wanted: str) -> bool:
        """Whether the id or full name is this person's."""
        if wanted.strip().casefold() == self.participant.casefold():
            return True
        return bool(full_key(wanted)) and full_key(wanted) in map(full_key, (self.name, *self.names))

    def concerns(self, study: Study) -> bool:
        """Whether to finish it in this outputs folder: it was begun here, or its own folder is gone."""
        began = Path(self.outputs)
        return began.resolve() == study.outputs.resolve() or not began.exists()

    def saved(self, study: Study) -> WithdrawalPlan:
        """Write the record, and return the plan with its file."""
        plan = self if self.file else replace(self, file=UNFINISHED_PATTERN.replace("*", secrets.token_hex(4)))
        write_whole(study.models / plan.file, json.dumps(asdict(plan), ensure_ascii=False).encode(), private=True)
        return plan

    def erase(self, study: Study) -> None:
        """Overwrite and remove the record."""
        path = study.models / self.file
        with path.open("r+b") as record:
            record.write(b" " * path.stat().st_size)
            record.flush()
            os.fsync(record.fileno())
        path.unlink()


def unfinished_plans(study: Study) -> list[WithdrawalPlan]:
    """The unfinished withdrawals begun with this models folder.

    Raises:
        UserError: if a record cannot be read.
    """
    return [_read(path) for path in sorted(study.models.glob(UNFINISHED_PATTERN))]


def _read(path: Path) -> WithdrawalPlan:
    try:
        kept = json.loads(path.read_text("utf-8"))
        marks = tuple((salt, digest) for salt, digest in kept["marks"])
        return WithdrawalPlan(**{**kept, "marks": marks, "file": path.name})
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            "the record of an unfinished withdrawal cannot be read",
            "Restore it from a backup, or delete it and withdraw the person again",
            path,
        ) from error


def plan_withdrawal(study: Study, wanted: str) -> WithdrawalPlan:
    """Plan a withdrawal without changing anything.

    Args:
        study: the study; the participant is in its last run, or their withdrawal was begun.
        wanted: the participant's id or full name.

    Raises:
        UserError: if there is no such participant, several have the name, or it is the interviewer.
    """
    for plan in unfinished_plans(study):
        if plan.is_of(wanted):
            if not plan.concerns(study):
                raise UserError(
                    f"the withdrawal of {plan.participant} was started with another outputs folder",
                    f"Run the command with: --outputs {plan.outputs}",
                    study.models / plan.file,
                )
            return plan
    before = _LastRun(study)
    return before.plan(before.person(wanted), study)


def known_withdrawals(study: Study) -> Withdrawals:
    """The people who have withdrawn, according to `withdrawn.csv`."""
    path = study.models / WITHDRAWN_FILE
    return Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)


class _LastRun:
    """The working tables before the withdrawal."""

    def __init__(self, study: Study) -> None:
        self.made = run_tables(study, tables.WORKING, held=True)
        self.texts = Texts(study.texts, [row.source for row in self.made[tables.SOURCES]])

    def person(self, wanted: str) -> Participant:
        """The participant with this id or name.

        Raises:
            UserError: if there is none, several have the name, or it is the interviewer.
        """
        people = self.made[tables.PARTICIPANTS]
        found = [row for row in people if row.participant.casefold() == wanted.strip().casefold()]
        found = found or [row for row in people if full_key(wanted) and full_key(row.name) == full_key(wanted)]
        if len(found) != 1:
            several = ", ".join(row.participant for row in found)
            problem = (
                f"several participants have that name: {several}"
                if found
                else f"there is no participant '{wanted}'"
            )
            raise UserError(problem, "Give the participant's id from outputs/private/key.csv (such as P04)")
        if found[0].interviewer:
            raise UserError(f"{found[0].participant} is an interviewer", "Only participants can be withdrawn")
        return found[0]

    def said(self, participant: str) -> dict[str, list[str]]:
        """A participant's words, by source."""
        found: dict[str, list[str]] = {}
        for row in self.made[tables.TURNS]:
            if row.participant == participant:
                found.setdefault(row.source, []).append(row.span.of(self.texts[row.source]))
        return found

    def counts(self, participant: str) -> dict[str, int]:
        """The number of their rows in each table."""
        turns = {row.turn_id for row in self.made[tables.TURNS] if row.participant == participant}
        quotes = self.quote_ids(participant)
        found = {}
        for name, records in self.made.by_name():
            count = sum(
                participant in (getattr(each, "participant", None), getattr(each, "speaker_participant", None))
                or getattr(each, "turn_id", None) in turns
                or getattr(each, "quote_id", None) in quotes
                for each in records
            )
            if count:
                found[f"rows of {name}"] = count
        return found

    def quote_ids(self, participant: str) -> frozenset[str]:
        """The ids of all their passages and quotes."""
        turns = {row.turn_id for row in self.made[tables.TURNS] if row.participant == participant}
        passages = frozenset(each.quote_id for each in self.made[tables.PASSAGES] if each.turn_id in turns)
        return passages.union(
            each.quote_id
            for each in self.made[tables.QUOTES]
            if each.turn_id in turns or each.speaker_participant == participant
        )

    def plan(self, person: Participant, study: Study) -> WithdrawalPlan:
        """The plan for the withdrawal of this person."""
        participant = person.participant
        own = [text for texts in self.said(participant).values() for text in texts]
        others = [
            row.span.of(self.texts[row.source]) for row in self.made[tables.TURNS] if row.participant != participant
        ]
        quote_ids = self.quote_ids(participant)
        passages = [
            row.span.of(self.texts[row.source]) for row in self.made[tables.PASSAGES] if row.quote_id in quote_ids
        ]
        whole = {" ".join(words) for text in passages if len(words := tuple(keys(text))) > 2}
        alike = [
            row.participant
            for row in self.made[tables.PARTICIPANTS]
            if row is not person and full_key(row.name) and full_key(row.name) == full_key(person.name)
        ]
        known = known_withdrawals(study)
        salt = known.rows[0][0] if known.rows else secrets.token_hex(16)
        own_runs = {run for text in (*own, *passages) for run in runs_of_words(text)}
        own_runs -= {run for text in others for run in runs_of_words(text)}
        digests = {digest(salt, mark) for mark in self.marks(person)} | words_digests(salt, quote_ids, own_runs)
        return WithdrawalPlan(
            participant=participant,
            name=person.name or person.speaker,
            role=person.role,
            case=person.case,
            passages=len(passages),
            outputs=str(study.outputs.resolve()),
            marks=[(salt, each) for each in sorted(digests)],
            quote_ids=sorted(quote_ids),
            runs=sorted(" ".join(run) for run in runs_of(own) - runs_of(others)),
            whole=sorted(whole),
            names=_names(person, self.made[tables.TURNS]),
            removed=self.counts(participant),
            originals=_originals(study, self, person),
            same_name=alike,
        )

    def marks(self, person: Participant) -> set[tuple[str, ...]]:
        """Keys by which the person, or a respondent's answers, can be recognised in the transcripts."""
        participant = person.participant
        if participant.startswith("R"):
            return {answers_mark(person.case, said) for said in self.said(participant).values()}
        marks = {speaker_mark(person.case, label_key(person.speaker))}
        sources = {row.source: row for row in self.made[tables.SOURCES]}
        for row in self.made[tables.TURNS]:
            if row.participant == participant and sources[row.source].kind != Kind.SURVEY:
                source, label = sources[row.source], label_key(row.speaker)
                marks |= {speaker_mark(source.file, label), speaker_mark(source.case, label)}
        return marks


def _originals(study: Study, before: _LastRun, person: Participant) -> list[str]:
    """The places where the person occurs in the transcripts folder."""
    spoken = before.said(person.participant)
    files = {row.file for row in before.made[tables.SOURCES] if row.source in spoken}
    found = [f"{study.transcripts / file}: their words" for file in sorted(files)]
    for name, what in ((PARTICIPANTS_FILE, "their row"), (CASES_FILE, "their name")):
        path = study.transcripts / name
        if path.exists() and (lines := _lines_naming(path, person)):
            found.append(f"{path}, line {', '.join(map(str, lines))}: {what}")
    return found


def _lines_naming(path: Path, person: Participant) -> list[int]:
    wanted = {words for name in (person.name, person.speaker) if len(words := tuple(keys(name))) > 1}
    forbidden = Forbidden()
    for words in wanted:
        forbidden.add_phrase(words, ForbiddenText(NAME, "", ""))
    lines = decoded(path.read_bytes()).splitlines()
    return [number for number, line in enumerate(lines, start=1) if list(found_in(line, forbidden))]


def _names(person: Participant, turns: Iterable[Turn]) -> list[str]:
    labels = {row.speaker for row in turns if row.participant == person.participant}
    written = [
        person.name,
        *names_in_label(person.speaker),
        *(n for la in labels for n in names_in_label(la)),
    ]
    return list(dict.fromkeys(name for name in written if is_name(name)))
