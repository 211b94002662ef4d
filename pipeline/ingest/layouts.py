"""How transcripts mark who speaks and when. One entry for each way; its examples are its tests.

A layout says where, on a line, somebody begins to speak. All else — which labels to believe, what goes on with
a turn, what is furniture, how well it all fits — is the grammar's, and the same for every layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.ingest.document import Line, Piece
from pipeline.ingest.labels import LONGEST_LABEL, label_of, plausible
from pipeline.ingest.times import ANY_TIME, BRACKETED_TIME, TIME, seconds_of
from pipeline.records import SegmentKind


@dataclass(frozen=True)
class Opening:
    """Where somebody begins to speak.

    Attributes:
        label: who.
        pieces: label and time, with the white space before each; with `gap` they make up the line's head.
        gap: white space between the head and the speech.
        speech: the rest of the line.
        seconds: the time, if there is one.
    """

    label: str
    pieces: tuple[Piece, ...]
    gap: str
    speech: str
    seconds: float | None = None


@dataclass(frozen=True)
class Example:
    """A file in this layout, and the turns that must come of it."""

    file: str
    content: str
    turns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way to mark speakers.

    Attributes:
        name: as in `sources` and in the `layout` column of cases.csv.
        help: what it looks like.
        opening: where somebody begins to speak on this line; None if nobody does.
        wants_repeats: believe a label only if it comes again (the mark alone is weak).
        examples: files and their turns.
    """

    name: str
    help: str
    opening: Callable[[Line], Opening | None]
    wants_repeats: bool = False
    examples: tuple[Example, ...] = ()


_LABEL = rf"(?P<label>[^\s:\[({{<#][^:\n\t]{{0,{LONGEST_LABEL - 1}}}?)"
_SHORT_LABEL = r"(?P<label>[^\s:\[({<#][^:\n\t]{0,59}?)"

_TIME_LABEL = re.compile(
    rf"\s*(?P<time>{ANY_TIME}(?:\s*(?:-->|[-–—])\s*{ANY_TIME})?)\s*[-–—|]?\s*{_LABEL}\s*:(?!//)(?=\D|$)"
)
_LABEL_BRACKETED = re.compile(rf"\s*{_LABEL}\s*:?\s*(?P<time>{BRACKETED_TIME})\s*:?(?=\s|$)")
_LABEL_TIME_LINE = re.compile(
    rf"\s*{_SHORT_LABEL}\s*:?(?:\s{{2,}}|\t|\s*[-–—|,]\s*|\s)(?P<time>{TIME})(?:\s*(?:-->|[-–—])\s*{TIME})?\s*"
)
_LABEL_TAB = re.compile(rf"\s*{_SHORT_LABEL}\s*[:.]?\t(?=.*\S)")
_TIME_FIRST = re.compile(rf"\s*{ANY_TIME}(?:\s|$)")
_LABEL_COLON = re.compile(rf"\s*{_LABEL}\s*[:：](?!//)(?=\s|$|[^\d\s/])")


def _opened(line: Line, match: re.Match[str], *, timed: bool) -> Opening | None:
    """The opening that a match found: its head cut in two where label and time meet."""
    label = label_of(match["label"])
    if not label:
        return None
    kinds = [(match.start("label"), SegmentKind.LABEL)]
    if timed:
        kinds.append((match.start("time"), SegmentKind.TIME))
    kinds.sort()
    starts = [0, *(start for start, _ in kinds[1:]), match.end()]
    pieces = []
    for (_, kind), start, end in zip(kinds, starts, starts[1:], strict=False):
        text = line.text[start:end]
        pieces.append((text, kind))
    seconds = seconds_of(match["time"]) if timed else line.seconds
    return _finished(label, pieces, line.text[match.end() :], seconds=seconds)


def _finished(label: str, head: list[tuple[str, SegmentKind]], rest: str, *, seconds: float | None) -> Opening:
    pieces = []
    before = ""
    for text, kind in head:
        inner = text.strip()
        lead = text[: len(text) - len(text.lstrip())]
        if inner:
            pieces.append(Piece(kind=kind, text=inner, before=before + lead))
            before = text[len(text.rstrip()) :]
        else:
            before += text
    speech = rest.strip()
    gap = before + rest[: len(rest) - len(rest.lstrip())]
    return Opening(label, tuple(pieces), gap, speech, seconds)


def _voice(line: Line) -> Opening | None:
    if not line.voice:
        return None
    pieces = [Piece(kind=SegmentKind.LABEL, text=line.voice)]
    if line.time:
        pieces.append(Piece(kind=SegmentKind.TIME, text=line.time, before="  "))
    return Opening(label_of(line.voice), tuple(pieces), "\n", line.text.strip(), line.seconds)


def _time_label(line: Line) -> Opening | None:
    match = _TIME_LABEL.match(line.text)
    return _opened(line, match, timed=True) if match else None


def _label_bracketed_time(line: Line) -> Opening | None:
    match = _LABEL_BRACKETED.match(line.text)
    return _opened(line, match, timed=True) if match else None


def _label_time_line(line: Line) -> Opening | None:
    match = _LABEL_TIME_LINE.fullmatch(line.text)
    return _opened(line, match, timed=True) if match else None


def _label_tab(line: Line) -> Opening | None:
    match = _LABEL_TAB.match(line.text)
    return _opened(line, match, timed=False) if match else None


