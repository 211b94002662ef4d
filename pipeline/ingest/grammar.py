"""The layout grammar: score every layout on a text, select the best, and read the text with it.

Nothing is lost: text that is not a label, a time or a heading continues the current turn. Text before the first
turn, and text recognised as furniture, is stored as furniture.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.corpus.records import SegmentKind
from pipeline.documents import furniture
from pipeline.documents.document import Block, Line, LinePart
from pipeline.documents.times import is_time, seconds_of
from pipeline.ingest.fitting import Fit, best_fit
from pipeline.ingest.interviewers import interviewers_named
from pipeline.ingest.layouts import PROSE
from pipeline.ingest.mid_speech import Remarks, times_rise, without_intrusions
from pipeline.ingest.prepared_lines import (
    INNER_LABELS,
    coloured_voices,
    one_speaker_a_line,
    unnumbered,
    with_speakers,
)
from pipeline.ingest.turn_starts import QUESTION, TurnStart


@dataclass(frozen=True)
class LayoutReading:
    """A text converted to blocks, using the layout that fits best.

    Attributes:
        blocks: in reading order; they contain every character of the lines except white space.
        layout: the layout's name.
        score: how well the layout fits.
        names: full names by label, if the text has a key.
        cover: fields of the cover sheet and their values.
        doubts: lines of the file that need checking.
        uncertain: lines of the file where the transcriber marked the speaker as a guess.
        unsafe: why the reading is not safe to use; "" if no problems were found in the text.
    """

    blocks: list[Block]
    layout: str
    score: float
    names: Mapping[str, str]
    cover: Mapping[str, str]
    doubts: Sequence[int] = ()
    uncertain: Sequence[int] = ()
    unsafe: str = ""


def read(lines: Sequence[Line], *, forced: str = "", listed: Collection[str] = ()) -> LayoutReading:
    """Read a transcript with the layout that fits best, or with the one requested.

    Args:
        lines: the lines of the file.
        forced: name of a layout, or "".
        listed: keys of labels in participants.csv that cannot be told from speech without that list.
    """
    lines, top = prepared(lines)
    unvoiced = _unvoiced(lines)
    preamble = max(furniture.cover_end(unvoiced), furniture.facts_end(unvoiced))
    names = furniture.key_of(unvoiced)[1]
    fit = best_fit(lines, top=top, forced=forced, listed=listed)
    if not forced and (fit.layout is PROSE or fit.layout.unlabelled):
        coloured = coloured_voices(lines)
        if (told := best_fit(coloured, top=top)).layout is not PROSE and not told.layout.unlabelled:
            lines, fit = coloured, told
    lines, fit = _two_speakers_a_line(lines, fit, top=top, listed=listed)
    cover = dict(furniture.cover_values(lines[:preamble]))
    head = lines[: min(fit.openings, default=0)]
    if asking := interviewers_named(line.text for line in head):
        cover["interviewer"] = " & ".join(asking)
    doubts = sorted({lines[at].number for at in fit.doubts})
    uncertain = sorted({lines[at].number for at, opening in fit.openings.items() if opening.uncertain})
    blocks = _blocks(lines, fit, top=top)
    return LayoutReading(blocks, fit.layout.name, fit.score, names, cover, doubts, uncertain, fit.unsafe)


def prepared(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines without line numbers and with the speakers of captions; and how many lines at the top are a cover
    sheet or key."""
    lines = with_speakers(unnumbered(lines))
    unvoiced = _unvoiced(lines)
    sheets = (furniture.cover_end, furniture.facts_end, furniture.notes_end)
    top = max(furniture.key_of(unvoiced)[0], *(sheet(unvoiced) for sheet in sheets))
    return lines, top


