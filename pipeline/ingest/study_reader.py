"""All files of a study to the rows of the tables that ingest makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from sys import intern
from typing import Any

from pipeline.errors import UserError
from pipeline.ingest.labels import label_key
from pipeline.ingest.naming import names_somebody, private_words, source_ids
from pipeline.ingest.people import People, Person, Talk, people_of, silent, without_consent
from pipeline.ingest.reading import Item, read_item
from pipeline.ingest.register import CaseRow, ParticipantRow, read_cases, read_participants
from pipeline.records import INTERVIEWER, NARRATOR, PARTICIPANT, Consent, Finding, Kind
from pipeline.runner import Work
from pipeline.spans import IdMaker
from pipeline.storage import checksum
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE
from pipeline.tables import SEGMENTS


@dataclass(frozen=True, kw_only=True)
class Read:
    """One file, read.

    Attributes:
        file: its name below the folder of transcripts.
        row: its row in cases.csv, or an empty one.
        checksum: of its content.
        case: the case it belongs to.
        result: what `read_item` gave.
    """

    file: str
    row: CaseRow
    checksum: str
    case: str
    result: Mapping[str, Any]

    @property
    def kind(self) -> Kind:
        """What it is."""
        return Kind(self.row.kind or self.result["kind"] or Kind.INTERVIEW)

    @property
    def has_speakers(self) -> bool:
        """Whether the labels in it are people's."""
        return self.kind in (Kind.INTERVIEW, Kind.ROUNDTABLE)


@dataclass(kw_only=True)
class Study:
    """The rows of the tables, the texts, and what was found."""

    sources: list[dict[str, Any]] = field(default_factory=list)
    segments: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in SEGMENTS.column_names})
    turns: list[dict[str, Any]] = field(default_factory=list)
    participants: list[Person] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    summary: dict[str, int] = field(default_factory=dict)


def read_study(work: Work) -> Study:
    """Read every file, find out who everybody is, and number the turns.

    Raises:
        UserError: if nothing can be read, or cases.csv or participants.csv cannot be trusted.
    """
    folder = work.study.transcripts
    files = {work.study.file_name(path): path for path in work.study.transcript_files()}
    cases, findings = read_cases(folder / CASES_FILE, list(files))
    reads = _read_files(work, files, cases)
    known = list(dict.fromkeys([*(read.case for read in reads), *(row.case for row in cases.values() if row.case)]))
    rows, more = read_participants(folder / PARTICIPANTS_FILE, known)
    if not any(read.result["sources"] for read in reads):
        problem = next(iter(reads[0].result["problems"]), {"finding": "it holds nothing", "remedy": ""})
        raise UserError(
            f"nothing in the folder could be read; of '{reads[0].file}': {problem['finding']}",
            problem["remedy"],
            folder,
        )
    recorded = (folder / PARTICIPANTS_FILE).exists()
    return _Builder(reads, rows, recorded=recorded).study([*findings, *more])


def _read_files(work: Work, files: Mapping[str, Path], cases: Mapping[str, CaseRow]) -> list[Read]:
    items = [
        Item(
            path=str(path),
            checksum=checksum(path),
            size=path.stat().st_size,
            kind=cases[file].kind if file in cases else "",
            layout=cases[file].layout if file in cases else "",
            largest=work.settings.ingest.largest_file_mb * 1_000_000,
            unpacked=work.settings.ingest.largest_unpacked_mb * 1_000_000,
        )
        for file, path in files.items()
    ]
    results = work.map(
        read_item, items, what="reading", key=lambda item: item.key, characters=lambda item: item.size
    )
    stems = [PurePosixPath(file).stem for file in files]
    reads = []
    for file, stem, item, result in zip(files, stems, items, results, strict=True):
        row = cases.get(file, CaseRow(file=file))
        same_stem = [other for other in files if PurePosixPath(other).stem == stem]
        apart = len({PurePosixPath(other).parent for other in same_stem}) > 1
        case = row.case or (str(PurePosixPath(file).with_suffix("")) if apart else stem)
        reads.append(Read(file=file, row=row, checksum=item.checksum, case=case, result=result))
    return reads


