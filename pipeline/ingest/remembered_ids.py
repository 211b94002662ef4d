"""The ids that earlier runs of the study gave."""

from __future__ import annotations

from typing import Any

from pipeline.given_ids import FOLDER, GivenIds, IdKind, StudyIds, file_of
from pipeline.ingest.labels import label_key
from pipeline.ingest.people import Person, Talk, claim_of
from pipeline.ingest.respondents import respondent_claims, respondents_in
from pipeline.records import Finding
from pipeline.schema import Record, rows_of
from pipeline.study import Texts
from pipeline.tables import PARTICIPANTS, SEGMENTS, SOURCES, TURNS
from pipeline.work import Work


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
    tables = [work.last_made(table) for table in (SOURCES, SEGMENTS, TURNS, PARTICIPANTS)]
    if any(table is None for table in tables):
        return given
    sources, segments, turns, people = (rows_of(table) for table in tables if table is not None)
    about = {row["source"]: row for row in sources}
    spoken: dict[str, dict[tuple[str, str], Talk]] = {}
    for row in turns:
        of = about[row["source"]]
        talk = Talk(source=of["file"], case=of["case"], voices={})
        spoken.setdefault(row["participant"], {})[of["file"], label_key(row["speaker"])] = talk
    for row in people:
        if row["participant"].startswith(IdKind.PERSON):
            own = [(talk, key) for (_, key), talk in spoken.get(row["participant"], {}).items()]
            number = int(row["participant"][1:])
            given.remember(IdKind.PERSON, number, claim_of(Person(**row), own).remembered_as)
    _remember_respondents(given, work, sources=sources, segments=segments, turns=turns)
    return given


def _remember_respondents(
    given: GivenIds, work: Work, *, sources: list[Record], segments: list[Record], turns: list[Record]
) -> None:
    who = {row["source"]: row["participant"] for row in turns if row["participant"].startswith(IdKind.RESPONDENT)}
    texts = Texts(work.study.texts, list(who))
    made: dict[str, dict[str, Any]] = {
        source: {"respondent": 1, "text": texts[source], "segments": [], "turns": []} for source in who
    }
    for row in segments:
        if row["source"] in made:
            turn = 0 if row["turn_id"] else -1
            made[row["source"]]["segments"].append((row["kind"], row["start"], row["end"], turn))
    for row in turns:
        if row["source"] in made:
            made[row["source"]]["turns"].append(row)
    surveys: dict[tuple[str, str], list[str]] = {}
    for row in sources:
        if row["source"] in made:
            surveys.setdefault((row["file"], row["case"]), []).append(row["source"])
    files = [(file, case, respondents_in([made[one] for one in own])) for (file, case), own in surveys.items()]
    numbers = [int(who[source][1:]) for own in surveys.values() for source in own]
    for number, claim in zip(numbers, respondent_claims(files), strict=True):
        given.remember(IdKind.RESPONDENT, number, claim.remembered_as)
