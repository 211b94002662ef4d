"""Chats: each message is a turn of its sender. Text that programs add and direct messages are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.corpus.counts import counted
from pipeline.corpus.records import Kind, SegmentKind
from pipeline.documents.document import Block, Line, LinePart, Problem
from pipeline.ingest import fitting
from pipeline.ingest.chat_formats import (
    FORMATS,
    FROM,
    VOICED,
    ChatFormat,
    Header,
    addressee,
    headers,
    is_private,
    is_system,
    own_lines,
    tail_of,
)
from pipeline.ingest.layouts import CHAT, CHAT_WITH_PRIVATE, PROSE
from pipeline.people.labels import label_of

_NAMES = frozenset({CHAT.name, CHAT_WITH_PRIVATE.name})
_LEAST = 2  # minimum number of messages for a file to be a chat if cases.csv does not say so
_TOP = 40  # maximum number of lines above the first message
_LONG_MESSAGE = 8  # lines; a longer message may be a transcript
_TRANSCRIPT = 0.6  # how well a layout must fit the rest of a file for it to be a transcript
_TURNS = 4


@dataclass(frozen=True, kw_only=True)
class ChatReading:
    """A chat converted to blocks.

    Attributes:
        blocks: in reading order; they contain every character of the lines except white space.
        problems: what needs checking.
        layout: the layout's name.
    """

    blocks: Sequence[Block]
    problems: Sequence[Problem]
    layout: str


@dataclass
class _Message:
    header: Header
    number: int
    gap: bool
    lines: list[tuple[Line, bool]] = field(default_factory=list)  # each with whether a blank line comes before it


def read(lines: Sequence[Line], *, kind: str, layout: str) -> ChatReading | None:
    """Read the file as a chat; None if it is not one.

    Args:
        lines: the lines that the container returned.
        kind: from cases.csv or from the container; if it says that the file is a chat, any format is accepted.
        layout: from cases.csv.
    """
    if layout and layout not in _NAMES:
        return None
    called = kind == Kind.CHAT or layout in _NAMES
    form, found = _best(lines, called=called)
    if not found or (not called and not _is_chat(lines, found)):
        return None
    reader = _Reader(form, private=layout == CHAT_WITH_PRIVATE.name)
    for message in _messages(lines, found, reader):
        reader.take(message)
    return ChatReading(blocks=reader.blocks, problems=list(reader.problems()), layout=layout or CHAT.name)


def without_chat(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Problem]]:
    """The lines of a transcript, in which those of an embedded chat are marked as not spoken."""
    found = headers(lines, FROM) if any("rom " in line.text for line in lines) else {}
    if not found:
        return lines, []
    marked = list(lines)
    for at, header in found.items():
        marked[at] = replace(lines[at], mark=SegmentKind.FURNITURE)
        following = at + header.lines
        indented = following < len(lines) and lines[following].text[:1].isspace()
        first = True
        while following < len(lines) and following not in found and not lines[following].blank:
            if not (first and not header.rest) and not (indented and lines[following].text[:1].isspace()):
                break
            marked[following] = replace(lines[following], mark=SegmentKind.FURNITURE)
            following, first = following + 1, False
    line = lines[next(iter(found))].number
    finding = f"{counted(len(found), 'chat message')} inside the transcript left out"
    remedy = "To use the chat, save it as a file of its own; it is then read as kind 'chat'"
    return marked, [Problem(level="check", finding=finding, remedy=remedy, line=line)]


def _best(lines: Sequence[Line], *, called: bool) -> tuple[ChatFormat, dict[int, Header]]:
    """The format that finds the most messages; for a file declared a chat, any layout with speakers is accepted."""
    if any(line.voice for line in lines):
        return VOICED, headers(lines, VOICED) if called else {}
    top = [line for line in lines if not line.blank][:_TOP]
    best, most = FORMATS[0], dict[int, Header]()
    for form in FORMATS:
        if headers(top, form) and len(found := headers(lines, form)) > len(most):
            best, most = form, found
    if called and len(most) < _LEAST:
        fit = fitting.best_fit(lines)
        opened = {
            at: Header(one.label, one.pieces, one.speech, seconds=one.seconds) for at, one in fit.openings.items()
        }
        if fit.layout is not PROSE and len(opened) > len(most) and not fit.layout.unlabelled:
            return best, opened
    return best, most


def _is_chat(lines: Sequence[Line], found: dict[int, Header]) -> bool:
    """Whether the file consists of messages: enough of them, near its top, with no transcript before or after."""
    if len(found) < _LEAST:
        return False
    return not any(
        end - start > _LONG_MESSAGE and _is_transcript(lines[start:end])
        for start, end in pairwise([0, *(at + one.lines for at, one in found.items()), len(lines)])
    )


def _is_transcript(lines: Sequence[Line]) -> bool:
    fit = fitting.best_fit(lines)
    return fit.score >= _TRANSCRIPT and len(fit.openings) >= _TURNS


def _messages(lines: Sequence[Line], found: dict[int, Header], reader: _Reader) -> Iterator[_Message]:
    """The messages; lines that do not belong to a message are passed to the reader."""
    message: _Message | None = None
    gap, skip = False, -1
    for at, line in enumerate(lines):
        if line.blank and at not in found:
            gap = True
            continue
        if at in found:
            if message:
                yield message
            message = _Message(found[at], line.number, gap)
            skip = at + found[at].lines
        elif at >= skip:
            if line.mark is not None or message is None or reader.form.system(line.text):
                if message:
                    yield message
                    message = None if line.mark is None else replace(message, header=_going_on(message), lines=[])
                reader.aside(line, gap=gap)
            else:
                message.lines.append((line, gap))
        gap = False
    if message:
        yield message


def _going_on(message: _Message) -> Header:
    return replace(message.header, pieces=(), rest="")


class _Reader:
    """Converts messages to blocks and counts what is left out."""

    def __init__(self, form: ChatFormat, *, private: bool) -> None:
        self.blocks: list[Block] = []
        self.form = form
        self._with_private = private
        self._private: list[int] = []
        self._said = 0

    def take(self, message: _Message) -> None:
        """Read one message."""
        header = message.header
        sender, to = addressee(header.sender, header.to)
        texts = ([header.rest] if header.rest else []) + [line.text.strip() for line, _ in message.lines]
        if is_private(to, texts[0] if texts else ""):
            if header.pieces:
                self._private.append(message.number)
            if not self._with_private:
                self._furniture(message)
                return
        own = own_lines(texts)
        said = "\n".join(text for text, mine in zip(texts, own, strict=True) if mine)
        if is_system("\n".join(texts), sender=sender) or is_system(said, sender=sender):
            self._furniture(message)
            return
        self._said += 1
        self._speech(message, label_of(sender), own)

    def _speech(self, message: _Message, sender: str, own: Sequence[bool]) -> None:
        header = message.header
        before = "\n\n" if message.gap else "\n"
        block = Block(
            speaker=sender,
            pieces=list(header.pieces),
            seconds=header.seconds,
            number=message.number,
            before=before,
            apart=bool(header.pieces),
        )
        first = [(" ", header.rest)] if header.rest else []
        spoken = first + [("\n\n" if gap else "\n", line.text.strip()) for line, gap in message.lines]
        aside: list[LinePart] = []
        for (joint, text), mine in zip(spoken, own, strict=True):
            end = tail_of(text) if mine else 0
            if end:
                block.speech.append((joint if block.speech or joint == " " else "\n", text[:end]))
            if text[end:].strip():
                aside.append(LinePart(kind=SegmentKind.FURNITURE, text=text[end:].strip()))
        self.blocks.append(block)
        self.blocks += [Block(pieces=[part], passing=True, number=message.number) for part in aside]

    def _furniture(self, message: _Message) -> None:
        header = message.header
        kind = SegmentKind.FURNITURE
        pieces = [replace(piece, kind=kind) for piece in header.pieces]
        if header.rest:
            pieces.append(LinePart(kind=kind, text=header.rest, before=" "))
        pieces += [
            LinePart(kind=kind, text=line.text.strip(), before="\n\n" if gap else "\n")
            for line, gap in message.lines
        ]
        before = "\n\n" if message.gap else "\n"
        if pieces:
            self.blocks.append(Block(pieces=pieces, number=message.number, before=before))

    def aside(self, line: Line, *, gap: bool) -> None:
        """Read a line that is not part of a message."""
        part = LinePart(kind=line.mark or SegmentKind.FURNITURE, text=line.text.strip())
        self.blocks.append(
            Block(pieces=[part], number=line.number, passing=line.passing, before="\n\n" if gap else "\n")
        )

    def problems(self) -> Iterator[Problem]:
        """What needs checking."""
        if self._private:
            count = counted(len(self._private), "direct message")
            used = "are used" if self._with_private else "left out"
            yield Problem(
                level="check" if self._with_private else "note",
                finding=f"{count} of the chat {used}: meant for one person and not for the group",
                remedy="Check that their senders agreed to this; to leave them out, empty the column 'layout'"
                if self._with_private
                else f"To use them, write '{CHAT_WITH_PRIVATE.name}' in the column 'layout' of cases.csv",
                line=self._private[0],
            )
        if not self._said:
            yield Problem(
                level="problem",
                finding="the chat holds no messages to a group, so this file has been left out",
                remedy="Check that it is the chat you mean, or remove it from the folder",
            )
