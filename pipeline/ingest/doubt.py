"""Decides when a source is held: if its reading is not safe, its words are not used until someone has checked it.

A wrong reading attributes the interviewer's words to a participant, and every later stage inherits the error. Only
evidence that contradicts the kind of source counts as doubt: an interview has an interviewer and a participant,
whereas meetings, documents and surveys may have neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.records import Kind
from pipeline.ingest.interviewers import by_label
from pipeline.ingest.people import Speakers, Talk
from pipeline.ingest.study_tables import ParticipantRow
from pipeline.ingest.turn_starts import ANSWER, QUESTION
from pipeline.people.labels import label_key

REMEDY = (
    "See what was read with 'pipeline ingest --check'. If it is right, write yes in the column 'checked' of "
    "cases.csv; otherwise correct the file, or name its layout there"
)
_LEAST_SCORE = 0.6  # below this, a fifth of the label-like lines, or much of the text, is unexplained
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
    if score < (_LEAST_SCORE_UNNAMED if unnamed else _LEAST_SCORE):
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
