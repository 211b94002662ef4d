"""Doubts about a reading: what is reported, words without a speaker, and when a source is held.

A wrong reading attributes the interviewer's words to a participant, and every later stage inherits the error. A
source whose reading is not safe is held: its words are not used until someone has checked it. Only evidence that
contradicts the kind of source counts: an interview has an interviewer and a participant, whereas meetings,
documents and surveys may have neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.records import Kind, SegmentKind
from pipeline.documents import furniture
from pipeline.documents.accounting import quoted
from pipeline.documents.document import Grid, Problem
from pipeline.documents.table_columns import TableReading
from pipeline.documents.times import is_time
from pipeline.ingest import grammar
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.interviewers import by_label
from pipeline.ingest.people import Speakers, Talk
from pipeline.ingest.study_tables import ParticipantRow
from pipeline.ingest.turn_starts import ANSWER, QUESTION
from pipeline.people.labels import label_key

TOLD = 8  # maximum lines named in one finding
DOUBTFUL = 0.6  # below this score, a fifth of the label-like lines, or much of the text, is unexplained


def doubts_of(reading: grammar.LayoutReading, source: ReadSource) -> Iterator[Problem]:
    """What needs checking in a transcript."""
    told = lines_named(reading.doubts)
    first = reading.doubts[0] if reading.doubts else 0
    unnamed = {turn.speaker for turn in source.turns} == {QUESTION, ANSWER}
    if not source.turns:
        yield Problem(
            level="problem",
            finding="no speakers were recognised, so this file has been left out",
            remedy="Mark the speakers ('Name: text'), or give the file the kind 'document' or 'notes' in cases.csv",
        )
    elif unnamed:
        yield Problem(
            level="check",
            finding="the speakers are not named; alternating paragraphs were read as question and answer",
            remedy=f"Check lines {told}"
            if told
            else "Check a few pages; in participants.csv the speakers are called Question and Answer",
            line=first,
        )
    elif reading.score < DOUBTFUL:
        yield Problem(
            level="check",
            finding=f"the layout '{reading.layout}' matches only {reading.score:.0%} of the text",
            remedy="Check who speaks; to use another layout, name it in the column 'layout' of cases.csv",
            line=source.turns[0].line,
        )
    if reading.uncertain:
        yield Problem(
            level="check",
            finding="the transcriber was not sure who speaks (a question mark after the label): lines "
            + lines_named(reading.uncertain),
            remedy="Listen again; then remove the question mark, or correct the label",
            line=reading.uncertain[0],
        )
    if told and source.turns and not unnamed:
        yield Problem(
            level="note",
            finding=f"lines that look like speaker labels, but were read as speech: {told}",
            remedy="If one is a label, write it as on the person's other turns",
            line=first,
        )


def lines_named(lines: Sequence[int]) -> str:
    """The first few line numbers, formatted for a finding."""
    return ", ".join(map(str, lines[:TOLD])) + (" and more" if len(lines) > TOLD else "")


def undecided_table(grid: Grid, reading: TableReading) -> Problem:
    """Report a table that could be a transcript or a survey: it is not read until cases.csv says which."""
    columns = reading.columns
    header = 1 if columns and columns.header else 0
    rows = grid[header:]
    voices = ""
    if columns and columns.speaker >= 0:
        speakers = len({row[columns.speaker].strip() for row in rows} - {""})
        column = f"'{grid[0][columns.speaker]}'" if header else f"column {columns.speaker + 1}"
        voices = f" of {speakers} speakers ({column})"
    return Problem(
        level="problem",
        finding=f"the table could be a survey of {len(rows)} respondents or a transcript{voices}; it has been held",
        remedy="Give the file the kind 'survey' or 'interview' in cases.csv",
        line=1,
    )


_ASIDE = (str(SegmentKind.FURNITURE), str(SegmentKind.NOTE))
_FEW_WORDS = 20
_LITTLE = 0.03  # share of the words spoken
_RECURS = 3  # number of repetitions that makes it a page header or a table column
_COLUMN_NAME = re.compile(r"[^:\n]{1,60}:(?=\s)")


def words_set_aside(source: ReadSource) -> Iterator[Problem]:
    """Report words between the first and the last turn that have no speaker and are no known kind of furniture."""
    if not source.turns:
        return
    first, last = source.turns[0].start, source.turns[-1].end
    inside = [
        source.text[start:end] for kind, start, end, _ in source.segments if kind in _ASIDE and first < start < last
    ]
    shapes = Counter(map(_shape, inside))
    told = [text for text in inside if shapes[_shape(text)] < _RECURS and not _has_a_name(text)]
    words = sum(len(text.split()) for text in told)
    if not words:
        return
    said = sum(len(source.said(turn).split()) for turn in source.turns)
    many = words > max(_FEW_WORDS, _LITTLE * said)
    yield Problem(
        level="check" if many else "note",
        finding=f"{words:,} words inside the transcript were read as notes or as no part of the conversation",
        remedy="If somebody said them, write a label in front of them" if many else "",
        words=quoted(told),
    )


def _shape(text: str) -> str:
    """The pattern shared by the headers of all pages, or by the cells of a column."""
    column = _COLUMN_NAME.match(text)
    return column[0] if column else furniture.masked(text)


def _has_a_name(text: str) -> bool:
    """Whether it is a known kind of furniture: a page number, the transcriber's name, a time."""
    return furniture.is_known(text) or furniture.is_page_number(text) or is_time(text) or furniture.is_chat(text)


