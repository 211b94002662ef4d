"""Reads one file as one or more sources. It has no side effects, so files can be read in parallel and cached."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError, exhausted
from pipeline.corpus.records import ColumnUse, Kind, SurveyColumn, SurveyResponse
from pipeline.corpus.speaker_decisions import SpeakerDecision
from pipeline.corpus.storage import file_content
from pipeline.documents.chat_json import as_direct
from pipeline.documents.document import Block, Document, Grid, Problem, Unreadable
from pipeline.documents.packages import check_size
from pipeline.documents.readers import recognised, refuse
from pipeline.documents.table_columns import TableReading, table_reading
from pipeline.documents.tables import cell_lines, transcript_lines, with_notes
from pipeline.ingest import assembly, boards, chats, fitting, grammar, notes, survey, survey_sheets
from pipeline.ingest.assembly import Assembly, ReadSource
from pipeline.ingest.doubts import DOUBTFUL, doubts_of, undecided_table, words_set_aside
from pipeline.ingest.layouts import PROSE
from pipeline.ingest.survey_headers import one_row_a_respondent
from pipeline.ingest.survey_respondents import attribute_columns, name_columns, other_facts, respondent_facts
from pipeline.ingest.turn_speakers import speakers_told, with_speakers
from pipeline.ingest.unsafe_readings import like_a_report
from pipeline.people.labels import label_key

_MOST_LINES = 200_000  # a two-hour conversation has about 2,000 lines
_MOST_SPEAKERS = 5_000  # each label is compared with others; a town meeting has a few hundred


@dataclass(frozen=True, kw_only=True)
class Item:
    """A file to read.

    Attributes:
        path: path of the file.
        checksum: checksum of its content.
        size: size in bytes.
        kind: the kind in cases.csv; "" if the file has no row there.
        layout: the layout requested in cases.csv, or "".
        listed: keys of labels in participants.csv that cannot be told from speech without that list.
        columns: uses of a survey's columns, by column name, from survey_columns.csv.
        speakers: who said which of its words, from speakers.csv.
        direct: whether the file is in the folder of direct messages of a Slack export.
        largest: maximum size of a file in bytes.
        unpacked: maximum size in bytes of the XML in a package.
    """

    path: str
    checksum: str
    size: int = 0
    kind: str = ""
    layout: str = ""
    listed: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    speakers: tuple[SpeakerDecision, ...] = ()
    direct: bool = False
    largest: int = 200_000_000
    unpacked: int = 100_000_000

    @property
    def key(self) -> list[str]:
        """Everything that the result depends on."""
        return [
            Path(self.path).suffix.casefold(),
            self.checksum or self.path,
            self.kind,
            self.layout,
            "\n".join(self.listed),
            "\n".join(f"{use}: {name}" for name, use in self.columns),
            str(self.largest),
            str(self.unpacked),
            *(["direct"] if self.direct else []),
            *("\n".join(("said", str(row.start), row.speaker, row.words)) for row in self.speakers),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """The result of reading a file.

    Attributes:
        sources: the sources; None for one with nothing left because its speakers withdrew.
        problems: what needs checking; a file that cannot be read has no sources and a problem that says why.
        kind: the kind, as far as the content determines it.
        fleeting: whether the problem is temporary, in which case the result is not cached.
        columns: the columns of a survey and their uses.
        responses: number of people who answered a survey; empty for any other file.
        placed: how the words of each row of speakers.csv were found.
    """

    sources: Sequence[ReadSource | None] = ()
    problems: Sequence[Problem] = ()
    kind: str = ""
    fleeting: bool = False
    columns: Sequence[SurveyColumn] = ()
    responses: Sequence[SurveyResponse] = ()
    placed: Sequence[str] = ()

    @property
    def present(self) -> list[ReadSource]:
        """The sources, without those that have nothing left."""
        return [source for source in self.sources if source is not None]


def read_item(item: Item) -> ReadFile:
    """Read a file."""
    path = Path(item.path)
    try:
        refuse(path.suffix.casefold())
        if path.stat().st_size > item.largest:
            limit = item.largest // 1_000_000
            raise Unreadable(
                f"the file is larger than {limit} MB",
                "Split it, or raise largest_file_mb under [ingest] in models/settings.toml",
            )
        content = path.read_bytes()
        if item.checksum not in ("", hashlib.sha256(content).hexdigest()):
            return _fleeting(
                "the file changed while it was being read",
                "Wait until it has been saved completely, then run again",
                item,
            )
        if not content.strip():
            raise Unreadable("the file is empty", "Replace it with the transcript, or remove it from the folder")
        check_size(content, largest=item.unpacked)
        document = recognised(path.suffix.casefold(), content).read(content)
        read = _read(document, item)
        read = _forced(read, document, item) if item.layout else read
        return _with_speakers(read, item) if item.speakers else read
    except Unreadable as error:
        if exhausted(error):  # a reader reported it as a damaged file
            raise
        problem = Problem(level="problem", finding=error.problem, remedy=error.remedy)
    except OSError as error:
        if exhausted(error):
            raise
        remedy = "Check that it exists, that you may read it and that no other program has locked it"
        return _fleeting(f"the file could not be opened ({error.strerror})", remedy, item)
    except RecursionError:
        remedy = "Check where it comes from; if you trust it, save it as plain text"
        problem = Problem(level="problem", finding="the file is nested too deeply for a transcript", remedy=remedy)
    except Exception as error:
        # One bad file must not stop a study. It is a bug in the reader, and the finding says so.
        if exhausted(error):
            raise
        problem = Problem(
            level="problem",
            finding=f"the file could not be read: its reader failed ({type(error).__name__})",
            remedy="Save it again in its own program, or as plain text; please report this error",
        )
    return ReadFile(problems=[problem], kind=item.kind)


def _forced(read: ReadFile, document: Document, item: Item) -> ReadFile:
    """Add a finding if the layout requested in cases.csv does not work for this file."""
    works = any(source.layout == item.layout and source.turns for source in read.present)
    if works or item.layout == PROSE.name:
        return read
    own = next(iter(_read(document, replace(item, layout="")).present), None)
    fits = own is not None and own.turns and own.layout != PROSE.name
    better = f"; without it, '{own.layout}' matches {own.score:.0%} of the text" if own and fits else ""
    problem = Problem(
        level="problem",
        finding=f"the layout '{item.layout}', which cases.csv asks for, does not work in this file{better}",
        remedy="Leave the column 'layout' empty, or see docs/layouts.md for the one that the file has",
    )
    return replace(read, problems=[*read.problems, problem])


def _with_speakers(read: ReadFile, item: Item) -> ReadFile:
    """Apply the rows of speakers.csv to a transcript; a survey has a speaker for each row."""
    if len(read.present) != 1 or read.present[0].respondent:
        return read
    source, hows = with_speakers(read.present[0], item.speakers)
    return replace(read, sources=[source], problems=[*read.problems, *speakers_told(hows)], placed=hows)


def _fleeting(finding: str, remedy: str, item: Item) -> ReadFile:
    """Report a temporary problem with a file; the result is not cached."""
    problem = Problem(level="problem", finding=finding, remedy=remedy)
    return ReadFile(problems=[problem], kind=item.kind, fleeting=True)


def document_of(path: Path, *, prepared: Callable[[bytes], bytes] = bytes) -> Document:
    """The lines or cells of a draft report, to be compared with the sources.

    Args:
        path: the draft.
        prepared: function applied to the content before it is read.

    Raises:
        UserError: if the file cannot be read as text.
    """
    suffix = path.suffix.casefold()
    try:
        refuse(suffix)
        content = file_content(path)
        check_size(content, largest=Item.unpacked)
        return recognised(suffix, content).read(prepared(content))
    except RecursionError as error:
        raise UserError(
            "is nested too deeply for a report", "Save it again as .docx or as plain text", path
        ) from error
    except Unreadable as error:
        if (resource := exhausted(error)) is not None:
            raise resource from error
        remedy = error.remedy.replace("transcripts", "draft").replace(", or remove it from the folder", "")
        raise UserError(error.problem, remedy, path) from error
    except OSError as error:
        raise UserError(f"could not be opened ({error.strerror})", "Check that you may read it", path) from error


def _read(document: Document, item: Item) -> ReadFile:
    problems = list(document.problems)
    if document.grid is not None:
        if (board := _board(document.grid, item)) is not None:
            source = _assembled(board.blocks, layout="board", score=1.0)
            return _with_points(source, [*problems, *board.problems])
        shaped = document.grid
        notes_on_shape: tuple[Problem, ...] = ()
        left = tuple(document.sheets)
        if item.kind in ("", Kind.SURVEY):
            if item.kind or not table_reading(document.grid).is_transcript:
                together = survey_sheets.joined(document.grid, document.sheets, name=document.sheet)
                shaped, left = together.grid, together.left
                problems += together.problems
            shaped, notes_on_shape = one_row_a_respondent(shaped)
        if left:
            problems.append(survey_sheets.unread_sheets(document.sheet, left))
        is_survey = item.kind == Kind.SURVEY or bool((item.columns or notes_on_shape) and not item.kind)
        reading = TableReading(None) if is_survey else table_reading(document.grid)
        if reading.is_doubtful and not item.kind:
            return ReadFile(problems=[undecided_table(document.grid, reading), *problems])
        told = item.kind in (Kind.INTERVIEW, Kind.ROUNDTABLE)
        columns = reading.columns if told or reading.is_transcript else None
        lines = [] if columns or is_survey else list(cell_lines(document.grid))
        if columns:
            lines = list(transcript_lines(document.grid, columns))
        elif not lines or fitting.best_fit(lines).score < DOUBTFUL:
            return _survey(shaped, [*problems, *notes_on_shape, *_notes_unread(document)], item.columns)
        document = Document(lines=tuple(with_notes(lines, document.notes)))
    if len(document.lines) > _MOST_LINES:
        raise Unreadable(
            f"the file has more than {_MOST_LINES:,} lines", "Split it into one file for each interview"
        )
    return _read_lines(document, item, problems)


def _read_lines(document: Document, item: Item, problems: list[Problem]) -> ReadFile:
    if item.kind == Kind.NOTES:
        return _notes(document, problems)
    if item.kind == Kind.DOCUMENT:
        blocks = assembly.narrative(document.lines)
        source = _assembled(blocks, layout="prose", score=1.0)
        return ReadFile(sources=[source], problems=problems, kind=item.kind)
    kind = item.kind or (Kind.CHAT if document.is_chat else "")
    if item.direct and document.is_chat:
        document = replace(document, lines=tuple(map(as_direct, document.lines)))
    if (chat := chats.read(document.lines, kind=kind, layout=item.layout)) is not None:
        source = _assembled(chat.blocks, layout=chat.layout, score=1.0)
        return ReadFile(sources=[source], problems=[*problems, *chat.problems], kind=item.kind or Kind.CHAT)
    spoken, more = chats.without_chat(document.lines)
    problems += more
    found = grammar.read(spoken, forced=item.layout, listed=item.listed)
    source = _assembled(found.blocks, layout=found.layout, score=found.score)
    if len({label_key(turn.speaker) for turn in source.turns}) > _MOST_SPEAKERS:
        remedy = "Check the layout column in cases.csv, or give the file the kind 'document' or 'notes'"
        raise Unreadable(f"more than {_MOST_SPEAKERS:,} different speakers seem to be marked", remedy)
    if not item.kind and not item.layout:
        reads_well = source.layout != PROSE.name and source.score >= DOUBTFUL
        if shown := notes.notes_evidence(document.lines, source, reads_well=reads_well):
            return _as_notes(document, problems, shown)
    maybe_report = item.kind in ("", Kind.INTERVIEW) and not item.layout and source.layout != "voices"
    unsafe = (maybe_report and like_a_report(source, document.lines)) or found.unsafe
    source = replace(source, names=dict(found.names), cover=dict(found.cover), unsafe=unsafe)
    problems += [*doubts_of(found, source), *words_set_aside(source)]
    return ReadFile(sources=[source], problems=problems, kind=item.kind or Kind.INTERVIEW)


def _board(grid: Grid, item: Item) -> boards.BoardReading | None:
    """Read the notes of a board, if cases.csv or the table shows that it holds notes; minutes have speakers."""
    if item.kind not in ("", Kind.NOTES) or item.columns:
        return None
    called = item.kind == Kind.NOTES
    return None if called and table_reading(grid).is_transcript else boards.read(grid, called=called)


def _notes_unread(document: Document) -> Iterator[Problem]:
    """Report comments in a survey file, which are not part of any answer."""
    if count := sum(map(len, document.notes.values())):
        told = counted(count, "comment or text box of the sheet is", "comments and text boxes of the sheet are")
        yield Problem(level="note", finding=f"{told} nobody's answer, and set aside")


def _as_notes(document: Document, problems: list[Problem], shown: str) -> ReadFile:
    told = Problem(
        level="check",
        finding=f"read as notes, shown by {shown}",
        remedy="If it is a transcript, give the file the kind 'interview' or 'roundtable' in cases.csv",
        line=1,
    )
    return _notes(document, [*problems, told])


def _notes(document: Document, problems: list[Problem]) -> ReadFile:
    found = notes.read(document.lines)
    source = _assembled(found.blocks, layout="notes", score=1.0)
    return _with_points(replace(source, names=dict(found.names), cover=dict(found.cover)), problems)


def _with_points(source: ReadSource, problems: list[Problem]) -> ReadFile:
    """Read notes of any form; without a single point they are left out, with a finding."""
    if not source.turns:
        problems.append(
            Problem(
                level="problem",
                finding="no points were found in the notes, so this file has been left out",
                remedy="Write each point in a paragraph of its own; if it is a transcript, change its kind",
            )
        )
    return ReadFile(sources=[source], problems=problems, kind=Kind.NOTES)


def _assembled(blocks: Sequence[Block], *, layout: str, score: float, respondent: int = 0) -> ReadSource:
    assembly = Assembly()
    assembly.add(blocks)
    return ReadSource(
        respondent=respondent,
        text=assembly.text,
        segments=assembly.segments,
        turns=assembly.turns,
        layout=layout,
        score=score,
    )


def _survey(grid: Grid, problems: list[Problem], told: Sequence[tuple[str, str]] = ()) -> ReadFile:
    form = survey.questionnaire(grid, dict(told))
    # A second row wider than the first is unusual in a table, and common in the header of a survey.
    problems = [each for each in problems if not 1 < each.line <= form.header]
    problems += form.problems
    if not form.questions:
        problem = Problem(
            level="problem",
            finding="the table has neither a column of speakers nor one of free-text answers",
            remedy="If it is a transcript, name the columns 'speaker' and 'text'; if a column holds answers, give "
            "it the use 'question' in survey_columns.csv; otherwise remove the file from the folder",
        )
        found = [problem, *problems, *survey.column_findings(form)]
        return ReadFile(problems=found, kind=Kind.SURVEY, columns=form.listed())
    width = max(3, len(str(len(form.rows))))
    names = name_columns(form.names, form.private)
    contacts = [at for at in form.private if at not in names]
    attributes = attribute_columns(form.names, form.uses)
    own_id = next(iter(form.having(ColumnUse.ID)), -1)
    counting = survey.responses(form)
    columns = form.listed(counting.rows)
    sources = []
    for number in counting.rows:
        row, count = form.rows[number], number + 1
        label = f"Respondent {count:0{width}d}"
        blocks = survey.respondent_blocks(row, form, number=count + form.header, label=label)
        if blocks:
            source = _assembled(blocks, layout="survey", score=1.0, respondent=count)
            known = respondent_facts(row, attributes=attributes, names=names, contacts=contacts)
            if facts := other_facts(row, form.names, form.having(ColumnUse.ATTRIBUTE)):
                known["attributes"] = facts
            if own_id >= 0 and row[own_id].strip():
                known["id"] = row[own_id].strip()
            sources.append(replace(source, consent=str(survey.consent_of(row, form)), about=known))
    problems += survey.consent_findings(form)
    problems += survey.column_findings(form)
    problems += survey.response_findings(columns, counting)
    return ReadFile(
        sources=sources,
        problems=problems,
        kind=Kind.SURVEY,
        columns=columns,
        responses=[counting.counted],
    )
