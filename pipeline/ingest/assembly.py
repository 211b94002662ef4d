"""Assembles blocks into the stored text of a source, and records what every character of it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.corpus.records import SegmentKind
from pipeline.documents import furniture, line_wraps
from pipeline.documents.document import Block, Line, LinePart
from pipeline.documents.furniture import is_split_word
from pipeline.people.labels import label_key


class ReadSegment(NamedTuple):
    """A span of a source's text and its kind.

    Attributes:
        kind: one of `SegmentKind`.
        start: offset of the first character.
        end: offset after the last character.
        turn: index of its turn among the source's turns; −1 if it belongs to none.
    """

    kind: str
    start: int
    end: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledTurn:
    """A turn with its label, before the speaker has been identified.

    Attributes:
        speaker: the label.
        start: offset of the first character in the source's text.
        end: offset after the last character.
        seconds: time from the start of the recording; None if not known.
        question: the survey question that the turn answers, or "".
        line: line number in the file, counting from 1.
        times: times of later words in the turn: offset from the start of the turn in characters, and the seconds.
    """

    speaker: str
    start: int
    end: int
    seconds: float | None = None
    question: str = ""
    line: int = 0
    times: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """One source as read from its file.

    Attributes:
        text: the stored text.
        segments: spans that cover the whole text without gaps or overlaps.
        turns: the turns in order.
        respondent: row number in a survey, counting from 1; 0 for any other source.
        layout: the layout that was recognised.
        score: how well the layout fits, 0 to 1.
        names: full names by label, from a key in the file.
        cover: fields of the cover sheet and their values.
        consent: what a respondent agreed to in the survey itself; "" if the survey does not record it.
        about: what a survey records about its respondent: name, role, organisation, sector, place.
        unsafe: why the reading is not safe to use; "" if no problems were found in the text.
    """

    text: str
    segments: Sequence[ReadSegment]
    turns: Sequence[LabelledTurn]
    respondent: int = 0
    layout: str = ""
    score: float = 0.0
    names: dict[str, str] = field(default_factory=dict)
    cover: dict[str, str] = field(default_factory=dict)
    consent: str = ""
    about: dict[str, str] = field(default_factory=dict)
    unsafe: str = ""

    def said(self, turn: LabelledTurn) -> str:
        """The words of a turn."""
        return self.text[turn.start : turn.end]


@dataclass(kw_only=True)
class _OpenTurn:
    """The turn being assembled; each time is stored with the number of its paragraph."""

    first: Block
    paragraphs: list[tuple[str, str]]
    deferred: list[LinePart] = field(default_factory=list)
    times: list[tuple[int, float]] = field(default_factory=list)

    def time(self, seconds: float | None) -> None:
        """Record the time at which the next words are said."""
        if seconds is not None:
            self.times.append((len(self.paragraphs), seconds))


class Assembly:
    """Assembles the stored text so that the words of a turn are contiguous.

    Consecutive blocks by one speaker become one turn. Anything between them, such as a page header, a tag or a
    repeated label with its time, follows the turn on a line of its own, so that nothing is lost and nothing
    interrupts the turn.

    Attributes:
        segments: spans that cover the whole text without gaps or overlaps.
        turns: the turns in order.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self.segments: list[ReadSegment] = []
        self.turns: list[LabelledTurn] = []
        self._open: _OpenTurn | None = None
        self._time: float | None = None  # a time given after the last word of a turn

    @property
    def text(self) -> str:
        """The text assembled so far."""
        return "".join(self._parts)

    def add(self, blocks: Sequence[Block]) -> None:
        """Add all blocks of a source, in order."""
        for block in blocks:
            if block.speaker is not None:
                self._speech(block)
            elif block.passing and self._open is not None:
                self._open.deferred.extend(block.pieces)
                self._open.time(block.seconds)
            else:
                self._close()
                self._time = self._time if block.seconds is None else block.seconds
                self._write_pieces(block.pieces, before=block.before, turn=-1)
        self._close()
        if self._parts:
            self._space("\n")

    def _speech(self, block: Block) -> None:
        held = self._open
        another = held is None or label_key(held.first.speaker or "") != label_key(block.speaker or "")
        apart = block.question or block.apart or not block.speaker  # narrative paragraphs are never merged
        if held is None or another or apart:
            self._close()
            self._open = _OpenTurn(first=block, paragraphs=list(block.speech))
            return
        if not block.cue:
            held.deferred.extend(block.pieces)
        held.time(block.seconds)
        for at, (joint, text) in enumerate(block.speech):
            again = at == 0 and block.pieces
            between = (" " if block.cue else block.before) if again else joint
            if block.cue and held.paragraphs and is_split_word(held.paragraphs[-1][1], text):
                between = ""
            held.paragraphs.append((between, text))

    def _close(self) -> None:
        held, self._open = self._open, None
        if held is None:
            return
        paragraphs = [(joint, text) for joint, text in held.paragraphs if text]
        block = held.first
        seconds, times, self._time = _times_of(held, self._time)
        turn = len(self.turns) if paragraphs else -1
        self._write_pieces(block.pieces, before=block.before, turn=turn)
        if paragraphs:
            self._space(paragraphs[0][0] if block.pieces else block.before)
            start = self._at
            said = paragraphs[0][1] + "".join(joint + text for joint, text in paragraphs[1:])
            said = said.replace("\t", " ")  # tabs are never spoken; replaced one for one to keep offsets valid
            self._write(SegmentKind.TURN, said, turn=turn)
            self.turns.append(
                LabelledTurn(
                    speaker=block.speaker or "",
                    start=start,
                    end=self._at,
                    seconds=seconds,
                    question=block.question,
                    line=block.number,
                    times=times,
                )
            )
        for at, piece in enumerate(held.deferred):
            own = turn if piece.kind in (SegmentKind.LABEL, SegmentKind.TIME) else -1
            self._space("\n" if at == 0 else " ")
            self._write(piece.kind, piece.text, turn=own)

    def _write_pieces(self, pieces: Sequence[LinePart], *, before: str, turn: int) -> None:
        for at, piece in enumerate(pieces):
            self._space(before if at == 0 else piece.before)
            self._write(piece.kind, piece.text, turn=turn)

    def _space(self, space: str) -> None:
        if space and self._parts:
            last = self.segments[-1]
            if last.kind == SegmentKind.SPACE:
                self.segments[-1] = last._replace(end=last.end + len(space))
                self._parts.append(space)
                self._at += len(space)
            else:
                self._write(SegmentKind.SPACE, space, turn=-1)

    def _write(self, kind: SegmentKind, text: str, *, turn: int) -> None:
        if text:
            self.segments.append(ReadSegment(str(kind), self._at, self._at + len(text), turn))
            self._parts.append(text)
            self._at += len(text)


