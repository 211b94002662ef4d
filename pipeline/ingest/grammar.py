"""The layout grammar: score every layout on a text, take the best, read the text by it.

Nothing falls through: what is not a label, a time or a heading goes on with the turn that is open, and what
stands before the first turn, or is known for furniture, is furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.ingest import furniture
from pipeline.ingest.document import Block, Line, Piece
from pipeline.ingest.labels import is_field, is_role, is_talk, label_key, plausible, sure_alone
from pipeline.ingest.layouts import LAYOUTS, PROSE, Layout, Opening
from pipeline.ingest.times import is_time, seconds_of
from pipeline.records import SegmentKind

LEAST_SCORE = 0.3
_LONG_TURN = 2500  # words per turn beyond which labels are probably accidents


@dataclass(frozen=True)
class Fit:
    """How a layout fits a text.

    Attributes:
        layout: the layout.
        score: 0 to 1.
        openings: where somebody begins to speak, by index of the line.
    """

    layout: Layout
    score: float
    openings: Mapping[int, Opening] = field(repr=False)


@dataclass(frozen=True)
class Reading:
    """A text as blocks, in the layout that fits best.

    Attributes:
        blocks: in reading order; they hold every character of the lines but white space.
        layout: the layout's name.
        score: how well it fits.
        names: full names by label, where the text has a key.
        cover: what its cover sheet says, by field.
    """

    blocks: list[Block]
    layout: str
    score: float
    names: Mapping[str, str]
    cover: Mapping[str, str]


def read(lines: Sequence[Line], *, forced: str = "") -> Reading:
    """Read a transcript by the layout that fits best, or by the one that is asked for.

    Args:
        lines: what the container gave.
        forced: name of a layout, or "".
    """
    preamble = furniture.cover_end(lines)
    key_end, names = furniture.key_of(lines)
    top = max(preamble, key_end)
    fit = best_fit(lines, top=top, forced=forced)
    cover = furniture.cover_values(lines[:preamble])
    return Reading(_blocks(lines, fit, top=top), fit.layout.name, fit.score, names, cover)


def best_fit(lines: Sequence[Line], *, top: int = 0, forced: str = "") -> Fit:
    """The layout that explains most of the text; `prose` if none does."""
    width = furniture.wrapped_at(lines)
    fits = [_fit(layout, lines, top=top, width=width) for layout in LAYOUTS if forced in ("", layout.name)]
    most = max((len(fit.openings) for fit in fits if fit.score > LEAST_SCORE), default=1)
    best = Fit(PROSE, 0.0, {})
    for fit in fits:
        score = round(fit.score * (len(fit.openings) / most) ** 0.5, 3) if fit.openings else 0.0
        score = min(score, 1.0)
        if score > best.score + 0.005:
            best = Fit(fit.layout, score, fit.openings)
    return best if best.score >= LEAST_SCORE or forced else Fit(PROSE, 0.0, {})


def _fit(layout: Layout, lines: Sequence[Line], *, top: int, width: int) -> Fit:
    found: dict[int, Opening] = {}
    for at, line in enumerate(lines):
        if at >= top and line.mark is None and line.text and (opening := layout.opening(line)):
            found[at] = opening
    believed = _believed(layout, found, lines, width=width)
    openings = {at: opening for at, opening in found.items() if label_key(opening.label) in believed}
    return Fit(layout, _score(openings, lines, top=top), openings)


def _believed(layout: Layout, found: Mapping[int, Opening], lines: Sequence[Line], *, width: int) -> set[str]:
    """Which labels are speakers: those that come again, and single ones whose form leaves no doubt."""
    counts = Counter(label_key(opening.label) for opening in found.values())
    shown = {label_key(opening.label): opening.label for opening in reversed(list(found.values()))}
    if layout.name == "voices":
        return {key for key in counts if not is_field(shown[key])}
    closed = {label_key(opening.label): _is_closed(lines, at, width=width) for at, opening in found.items()}
    believed = set()
    for key, count in counts.items():
        label = shown[key]
        if is_talk(label) and not (is_role(label) and count > 1):
            continue
        form = plausible(label) or (count > 2 and label.isalpha())
        if form and (count > 1 or (not layout.wants_repeats and sure_alone(label) and closed[key])):
            believed.add(key)
    if layout.wants_repeats:
        capitals = [key for key in believed if shown[key].isupper()]
        for key in counts:
            if len(capitals) > 1 and shown[key].isupper() and sure_alone(shown[key]):
                believed.add(key)
    elif believed:
        # Beside sure labels, a single first name is one too, where each label begins a paragraph.
        believed |= {key for key in counts if closed[key] and _is_first_name(shown[key])}
    return believed


def _is_closed(lines: Sequence[Line], at: int, *, width: int) -> bool:
    """Whether the line before does not run on into this one, in text that was wrapped at `width`."""
    before = lines[at - 1].text if at and width else ""
    return len(before) < width - 25 or not furniture.ends_open(before)


def _is_first_name(label: str) -> bool:
    return re.fullmatch(r"[A-Z][a-zà-ÿ'’-]{1,14}\d?", label) is not None and plausible(label) and not is_talk(label)


def _score(openings: Mapping[int, Opening], lines: Sequence[Line], *, top: int) -> float:
    """How much speaks for it: labels that come again and take turns, and little text before the first."""
    if not openings:
        return 0.0
    keys = [label_key(opening.label) for opening in openings.values()]
    counts = Counter(keys)
    again = sum(counts[key] > 1 for key in keys) / len(keys) if len(keys) > 5 else 1.0
    changes = [one != other for one, other in pairwise(keys)]
    alternate = sum(changes) / len(changes) if changes else 0.3
    first = next(iter(openings))
    words = [len(line.text.split()) for line in lines]
    total = sum(words[top:]) or 1
    covered = 1 - sum(words[top:first]) / total
    density = min(1.0, _LONG_TURN * len(keys) / total)
    fit = 0.45 * again + 0.3 * min(1.0, alternate * 1.5) + 0.25
    return float(covered * fit * density * (1.0 if len(keys) > 1 else 0.6))


def _blocks(lines: Sequence[Line], fit: Fit, *, top: int) -> list[Block]:
    reader = _Reader(lines, fit, top=top)
    for at, line in enumerate(lines):
        reader.take(at, line)
    return reader.blocks


class _Reader:
    """Reads line after line; knows who has the floor."""

    def __init__(self, lines: Sequence[Line], fit: Fit, *, top: int) -> None:
        self.blocks: list[Block] = []
        self._openings = fit.openings
        self._prose = fit.layout is PROSE
        self._top = top
        self._open: Block | None = None
        self._gap = False  # whether a blank line came since the last one
        self._repeated = furniture.repeated([line for at, line in enumerate(lines) if at not in fit.openings])
        self._width = furniture.wrapped_at(lines)
        self._last = ""

    def take(self, at: int, line: Line) -> None:
        """One more line."""
        if line.blank and not line.voice:
            self._gap = True
            return
        if line.mark is not None:
            self._aside(line, line.mark, passing=line.passing)
        elif at in self._openings:
            self._begin(line, self._openings[at])
        elif furniture.is_known(line.text) or furniture.masked(line.text) in self._repeated:
            self._aside(line, SegmentKind.FURNITURE, passing=True)
        elif self._open is None or at < self._top:
            self._aside(line, SegmentKind.FURNITURE, passing=False)
        elif is_time(line.text) and line.voice is None:
            self._time(line)
        elif line.voice is None and self._is_direction(line):
            self._aside(line, SegmentKind.FURNITURE, passing=False)
        elif line.voice or (line.voice is None and furniture.is_short_field(line.text)):
            self._aside(line, SegmentKind.FURNITURE, passing=False)  # a field, not a speaker
        elif furniture.is_page_number(line.text) and line.voice is None and self._gap:
            self._aside(line, SegmentKind.FURNITURE, passing=True)
        else:
            self._go_on(self._open, line)
        self._gap = False

    def _begin(self, line: Line, opening: Opening) -> None:
        pieces = list(opening.pieces)
        if line.time and line.voice is None:
            pieces.append(Piece(kind=SegmentKind.TIME, text=line.time, before="  "))
        self._open = Block(
            speaker=opening.label,
            pieces=pieces,
            seconds=opening.seconds if opening.seconds is not None else line.seconds,
            number=line.number,
            cue=line.cue,
            before="\n\n" if self._gap else "\n",
        )
        if opening.speech:
            gap = "\n" if line.time and line.voice is None else opening.gap
            self._open.speech.append((gap or " ", opening.speech))
        self._last = line.text if opening.speech else ""
        self.blocks.append(self._open)

    def _go_on(self, block: Block, line: Line) -> None:
        text = line.text.strip()
        joint = self._joint(line)
        if joint == " " and furniture.is_split_word(self._last.rstrip(), text):
            joint = ""
        if self.blocks[-1] is not block:
            if self.blocks[-1].passing and furniture.ends_open(self._last) and text[:1].islower():
                joint = " "  # a sentence broken over a page
            previous = block
            block = Block(speaker=previous.speaker, number=line.number, seconds=line.seconds, cue=line.cue)
            block.before = "\n\n" if self._gap else "\n"
            self._open = block
            self.blocks.append(block)
        if line.time and line.voice is not None:
            block.pieces.append(Piece(kind=SegmentKind.TIME, text=line.time, before=" "))
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

    def _time(self, line: Line) -> None:
        piece = Piece(kind=SegmentKind.TIME, text=line.text.strip())
        self.blocks.append(Block(pieces=[piece], number=line.number, passing=True, seconds=seconds_of(line.text)))

    def _is_direction(self, line: Line) -> bool:
        return furniture.is_direction(line.text) and (line.italic or (self._gap and not self._width))

    def _aside(self, line: Line, kind: SegmentKind, *, passing: bool) -> None:
        before = "\n\n" if self._gap else "\n"
        text = (
            " ".join(filter(None, (line.voice, line.time, line.text.strip()))) if line.voice else line.text.strip()
        )
        piece = Piece(kind=kind, text=text)
        self.blocks.append(Block(pieces=[piece], number=line.number, passing=passing, before=before))
