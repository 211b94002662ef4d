"""Where on a line a turn starts, with one function for each way of marking it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line, LinePart
from pipeline.documents.times import ANY_TIME, BRACKETED_TIME, TIME, is_time, seconds_of
from pipeline.people.labels import LONGEST_LABEL, is_backchannel, label_of, plausible

QUESTION, ANSWER = "Question", "Answer"  # labels used if the file has none
UNKNOWN = "Unknown speaker"


@dataclass(frozen=True)
class TurnStart:
    """The start of a turn.

    Attributes:
        label: the speaker's label.
        pieces: label and time, each with the white space before it; with `gap` they make up the head of the line.
        gap: white space between the head and the speech.
        speech: the rest of the line.
        seconds: the time, if there is one.
        uncertain: whether the transcriber marked the speaker as a guess (`Anna?:`).
    """

    label: str
    pieces: tuple[LinePart, ...]
    gap: str
    speech: str
    seconds: float | None = None
    uncertain: bool = False


_BULLET = r"(?:(?:[-–—*•·]|>{1,2})\s+|>>)?"  # list bullet, or mark where a caption changes speaker
_LABEL = rf"(?P<label>(?:\(\?+\)\s*)?[^\s:\[({{<#][^:\n\t]{{0,{LONGEST_LABEL - 1}}}?)"
_SHORT_LABEL = r"(?P<label>[^\s:\[({<#][^:\n\t]{0,59}?)"
_RANGE = rf"(?P<time>[\[(]{TIME}\s*(?:-->|[-–—]|to)\s*{TIME}[\])]|{ANY_TIME}(?:\s*(?:-->|[-–—])\s*{ANY_TIME})?)"

# `(0.4s - 5.2s)`, the format of diarisation tools.
_SECONDS = r"[\[(]\d{1,7}(?:\.\d{1,9})?\s?s\s*(?:-->|[-–—]|to)\s*\d{1,7}(?:\.\d{1,9})?\s?s[\])]"

_TIME_LABEL = re.compile(rf"\s*{_RANGE}\s*[-–—|]?\s*{_LABEL}\s*:(?!//)(?=\D|$)")
_TIME_BRACKETED_LABEL = re.compile(rf"\s*{_RANGE}\s*[\[(](?P<label>[^\[\](){{}}<>:]{{1,60}})[\])]\s*:?\s*(?=\S)")
_TIME_LABEL_LINE = re.compile(rf"\s*@?{_RANGE}\s*[-–—|]?\s*{_SHORT_LABEL}\s*:?\s*")
_LABEL_BRACKETED = re.compile(rf"\s*{_LABEL}\s*:?\s*(?P<time>{BRACKETED_TIME}|{_SECONDS})\s*:?(?=\s|$)")
_LABEL_TIME_LINE = re.compile(
    rf"\s*{_SHORT_LABEL}\s*:?(?:\s{{2,}}|\t|\s*[-–—|,]\s*|\s)(?P<time>{TIME})(?:\s*(?:-->|[-–—])\s*{TIME})?\s*"
)
_LABEL_TAB = re.compile(
    rf"\s*(?:(?P<before>{ANY_TIME})\t\s*)?{_SHORT_LABEL}\s*[:.]?\t\s*(?:(?P<after>{ANY_TIME})\t)?(?=.*\S)"
)
_LABEL_COLON = re.compile(rf"\s*{_BULLET}{_LABEL}\s*[:：](?!//)(?=\s|$|[^\d\s/])")
_LABEL_DASH = re.compile(rf"\s*{_SHORT_LABEL}\s+(?:[-–—]+|\|)\s+(?=\S)")
_LABEL_STOP = re.compile(r"\s*(?P<label>[A-Z][A-Za-z]?\d{0,2}|[A-Z]{2,4})[.)]\s+(?=\S)")
_LABEL_BRACKETS = re.compile(r"\s*[\[(<{](?P<label>[^\[\](){}<>:]{1,60})[\])>}]\s*:?\s*(?=\S)")
_BRACKETS_TIME = re.compile(rf"\s*[\[(<{{](?P<label>[^\[\](){{}}<>:]{{1,60}})[\])>}}]\s*(?P<time>{ANY_TIME})\s*")
_LABEL_GAP = re.compile(rf"\s*{_SHORT_LABEL}(?:\s{{3,}}|  )(?=\S)")
_LABEL_CAPITALS = re.compile(
    r"\s*(?P<label>[A-Z][A-Z.'’-]+\d?(?: [A-Z][A-Z.'’-]+){0,3}\d?)\s+(?=[\"“‘'(\[]?(?:[A-Z]?[a-z]|I\b|A\b))"
)
_TIME_FIRST = re.compile(rf"\s*{ANY_TIME}(?:\s|$)")
_GUESSED = re.compile(r"(?P<before>.*?)\s*(?:\(\?+\)|\[\?+\]|\?+)|(?:\(\?+\)|\?+)\s*(?P<after>.+)")
_ASKS = re.compile(r"\?[\s\"'”’)\]]*$")


def _matched(line: Line, match: re.Match[str] | None, *times: str) -> TurnStart | None:
    """The turn start for a match; the head is split where the label and the times begin."""
    label = label_of(match["label"]) if match else ""
    if match is None or not label:
        return None
    kinds = [(match.start("label"), SegmentKind.LABEL)]
    kinds += [(match.start(name), SegmentKind.TIME) for name in times if match[name]]
    kinds.sort()
    starts = [0, *(start for start, _ in kinds[1:]), match.end()]
    head = [(line.text[start:end], kind) for (_, kind), start, end in zip(kinds, starts, starts[1:], strict=False)]
    seconds = next((_seconds(match[name]) for name in times if match[name]), line.seconds)
    who = _without_question_mark(label)
    opening = _finished(who, head, line.text[match.end() :], seconds=seconds)
    return replace(opening, uncertain=True) if who != label else opening


def labelled(line: Line, label: str, *, end: int) -> TurnStart:
    """The turn start for a line that begins with this label, and whose speech begins at `end`."""
    return _finished(label, [(line.text[:end], SegmentKind.LABEL)], line.text[end:], seconds=line.seconds)


def _without_question_mark(label: str) -> str:
    """The label of a speaker marked as a guess, without the mark: `Anna Price?`, `Tom (?)`, `Speaker ?`."""
    marked = _GUESSED.fullmatch(label)
    if marked is None:
        return label
    name = label_of(marked["before"] or marked["after"] or "")
    if not name or re.fullmatch(r"(?i)(?:unknown |unidentified )?(?:speaker|voice|person|man|woman)", name):
        return UNKNOWN
    return name if plausible(name) else label


def _seconds(written: str) -> float | None:
    """The time in seconds, written as a clock time or as a span in seconds."""
    span = re.match(r"[\[(](\d{1,7}(?:\.\d{1,9})?)\s?s", written)
    return float(span[1]) if span else seconds_of(written)


def _finished(label: str, head: list[tuple[str, SegmentKind]], rest: str, *, seconds: float | None) -> TurnStart:
    pieces = []
    before = ""
    for text, kind in head:
        inner = text.strip()
        lead = text[: len(text) - len(text.lstrip())]
        if inner:
            pieces.append(LinePart(kind=kind, text=inner, before=before + lead))
            before = text[len(text.rstrip()) :]
        else:
            before += text
    speech = rest.strip()
    gap = before + rest[: len(rest) - len(rest.lstrip())]
    return TurnStart(label, tuple(pieces), gap, speech, seconds)


def voice(line: Line) -> TurnStart | None:
    """The speaker given by the container."""
    if not line.voice:
        return None
    pieces = [LinePart(kind=SegmentKind.LABEL, text=line.voice)]
    if line.time:
        pieces.append(LinePart(kind=SegmentKind.TIME, text=line.time, before="  "))
    return TurnStart(label_of(line.voice), tuple(pieces), "\n", line.text.strip(), line.seconds)


def time_label(line: Line) -> TurnStart | None:
    """`[00:00:05] Anna: text`, `[00:00:05 --> 00:00:09] (Anna) text`."""
    match = _TIME_LABEL.match(line.text)
    if bracketed := _TIME_BRACKETED_LABEL.match(line.text):
        match = bracketed if plausible(label_of(bracketed["label"])) else match
    return _matched(line, match, "time")


def time_label_line(line: Line) -> TurnStart | None:
    """`00:00:05 Anna` on a line of its own."""
    match = _TIME_LABEL_LINE.fullmatch(line.text)
    return _matched(line, match, "time") if match and plausible(label_of(match["label"])) else None


def label_bracketed_time(line: Line) -> TurnStart | None:
    """`Anna: (00:05)`."""
    return _matched(line, _LABEL_BRACKETED.match(line.text), "time")


def label_time_line(line: Line) -> TurnStart | None:
    """`Anna  0:05` on a line of its own."""
    return _matched(line, _LABEL_TIME_LINE.fullmatch(line.text), "time")


def label_tab(line: Line) -> TurnStart | None:
    """`Anna:<tab>text`, with or without a column for times."""
    return _matched(line, _LABEL_TAB.match(line.text), "before", "after")


def label_colon(line: Line) -> TurnStart | None:
    """`Anna: text`, in files with a time before some labels."""
    return _matched(line, _LABEL_COLON.match(line.text)) or time_label(line)


def label_dash(line: Line) -> TurnStart | None:
    """`Anna – text`."""
    return _matched(line, _LABEL_DASH.match(line.text))


def label_stop(line: Line) -> TurnStart | None:
    """`Q. text`."""
    return _matched(line, _LABEL_STOP.match(line.text))


def label_brackets(line: Line) -> TurnStart | None:
    """`[Anna] text`, or `[Anna] 00:00:05` on a line of its own."""
    if timed := _BRACKETS_TIME.fullmatch(line.text):
        return _matched(line, timed, "time")
    match = _LABEL_BRACKETS.match(line.text)
    return _matched(line, match) if match and not is_time(match["label"]) else None


def label_gap(line: Line) -> TurnStart | None:
    """`Anna   text`, with the label in a column of its own made of spaces."""
    match = _LABEL_GAP.match(line.text)
    return _matched(line, match) if match and not is_time(line.text[match.end() :]) else None


def label_capitals(line: Line) -> TurnStart | None:
    """`ANNA text`."""
    return _matched(line, _LABEL_CAPITALS.match(line.text))


def bold_label(line: Line) -> TurnStart | None:
    """The name in bold, with or without a colon."""
    head, rest = line.text[: line.bold], line.text[line.bold :]
    label = label_of(head)
    if not head.strip() or not plausible(label) or _TIME_FIRST.match(rest):
        return None
    if not rest.strip() and is_backchannel(head):
        return None
    if rest.lstrip().startswith(":"):
        colon = rest.index(":") + 1
        head, rest = head + rest[:colon], rest[colon:]
    closed = head.rstrip().endswith(":") or head[-1].isspace() or not rest or rest[0].isspace()
    return _finished(label, [(head, SegmentKind.LABEL)], rest, seconds=line.seconds) if closed else None


def label_line(line: Line) -> TurnStart | None:
    """The name on a line of its own."""
    written = line.text.strip()
    label = label_of(written)
    if len(written) > 60 or line.text != line.text.lstrip() or not plausible(label) or is_backchannel(written):
        return None
    return _finished(label, [(line.text, SegmentKind.LABEL)], "", seconds=line.seconds)


def heading_label(line: Line) -> TurnStart | None:
    """The name as a heading."""
    return label_line(line) if line.mark is SegmentKind.HEADING else None


def question_in_style(line: Line) -> TurnStart | None:
    """A line entirely in bold or italics is a question, any other line an answer; no speakers are named."""
    asks = line.italic or line.bold >= len(line.text.rstrip())
    return TurnStart(QUESTION if asks else ANSWER, (), "", line.text.strip(), line.seconds)


def question_by_mark(line: Line) -> TurnStart | None:
    """A line that ends in a question mark is a question, any other line an answer; no speakers are named."""
    return TurnStart(QUESTION if _ASKS.search(line.text[-40:]) else ANSWER, (), "", line.text.strip(), line.seconds)


def nobody(line: Line) -> TurnStart | None:
    """No speaker on any line."""
    del line
    return None
