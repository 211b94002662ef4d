"""WebVTT and SubRip captions: converts cues to lines.

We use our own reader because nothing may be lost: cue ids, notes, voices, malformed cues and times without
hours all occur in practice, and webvtt-py either stops at the first of them or drops it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Line
from pipeline.documents.text import cleaned, decoded
from pipeline.documents.times import TIME, seconds_of

_TIMING = re.compile(rf"\s*({TIME})\s*(?:-->\s*({TIME}).*|,\s*({TIME})\s*)")  # second: YouTube's .sbv
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]*)>")
_TAG = re.compile(r"</?(?:v|c|b|i|u|ruby|rt|lang|font)\b[^<>]*>|<\d[\d:.]*>|\{\\an?\d\}")
_HEAD = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION|X-TIMESTAMP|Kind:|Language:)")
_LEAST_ROLLED = 3
_MOST_ROLL = 0.5  # minimum share of rolling captions in a file


@dataclass(frozen=True)
class _Cue:
    """One caption: its lines, its first line number in the file, its start time as written, and its identifier."""

    said: list[str]
    number: int
    time: str
    cue_id: str


def read_captions(content: bytes) -> Document:
    """The lines of a .vtt or .srt file, one for each voice in each cue; rolling lines appear once."""
    lines = cleaned(decoded(content)[0]).split("\n")
    found: list[Line | _Cue] = []
    at, cue_id = 0, ""
    while at < len(lines):
        timing = _TIMING.fullmatch(lines[at])
        if timing is None:
            cue_id = "" if _HEAD.match(lines[at].strip()) else lines[at].strip()
            at = _aside(lines, at, found)
            continue
        number, start = at + 1, timing[1]
        at += 1
        said: list[str] = []
        # Rolling captions begin with a line of white space; only an empty line ends a cue.
        while at < len(lines) and (lines[at].strip() or (lines[at] and not said)):
            if _TIMING.fullmatch(lines[at]):
                break
            said.extend(filter(None, [lines[at].strip()]))
            at += 1
        if at < len(lines) and said and _TIMING.fullmatch(lines[at]) and said[-1].isdigit():
            following = said.pop()  # the next cue's number, if the blank line is missing
        else:
            following = ""
        found.append(_Cue(said, number, start, cue_id))
        cue_id = following
    found = _unrolled(_grown(found))
    return Document(
        lines=tuple(line for each in found for line in (_cue(each) if isinstance(each, _Cue) else [each]))
    )


def _grown(found: list[Line | _Cue]) -> list[Line | _Cue]:
    """If many captions grow word by word, keep only the final form of each, with the first start time."""
    cues = [each for each in found if isinstance(each, _Cue) and each.said]
    grows = {id(earlier) for earlier, later in pairwise(cues) if _grows(earlier, later)}
    if len(grows) < max(_LEAST_ROLLED, _MOST_ROLL * len(cues)):
        return found
    kept: list[Line | _Cue] = []
    first: _Cue | None = None
    for each in found:
        if not isinstance(each, _Cue) or not each.said:
            kept.append(each)
            continue
        first = first or each
        if id(each) not in grows:
            kept.append(replace(first, said=each.said))
            first = None
    return kept


def _grows(earlier: _Cue, later: _Cue) -> bool:
    """Whether a cue extends the previous one; a cue that adds a whole line is rolling instead."""
    before, after = (_plain(" ".join(cue.said)) for cue in (earlier, later))
    return len(earlier.said) == len(later.said) and before != after and after.startswith(before)


def _unrolled(found: list[Line | _Cue]) -> list[Line | _Cue]:
    """If many captions begin with the end of the previous one, keep each line only once."""
    cues = [each for each in found if isinstance(each, _Cue) and each.said]
    shared = {id(later): _shared(earlier, later) for earlier, later in pairwise(cues)}
    if sum(map(bool, shared.values())) < max(_LEAST_ROLLED, _MOST_ROLL * len(cues)):
        return found  # a speaker repeated something
    return [
        replace(each, said=each.said[shared.get(id(each), 0) :]) if isinstance(each, _Cue) else each
        for each in found
    ]


def _shared(earlier: _Cue, later: _Cue) -> int:
    """How many lines at the end of a cue are repeated at the start of the next."""
    ended, begun = [_plain(each) for each in earlier.said], [_plain(each) for each in later.said]
    most = min(len(ended), len(begun))
    return next((count for count in range(most, 0, -1) if ended[-count:] == begun[:count]), 0)


def _aside(lines: list[str], at: int, found: list[Line | _Cue]) -> int:
    """Process the header, notes, styles and cue ids; return the index of the line after them."""
    text = lines[at].strip()
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if not text or (_TIMING.fullmatch(following) and not _HEAD.match(text)):
        return at + 1  # a cue id is part of the format, like the arrow
    if _HEAD.match(text):
        while at < len(lines) and lines[at].strip() and not _TIMING.fullmatch(lines[at]):
            if lines[at].strip() != "WEBVTT":
                found.append(Line(text=lines[at].strip(), number=at + 1, mark=SegmentKind.FURNITURE))
            at += 1
        return at
    found.append(Line(text=html.unescape(text), number=at + 1, joint=" ", cue=True))
    return at + 1


def _cue(cue: _Cue) -> list[Line]:
    pieces = _VOICE.split(" ".join(cue.said))
    number, time, cue_id = cue.number, cue.time, cue.cue_id
    found = []
    seconds = seconds_of(time)
    opening = _plain(pieces[0])
    if opening:
        found.append(
            Line(text=opening, number=number, time=time, seconds=seconds, joint=" ", cue=True, cue_id=cue_id)
        )
    for voice, text in zip(pieces[1::2], pieces[2::2], strict=True):
        words = _plain(text)
        if words:
            who = html.unescape(voice).strip() or None
            found.append(
                Line(
                    text=words,
                    number=number,
                    voice=who,
                    time=time,
                    seconds=seconds,
                    joint=" ",
                    cue=True,
                    cue_id=cue_id,
                )
            )
    return found


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())
