"""Converts all files of a study to the rows of the tables that ingest produces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from sys import intern

from pipeline.corpus.records import (
    INTERVIEWER,
    NARRATOR,
    PARTICIPANT,
    Concern,
    Consent,
    FileState,
    Finding,
    Participant,
    Segment,
    Source,
    SourceFile,
    SurveyColumn,
    SurveyResponse,
    TimeCode,
    Turn,
)
from pipeline.corpus.remembered_ids import IdKind, natural_key
from pipeline.corpus.rows import Rows
from pipeline.corpus.spans import IdMaker
from pipeline.corpus.speaker_decisions import SPEAKERS_FILE, read_speaker_decisions
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE
from pipeline.corpus.tables import SEGMENTS, TIME_CODES, TURNS
from pipeline.corpus.withdrawals import WITHDRAWN_FILE, EverybodyWithdrawn, Withdrawals
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.doubts import REMEDY, reason_to_hold
from pipeline.ingest.ids import damaged_ids, names_somebody, private_words, respondent_claims, source_ids, study_ids
from pipeline.ingest.participant_rows import careful, listed_respondents, rows_without_a_speaker, without_consent
from pipeline.ingest.people import Speakers, Talk, people_of
from pipeline.ingest.reading import ReadFile
from pipeline.ingest.study_files import FileSummary, Results, TextFiles, items_of, nothing_read, reads_of
from pipeline.ingest.study_tables import ParticipantRow, ParticipantsFile, read_cases, read_participants
from pipeline.ingest.survey_uses import read_uses, unknown_columns
from pipeline.ingest.turn_speakers import speaker_findings
from pipeline.ingest.withdrawal_filter import WithdrawalFilter
from pipeline.people.labels import label_key
from pipeline.workflow.stage import Work


@dataclass(kw_only=True)
class ReadStudy:
    """The rows of the tables, the texts by path, and the findings."""

    texts: Mapping[str, bytes]
    files: list[SourceFile] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    segments: Rows[Segment] = field(default_factory=lambda: Rows(SEGMENTS))
    turns: Rows[Turn] = field(default_factory=lambda: Rows(TURNS))
    time_codes: Rows[TimeCode] = field(default_factory=lambda: Rows(TIME_CODES))
    participants: list[Participant] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    remembered: dict[str, bytes] = field(default_factory=dict)
    survey_columns: list[SurveyColumn] = field(default_factory=list)
    survey_responses: list[SurveyResponse] = field(default_factory=list)


def read_study(work: Work) -> ReadStudy:
    """Read every file, identify all speakers, and number the turns.

    Raises:
        UserError: if nothing can be read, or cases.csv or participants.csv contains errors.
    """
    folder = work.study.transcripts
    files = {work.study.file_name(path): path for path in work.study.transcript_files()}
    cases, findings = read_cases(folder / CASES_FILE, list(files))
    listed = ParticipantsFile.opened(folder / PARTICIPANTS_FILE)
    told = read_uses(folder / SURVEY_COLUMNS_FILE, list(files))
    speakers, unusable = read_speaker_decisions(work.model_file(SPEAKERS_FILE) or "")
    items = items_of(work, files, cases, listed.unusual_labels(), told, speakers)
    results = Results(work, items)
    reads = list(reads_of(results.each(what="reading"), dict(zip(files, items, strict=True)), cases))
    known = list(dict.fromkeys([*(read.case for read in reads), *(row.case for row in cases.values() if row.case)]))
    rows, more = read_participants(listed, known)
    more += [*told.findings, *unknown_columns(told, {read.file: read.columns for read in reads})]
    more += [*unusable, *speaker_findings(speakers, {read.file: (read.kind, read.placed) for read in reads})]
    if not any(read.sources for read in reads):
        raise nothing_read(reads, folder)
    recorded = (folder / PARTICIPANTS_FILE).exists()
    withdrawals = Withdrawals.parsed(work.model_file(WITHDRAWN_FILE))
    builder = _Builder(reads, rows, results=results, recorded=recorded, withdrawals=withdrawals)
    made = builder.study([*findings, *more], work)
    if not made.sources:
        raise EverybodyWithdrawn(
            "everybody in the study has withdrawn",
            "Delete the transcripts and the outputs, or remove the withdrawals from models/withdrawn.csv",
            folder,
        )
    return made


class _Builder:
    """Builds tables from files that were read."""

    def __init__(
        self,
        reads: Sequence[FileSummary],
        rows: Sequence[ParticipantRow],
        *,
        results: Results,
        recorded: bool,
        withdrawals: Withdrawals,
    ) -> None:
        self._reads = reads
        self._rows = rows
        self._results = results
        self._recorded = recorded
        self._withdrawals = withdrawals
        self._ids = IdMaker("T")
        self._texts = TextFiles(results)
        self._made = ReadStudy(texts=self._texts)

    def study(self, findings: Sequence[Finding], work: Work) -> ReadStudy:
        """Build everything, with the findings on the study files (cases.csv and so on) first."""
        talks = [read.talk for read in self._reads if read.talk]
        ids = study_ids(work)
        claims = respondent_claims((read.file, read.case, read.respondents) for read in self._reads)
        given = iter(ids.numbers(IdKind.RESPONDENT, claims))
        self._numbers = [[next(given) for _ in read.respondents] for read in self._reads]
        self._listed = listed_respondents(self._reads, self._numbers, self._rows)
        people = people_of(talks, self._listed.others, numbers=ids.numbers)
        self._held = self._reasons(people)
        self._withdrawn = withdrawn = WithdrawalFilter(self._withdrawals, people, talks)
        if withdrawn:
            self._results.change(self._without)
        private = private_words(_not_to_be_named(people, talks))
        hidden = [names_somebody(read.file, private) for read in self._reads]
        named = [
            (read.file, str(read.kind), read.checksum, hide) for read, hide in zip(self._reads, hidden, strict=True)
        ]
        sources = source_ids(named)
        shown = {
            read.file: source if hide else read.file
            for read, source, hide in zip(self._reads, sources, hidden, strict=True)
        }
        cases = {case: withdrawn.free(name) for case, name in self._case_names(hidden).items()}
        everybody = [
            withdrawn.freed(replace(person, case=cases.get(person.case, person.case)))
            for person in people.everybody
            if person.participant not in withdrawn.participants
        ]
        unused = self._held_people(people)
        everybody = [replace(person, held=True) if person.participant in unused else person for person in everybody]
        made = self._made
        made.participants = everybody
        left_out = _left_out(work, private)
        made.findings = [*findings, *self._listed.findings, *left_out, *self._case_findings(private, cases)]
        results = self._results.each(what="writing down")
        for at, (read, source, result) in enumerate(zip(self._reads, sources, results, strict=True)):
            made.findings += [
                Finding(
                    level=each.level,
                    stage="ingest",
                    concern=Concern.READING,
                    file=shown[read.file],
                    line=each.line,
                    finding=each.finding,
                    remedy=each.remedy,
                    words="" if withdrawn else each.words,  # they may have been said by someone who withdrew
                )
                for each in read.problems
            ]
            reason = self._held.get(read.file, "")
            if reason and not any(each.level == "problem" for each in read.problems):  # already reported
                made.findings.append(_held_finding(reason, shown=shown[read.file]))
            made.files += _became(read, result.sources, shown=shown[read.file], held=self._held.get(read.file, ""))
            made.survey_columns += [replace(each, file=shown[read.file]) for each in read.columns]
            made.survey_responses += [replace(each, file=shown[read.file]) for each in read.responses]
            self._add(read, result.sources, at=at, source=source, case=cases[read.case], people=people)
        tells = {who: re.compile(rf"\b{who}\b") for who in withdrawn.participants}
        made.findings += [
            replace(finding, file=shown.get(finding.file, finding.file))
            for finding in people.findings
            if not any(told.search(finding.finding) for told in tells.values())
        ]
        spoken = set(people.speakers.values())
        made.findings += rows_without_a_speaker(people, but=withdrawn.participants)
        used = [person for person in everybody if not person.held]
        made.findings += without_consent(used, spoken, recorded=self._recorded)
        made.participants.sort(key=lambda person: natural_key(person.participant))
        made.remembered = {ids.own: ids.given.written()}
        made.findings += damaged_ids(ids)
        made.files += [_file_row(one.file, FileState.EXCLUDED, one.finding) for one in left_out]
        return made

    def _reasons(self, people: Speakers) -> dict[str, str]:
        """The reason why each held file is held."""
        found = {}
        for read in self._reads:
            if read.talk is not None and read.sources and not read.row.checked:
                reason = reason_to_hold(
                    read.talk, read.kind, people, score=read.score, aside=read.aside, unsafe=read.unsafe
                )
                if reason:
                    found[read.file] = reason
        return found

    def _held_people(self, people: Speakers) -> set[str]:
        """People who have no row in participants.csv and speak only in held sources."""
        places: dict[str, set[str]] = {}
        for (file, _), person in people.speakers.items():
            places.setdefault(person, set()).add(file)
        listed = {participant for participant, _ in people.listed}
        return {person for person, files in places.items() if person not in listed and files <= set(self._held)}

    def _without(self, at: int, result: ReadFile) -> ReadFile:
        """The result for a file without people who withdrew: None for a source that has nothing left."""
        read, before = self._reads[at], result.sources
        after = [each and self._withdrawn.without(read.file, read.case, each) for each in before]
        same = all(one is other for one, other in zip(before, after, strict=True))
        return result if same else replace(result, sources=after)

    def _case_names(self, hidden: Sequence[bool]) -> dict[str, str]:
        """The name of each case: the researcher's; otherwise the file name, if it does not identify anyone."""
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
                    finding = f"the {column} contains the name of somebody who has not agreed to be named"
                    remedy = "Choose another: it appears in everything that is shared"
                    found.append(
                        Finding(
                            level="problem",
                            stage="ingest",
                            concern=Concern.CONSENT,
                            file=CASES_FILE,
                            line=read.row.line,
                            finding=finding,
                            remedy=remedy,
                        )
                    )
        return found

    def _add(
        self,
        read: FileSummary,
        made: Sequence[ReadSource | None],
        *,
        at: int,
        source: str,
        case: str,
        people: Speakers,
    ) -> None:
        for place, each in enumerate(made):
            if each is None:
                continue
            respondent, name = "", source
            if each.respondent:
                number = self._numbers[at][place]
                row = self._listed.rows.get((at, place))
                respondent, name = self._respondent(case, number, each, row), f"{source}-r{number:03d}"
            self._texts.add(name, item=at, place=place)
            self._add_source(read, each, source=name, case=case, people=people, respondent=respondent)

    def _respondent(self, case: str, number: int, read: ReadSource, row: ParticipantRow | None) -> str:
        """Add a respondent from participants.csv, or else from the survey; the stricter consent applies."""
        about = {
            name: self._withdrawn.free(getattr(row, name, "") or read.about.get(name, ""))
            for name in ("role", "organisation", "sector", "attribution")
        }
        person = Participant(
            participant=IdKind.RESPONDENT.shown(number),
            case=case,
            speaker=f"Respondent {number:03d}",
            name=(row.name if row else "") or read.about.get("name", ""),
            role=about["role"],
            organisation=about["organisation"],
            sector=about["sector"].casefold(),
            consent=careful(read.consent, row.consent if row else ""),
            attribution=about["attribution"],
            attributes=self._withdrawn.free(read.about.get("attributes", "")),
        )
        self._made.participants.append(person)
        return person.participant

    def _add_source(
        self, read: FileSummary, each: ReadSource, *, source: str, case: str, people: Speakers, respondent: str
    ) -> None:
        text, made = each.text, self._made
        turn_ids = []
        words = 0
        for turn in each.turns:
            said = each.said(turn)
            words += len(said.split())
            turn_ids.append(self._ids.make(read.file, said))
            who = respondent or people.speakers.get((read.file, label_key(turn.speaker)), "")
            role = NARRATOR if not who else INTERVIEWER if who in people.interviewers else PARTICIPANT
            made.turns.add(
                Turn(
                    source=source,
                    turn_id=turn_ids[-1],
                    # Not the row number: the next export may have another order.
                    speaker=f"Respondent {respondent[1:]}" if respondent else intern(turn.speaker),
                    participant=who,
                    role=role,
                    start=turn.start,
                    end=turn.end,
                    seconds=float("nan") if turn.seconds is None else turn.seconds,
                    question=intern(turn.question),
                )
            )
            for offset, seconds in turn.times:
                code = TimeCode(source=source, turn_id=turn_ids[-1], at=turn.start + offset, seconds=seconds)
                made.time_codes.add(code)
        for kind, start, end, number in each.segments:
            turn_id = turn_ids[number] if number >= 0 else ""
            made.segments.add(Segment(source=source, kind=intern(kind), start=start, end=end, turn_id=turn_id))
        about = {name: self._withdrawn.free(getattr(read.row, name)) for name in ("title", "place", "date")}
        if each.about.get("region"):
            about["place"] = self._withdrawn.free(each.about["region"])
        made.sources.append(
            Source(
                source=source,
                file=source if self._withdrawn.hides(read.file) else read.file,
                case=case,
                kind=str(read.kind),
                **about,
                layout=each.layout,
                layout_score=float(each.score),
                characters=len(text),
                words=words,
                held=read.file in self._held,
                held_because=self._held.get(read.file, ""),
            )
        )


