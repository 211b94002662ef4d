"""The files of a study: which files are read, and the summary of each that is kept in memory meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Kind, SegmentKind, SurveyColumn, SurveyResponse
from pipeline.corpus.speaker_decisions import SpeakerDecision, by_file, transcript_key
from pipeline.corpus.storage import fingerprint
from pipeline.documents.chat_json import is_direct_folder
from pipeline.documents.document import Problem
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.ids import Respondent, respondents_in
from pipeline.ingest.interviewers import Habit, helpers_introduced, interviewers_introduced
from pipeline.ingest.people import SpeakerHabits, Talk
from pipeline.ingest.reading import Item, ReadFile, read_item
from pipeline.ingest.study_tables import CaseRow
from pipeline.ingest.survey_uses import ToldUses
from pipeline.people.labels import label_key
from pipeline.workflow.stage import Work


@dataclass(frozen=True, kw_only=True)
class FileSummary:
    """The summary of a file, kept in memory while other files are read.

    Attributes:
        file: name relative to the folder of transcripts.
        row: the row in cases.csv, or an empty one.
        checksum: checksum of its content.
        case: the case it belongs to.
        kind: the kind of source.
        sources: number of sources in the file.
        problems: problems found when reading it.
        talk: the transcript, with its speakers; no speakers if the labels are not those of people.
        respondents: respondents of a survey.
        score: how well the layout fits, 0 to 1.
        aside: share of the text that is not speech: furniture and notes.
        unsafe: why the reading is not safe to use, judged from the text alone; "" if no problems were found.
        columns: the columns of a survey.
        responses: number of people who answered it.
        placed: how the words of each row of speakers.csv were found.
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
    score: float = 1.0
    aside: float = 0.0
    unsafe: str = ""
    columns: Sequence[SurveyColumn] = ()
    responses: Sequence[SurveyResponse] = ()
    placed: Sequence[str] = ()


class NothingRead(UserError):
    """No file contains words of any speaker. Surveys may still have columns that can be declared as questions.

    Attributes:
        columns: columns of all surveys, with the use of each.
        cases: name of the case of each of these files.
    """

    columns: Sequence[SurveyColumn] = ()
    cases: Mapping[str, str] = {}


def nothing_read(reads: Sequence[FileSummary], folder: Path) -> NothingRead:
    """The error that explains why the first file has no words.

    Args:
        reads: all files.
        folder: folder of the files.
    """
    problem = next(iter(reads[0].problems), Problem(level="problem", finding="it is empty"))
    error = NothingRead(
        f"no file in the folder could be read; '{reads[0].file}': {problem.finding}", problem.remedy, folder
    )
    error.columns = [replace(column, file=read.file) for read in reads for column in read.columns]
    error.cases = {read.file: read.case for read in reads if read.columns}
    return error


def items_of(
    work: Work,
    files: Mapping[str, Path],
    cases: Mapping[str, CaseRow],
    listed: Sequence[str] = (),
    told: ToldUses | None = None,
    speakers: Sequence[SpeakerDecision] = (),
) -> list[Item]:
    """The files to read, as items for the reader."""
    limits = work.settings.ingest
    said = by_file(speakers)
    return [
        Item(
            path=str(path),
            checksum=fingerprint(path, largest=limits.largest_file_bytes),
            size=_size(path),
            kind=cases[file].kind if file in cases else "",
            layout=cases[file].layout if file in cases else "",
            listed=tuple(listed),
            columns=told.of(file) if told else (),
            speakers=tuple(said.get(transcript_key(file), ())),
            direct=path.suffix.casefold() == ".json" and is_direct_folder(path.parent.name),
            largest=limits.largest_file_bytes,
            unpacked=limits.largest_unpacked_mb * 1_000_000,
        )
        for file, path in files.items()
    ]


def reads_of(
    results: Iterator[ReadFile], items: Mapping[str, Item], cases: Mapping[str, CaseRow]
) -> Iterator[FileSummary]:
    """Summarise each file that was read, without its text."""
    # A stem that occurs in several folders does not distinguish cases.
    folders = Counter(stem for stem, _ in {(PurePosixPath(f).stem, PurePosixPath(f).parent) for f in items})
    for (file, item), result in zip(items.items(), results, strict=True):
        row = cases.get(file, CaseRow(file=file))
        path = PurePosixPath(file)
        case = row.case or (str(path.with_suffix("")) if folders[path.stem] > 1 else path.stem)
        kind = Kind(row.kind or result.kind or Kind.INTERVIEW)
        has_speakers = kind in (Kind.INTERVIEW, Kind.ROUNDTABLE, Kind.CHAT)
        if kind is Kind.NOTES:
            has_speakers = any(turn.speaker for source in result.present for turn in source.turns)
        yield FileSummary(
            file=file,
            row=row,
            checksum=item.checksum,
            case=case,
            kind=kind,
            sources=len(result.present),
            problems=result.problems,
            talk=_talk(row, case, result.present, item=item) if has_speakers else None,
            respondents=respondents_in(result.present),
            columns=result.columns,
            responses=result.responses,
            placed=result.placed,
            score=min((source.score for source in result.present), default=1.0),
            aside=max(map(_aside, result.present), default=0.0),
            unsafe=next((source.unsafe for source in result.present if source.unsafe), ""),
        )


