"""Removes people who withdrew from the texts before anything else is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.corpus.records import Consent, Participant, SegmentKind
from pipeline.corpus.spans import Overlaps, Span, SpanIndex, replaced
from pipeline.corpus.withdrawals import Withdrawals, answers_mark, speaker_mark
from pipeline.ingest.assembly import LabelledTurn, ReadSegment, ReadSource
from pipeline.ingest.ids import names_somebody, private_words
from pipeline.ingest.layouts import CHAT
from pipeline.ingest.people import Speakers, Talk
from pipeline.language.lexicons import lexicon_words
from pipeline.people.labels import label_key
from pipeline.people.names import Person, full_key, is_name, keys_of, names_in_label
from pipeline.people.redaction import Redactor

LEFT = "[withdrawn]"  # replaces their turns
_CLEARED = "withdrawn"
_SHORTEST = 3


class WithdrawalFilter:
    """Removes people who withdrew from what was read.

    Attributes:
        participants: their ids.
    """

    def __init__(self, withdrawals: Withdrawals, people: Speakers, talks: Sequence[Talk]) -> None:
        self._withdrawals = withdrawals
        self._speakers = people.speakers
        self._interviewers = people.interviewers
        cases = {talk.source: talk.case for talk in talks}
        gone = {
            person
            for (file, key), person in people.speakers.items() if withdrawals
            if withdrawals.holds(speaker_mark(file, key)) or withdrawals.holds(speaker_mark(cases[file], key))
        }  # fmt: skip
        gone |= {
            person.participant
            for person in people.everybody if withdrawals
            if withdrawals.holds(speaker_mark(person.case, label_key(person.speaker)))
        }  # fmt: skip
        # People whose row was cleared by the researcher: other people's ids depend on its position.
        gone |= {row.participant for row in people.everybody if label_key(row.speaker).startswith(_CLEARED)}
        self.participants = frozenset(gone)
        names = _names(people, talks, self.participants)
        self._redactor = Redactor(
            Person(participant="withdrawn", name=name, consent=Consent.NONE) for name in sorted(names)
        )
        self._words = private_words(names)
        self._here = _capitalised(names)

    def __bool__(self) -> bool:
        return bool(self._withdrawals or self.participants)

    def hides(self, file: str) -> bool:
        """Whether a file name identifies one of them."""
        return names_somebody(file, self._words)

    def free(self, text: str) -> str:
        """A text about the study, without their names."""
        return self._redactor.redacted(text) if self.participants else text

    def freed(self, person: Participant) -> Participant:
        """Another person's row, without their names."""
        role, organisation, attribution = map(self.free, (person.role, person.organisation, person.attribution))
        return replace(person, role=role, organisation=organisation, attribution=attribution)

    def without(self, file: str, case: str, each: ReadSource) -> ReadSource | None:
        """A source without these people; None if no participant remains.

        Args:
            file: the file that the source comes from.
            case: the case that the source belongs to.
            each: the source as read.
        """
        text = each.text
        if each.respondent:
            said = [each.said(turn) for turn in each.turns]
            if self._withdrawals.holds(answers_mark(case, said)):
                return None
        who = [self._speakers.get((file, label_key(turn.speaker)), "") for turn in each.turns]
        out = {at for at, person in enumerate(who) if person in self.participants}
        if out and not any(person not in self._interviewers | self.participants for person in who):
            return None
        names = [(found.span, found.replacement) for found in self._redactor.spans(text)]
        if out and self._here:  # where they spoke, a word that is also a name is treated as their name
            taken = SpanIndex(span for span, _ in names)
            more = (Span(*match.span()) for match in self._here.finditer(text))
            names += [(span, "[name]") for span in more if not taken.overlapping(span)]
        return each if not out and not names else _rewritten(each, out, sorted(names))


def _rewritten(each: ReadSource, out: set[int], names: Sequence[tuple[Span, str]]) -> ReadSource:
    """The source without some of its turns, and with names replaced.

    In a chat, all furniture is removed as well: direct messages may be theirs, and reactions repeat their words.
    """
    chat = each.layout.startswith(CHAT.name)
    parts: list[str] = []
    segments: list[ReadSegment] = []
    turns: list[LabelledTurn] = []
    at = 0
    numbers: dict[int, int] = {-1: -1}
    told: set[int] = set()
    named = Overlaps(names)

    def write(kind: str, text: str, turn: int) -> Span:
        nonlocal at
        span = Span(at, at + len(text))
        if text:
            segments.append(ReadSegment(kind, span.start, span.end, turn))
            parts.append(text)
            at = span.end
        return span

    for kind, start, end, turn in each.segments:
        if turn in out:
            if turn not in told:
                write(str(SegmentKind.FURNITURE), LEFT, -1)
                told.add(turn)
            continue
        if chat and kind == SegmentKind.FURNITURE:
            write(kind, LEFT, -1)
            continue
        if turn not in numbers:
            numbers[turn] = len(turns)
            turns.append(each.turns[turn])
        within = Span(start, end)
        span = write(kind, replaced(each.text, named.at(within), within), numbers[turn])
        if kind == SegmentKind.TURN:
            last = span.end - span.start
            times = tuple((offset, seconds) for offset, seconds in turns[numbers[turn]].times if offset < last)
            turns[numbers[turn]] = replace(turns[numbers[turn]], start=span.start, end=span.end, times=times)
    return replace(each, text="".join(parts), segments=_joined(segments), turns=turns)


def _joined(segments: Sequence[ReadSegment]) -> list[ReadSegment]:
    """Merge adjacent segments of spaces."""
    joined: list[ReadSegment] = []
    for segment in segments:
        if joined and segment.kind == joined[-1].kind == SegmentKind.SPACE:
            joined[-1] = joined[-1]._replace(end=segment.end)
        else:
            joined.append(segment)
    return joined


def _names(people: Speakers, talks: Sequence[Talk], gone: Iterable[str]) -> set[str]:
    """All the names by which they are known."""
    gone = set(gone)
    found = {name for person in people.everybody if person.participant in gone for name in (person.name,)}
    found |= {person.speaker for person in people.everybody if person.participant in gone}
    for talk in talks:
        for label in talk.voices:
            if people.speakers[talk.source, label_key(label)] in gone:
                found |= {label, talk.names.get(label, "")}
    names = {name for one in found for name in ((one, *names_in_label(one)) if one else ()) if is_name(name)}
    return {name for name in names if not label_key(name).startswith(_CLEARED)}


def _capitalised(names: Iterable[str]) -> re.Pattern[str] | None:
    keys = {key for name in names for key in full_key(name)}
    telling = {key for key in keys if len(key) >= _SHORTEST and key not in lexicon_words("label_words")}
    words = {word for name in names for word in re.findall(r"[^\W\d_]+", name) if set(keys_of(word)) & telling}
    forms = sorted(
        {form for word in words for form in (word.capitalize(), word.upper())}, key=lambda w: (-len(w), w)
    )
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, forms))})(?![^\W_])") if forms else None