def _label_colon(line: Line) -> Opening | None:
    match = _LABEL_COLON.match(line.text)
    return _opened(line, match, timed=False) if match else None


def _bold_label(line: Line) -> Opening | None:
    head, rest = line.text[: line.bold], line.text[line.bold :]
    label = label_of(head)
    if not head.strip() or not plausible(label) or _TIME_FIRST.match(rest):
        return None
    if rest.lstrip().startswith(":"):
        colon = rest.index(":") + 1
        head, rest = head + rest[:colon], rest[colon:]
    closed = head.rstrip().endswith(":") or head[-1].isspace() or not rest or rest[0].isspace()
    return _finished(label, [(head, SegmentKind.LABEL)], rest, seconds=line.seconds) if closed else None


def _label_line(line: Line) -> Opening | None:
    written = line.text.strip()
    label = label_of(written)
    if len(written) > 60 or line.text != line.text.lstrip() or not plausible(label):
        return None
    return _finished(label, [(line.text, SegmentKind.LABEL)], "", seconds=line.seconds)


def _nobody(line: Line) -> Opening | None:
    return None


_TWO = (("Anna Price", "How did it begin?"), ("Tom Reed", "With a kettle. And a table."))

PROSE = Layout(name="prose", help="no speakers are marked", opening=_nobody)

# The more a layout explains of a line, the earlier it stands: of two that fit equally, the first wins.
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="voices",
        help="speakers in the file's own structure: a column, a voice tag",
        opening=_voice,
        examples=(
            Example(
                "a.csv", "speaker,text\nAnna Price,How did it begin?\nTom Reed,With a kettle. And a table.\n", _TWO
            ),
            Example(
                "a.vtt",
                "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Anna Price>How did it begin?</v>\n\n"
                "00:02.000 --> 00:04.000\n<v Tom Reed>With a kettle.</v>\n\n"
                "00:04.000 --> 00:05.000\n<v Tom Reed>And a table.</v>\n",
                _TWO,
            ),
        ),
    ),
    Layout(
        name="time-label",
        help="[00:00:00] Name: text",
        opening=_time_label,
        examples=(
            Example(
                "a.txt",
                "[00:00:00] Anna Price: How did it begin?\n[00:00:04] Tom Reed: With a kettle. And a table.\n",
                _TWO,
            ),
        ),
    ),
    Layout(
        name="label-bracketed-time",
        help="Name: (00:03) or Name (00:03):, the text after it or on the next line",
        opening=_label_bracketed_time,
        examples=(
            Example(
                "a.txt",
                "Anna Price: (00:00)\nHow did it begin?\n\nTom Reed: (00:04)\nWith a kettle. And a table.\n",
                _TWO,
            ),
            Example(
                "a.txt",
                "Anna Price (00:00):\nHow did it begin?\n\nTom Reed (00:04):\nWith a kettle. And a table.\n",
                _TWO,
            ),
        ),
    ),
    Layout(
        name="label-time-line",
        help="Name  0:00 on a line, the text on the next",
        opening=_label_time_line,
        examples=(
            Example(
                "a.txt",
                "Anna Price  0:00  \nHow did it begin?\n\nTom Reed  0:04  \nWith a kettle. And a table.\n\n"
                "Transcribed by https://otter.ai\n",
                _TWO,
            ),
        ),
    ),
    Layout(
        name="bold-label",
        help="the name in bold, with a colon or without",
        opening=_bold_label,
        examples=(
            Example(
                "a.md", "**Anna Price**: How did it begin?\n\n**Tom Reed:** With a kettle. And a table.\n", _TWO
            ),
        ),
    ),
    Layout(
        name="label-tab",
        help="a label, a tab, the text; often initials with a key",
        opening=_label_tab,
        examples=(
            Example(
                "a.txt",
                "Key:\nAP = Anna Price\nTR = Tom Reed\n\n"
                "AP:\tHow did it begin?\nTR:\tWith a kettle. And a table.\n",
                (("AP", _TWO[0][1]), ("TR", _TWO[1][1])),
            ),
            Example(
                "a.txt", "I\tHow did it begin?\nR\tWith a kettle.\n", (("I", _TWO[0][1]), ("R", "With a kettle."))
            ),
        ),
    ),
    Layout(
        name="label-colon",
        help="Name: text",
        opening=_label_colon,
        examples=(
            Example("a.txt", "Anna Price: How did it begin?\nTom Reed: With a kettle. And a table.\n", _TWO),
            Example(
                "a.vtt",
                "WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\nAnna Price: How did it begin?\n\n"
                "2\n00:00:02.000 --> 00:00:04.000\nTom Reed: With a kettle.\n\n"
                "3\n00:00:04.000 --> 00:00:05.000\nTom Reed: And a table.\n",
                _TWO,
            ),
        ),
    ),
    Layout(
        name="label-line",
        help="the name on a line of its own, mostly in capitals",
        opening=_label_line,
        wants_repeats=True,
        examples=(
            Example(
                "a.txt",
                "ANNA PRICE\nHow did it begin?\n\nTOM REED\nWith a kettle. And a table.\n\n"
                "ANNA PRICE\nAnd then?\n\nTOM REED\nThen more came.\n",
                (
                    ("ANNA PRICE", "How did it begin?"),
                    ("TOM REED", "With a kettle. And a table."),
                    ("ANNA PRICE", "And then?"),
                    ("TOM REED", "Then more came."),
                ),
            ),
        ),
    ),
    PROSE,
)
