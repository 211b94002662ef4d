"""How programs write the header of a chat message (who, when, to whom). There is one entry for each format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line, LinePart
from pipeline.people.labels import label_of, plausible

_MONTH = r"[A-Z][a-zä]{2,8}\.?"
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch)"
)
_DAY = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}/\d{1,2}"
    rf"|(?:{_WEEKDAY},? )?\d{{1,2}}(?:st|nd|rd|th|\.)? {_MONTH},?(?: \d{{4}})?"
    rf"|(?:{_WEEKDAY},? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?"
    rf"|{_WEEKDAY}|[Tt]oday|[Yy]esterday|Heute|Gestern)"
)
CLOCK = r"\d{1,2}[:.][0-5]\d(?:[:.][0-5]\d)?(?: ?[AaPp]\.? ?[Mm]\b\.?)?(?: Uhr)?"
_TWELVE = r"\d{1,2}[:.][0-5]\d(?:[:.][0-5]\d)? ?[AaPp]\.? ?[Mm]\b\.?"
DATED = rf"{_DAY}(?:,? (?:at|um|à|kl\.?))?,? ?T?{CLOCK}"
_WHEN = rf"(?:{DATED}|{CLOCK},? {_DAY}|{_TWELVE})"  # never the time from the start of a recording
_WHO = r"(?P<sender>[^:\[\]\n]{1,80}?)"

_FROM = re.compile(
    rf"\s*(?P<time>{CLOCK})\s+(?P<head>(?:From {_WHO}(?:\s+[Tt]o\s+(?P<to>[^:]{{1,120}}?))?"
    r"|Von (?P<sender2>[^:]{1,80}?)(?:\s+[Aa]n\s+(?P<to2>[^:]{1,120}?))?"
    r"|De (?P<sender3>[^:]{1,80}?)(?:\s+(?:à|a|para)\s+(?P<to3>[^:]{1,120}?))?)\s*:)(?=\s|$)"
)
_FROM_LINE = re.compile(
    rf"\s*(?P<head>(?:[Ff]rom\s+)?{_WHO}\s+[Tt]o\s+(?P<to>[^:]{{1,120}}?)\s*:?)\s+[(\[]?(?P<time>{CLOCK})[)\]]?\s*$"
)
_TO_BRACKETED = re.compile(
    rf"\s*(?P<head>(?P<sender>[^:()\[\]]{{1,80}}?)\s*\([Tt]o (?P<to>[^:]{{1,120}}?)\)\s*:)"
    rf"\s*(?P<time>{CLOCK})\s*:?(?=\s|$)"
)
# A subject that was changed may contain a colon: `Gail created group "Hall: the future"`.
_DASHED = re.compile(rf"\s*(?P<time>{DATED}) [-–—] (?P<head>(?P<sender>[^:\"“„«]{{1,80}}?):)(?=\s|$)")
_DASHED_SYSTEM = re.compile(rf"\s*{DATED} [-–—] \S")
_BRACKETED = re.compile(rf"\s*\[(?P<time>{_WHEN})\]\s*(?P<head>{_WHO}\s*:)(?=\s|$)")
_BRACKETED_LINE = re.compile(rf"\s*\[(?P<time>{_WHEN})\]\s*(?P<head>{_WHO})\s*$")
_BRACKETED_SYSTEM = re.compile(rf"\s*\[(?:{DATED})\]\s*\S")
_NAME_WHEN = re.compile(
    rf"\s*(?P<head>{_WHO})(?:\s*[-–—|•·,]\s*|\s+)[\[(]?(?P<time>{_WHEN})[\])]?\s*:?\s*(?:\(edited\)\s*)?$"
)
_WHEN_ALONE = re.compile(rf"\s*[\[(]?(?P<time>{_WHEN})[\])]?\s*(?:Edited|\(edited\))?\s*")


@dataclass(frozen=True)
class Header:
    """The header of a message.

    Attributes:
        sender: who wrote it.
        pieces: label and time as written, each with the white space before it.
        rest: the words after the header on the same line.
        lines: how many lines the header takes up.
        to: the recipient, if the header names one.
        seconds: the time of day, or the time since the start of a meeting if the file counts from there.
    """

    sender: str
    pieces: tuple[LinePart, ...]
    rest: str
    lines: int = 1
    to: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class ChatFormat:
    """A program's format for messages.

    Attributes:
        header: returns the header of a message that begins on this line; None if there is none.
        system: whether a line without a header was written by the program.
        names_recur: accept a header only if its name recurs or has the form of a name (words may end in a time).
    """

    header: Callable[[Sequence[Line], int], Header | None]
    system: Callable[[str], bool] = lambda text: False
    names_recur: bool = False


def clock_seconds(written: str) -> float | None:
    """The time of day in `12/03/2026, 2:02 pm`, in seconds; None if there is none."""
    match = re.search(CLOCK, re.sub(_DAY, " ", written))
    if match is None:
        return None
    hours, minutes, seconds = ([int(number) for number in re.findall(r"\d+", match[0])] + [0])[:3]
    half = re.search(r"[AaPp](?=\.? ?[Mm])", match[0])
    if half:
        hours = hours % 12 + (12 if half[0] in "Pp" else 0)
    return float(3600 * hours + 60 * minutes + seconds)


def _cut(text: str, match: re.Match[str]) -> Header | None:
    """Build a header from the named groups of a match: `head` is the label as written, `time` the time."""
    groups = match.groupdict()
    sender = label_of(next(filter(None, (groups.get(name) for name in ("sender", "sender2", "sender3"))), ""))
    if not sender:
        return None
    to = next(filter(None, (groups.get(name) for name in ("to", "to2", "to3"))), "").strip()
    marks = [(match.start("head"), SegmentKind.LABEL)]
    if groups.get("time"):
        marks.append((match.start("time"), SegmentKind.TIME))
    marks.sort()
    ends = [start for start, _ in marks[1:]] + [match.end()]
    starts = [0, *ends[:-1]]
    pieces, before = [], ""
    for start, end, (_, kind) in zip(starts, ends, marks, strict=True):
        written = text[start:end]
        pieces.append(LinePart(kind=kind, text=written.strip(), before=before))
        before = written[len(written.rstrip()) :]
    return Header(
        sender, tuple(pieces), text[match.end() :].strip(), to=to, seconds=clock_seconds(groups.get("time") or "")
    )


def _by(*patterns: re.Pattern[str]) -> Callable[[Sequence[Line], int], Header | None]:
    def header(lines: Sequence[Line], at: int) -> Header | None:
        text = lines[at].text
        found = (pattern.match(text) for pattern in patterns)
        return next((_cut(text, match) for match in found if match), None)

    return header


def _name_over_time(lines: Sequence[Line], at: int) -> Header | None:
    """A name on one line and the time on the next."""
    name = lines[at].text.strip()
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    match = _WHEN_ALONE.fullmatch(following)
    if match is None or not 0 < len(name) <= 60 or ":" in name or _WHEN_ALONE.fullmatch(name):
        return None
    pieces = (
        LinePart(kind=SegmentKind.LABEL, text=name),
        LinePart(kind=SegmentKind.TIME, text=following.strip(), before="\n"),
    )
    return Header(label_of(name), pieces, "", lines=2, seconds=clock_seconds(match["time"]))


def _voice(lines: Sequence[Line], at: int) -> Header | None:
    """The sender as given by the container, for example in a column of senders or a field of an export."""
    line = lines[at]
    if not line.voice:
        return None
    pieces = [LinePart(kind=SegmentKind.LABEL, text=line.voice)]
    if line.time:
        pieces.append(LinePart(kind=SegmentKind.TIME, text=line.time, before="  "))
    return Header(label_of(line.voice), tuple(pieces), line.text.strip(), seconds=line.seconds)


def _is(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.match(text) is not None


FROM = ChatFormat(_by(_FROM))
# If two formats find the same number of messages, the first one is used.
FORMATS: tuple[ChatFormat, ...] = (
    FROM,
    ChatFormat(_by(_DASHED), system=_is(_DASHED_SYSTEM)),
    ChatFormat(_by(_BRACKETED, _BRACKETED_LINE), system=_is(_BRACKETED_SYSTEM)),
    ChatFormat(_by(_TO_BRACKETED)),
    ChatFormat(_by(_FROM_LINE), names_recur=True),
    ChatFormat(_by(_NAME_WHEN), names_recur=True),
    ChatFormat(_name_over_time, names_recur=True),
)
VOICED = ChatFormat(_voice)


def headers(lines: Sequence[Line], form: ChatFormat) -> dict[int, Header]:
    """The header of every message, by the index of its first line."""
    found = dict(_headers(lines, form))
    if not form.names_recur:
        return found
    counts: dict[str, int] = {}
    for header in found.values():
        counts[header.sender.casefold()] = counts.get(header.sender.casefold(), 0) + 1
    return {
        at: header
        for at, header in found.items()
        if plausible(header.sender) or (counts[header.sender.casefold()] > 1 and len(header.sender.split()) <= 4)
    }


def _headers(lines: Sequence[Line], form: ChatFormat) -> Iterator[tuple[int, Header]]:
    after = 0
    for at, line in enumerate(lines):
        if at >= after and not line.blank and line.mark is None and (header := form.header(lines, at)):
            after = at + header.lines
            yield at, header
