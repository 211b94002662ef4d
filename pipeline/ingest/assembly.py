"""Blocks to the stored text of a source, and what every character of it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.ingest.document import Block, Piece
from pipeline.ingest.furniture import is_split_word
from pipeline.ingest.labels import label_key
from pipeline.records import SegmentKind


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
    """

    speaker: str
    start: int
    end: int
    seconds: float | None = None
    question: str = ""
    line: int = 0


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
    """

    text: str
    segments: Sequence[ReadSegment]
    turns: Sequence[LabelledTurn]
    respondent: int = 0
    layout: str = ""
    score: float = 0.0
    names: dict[str, str] = field(default_factory=dict)
    cover: dict[str, str] = field(default_factory=dict)

    def said(self, turn: LabelledTurn) -> str:
        """The words of a turn."""
        return self.text[turn.start : turn.end]


@dataclass(kw_only=True)
class _Open:
    """The turn that is being put together."""

    first: Block
    paragraphs: list[tuple[str, str]]
    deferred: list[Piece] = field(default_factory=list)


class Assembly:
    """Puts the stored text together, so that the words of a turn are contiguous.

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
        self._open: _Open | None = None

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
            else:
                self._close()
                self._write_pieces(block.pieces, before=block.before, turn=-1)
        self._close()
        if self._parts:
            self._space("\n")

    def _speech(self, block: Block) -> None:
        held = self._open
        another = held is None or label_key(held.first.speaker or "") != label_key(block.speaker or "")
        if held is None or another or block.question or not block.speaker:  # a paragraph of narrative stands alone
            self._close()
            self._open = _Open(first=block, paragraphs=list(block.speech))
            return
        if not block.cue:
            held.deferred.extend(block.pieces)
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
        turn = len(self.turns) if paragraphs else -1
        self._write_pieces(block.pieces, before=block.before, turn=turn)
        if paragraphs:
            self._space(paragraphs[0][0] if block.pieces else block.before)
            start = self._at
            said = paragraphs[0][1] + "".join(joint + text for joint, text in paragraphs[1:])
            self._write(SegmentKind.TURN, said, turn=turn)
            self.turns.append(
                LabelledTurn(
                    speaker=block.speaker or "",
                    start=start,
                    end=self._at,
                    seconds=block.seconds,
                    question=block.question,
                    line=block.number,
                )
            )
        for at, piece in enumerate(held.deferred):
            own = turn if piece.kind in (SegmentKind.LABEL, SegmentKind.TIME) else -1
            self._space("\n" if at == 0 else " ")
            self._write(piece.kind, piece.text, turn=own)

    def _write_pieces(self, pieces: Sequence[Piece], *, before: str, turn: int) -> None:
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