def _aside(source: ReadSource) -> float:
    """The share of a source's text that is furniture or a note."""
    lengths = Counter[str]()
    for segment in source.segments:
        lengths[segment.kind] += segment.end - segment.start
    total = lengths.total() - lengths[SegmentKind.SPACE]
    return (lengths[SegmentKind.FURNITURE] + lengths[SegmentKind.NOTE]) / total if total else 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the file has just been deleted, which will be reported when it is read
        return 0


def _talk(row: CaseRow, case: str, sources: Sequence[ReadSource], *, item: Item) -> Talk:
    voices: dict[str, SpeakerHabits] = {}
    names: dict[str, str] = {}
    cover: dict[str, str] = {}
    introduced: list[str] = []
    helping: list[str] = []
    for each in sources:
        for turn in each.turns:
            if not turn.speaker:
                continue  # a point in notes that has no speaker
            label, habit = turn.speaker, Habit.of(each.said(turn))
            before = voices.get(label)
            voices[label] = SpeakerHabits(habit, turn.line) if before is None else before.going_on(habit)
        introduced += interviewers_introduced((turn.speaker, each.said(turn)) for turn in each.turns)
        helping += helpers_introduced((turn.speaker, each.said(turn)) for turn in each.turns)
        names |= each.names
        cover |= each.cover
    return Talk(
        source=row.file,
        case=case,
        voices=voices,
        names=names,
        cover=cover,
        introduced=introduced,
        helping=helping,
        checksum=item.checksum,
        date=row.date,
        decided=frozenset(label_key(given.speaker) for given in item.speakers),
    )


# Receives the number of an item and its result; returns that result or another one.
Change = Callable[[int, ReadFile], ReadFile]


class Results:
    """The results of `read_item`, one at a time, since thousands of results would exhaust the memory.

    The runner caches each result, so that iterating again is cheap.
    """

    def __init__(self, work: Work, items: Sequence[Item]) -> None:
        self._work = work
        self._items = items
        self._change: Change | None = None
        # By item: of two files with the same content, one may have been deleted, and stays missing for this run.
        self._fleeting: dict[int, ReadFile] = {}

    def change(self, change: Change) -> None:
        """Apply `change` to every result from now on, and keep no result that it changes."""
        self._change = change

    def each(self, *, what: str) -> Iterator[ReadFile]:
        """The results one by one, in the order of the items."""
        before = dict(self._fleeting)
        others = self._mapped([item for at, item in enumerate(self._items) if at not in before], what=what)
        for at in range(len(self._items)):
            result = before[at] if at in before else next(others)
            if result.fleeting:
                self._fleeting[at] = result
            yield self._changed(at, result)
        list(others)  # exhausts the iterator, so that it finishes properly

    def of(self, at: int) -> ReadFile:
        """The result for one item."""
        result = self._fleeting.get(at) or next(self._mapped([self._items[at]], what=""))
        return self._changed(at, result)

    def _changed(self, at: int, result: ReadFile) -> ReadFile:
        if self._change is None:
            return result
        changed = self._change(at, result)
        if changed is not result:
            self._work.discard_result(read_item, self._items[at].key)
        return changed

    def _mapped(self, items: Sequence[Item], *, what: str) -> Iterator[ReadFile]:
        return self._work.map(
            read_item,
            items,
            result=ReadFile,
            what=what,
            key=lambda item: item.key,
            characters=lambda item: item.size,
            lasting=lambda result: not result.fleeting,
        )


class TextFiles(Mapping[str, bytes]):
    """The stored texts by path; each is generated on request."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._places: dict[str, tuple[int, int]] = {}
        self._latest: tuple[int, list[bytes]] = (-1, [])

    def add(self, source: str, *, item: int, place: int) -> None:
        """Record where the text of a source comes from: the item, and the position among the item's sources."""
        self._places[f"private/text/{source}.txt"] = (item, place)

    def __getitem__(self, path: str) -> bytes:
        item, place = self._places[path]
        if self._latest[0] != item:
            self._latest = (
                item,
                [(each.text if each else "").encode() for each in self._results.of(item).sources],
            )
        return self._latest[1][place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