def _held_finding(reason: str, *, shown: str) -> Finding:
    return Finding(
        level="problem",
        stage="ingest",
        concern=Concern.READING,
        file=shown,
        finding=f"the file is held and none of its words are used: {reason}",
        remedy=REMEDY,
        kind="held",
    )


def _became(read: FileSummary, made: Sequence[ReadSource | None], *, shown: str, held: str) -> Iterator[SourceFile]:
    """Report the outcome for a file; nothing is reported if all its speakers have withdrawn."""
    if held and any(made):
        yield _file_row(shown, FileState.HELD, held, kind=read.kind)
    elif any(each and each.turns for each in made):
        yield _file_row(shown, FileState.READ, kind=read.kind)
    elif not made or any(each is not None for each in made):
        state = FileState.HELD if made else FileState.UNREAD
        problem = next((one.finding for one in read.problems if one.level == "problem"), "it contains no words")
        yield _file_row(shown, state, problem, kind=read.kind)


def _file_row(file: str, state: FileState, reason: str = "", *, kind: str = "") -> SourceFile:
    return SourceFile(file=file, kind=str(kind), state=str(state), reason=reason)


def _left_out(work: Work, private: frozenset[str]) -> list[Finding]:
    """List files among the transcripts that were not read; names that identify a person are hidden."""
    return [
        Finding(
            level="problem",
            stage="ingest",
            concern=Concern.READING,
            file="" if names_somebody(one.name, private) else one.name,
            finding=one.problem,
            remedy=one.remedy,
        )
        for one in work.study.left_out()
    ]


def _not_to_be_named(people: Speakers, talks: Sequence[Talk]) -> list[str]:
    """Names and labels of everyone whose consent to be named is not on record."""
    hidden = {person.participant: person for person in people.everybody if person.consent != Consent.NAMED}
    names = [name for person in hidden.values() for name in (person.name, person.speaker)]
    for talk in talks:
        for label in talk.voices:
            if people.speakers[talk.source, label_key(label)] in hidden:
                names += [label, talk.names.get(label, "")]
    return names
