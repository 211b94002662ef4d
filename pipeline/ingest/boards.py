"""Workshop boards (Miro, Mural, Jamboard): tables of notes, each a point under a frame or question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.counts import counted
from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Block, Grid, LinePart, Problem
from pipeline.ingest.notes import is_apart
from pipeline.ingest.survey_headers import without_markup
from pipeline.language.lexicons import word_set

_NOTE = word_set(
    """note notes sticky stickies sticky_note sticky_notes post_it post_its postit postits card cards card_text
    note_text sticky_text text content idea ideas contribution contributions"""
)
# Names that only boards give to a single column; a single column called "Text" may be anything.
_NOTE_ALONE = _NOTE - word_set("text content idea ideas contribution contributions")
_ABOVE = word_set(
    """board canvas page jam room table group frame frame_name frame_title area area_title zone section cluster
    column list swimlane category topic heading question prompt activity exercise"""
)
_SIGNS = word_set(
    """x y position_x position_y pos_x pos_y x_position y_position width height color colour background_color
    background_colour border_color border_style font_size shape rotation sticky_color note_color fill frame area
    last_updated_by modified_by created_by votes vote_count likes"""
)
_TYPE = word_set("type item_type widget_type element_type object_type")
# Item types that are not notes: the names of frames and areas, and drawings.
_DRAWN = word_set(
    "frame title header heading container area shape connector line arrow image icon emoji drawing stamp"
)
_FRAME = re.compile(
    r"(?:frame|page|board|table|group|area|question|slide) ?(?:\d{1,2}|[A-Z])\b.{0,80}", re.IGNORECASE
)
_LEAST_SIGNS = 2
_HEADING_WORDS = 14


@dataclass(frozen=True, kw_only=True)
class BoardReading:
    """A board converted to blocks.

    Attributes:
        blocks: headings and points; the points of one heading are kept together.
        problems: what needs checking.
    """

    blocks: Sequence[Block]
    problems: Sequence[Problem]


@dataclass(frozen=True, kw_only=True)
class _Point:
    text: str
    under: str
    row: int
    drawn: bool = False


def read(grid: Grid, *, called: bool) -> BoardReading | None:
    """Read a table as a board; None if it is not one.

    Args:
        grid: the table, with its header first if it has one.
        called: whether cases.csv says that the file holds notes; any table is then read as points.
    """
    names = [re.sub(r"[\W_]+", " ", name.casefold()).strip() for name in grid[0]] if grid else []
    texts = [at for at, name in enumerate(names) if name in _NOTE]
    if texts and (called or _is_board(names)):
        points, left_out = _listed(grid, names, texts[0])
    elif called:
        points, left_out = list(_in_columns(grid)), []
    else:
        return None
    return BoardReading(blocks=list(_blocks(points)), problems=list(_problems(points, left_out)))


def _is_board(names: Sequence[str]) -> bool:
    if len(names) == 1:
        return names[0] in _NOTE_ALONE
    return len(_SIGNS.intersection(names)) >= _LEAST_SIGNS


def _listed(grid: Grid, names: Sequence[str], text: int) -> tuple[list[_Point], list[str]]:
    """Read one note per row; other columns give the heading, or are not part of what was said."""
    above = [at for at, name in enumerate(names) if name in _ABOVE and at != text]
    kind = next((at for at, name in enumerate(names) if name in _TYPE), -1)
    points = []
    frame = ""
    for number, row in enumerate(grid[1:], start=2):
        said = without_markup(row[text]).strip()
        if len(names) == 1 and _FRAME.fullmatch(said):  # a list of notes that includes the names of frames
            frame = said
            continue
        under = " – ".join(dict.fromkeys(filter(None, (" ".join(row[at].split()) for at in above))))
        drawn = kind >= 0 and re.sub(r"[\W_]+", " ", row[kind].casefold()).strip() in _DRAWN
        points.append(_Point(text=said, under=under or frame, row=number, drawn=drawn))
    above += [kind] if kind >= 0 else []
    left_out = [grid[0][at] for at in range(len(names)) if at not in (*above, text) and grid[0][at].strip()]
    return points, left_out


def _in_columns(grid: Grid) -> Iterator[_Point]:
    """Read one column per heading; the first row is treated as a note if it does not look like headings."""
    first = [cell.strip() for cell in grid[0]]
    if len(first) > 1:
        headed = all(cell and len(cell.split()) <= _HEADING_WORDS and cell[-1] not in ".!" for cell in first)
    else:
        headed = bool(first) and (first[0].endswith(("?", ":")))
    for at, heading in enumerate(first):
        for number, row in enumerate(grid[headed:], start=1 + headed):
            yield _Point(text=without_markup(row[at]).strip(), under=heading if headed else "", row=number)


def _blocks(points: Sequence[_Point]) -> Iterator[Block]:
    for under in dict.fromkeys(point.under for point in points):
        some = [point for point in points if point.under == under and point.text]
        if under and some:
            piece = LinePart(kind=SegmentKind.HEADING, text=under)
            yield Block(pieces=[piece], number=some[0].row, before="\n\n")
        for point in some:
            if point.drawn or is_apart(under) or is_apart(point.text):
                piece = LinePart(kind=SegmentKind.NOTE, text=point.text)
                yield Block(pieces=[piece], number=point.row, before="\n\n")
            else:
                yield Block(
                    speaker="",
                    speech=[("\n", point.text)],
                    number=point.row,
                    question=under,
                    before="\n\n",
                    apart=True,
                )


def _problems(points: Sequence[_Point], left_out: Sequence[str]) -> Iterator[Problem]:
    many = sum(bool(point.text) and not point.drawn for point in points)
    yield Problem(
        level="note",
        finding=f"read as a board of {counted(many, 'note')}, which nobody is known to have said",
        remedy="If each row is a person, give the file the kind 'survey' in cases.csv",
        line=1,
    )
    if left_out:
        yield Problem(
            level="note",
            finding="columns of the board left out: " + ", ".join(f"'{name}'" for name in left_out),
            remedy="No action is needed, unless one of them holds what was written: then call it 'Note'",
            line=1,
        )
