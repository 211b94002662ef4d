"""WebVTT and SubRip: cues to lines.

A reader of our own, because it must lose nothing: cue ids, notes, voices, malformed cues and times without
hours are all met in the field, and webvtt-py stops at the first of them or drops it.
"""

from __future__ import annotations

import html
import re

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Line
from pipeline.documents.text import cleaned, decoded
from pipeline.documents.times import TIME, seconds_of

_TIMING = re.compile(rf"\s*({TIME})\s*-->\s*({TIME}).*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]*)>")
_TAG = re.compile(r"</?(?:v|c|b|i|u|ruby|rt|lang|font)\b[^<>]*>|<\d[\d:.]*>|\{\\an?\d\}")
_HEAD = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION|X-TIMESTAMP|Kind:|Language:)")


def read_captions(content: bytes) -> Document:
    """The lines of a .vtt or .srt file, one for each voice in each cue."""
    lines = cleaned(decoded(content)[0]).split("\n")
    found: list[Line] = []
    at = 0
    while at < len(lines):
        timing = _TIMING.fullmatch(lines[at])
        if timing is None:
            at = _aside(lines, at, found)
            continue
        number, start = at + 1, timing[1]
        at += 1
        said = []
        while at < len(lines) and lines[at].strip() and not _TIMING.fullmatch(lines[at]):
            said.append(lines[at].strip())
            at += 1
        if at < len(lines) and said and _TIMING.fullmatch(lines[at]) and said[-1].isdigit():
            said.pop()  # the next cue's number, where the blank line is missing
        found.extend(_cue(" ".join(said), number=number, time=start))
    return Document(lines=tuple(found))


def _aside(lines: list[str], at: int, found: list[Line]) -> int:
    """Head, notes, styles and cue ids; returns the line after them."""
    text = lines[at].strip()
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if not text or _TIMING.fullmatch(following):
        return at + 1  # a cue's id is the format's, like its arrow
    if _HEAD.match(text):
        while at < len(lines) and lines[at].strip():
            if lines[at].strip() != "WEBVTT":
                found.append(Line(text=lines[at].strip(), number=at + 1, mark=SegmentKind.FURNITURE))
            at += 1
        return at
    found.append(Line(text=html.unescape(text), number=at + 1, joint=" ", cue=True))
    return at + 1


def _cue(said: str, *, number: int, time: str) -> list[Line]:
    pieces = _VOICE.split(said)
    found = []
    seconds = seconds_of(time)
    opening = _plain(pieces[0])
    if opening:
        found.append(Line(text=opening, number=number, time=time, seconds=seconds, joint=" ", cue=True))
    for voice, text in zip(pieces[1::2], pieces[2::2], strict=True):
        words = _plain(text)
        if words:
            who = html.unescape(voice).strip() or None
            found.append(
                Line(text=words, number=number, voice=who, time=time, seconds=seconds, joint=" ", cue=True)
            )
    return found


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())