REMEDY = (
    "See what was read with 'pipeline ingest --check'. If it is right, write yes in the column 'checked' of "
    "cases.csv; otherwise correct the file, or name its layout there"
)
_LEAST_SCORE_UNNAMED = 0.45  # if only question marks distinguish questions from answers, a perfect fit is 0.5
_MOST_ASIDE = 0.4  # maximum share of the text that is not speech
_LEAST_ANSWERED = 0.15  # minimum share of the words spoken by participants in an interview
_ENOUGH_WORDS = 300  # below this, shares of words are not reliable
_ONE_PARTY = 0.995  # share of words of one party, in a long conversation where the other has only a turn or two


@dataclass(frozen=True)
class _Party:
    """All interviewers, or all participants."""

    people: int
    turns: int
    words: int


def reason_to_hold(
    talk: Talk, kind: Kind, people: Speakers, *, score: float, aside: float = 0.0, unsafe: str = ""
) -> str:
    """Why a transcript is not safe to use; "" if it is.

    Args:
        talk: the transcript, with its speakers.
        kind: the kind of source.
        people: all people in the study.
        score: how well the layout fits, 0 to 1.
        aside: share of the text that is not speech.
        unsafe: why the reading is not safe, judged from the text alone; "" if no problems were found.
    """
    if unsafe:
        return unsafe
    if not talk.voices:
        return "no speakers were recognised"
    unknown = _unknown_speakers(talk, people)
    if unknown:
        return f"participants.csv has a row for the other speakers, but none for {unknown}"
    if kind is Kind.INTERVIEW and (one_sided := _one_sided(talk, people)):
        return one_sided
    if kind not in (Kind.INTERVIEW, Kind.ROUNDTABLE) or _all_decided(_persons(talk, people), people.listed):
        return ""
    unnamed = {label_key(label) for label in talk.voices} <= {label_key(QUESTION), label_key(ANSWER)}
    if score < (_LEAST_SCORE_UNNAMED if unnamed else DOUBTFUL):
        return f"the layout matches only {score:.0%} of the text"
    if aside > _MOST_ASIDE:
        return f"{aside:.0%} of the text was read as not part of the interview"
    return ""


def _unknown_speakers(talk: Talk, people: Speakers) -> str:
    """How many speakers have no row in participants.csv when most of the others have one; "" if none."""
    rows = {participant for participant, row in people.listed if row.case}
    persons = _persons(talk, people)
    known = [person for person in persons if person in rows]
    unknown = [
        person
        for person, labels in persons.items()
        if person not in rows
        and not any(by_label(label, speakers=2) or label_key(label) in talk.decided for label in labels)
    ]
    if len(known) < 2 or len(known) <= len(unknown):
        return ""
    return f"{len(unknown)} of {len(persons)}" if unknown else ""


def _one_sided(talk: Talk, people: Speakers) -> str:
    """What an interview lacks: an interviewer, a participant, or enough words from either; "" if nothing."""
    persons = _persons(talk, people)
    asking = _party(talk, people, asks=True)
    answering = _party(talk, people, asks=False)
    if not answering.people:
        return "no participant was recognised in an interview"
    if not asking.people and len(persons) <= 2 and not _all_decided(persons, people.listed):
        return "no interviewer was recognised in an interview"
    words = asking.words + answering.words
    if words < _ENOUGH_WORDS or not asking.people:
        return ""
    if answering.words < _LEAST_ANSWERED * words:
        return f"participants have only {answering.words / words:.0%} of the words in an interview"
    if answering.words > _ONE_PARTY * words and asking.turns <= 2:
        return "the interviewer has next to no words in an interview"
    return ""


def _persons(talk: Talk, people: Speakers) -> dict[str, list[str]]:
    """The labels of each person in a transcript."""
    found: dict[str, list[str]] = {}
    for label in talk.voices:
        found.setdefault(people.speakers[talk.source, label_key(label)], []).append(label)
    return found


def _party(talk: Talk, people: Speakers, *, asks: bool) -> _Party:
    of: Mapping[str, list[str]] = {
        person: labels
        for person, labels in _persons(talk, people).items()
        if (person in people.interviewers) == asks
    }
    habits = [talk.voices[label].habit for labels in of.values() for label in labels]
    return _Party(len(of), sum(habit.turns for habit in habits), sum(habit.words for habit in habits))


def _all_decided(persons: Mapping[str, list[str]], listed: Sequence[tuple[str, ParticipantRow]]) -> bool:
    """Whether participants.csv says for every person whether they are an interviewer."""
    decided = {participant for participant, row in listed if row.interviewer is not None}
    return decided.issuperset(persons)
