"""What a container gives to the layout grammar: lines with what the file itself says of them.

A container knows files (zip, XML, cues, cells); a layout knows how people mark speakers and times. This model
connects them, so that every layout is found in every container.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import SegmentKind
from pipeline.documents.text import cleaned

Grid = Sequence[Sequence[str]]
_MOST_CELLS = 20_000_000


class Unreadable(Exception):
    """A file cannot be read, and the user can do something about it. Becomes a finding; the run goes on."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}. {self.remedy}"


def check_cells(rows: int, width: int) -> None:
    """Whether a table, once its short rows are filled up, is one that memory holds.

    Raises:
        Unreadable: if not.
    """
    if rows * width > _MOST_CELLS:
        raise Unreadable(
            "the table has too many cells for a survey or a transcript",
            "Delete empty columns and rows, or split it into several files",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line or paragraph of a file.

    Attributes:
        text: without line end; normalised (see `plaintext.cleaned`).
        number: 1-based line, paragraph or row in the file.
        bold: how many leading characters are in bold.
        italic: whether all of it is in italics.
        mark: what the container knows the line to be (heading, furniture); None if that is open.
        voice: who speaks, where the container says so; "" goes on with the speaker before; None if it doesn't
            say.
        time: the time that belongs to the line, as written, where it stands outside the text.
        seconds: that time.
        joint: what joins the line to the one before, inside a turn; None if line ends are to be interpreted.
        cue: whether the line is a caption, whose times and repeated labels are the format's, not the text's.
        passing: whether a marked line only passes through a turn, as the head of a page does.
        quoted: whether the container sets it as a quotation: a block quote, a pull quote.
        colour: of the words, as six hexadecimal digits, where all of them have one that is not the default; "".
        cue_id: identifier of the caption, where the format has one; "".
    """

    text: str
    number: int = 0
    bold: int = 0
    italic: bool = False
    mark: SegmentKind | None = None
    voice: str | None = None
    time: str = ""
    seconds: float | None = None
    joint: str | None = None
    cue: bool = False
    passing: bool = False
    quoted: bool = False
    colour: str = ""
    cue_id: str = ""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read on it."""
        return not self.text.strip()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem found by a reader, before it is known whether the file's name may be printed.

    Attributes:
        level: as a finding's.
        finding: what was found; it quotes nothing.
        remedy: what to do.
        line: in the file.
        words: what stands there.
    """

    level: str
    finding: str
    remedy: str = ""
    line: int = 0
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file as lines, or as a table of cells whose meaning is still open.

    Attributes:
        lines: in reading order.
        grid: rows of cells, header first, where the file is a table; `lines` is then empty.
        notes: comments and text boxes of a table, by index of the row.
        problems: what was odd in the container.
        is_chat: whether the container says that the lines are messages.
        sheet: the name of the sheet that `grid` is, where there are several.
        sheets: the others, by name.
    """

    lines: tuple[Line, ...] = ()
    grid: Grid | None = None
    notes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    is_chat: bool = False
    sheet: str = ""
    sheets: Mapping[str, Grid] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LinePart:
    """A stretch of label, time, heading or furniture, with the white space before it."""

    kind: SegmentKind
    text: str
    before: str = ""


@dataclass(kw_only=True)
class Block:
    """What the grammar makes of one or more lines.

    Attributes:
        speaker: the label of who speaks; None for what nobody says.
        pieces: labels and times in front of speech; or the heading or furniture itself.
        speech: paragraphs, each with what joins it to the one before.
        seconds: time of the first word.
        number: line in the file.
        passing: furniture that only passes through a turn (page header, line number, tag); it does not end it.
        cue: marks come from a caption's timing; where it goes on with a turn they are not repeated.
        question: the question or heading that it stands under.
        before: white space in front of the block.
        apart: whether it is a turn of its own, though the one before is by the same speaker.
    """

    speaker: str | None = None
    pieces: list[LinePart] = field(default_factory=list)
    speech: list[tuple[str, str]] = field(default_factory=list)
    seconds: float | None = None
    number: int = 0
    passing: bool = False
    cue: bool = False
    question: str = ""
    before: str = "\n"
    apart: bool = False


@dataclass(frozen=True)
class StyledParagraph:
    """One paragraph.

    Attributes:
        runs: text and whether it is bold.
        number: of the paragraph in the file.
        heading: whether the file calls it a heading.
        furniture: whether it is a page's head or foot, or a note.
        quoted: whether the file sets it as a quotation.
        colours: of the runs, as six hexadecimal digits, "" for black; nothing where the file has none.
    """

    runs: Sequence[tuple[str, bool]]
    number: int
    heading: bool = False
    furniture: bool = False
    quoted: bool = False
    colours: Sequence[str] = ()


def styled_lines(paragraph: StyledParagraph) -> Iterator[Line]:
    """The lines of a paragraph, split at its line breaks, each with how much of its head is bold."""
    text, bold = "", []
    colours: list[str] = []
    coloured = any(paragraph.colours)
    for at, (written, is_bold) in enumerate(paragraph.runs):
        piece = cleaned(written)
        text += piece
        bold += [is_bold] * len(piece)
        if coloured:
            colours += [paragraph.colours[at]] * len(piece)
    mark = SegmentKind.HEADING if paragraph.heading else SegmentKind.FURNITURE if paragraph.furniture else None
    start = 0
    for at, line in enumerate(text.split("\n")):
        end = start
        while end < start + len(line) and (bold[end] or text[end].isspace()):
            end += 1
        while end > start and not bold[end - 1]:
            end -= 1
        yield Line(
            text=line,
            number=paragraph.number,
            bold=end - start,
            mark=mark if line.strip() else None,
            joint="\n" if at else None,
            quoted=paragraph.quoted,
            colour=_one_colour(line, colours[start : start + len(line)]),
        )
        start += len(line) + 1


def _one_colour(line: str, colours: Sequence[str]) -> str:
    """The colour of all that can be seen on a line; "" if there are several."""
    seen = {colour for sign, colour in zip(line, colours, strict=False) if not sign.isspace()}
    return seen.pop() if len(seen) == 1 else ""