class _Builder:
    """Turns files that were read into tables."""

    def __init__(self, reads: Sequence[Read], rows: Sequence[ParticipantRow], *, recorded: bool) -> None:
        self._reads = reads
        self._rows = rows
        self._recorded = recorded
        self._ids = IdMaker("T")
        self._made = Study()

    def study(self, findings: Sequence[Finding]) -> Study:
        """All of it, with the findings of the registers first."""
        talks = [_talk(read) for read in self._reads if read.has_speakers]
        people = people_of(talks, self._rows)
        private = private_words(_not_to_be_named(people, talks))
        hidden = [names_somebody(read.file, private) for read in self._reads]
        named = [
            (read.file, str(read.kind), read.checksum, hide) for read, hide in zip(self._reads, hidden, strict=True)
        ]
        ids = source_ids(named)
        shown = {
            read.file: source if hide else read.file
            for read, source, hide in zip(self._reads, ids, hidden, strict=True)
        }
        cases = self._case_names(hidden)
        everybody = [replace(person, case=cases.get(person.case, person.case)) for person in people.everybody]
        made = self._made
        made.participants = everybody
        made.findings = [*findings, *self._case_findings(private, cases)]
        for read, source in zip(self._reads, ids, strict=True):
            self._add(read, source, case=cases[read.case], people=people, file=shown[read.file])
        made.findings += [
            replace(finding, file=shown.get(finding.file, finding.file)) for finding in people.findings
        ]
        spoken = set(people.speakers.values())
        made.findings += silent(everybody, self._rows, spoken)
        made.findings += without_consent(everybody, spoken, recorded=self._recorded)
        self._count(spoken)
        return made

    def _case_names(self, hidden: Sequence[bool]) -> dict[str, str]:
        """How each case is called: what the researcher wrote; else the file's name, if that names nobody."""
        names: dict[str, str] = {}
        for read, hide in zip(self._reads, hidden, strict=True):
            shown = f"{read.kind.capitalize()} {read.checksum[:6]}" if hide and not read.row.case else read.case
            names.setdefault(read.case, shown)
        return names

    def _case_findings(self, private: frozenset[str], cases: Mapping[str, str]) -> list[Finding]:
        found = []
        for read in self._reads:
            for column in ("case", "title"):
                value = getattr(read.row, column)
                if value and cases[read.case] == read.case and names_somebody(value, private):
                    finding = f"the {column} holds the name of somebody who has not agreed to be named"
                    remedy = "Choose another: it stands in everything that is handed over"
                    found.append(_finding("problem", CASES_FILE, finding, remedy, line=read.row.line))
        return found

    def _add(self, read: Read, source: str, *, case: str, people: People, file: str) -> None:
        for problem in read.result["problems"]:
            self._made.findings.append(Finding(stage="ingest", file=file, **problem))
        total = max((each["respondent"] for each in read.result["sources"]), default=0)
        width = max(3, len(str(total)))
        for each in read.result["sources"]:
            respondent = ""
            name = source
            if each["respondent"]:
                respondent = self._respondent(case, f"Respondent {each['respondent']:0{width}d}")
                name = f"{source}-r{each['respondent']:0{width}d}"
            self._add_source(read, each, source=name, case=case, people=people, respondent=respondent)
        read.result["sources"].clear()  # what has been written down need not be held twice

    def _respondent(self, case: str, label: str) -> str:
        count = self._made.summary.get("answers", 0) + 1
        self._made.summary["answers"] = count
        person = Person(participant=f"R{count:03d}", case=case, speaker=label)
        self._made.participants.append(person)
        return person.participant

    def _add_source(
        self, read: Read, each: Mapping[str, Any], *, source: str, case: str, people: People, respondent: str
    ) -> None:
        text, made = each["text"], self._made
        turn_ids = []
        words = 0
        for turn in each["turns"]:
            said = text[turn["start"] : turn["end"]]
            words += len(said.split())
            turn_ids.append(self._ids.make(read.file, said))
            who = respondent or people.speakers.get((read.file, label_key(turn["speaker"])), "")
            role = NARRATOR if not who else INTERVIEWER if who in people.interviewers else PARTICIPANT
            seconds = turn["seconds"]
            made.turns.append(
                {
                    "source": source,
                    "turn_id": turn_ids[-1],
                    "speaker": turn["speaker"],
                    "participant": who,
                    "role": role,
                    "start": turn["start"],
                    "end": turn["end"],
                    "seconds": float("nan") if seconds is None else seconds,
                    "question": turn["question"],
                }
            )
        # By column, for there are many: a row as a dictionary takes ten times the memory.
        kinds, starts, ends, turns = zip(*each["segments"], strict=True) if each["segments"] else ((), (), (), ())
        made.segments["source"].extend([source] * len(kinds))
        made.segments["kind"].extend(map(intern, kinds))
        made.segments["start"].extend(starts)
        made.segments["end"].extend(ends)
        made.segments["turn_id"].extend(turn_ids[turn] if turn >= 0 else "" for turn in turns)
        made.texts[source] = text.encode()
        about = {name: getattr(read.row, name) for name in ("title", "place", "date")}
        made.sources.append(
            {
                "source": source,
                "file": read.file,
                "case": case,
                "kind": str(read.kind),
                **about,
                "layout": each["layout"],
                "layout_score": float(each["score"]),
                "characters": len(text),
                "words": words,
            }
        )

    def _count(self, spoken: set[str]) -> None:
        made = self._made
        counts = dict.fromkeys(("interviews", "roundtables", "documents", "notes", "answers"), 0)
        plural = {"interview": "interviews", "roundtable": "roundtables", "document": "documents", "notes": "notes"}
        for kind in {source["file"]: source["kind"] for source in made.sources}.values():
            if kind in plural:
                counts[plural[kind]] += 1
        counts["answers"] = made.summary.get("answers", 0)
        counts["participants"] = sum(
            person.participant in spoken and not person.interviewer for person in made.participants
        )
        counts["words"] = sum(source["words"] for source in made.sources)
        counts["turns"] = len(made.turns)
        made.summary = counts


def _not_to_be_named(people: People, talks: Sequence[Talk]) -> list[str]:
    """Names and labels of everybody whose consent to be named is not on record."""
    hidden = {person.participant: person for person in people.everybody if person.consent != Consent.NAMED}
    names = [name for person in hidden.values() for name in (person.name, person.speaker)]
    for talk in talks:
        for label in dict.fromkeys(label for label, _ in talk.turns):
            if people.speakers[talk.source, label_key(label)] in hidden:
                names += [label, talk.names.get(label, "")]
    return names


def _talk(read: Read) -> Talk:
    turns: list[tuple[str, str]] = []
    lines: list[int] = []
    names: dict[str, str] = {}
    cover: dict[str, str] = {}
    for each in read.result["sources"]:
        turns += [(turn["speaker"], each["text"][turn["start"] : turn["end"]]) for turn in each["turns"]]
        lines += [turn["line"] for turn in each["turns"]]
        names |= each["names"]
        cover |= each["cover"]
    return Talk(source=read.file, case=read.case, turns=turns, names=names, cover=cover, lines=lines)


def _finding(level: str, file: str, finding: str, remedy: str, *, line: int = 0) -> Finding:
    return Finding(level=level, stage="ingest", file=file, line=line, finding=finding, remedy=remedy)
