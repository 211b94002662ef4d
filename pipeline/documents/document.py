"""The input to the layout grammar: lines, with what the file itself says about them.

A container handles file formats (zip, XML, cues, cells); a layout handles the way people mark speakers and
times. This model connects them, so that every layout is recognised in every container.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import SegmentKind
from pipeline.documents.text import cleaned

Grid = Sequence[Sequence[str]]
_MOST_CELLS = 20_000_000


class Unreadable(Exception):
    """A file cannot be read, and the user can do something about it. It becomes a finding and the run continues."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}. {self.remedy}"


def check_cells(rows: int, width: int) -> None:
    """Check that a table fits into memory once its short rows have been padded.

    Raises:
        Unreadable: if it does not.
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
        text: the text without its line end, normalised (see `plaintext.cleaned`).
        number: 1-based line, paragraph or row in the file.
        bold: the number of leading characters in bold.
        italic: whether the whole line is in italics.
        mark: the line's type if the container gives one (heading, furniture); None if undetermined.
        voice: the speaker, if the container names one; "" continues with the previous speaker; None if the
            container does not say.
        time: the time of the line, as written, where it is stored outside the text.
        seconds: that time in seconds.
        joint: what joins the line to the previous one within a turn; None if line ends are to be interpreted.
        cue: whether the line is a caption, whose times and repeated labels belong to the format, not the text.
        passing: whether a marked line only interrupts a turn, as a page header does.
        quoted: whether the container formats it as a quotation, such as a block quote or pull quote.
        colour: the text colour as six hexadecimal digits, if the whole line has one non-default colour; else "".
        cue_id: the identifier of the caption, if the format has one; else "".
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
        """Whether the line is blank."""
        return not self.text.strip()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem found by a reader, recorded before it is known whether the file's name may be printed.

    Attributes:
        level: the level of the finding.
        finding: what was found, without quoting the file.
        remedy: what to do.
        line: the line in the file.
        words: the text at that place.
    """

    level: str
    finding: str
    remedy: str = ""
    line: int = 0
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file as lines, or as a table of cells that is not yet interpreted.

    Attributes:
        lines: the lines in reading order.
        grid: the rows of cells, header first, if the file is a table; `lines` is then empty.
        notes: the comments and text boxes of a table, by row index.
        problems: the problems found in the container.
        is_chat: whether the container says that the lines are chat messages.
        sheet: the name of the sheet in `grid`, if there are several.
        sheets: the other sheets, by name.
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
    """A label, time, heading or piece of furniture, with the white space before it."""

    kind: SegmentKind
    text: str
    before: str = ""


@dataclass(kw_only=True)
class Block:
    """The grammar's interpretation of one or more lines.

    Attributes:
        speaker: the speaker's label; None if the block is not speech.
        pieces: the labels and times in front of speech, or the heading or furniture itself.
        speech: the paragraphs, each with what joins it to the previous one.
        seconds: the time of the first word.
        number: the line in the file.
        passing: furniture that only interrupts a turn (page header, line number, tag) and does not end it.
        cue: whether the marks come from a caption's timing; they are not repeated when a turn continues.
        question: the question or heading above it.
        before: the white space in front of the block.
        apart: whether it is a turn of its own even though the previous one has the same speaker.
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
        runs: pairs of text and whether it is bold.
        number: the number of the paragraph in the file.
        heading: whether the file marks it as a heading.
        furniture: whether it is a page header, page footer or note.
        quoted: whether the file formats it as a quotation.
        colours: the colours of the runs as six hexadecimal digits, "" for black; empty if the file has none.
    """

    runs: Sequence[tuple[str, bool]]
    number: int
    heading: bool = False
    furniture: bool = False
    quoted: bool = False
    colours: Sequence[str] = ()


def styled_lines(paragraph: StyledParagraph) -> Iterator[Line]:
    """The lines of a paragraph, split at its line breaks, each with its number of leading bold characters."""
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
    """The colour of all visible text on a line; "" if there are several."""
    seen = {colour for sign, colour in zip(line, colours, strict=False) if not sign.isspace()}
    return seen.pop() if len(seen) == 1 else ""
