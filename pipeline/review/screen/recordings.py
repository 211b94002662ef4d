"""Exports the coded passages of recordings as a table of clips and as chapters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.csv_safety import escaped
from pipeline.review.screen.run_view import RunView, ShownPassage

# Formats that browsers can play; the page says so if the current one cannot.
_TYPES: Mapping[str, str] = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".weba": "audio/webm",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
}
CLIP_COLUMNS = ("recording", "start", "end", "from", "to", "source", "quote_id", "code")


@dataclass(frozen=True)
class Clip:
    """A section of a recording with its code."""

    recording: str
    start: float
    end: float
    source: str
    quote_id: str
    code: str


def media_type(path: Path) -> str:
    """The media type sent to the browser."""
    return _TYPES.get(path.suffix.casefold(), "application/octet-stream")


def clips(run: RunView, coded: Mapping[str, Iterable[str]], *, source: str = "") -> list[Clip]:
    """A clip for each passage and each code given to it by a person, in the order of the recordings.

    Args:
        run: the run as shown on the page.
        coded: the codes of each passage.
        source: the only transcript to include, if given.
    """
    known = run.study.recordings_of(one.file for one in run.sources.values())
    found = []
    for name, passages in run.by_source.items():
        path = known.get(run.sources[name].file)
        if path is None or (source and name != source):
            continue
        for one in passages:
            if one.seconds == one.seconds:
                end = end_of(one, passages)
                found += [
                    Clip(path.name, one.seconds, end, name, one.quote_id, run.code_name(code))
                    for code in coded.get(one.quote_id, ())
                ]
    return sorted(found, key=lambda one: (one.recording, one.start, one.code))


_SPEED = 14.0  # characters spoken per second


def end_of(one: ShownPassage, passages: Iterable[ShownPassage]) -> float:
    """The end time of a passage: the start of the next, or an estimate from its length."""
    spoken = one.seconds + len(one.text) / _SPEED
    later = [other.seconds for other in passages if other.start > one.start and other.seconds > one.seconds]
    return round(min([*later, spoken * 2]) if later else spoken, 1)


def clip_table(some: Iterable[Clip]) -> bytes:
    """The clips as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CLIP_COLUMNS)
    for one in some:
        row = (one.recording, one.start, one.end, timecode(one.start), timecode(one.end), one.source, one.quote_id)
        writer.writerow(escaped(cell) if isinstance(cell, str) else cell for cell in (*row, one.code))
    return out.getvalue().encode("utf-8-sig")


def chapters(some: Iterable[Clip]) -> bytes:
    """The clips of one recording as WebVTT chapters, which players and video sites can read."""
    by_start: dict[tuple[float, float], list[str]] = {}
    for one in some:
        by_start.setdefault((one.start, one.end), []).append(one.code)
    cues = (
        f"{timecode(start)} --> {timecode(end)}\n{'; '.join(' '.join(code.split()) for code in codes)}\n"
        for (start, end), codes in sorted(by_start.items())
    )
    return "\n".join(["WEBVTT\n", *cues]).encode()


def timecode(seconds: float) -> str:
    """`01:02:03.400`."""
    whole = round(seconds * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