def _unvoiced(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines at the top; if the file itself names a speaker, no line from there on belongs to a cover sheet."""
    return lines[: next((at for at, line in enumerate(lines) if line.voice), len(lines))]


def _two_speakers_a_line(
    lines: list[Line], fit: Fit, *, top: int, listed: Collection[str]
) -> tuple[list[Line], Fit]:
    """Split lines that contain several of the file's labels with their words, so that each speaker has a line."""
    form = INNER_LABELS.get(fit.layout.name)
    if form is None or not fit.openings:
        return lines, fit
    divided = list(one_speaker_a_line(lines, fit.openings, fit.found, form=form, top=top))
    if divided == lines[top:]:
        return lines, fit
    lines = [*lines[:top], *divided]
    again = best_fit(lines, top=top, forced=fit.layout.name, listed=listed)
    return lines, replace(again, unsafe=again.unsafe or fit.unsafe)


def _blocks(lines: Sequence[Line], fit: Fit, *, top: int) -> list[Block]:
    remarks = Remarks(opening.label for opening in fit.openings.values())
    reader = _LineReader(lines, fit, top=top, remarks=remarks)
    for at, line in enumerate(lines):
        reader.take(at, line)
    reader.end()
    rising = times_rise(line.time or line.text for line in lines)
    return list(without_intrusions(reader.blocks, remarks, rising=rising))


def _spoken(lines: Sequence[Line], fit: Fit) -> set[int]:
    """Lines where a turn starts, including the first words after a label on a line of its own."""
    spoken = set(fit.openings)
    for at, opening in fit.openings.items():
        if not opening.speech:
            spoken |= {next((at for at in range(at + 1, len(lines)) if not lines[at].blank), at)}
    return spoken


class _LineReader:
    """Reads the lines in order and keeps track of the current speaker."""

    def __init__(self, lines: Sequence[Line], fit: Fit, *, top: int, remarks: Remarks) -> None:
        self.blocks: list[Block] = []
        self._openings = fit.openings
        self._remarks = remarks
        self._unlabelled = fit.layout.unlabelled
        self._prose = fit.layout is PROSE
        self._top = top
        self._open: Block | None = None
        self._gap = False  # whether there was a blank line since the last line
        self._notes = False  # whether the lines belong to a summary, a chat or similar
        self._pending: list[tuple[str, LinePart, float | None]] = []  # times on lines of their own
        self._repeated = furniture.repeated(lines, _spoken(lines, fit))
        self._width = furniture.wrapped_at(lines)
        self._last = ""

    def take(self, at: int, line: Line) -> None:
        """Read one more line."""
        if line.blank and not line.voice:
            self._gap = True
            return
        opening = self._openings.get(at)
        if opening is None and self._is_time(at, line):
            before = "\n\n" if self._gap else "\n"
            piece = LinePart(kind=SegmentKind.TIME, text=line.text.strip(), before=before)
            self._pending.append((before, piece, seconds_of(line.text) if line.seconds is None else line.seconds))
        elif line.mark is not None and opening is None:
            self._aside(line, line.mark, passing=line.passing or line.mark is SegmentKind.NOTE)
            self._notes = self._notes or (line.mark is SegmentKind.HEADING and furniture.is_notes(line.text))
        elif opening is not None and not (self._unlabelled and self._heads_questions(at, line)):
            self._begin(line, opening)
        elif kind := self._aside_kind(at, line):
            self._aside(line, kind, passing=self._passes(line))
        elif self._open is not None:
            self._go_on(self._open, line)
        self._gap = False

    def _is_time(self, at: int, line: Line) -> bool:
        """Whether the line is only a time, which applies to the text below it (a new turn or more of the same)."""
        if line.mark is SegmentKind.TIME:
            return True
        open_line = line.voice is None and line.mark in (None, SegmentKind.HEADING)
        return open_line and not self._prose and at >= self._top and is_time(line.text)

    def end(self) -> None:
        """Finish reading."""
        self._flush_times()

    def _aside_kind(self, at: int, line: Line) -> SegmentKind | None:
        """The kind of a line that is not speech; None if it is speech."""
        if self._open is None or at < self._top:
            return SegmentKind.FURNITURE
        if line.voice is not None:
            return SegmentKind.FURNITURE if line.voice or furniture.is_known(line.text) else None
        if furniture.is_notes(line.text):
            self._notes = True
            return SegmentKind.HEADING
        if self._notes or self._passes(line) or furniture.is_chat(line.text) or self._is_direction(line):
            return SegmentKind.FURNITURE
        if furniture.is_short_field(line.text):
            return SegmentKind.FURNITURE  # a field, not a speaker
        return SegmentKind.HEADING if self._is_heading(line) else None

    def _passes(self, line: Line) -> bool:
        """Whether the line interrupts a turn without ending it, such as a page number."""
        if self._open is None or line.voice:
            return False
        number = self._gap and line.voice is None and furniture.is_page_number(line.text)
        return number or furniture.is_known(line.text) or furniture.masked(line.text) in self._repeated

    def _begin(self, line: Line, opening: TurnStart) -> None:
        self._notes = False
        pieces = [piece for _, piece, _ in self._pending]
        clock = next((seconds for _, _, seconds in self._pending if seconds is not None), None)
        before = self._pending[0][0] if self._pending else "\n\n" if self._gap else "\n"
        self._pending.clear()
        at = len(pieces)
        pieces += opening.pieces
        if at and len(pieces) > at:
            pieces[at] = LinePart(kind=pieces[at].kind, text=pieces[at].text, before="\n")
        if line.time and line.voice is None:
            pieces.append(LinePart(kind=SegmentKind.TIME, text=line.time, before="  "))
        seconds = next((each for each in (opening.seconds, line.seconds, clock) if each is not None), None)
        self._open = Block(
            speaker=opening.label, pieces=pieces, seconds=seconds, number=line.number, cue=line.cue, before=before
        )
        if opening.speech:
            gap = "\n" if line.time and line.voice is None else opening.gap
            self._open.speech.append((gap if pieces else before, opening.speech))
            if pieces and not gap:
                self._open.speech[-1] = (" ", opening.speech)
        self._last = line.text if opening.speech else ""
        self.blocks.append(self._open)

    def _go_on(self, block: Block, line: Line) -> None:
        self._flush_times()
        text = line.text.strip()
        joint = self._joint(line)
        if joint == " " and furniture.is_split_word(self._last.rstrip(), text):
            joint = ""
        if self.blocks[-1] is not block:
            if self.blocks[-1].passing and furniture.ends_open(self._last) and text[:1].islower():
                joint = " "  # a sentence split across pages
            previous = block
            block = Block(speaker=previous.speaker, number=line.number, seconds=line.seconds, cue=line.cue)
            block.before = "\n\n" if self._gap else "\n"
            self._open = block
            self.blocks.append(block)
        if line.time and line.voice is not None:
            block.pieces.append(LinePart(kind=SegmentKind.TIME, text=line.time, before=" "))
        block.speech.append((joint, text))
        self._last = line.text

    def _joint(self, line: Line) -> str:
        if line.joint is not None:
            return line.joint
        if self._gap:
            return "\n\n"
        if self._width and len(self._last) + len(line.text.split(maxsplit=1)[0]) >= self._width - 25:
            return " "
        return "\n"

    def _flush_times(self) -> None:
        for before, piece, seconds in self._pending:
            self.blocks.append(Block(pieces=[piece], passing=True, seconds=seconds, before=before))
        self._pending.clear()

    def _is_direction(self, line: Line) -> bool:
        apart = line.italic or (self._gap and not self._width)
        return apart and furniture.is_direction(line.text) and not self._remarks.is_remark(line.text)

    def _heads_questions(self, at: int, line: Line) -> bool:
        """Whether a bold line is a heading for the questions below; directly before an answer, it is a question."""
        if not self._is_heading(line):
            return False
        following = next((opening for index, opening in self._openings.items() if index > at), None)
        return following is not None and following.label == QUESTION

    def _is_heading(self, line: Line) -> bool:
        """Whether the line is short, entirely bold and not a sentence, as typed headings are."""
        text = line.text.rstrip()
        if not text or line.bold < len(text) or len(text.split()) > 10:
            return False
        return furniture.ends_open(text) and not text.endswith((":", ",", ";"))

    def _aside(self, line: Line, kind: SegmentKind, *, passing: bool) -> None:
        self._flush_times()
        before = "\n\n" if self._gap else "\n"
        text = line.text.strip()
        if line.voice:
            text = " ".join(filter(None, (line.voice, line.time, text)))
        piece = LinePart(kind=kind, text=text)
        self.blocks.append(Block(pieces=[piece], number=line.number, passing=passing, before=before))
