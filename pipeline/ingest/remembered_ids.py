"""The ids that earlier runs of the study gave."""

from __future__ import annotations

from typing import TypeVar

from pipeline.given_ids import FOLDER, GivenIds, IdKind, StudyIds, file_of
from pipeline.ingest.assembly import LabelledTurn, ReadSegment, ReadSource
from pipeline.ingest.labels import label_key
from pipeline.ingest.people import Talk, claim_of
from pipeline.ingest.respondents import respondent_claims, respondents_in
from pipeline.records import Finding, Segment, Source, Turn
from pipeline.schema import Table
from pipeline.study import Texts
from pipeline.tables import PARTICIPANTS, SEGMENTS, SOURCES, TURNS
from pipeline.work import Work

R = TypeVar("R")


def study_ids(work: Work) -> StudyIds:
    """The ids in the study's file in `models/identifiers/`; without that file, those in the last run's tables."""
    return StudyIds(work.remembered(), own=file_of(work.study), before=lambda: _of_last_run(work))


def damaged_ids(ids: StudyIds) -> list[Finding]:
    """A finding, if rows of the file could not be read."""
    if not ids.given.damaged:
        return []
    return [
        Finding(
            level="check",
            stage="ingest",
            file=f"{FOLDER}/{ids.own}",
            finding=f"{ids.given.damaged} rows cannot be read; people known by these rows alone have new ids",
            remedy="Restore the file in the models folder from a copy, if you have one, and run again",
        )
    ]


def _of_last_run(work: Work) -> GivenIds:
    """The ids in the last run's tables, for a study whose file is lost or that an earlier version made."""
    given = GivenIds()
    sources, segments = _last(work, SOURCES), _last(work, SEGMENTS)
    turns, people = _last(work, TURNS), _last(work, PARTICIPANTS)
    if sources is None or segments is None or turns is None or people is None:
        return given
    about = {source.source: source for source in sources}
    spoken: dict[str, dict[tuple[str, str], Talk]] = {}
    for turn in turns:
        of = about[turn.source]
        talk = Talk(source=of.file, case=of.case, voices={})
        spoken.setdefault(turn.participant, {})[of.file, label_key(turn.speaker)] = talk
    for person in people:
        if person.participant.startswith(IdKind.PERSON):
            own = [(talk, key) for (_, key), talk in spoken.get(person.participant, {}).items()]
            number = int(person.participant[1:])
            given.remember(IdKind.PERSON, number, claim_of(person, own).remembered_as)
    _remember_respondents(given, work, sources=sources, segments=segments, turns=turns)
    return given


def _last(work: Work, table: Table[R]) -> list[R] | None:
    frame = work.last_made(table)
    return None if frame is None else table.records(frame)


def _remember_respondents(
    given: GivenIds, work: Work, *, sources: list[Source], segments: list[Segment], turns: list[Turn]
) -> None:
    who = {turn.source: turn.participant for turn in turns if turn.participant.startswith(IdKind.RESPONDENT)}
    texts = Texts(work.study.texts, list(who))
    own_segments: dict[str, list[ReadSegment]] = {source: [] for source in who}
    answers: dict[str, list[LabelledTurn]] = {source: [] for source in who}
    for each in segments:
        if each.source in who:
            number = 0 if each.turn_id else -1
            own_segments[each.source].append(ReadSegment(each.kind, each.start, each.end, number))
    for turn in turns:
        if turn.source in who:
            answers[turn.source].append(LabelledTurn(speaker=turn.speaker, start=turn.start, end=turn.end))
    surveys: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        if source.source in who:
            surveys.setdefault((source.file, source.case), []).append(source.source)

    def read(source: str) -> ReadSource:
        return ReadSource(text=texts[source], segments=own_segments[source], turns=answers[source], respondent=1)

    files = [(file, case, respondents_in(list(map(read, own)))) for (file, case), own in surveys.items()]
    numbers = [int(who[source][1:]) for own in surveys.values() for source in own]
    for number, claim in zip(numbers, respondent_claims(files), strict=True):
        given.remember(IdKind.RESPONDENT, number, claim.remembered_as)
