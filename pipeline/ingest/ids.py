"""Ids of sources, which name nobody who did not agree to it, and of participants, which stay in later runs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from pipeline.corpus.records import Finding, Segment, SegmentKind, Source, Turn
from pipeline.corpus.remembered_ids import FOLDER, Claim, GivenIds, IdKind, Mark, StudyIds, file_of
from pipeline.corpus.schema import Table
from pipeline.corpus.spans import folded, stable_id
from pipeline.corpus.study import Texts
from pipeline.corpus.tables import PARTICIPANTS, SEGMENTS, SOURCES, TURNS
from pipeline.ingest.assembly import LabelledTurn, ReadSegment, ReadSource
from pipeline.ingest.people import Talk, claim_of, file_key
from pipeline.people.labels import could_name, is_role, label_key, name_words
from pipeline.workflow.stage import Work

_SEPARATORS = re.compile(r"[\W_]+")
_INNER_CAPITAL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")


def slug(text: str) -> str:
    """`text` in lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _SEPARATORS.sub("-", plain).strip("-").casefold()


def private_words(names: Iterable[str]) -> frozenset[str]:
    """Words that could identify these people, taken from names and labels, as slugs."""
    words = set()
    for name in names:
        if could_name(name):
            words |= {slug(word) for word in name_words(name) if not is_role(word)}
            words.add(slug(" ".join(name_words(name))).replace("-", ""))
    return frozenset(word for word in words if len(word) > 2)


def names_somebody(file: str, private: frozenset[str]) -> bool:
    """Whether a file name contains one of these words: separate, in camel case, or joined to other words."""
    parts = {slug(part) for part in _SEPARATORS.split(_INNER_CAPITAL.sub(" ", file))}
    parts |= {part.strip("0123456789") for part in parts}
    together = slug(file).replace("-", "")
    return any(word in parts or (len(word) > 5 and word in together) for word in private)


def source_ids(files: Sequence[tuple[str, str, str, bool]]) -> list[str]:
    """A unique id for each file.

    Args:
        files: name, kind and checksum of each file, and whether the name must be hidden.

    Returns:
        The slug of the name, with as much of the path and extension as is needed to make it unique; or kind and
        checksum if the name must be hidden.
    """
    stems = [slug(PurePosixPath(name).stem) for name, *_ in files]
    whole = [slug(name) for name, *_ in files]
    alike = Counter(stems)
    taken: set[str] = set()
    found = []
    for (_, kind, checksum, hidden), stem, path in zip(files, stems, whole, strict=True):
        wanted = stem[:80].strip("-") if alike[stem] == 1 else path[:80].strip("-")
        if hidden or not wanted:
            wanted = f"{kind or 'source'}-{checksum[:6]}"
        unique, again = wanted, 2
        while unique in taken:
            unique, again = f"{wanted}-{again}", again + 1
        taken.add(unique)
        found.append(unique)
    return found


# A row number ("No.", "#") changes between exports, so it is not an id.
_OWN_ID = re.compile(
    r"(?:(?:respondent|response|submission|entry|record|participant|unique|survey)[\s_-]*)?(?:id|token|uuid|guid)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Respondent:
    """One row of a survey, without its answers.

    Attributes:
        own_id: the id in the export; empty if there is none.
        row: digest of the whole row.
        answers: digest of the answers.
        known_as: keys by which participants.csv may refer to them: the export's id, their name, their e-mail.
        consent: what they agreed to in the survey; "" if the survey does not record it.
    """

    own_id: str
    row: str
    answers: str
    known_as: tuple[str, ...] = ()
    consent: str = ""


def respondents_in(sources: Sequence[ReadSource]) -> tuple[Respondent, ...]:
    """The respondents of a file, in order; empty if it is not a survey."""
    rows = [each for each in sources if each.respondent]
    attributes = [_attributes(each) for each in rows]
    column = next((name for name in (attributes[0] if attributes else ()) if _tells_apart(name, attributes)), "")
    return tuple(
        Respondent(
            own_id=folded(each.about.get("id") or (known[column] if column else "")).casefold(),
            row=stable_id("row", each.text),
            answers=stable_id("answers", *_answers(each)),
            known_as=tuple(
                label_key(each.about[what]) for what in ("id", "name", "e-mail") if each.about.get(what)
            ),
            consent=each.consent,
        )
        for each, known in zip(rows, attributes, strict=True)
    )


def respondent_claims(files: Iterable[tuple[str, str, Sequence[Respondent]]]) -> list[Claim]:
    """How the respondents of a study are recognised, in order: by the export's own id, the whole row, the answers.

    Identical rows are counted. Two rows with the same answers but different ids are two respondents.

    Args:
        files: name and case of each file, with its respondents.
    """
    rows, answers = Counter[str](), Counter[str]()
    claims = []
    for file, case, respondents in files:
        for each in respondents:
            rows[each.row] += 1
            answers[each.answers] += 1
            row: tuple[Mark, ...] = (("row", each.row, str(rows[each.row])),)
            said = ("answers", each.answers, str(answers[each.answers]))
            own: tuple[Mark, ...] = ()
            if each.own_id:
                places = ("file", file_key(file)), ("case", label_key(case))
                own = tuple(("own id", *place, each.own_id) for place in places)
            with_id, without_id = ("with id", *said), ("without id", *said)
            known_by = (own, row, (without_id,) if own else (without_id, with_id))
            claims.append(Claim(known_by, (*own, *row, with_id if own else without_id)))
    return claims


def _tells_apart(name: str, attributes: Sequence[Mapping[str, str]]) -> bool:
    values = [folded(known.get(name, "")).casefold() for known in attributes]
    return _OWN_ID.fullmatch(name.strip()) is not None and all(values) and len(set(values)) == len(values)


def _attributes(each: ReadSource) -> dict[str, str]:
    """The closed columns of a row, in the form in which they were read: `Respondent ID: 101`."""
    found: dict[str, str] = {}
    for kind, start, end, turn in each.segments:
        if kind == SegmentKind.FURNITURE and turn < 0:
            name, colon, value = each.text[start:end].partition(": ")
            if colon:
                found.setdefault(name, value)
    return found


def _answers(each: ReadSource) -> list[str]:
    return [each.said(turn) for turn in each.turns]


R = TypeVar("R")


def study_ids(work: Work) -> StudyIds:
    """The ids in the study's file in `models/identifiers/`, or those in the last run's tables without that file."""
    return StudyIds(work.remembered(), own=file_of(work.study), before=lambda: _of_last_run(work))


def damaged_ids(ids: StudyIds) -> list[Finding]:
    """A finding if rows of the file could not be read."""
    if not ids.given.damaged:
        return []
    return [
        Finding(
            level="check",
            stage="ingest",
            file=f"{FOLDER}/{ids.own}",
            finding=f"{ids.given.damaged} rows cannot be read; people recorded only there were given new ids",
            remedy="Restore the file in the models folder from a backup, if you have one, and run again",
        )
    ]


def _of_last_run(work: Work) -> GivenIds:
    """The ids in the last run's tables, for a study whose file is lost or was made by an earlier version."""
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
