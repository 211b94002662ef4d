"""Speakers of captions: named in the cue identifier, marked by a dash, two in one cue, or missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.turn_starts import UNKNOWN, label_colon
from pipeline.people.labels import (
    could_be_unusual_label,
    is_code,
    is_machine_label,
    is_role,
    is_talk,
    label_key,
    plausible,
)

_NUMBERED = re.compile(r"(?P<label>.+?)\s*[-_/:#]\s*\d+")  # as in `Speaker 1-0`: the first cue of a speaker
_NOT_A_LABEL = re.compile(
    r"[\d\s:.,>-]*|(?=.*\d)[0-9a-f-]{16,}(?:/[\d-]+)?|(?:cue|caption|line|id|sub)\W?\d+", re.I
)
_INNER = re.compile(
    r"(?<=[.?!…\"”’)\]-])\s+(?=(?:[-–—]\s+)?(?P<label>[^\W\d_][^\s:.?!]*(?: [^\s:.?!]+){0,4})\s*:\s)"
)
_LEAST_VOICED = 0.5  # share of cues with a voice above which a cue without one is given an unknown speaker


def with_speakers(lines: Sequence[Line]) -> list[Line]:
    """Move the speakers of captions to where the layouts look for them; other lines are returned unchanged."""
    if not any(line.cue for line in lines):
        return list(lines)
    found = _voices_of_identifiers(lines)
    found = _joined_between_dashes(found)
    found = _unknown_where_unvoiced(found)
    return _split_cues(found)


def _voices_of_identifiers(lines: Sequence[Line]) -> list[Line]:
    """Take speakers from the cue identifiers if no cue has a voice and the identifiers recur."""
    labels = [_label_in(line.cue_id) for line in lines]
    counts = Counter(label_key(label) for label in labels if label)
    cues = sum(line.cue for line in lines)
    recurring = sum(count for count in counts.values() if count > 1)
    if any(line.voice for line in lines) or len(counts) < 2 or recurring < _LEAST_VOICED * cues:
        return list(lines)
    return [replace(line, voice=label) if label else line for line, label in zip(lines, labels, strict=True)]


def _label_in(identifier: str) -> str:
    """The label in a cue identifier; "" if the identifier only numbers the cue."""
    written = identifier.strip()
    if not written or _NOT_A_LABEL.fullmatch(written):
        return ""
    whole = is_role(written) or is_code(written) or is_machine_label(written)
    numbered = None if whole else _NUMBERED.fullmatch(written)
    label = (numbered["label"] if numbered else written).strip(" -_/:#")
    return label if plausible(label) or could_be_unusual_label(label) else ""


def _joined_between_dashes(lines: Sequence[Line]) -> list[Line]:
    """Join the cues of each turn into one line where a dash is the only sign of a change of speaker."""
    named = [line.voice for line in lines if line.voice]
    if not named or any(re.search(r"\w", voice) for voice in named):
        return list(lines)
    found: list[Line] = []
    for line in lines:
        if found and line.cue and not line.voice and found[-1].cue and line.mark is None:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.text}".strip())
        else:
            found.append(replace(line, voice=None, joint=None))
    return found


def _unknown_where_unvoiced(lines: Sequence[Line]) -> list[Line]:
    """Give an unknown speaker to a cue without a voice that begins a sentence, if most cues have a voice."""
    cues = [line for line in lines if line.cue and line.mark is None and not line.blank]
    if sum(bool(line.voice) for line in cues) <= _LEAST_VOICED * len(cues):
        return list(lines)
    found: list[Line] = []
    before = ""
    unknown = False
    for line in lines:
        if line.cue and line.voice is None and line.mark is None and not line.blank:
            unknown = unknown or not before or not furniture.ends_open(before)
            found.append(replace(line, voice=UNKNOWN) if unknown and line.time else line)
        else:
            unknown = unknown and not line.voice
            found.append(line)
        before = line.text if line.cue and not line.blank else before
    return found


def _split_cues(lines: Sequence[Line]) -> list[Line]:
    """Split cues that hold several speakers, so that each speaker's words have a line of their own."""
    if any(line.voice for line in lines):
        return list(lines)
    labels = [opening.label for line in lines if line.cue and (opening := label_colon(line))]
    inside = [match["label"] for line in lines if line.cue for match in _INNER.finditer(line.text)]
    counts = Counter(label_key(label) for label in (*labels, *inside))
    known = {key for key in map(label_key, labels) if counts[key] > 1}
    known |= {label_key(label) for label in inside if counts[label_key(label)] > 1 and plausible(label)}
    known = {key for key in known if not is_talk(key)}
    return [part for line in lines for part in (split_at_labels(line, known) if line.cue else [line])]


def split_at_labels(line: Line, known: Collection[str]) -> Iterator[Line]:
    """Split a caption that holds several speakers into parts that each begin with a label.

    Args:
        line: a caption.
        known: keys of labels that are known to belong to speakers.
    """
    cuts = [match for match in _INNER.finditer(line.text) if label_key(match["label"]) in known]
    ends = [*(cut.start() for cut in cuts), len(line.text)]
    yield replace(line, text=line.text[: ends[0]], bold=min(line.bold, ends[0]))
    for cut, end in zip(cuts, ends[1:], strict=True):
        yield replace(line, text=line.text[cut.end() : end], time="", bold=0)