class _TurnTimes(NamedTuple):
    """Start time of a turn, times of later words, and a time after the last word, which starts the next turn."""

    begins: float | None
    within: tuple[tuple[int, float], ...]
    after: float | None


def _times_of(held: _OpenTurn, carried: float | None) -> _TurnTimes:
    """Work out the times of a turn.

    Args:
        held: the turn.
        carried: the time given after the last word of the previous turn.
    """
    places: list[int] = []  # where the words of each paragraph begin
    said = 0
    for joint, text in held.paragraphs:
        said += len(joint) if said and text else 0
        places.append(said)
        said += len(text)
    places.append(said)
    seconds = carried if held.first.seconds is None else held.first.seconds
    if not said:
        return _TurnTimes(None, (), held.times[-1][1] if held.times else seconds)
    times: dict[int, float] = {}
    after = None
    for paragraph, time in held.times:
        place = places[paragraph]
        if place == said:
            after = time
        elif place == 0:
            seconds = time if seconds is None else seconds
        else:
            times[place] = time
    return _TurnTimes(seconds, tuple(times.items()), after)


_HEADING_WORDS = 12
_SENTENCE_END = re.compile(r"[.?!:;,…][\"'”’)\]]*\s*$")
_BULLET = re.compile(r"\s*(?:[-*•–▪◦o]\s+|\d{1,2}[.)]\s+|[a-z][.)]\s+)")


def narrative(lines: Sequence[Line]) -> list[Block]:
    """Convert the paragraphs of a document to blocks: narrative, headings, and page headers and the like."""
    joined = line_wraps.joined_lines(lines)
    headings = line_wraps.heading_lines(lines, joined)
    repeated = furniture.repeated(lines)
    blocks: list[Block] = []
    paragraph: list[str] = []
    number = 0
    gap = True

    def close() -> None:
        if paragraph:
            blocks.append(Block(speaker="", speech=[("", " ".join(paragraph))], number=number, before="\n\n"))
            paragraph.clear()

    for at, line in enumerate(lines):
        if line.blank:
            gap = True
            continue
        text = line.text.strip()
        kind = line.mark or _aside(text, repeated)
        after_blank = at + 1 >= len(lines) or lines[at + 1].blank
        if kind is None and gap and at not in joined and _is_heading(line, alone=after_blank):
            kind = SegmentKind.HEADING
        if kind is None and at in headings:
            if at in joined and blocks and blocks[-1].pieces:
                last = blocks[-1].pieces[-1]
                blocks[-1].pieces[-1] = LinePart(kind=last.kind, text=f"{last.text} {text}", before=last.before)
                continue
            kind = SegmentKind.HEADING
        if kind is not None:
            broken = kind is SegmentKind.FURNITURE and paragraph and furniture.ends_open(paragraph[-1])
            if not broken:
                close()
            blocks.append(Block(pieces=[LinePart(kind=kind, text=text)], number=line.number, before="\n\n"))
            gap = not broken and kind is not SegmentKind.FURNITURE
            continue
        new = gap or at not in joined
        broken = bool(paragraph) and furniture.ends_open(paragraph[-1]) and text[:1].islower()
        if paragraph and (not new or broken) and line.joint != "\n":
            paragraph.append(text)
        else:
            close()
            paragraph.append(text)
            number = line.number
        gap = False
    close()
    return blocks


def _aside(text: str, repeated: frozenset[str]) -> SegmentKind | None:
    if furniture.is_known(text) or furniture.masked(text) in repeated:
        return SegmentKind.FURNITURE
    return SegmentKind.FURNITURE if furniture.is_page_number(text) else None


def _is_heading(line: Line, *, alone: bool) -> bool:
    """Whether this is a short line of its own without a full stop: `How it began`."""
    text = line.text.strip()
    if not alone or len(text.split()) > _HEADING_WORDS or _SENTENCE_END.search(text) or _BULLET.match(text):
        return False
    return text[0].isupper() or text[0].isdigit()
