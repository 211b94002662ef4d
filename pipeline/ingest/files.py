"""The files of a study: what is to be read, and what of each is held while others are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.document import Problem
from pipeline.ingest.interviewers import Habit
from pipeline.ingest.people import Talk, Voice
from pipeline.ingest.reading import Item, ReadFile
from pipeline.ingest.register import CaseRow
from pipeline.ingest.respondents import Respondent, respondents_in
from pipeline.records import Kind
from pipeline.storage import fingerprint
from pipeline.work import Work


@dataclass(frozen=True, kw_only=True)
class Read:
    """One file, read: what is held of it while others are read.

    Attributes:
        file: its name below the folder of transcripts.
        row: its row in cases.csv, or an empty one.
        checksum: of its content.
        case: the case it belongs to.
        kind: what it is.
        sources: how many sources it holds.
        problems: what reading it found.
        talk: who speaks in it; nobody where its labels are not people's.
        respondents: who answers in it, if it is a survey.
    """

    file: str
    row: CaseRow
    checksum: str
    case: str
    kind: Kind
    sources: int
    problems: Sequence[Problem]
    talk: Talk | None
    respondents: tuple[Respondent, ...] = ()


def items_of(work: Work, files: Mapping[str, Path], cases: Mapping[str, CaseRow]) -> list[Item]:
    """What is to be read, file by file."""
    limits = work.settings.ingest
    return [
        Item(
            path=str(path),
            checksum=fingerprint(path, largest=limits.largest_file_bytes),
            size=_size(path),
            kind=cases[file].kind if file in cases else "",
            layout=cases[file].layout if file in cases else "",
            largest=limits.largest_file_bytes,
            unpacked=limits.largest_unpacked_mb * 1_000_000,
        )
        for file, path in files.items()
    ]


def reads_of(
    results: Iterator[ReadFile], items: Mapping[str, Item], cases: Mapping[str, CaseRow]
) -> Iterator[Read]:
    """What was read, without its text."""
    # A stem that comes in several folders does not tell one case from another.
    folders = Counter(stem for stem, _ in {(PurePosixPath(f).stem, PurePosixPath(f).parent) for f in items})
    for (file, item), result in zip(items.items(), results, strict=True):
        row = cases.get(file, CaseRow(file=file))
        path = PurePosixPath(file)
        case = row.case or (str(path.with_suffix("")) if folders[path.stem] > 1 else path.stem)
        kind = Kind(row.kind or result.kind or Kind.INTERVIEW)
        has_speakers = kind in (Kind.INTERVIEW, Kind.ROUNDTABLE)
        yield Read(
            file=file,
            row=row,
            checksum=item.checksum,
            case=case,
            kind=kind,
            sources=len(result.present),
            problems=result.problems,
            talk=_talk(row, case, result.present, checksum=item.checksum) if has_speakers else None,
            respondents=respondents_in(result.present),
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it has just vanished: reading it says so
        return 0


def _talk(row: CaseRow, case: str, sources: Sequence[ReadSource], *, checksum: str) -> Talk:
    voices: dict[str, Voice] = {}
    names: dict[str, str] = {}
    cover: dict[str, str] = {}
    for each in sources:
        for turn in each.turns:
            label, habit = turn.speaker, Habit.of(each.said(turn))
            before = voices.get(label)
            voices[label] = Voice(habit, turn.line) if before is None else before.going_on(habit)
        names |= each.names
        cover |= each.cover
    return Talk(
        source=row.file, case=case, voices=voices, names=names, cover=cover, checksum=checksum, date=row.date
    )
