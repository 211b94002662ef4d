"""Blocks to the stored text of a source, and what every character of it is."""

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
    """A stretch of a source's text, and what it is.

    Attributes:
        kind: one of `SegmentKind`.
        start: first character.
        end: one past the last.
        turn: index of its turn among the source's turns; −1 for none.
    """

    kind: str
    start: int
    end: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledTurn:
    """A turn under its label, before it is known who that is.

    Attributes:
        speaker: the label.
        start: first character in the source's text.
        end: one past the last.
        seconds: from the start of the recording; None if not known.
        question: the survey question that it answers, or "".
        line: 1-based, in the file.
        times: times of later words of it: how many characters after its start, and the seconds.
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
    """One source as it was read from its file.

    Attributes:
        text: the stored text.
        segments: they tile the text.
        turns: in order.
        respondent: 1-based number of a survey's row; 0 for anything else.
        layout: the layout that was recognised.
        score: how well it fits, 0 to 1.
        names: full names by label, from a key in the file.
        cover: what its cover sheet says, by field.
        consent: what a respondent agreed to in the survey itself; "" if it does not say.
        about: what a survey says of its respondent: name, role, organisation, sector, place.
        unsafe: why the reading is not safe to use; "" where nothing in the text speaks against it.
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
    """The turn that is being put together; a time is that of the paragraph with its number."""

    first: Block
    paragraphs: list[tuple[str, str]]
    deferred: list[LinePart] = field(default_factory=list)
    times: list[tuple[int, float]] = field(default_factory=list)

    def time(self, seconds: float | None) -> None:
        """Note when what comes next is said."""
        if seconds is not None:
            self.times.append((len(self.paragraphs), seconds))


class Assembly:
    """Assembles the stored text, so that the words of a turn are contiguous.

    Consecutive blocks by one speaker become one turn. What stood between them — a page head, a tag, a repeated
    label with its time — follows the turn on a line of its own: nothing is lost, and nothing interrupts.

    Attributes:
        segments: they tile the text.
        turns: in order.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self.segments: list[ReadSegment] = []
        self.turns: list[LabelledTurn] = []
        self._open: _OpenTurn | None = None
        self._time: float | None = None  # that was told after the last word of a turn

    @property
    def text(self) -> str:
        """What has been put together."""
        return "".join(self._parts)

    def add(self, blocks: Sequence[Block]) -> None:
        """All blocks of a source, in order."""
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
        apart = block.question or block.apart or not block.speaker  # a paragraph of narrative stands alone
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
            said = said.replace("\t", " ")  # nobody says one; each keeps its place
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
    """When a turn begins, the times of its later words, and one after its last word, which is the next turn's."""

    begins: float | None
    within: tuple[tuple[int, float], ...]
    after: float | None


def _times_of(held: _OpenTurn, carried: float | None) -> _TurnTimes:
    """The times of a turn.

    Args:
        held: the turn.
        carried: the time that was told after the last word before it.
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
    """The paragraphs of a document as blocks: narrative, headings, furniture."""
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
        kind = line.mark or _aside(text, repeated, gap=gap)
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


def _aside(text: str, repeated: frozenset[str], *, gap: bool) -> SegmentKind | None:
    if furniture.is_known(text) or furniture.masked(text) in repeated:
        return SegmentKind.FURNITURE
    return SegmentKind.FURNITURE if furniture.is_page_number(text) else None


def _is_heading(line: Line, *, alone: bool) -> bool:
    """A short line of its own without a sentence's end: `How it began`."""
    text = line.text.strip()
    if not alone or len(text.split()) > _HEADING_WORDS or _SENTENCE_END.search(text) or _BULLET.match(text):
        return False
    return text[0].isupper() or text[0].isdigit()
