"""Lines prepared for the layouts: no line numbers, speakers of colours and captions named, one speaker a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise

from pipeline.corpus.records import SegmentKind
from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.documents.times import BRACKETED_TIME, is_time
from pipeline.ingest.turn_starts import UNKNOWN, TurnStart, label_colon
from pipeline.people.labels import (
    could_be_unusual_label,
    is_code,
    is_machine_label,
    is_role,
    is_talk,
    label_key,
    plausible,
)

_NUMBERED_LINE = re.compile(r"\s*(\d{1,5})(?:[.):]|\s*\||\b)(\s+|$)")
# `[T012]`, `(12)`, `#12`, `Turn 12 -`, `[S01_T012]`, `FG1-012`: a number that cannot be a word of the line.
_SESSION = r"[a-z]{1,4}\d{0,3}[_.-]"
_UNIT = r"(?:turn|line|utterance|utt|segment|seg|paragraph|para|item|row|entry|no|nr|id|t|l|u)[ ._-]?"
_MARKED = re.compile(
    rf"\s*(?:[\[(<{{](?:{_SESSION})?(?:{_UNIT})?#?\d{{1,5}}[\])>}}]|(?:{_SESSION}|[#§¶]|(?:{_SESSION})?{_UNIT})#?\d{{1,5}}\b)"
    r"\s?[.):|–—-]?(?:\s+|$)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LABELLED_LINE = re.compile(r"[^:]{1,40}:(?:\s|$)")
_LEAST_NUMBERS = 6


def unnumbered(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without their numbers; each number comes before its line as furniture that does not end a turn."""
    filled = sum(not line.blank and line.mark is None for line in lines)
    numbers = _matches(_MARKED, lines)
    if not _are_marked(numbers, lines, filled=filled):
        numbers = _matches(_NUMBERED_LINE, lines)
        step = _number_step(numbers, filled=filled) if len(numbers) >= _LEAST_NUMBERS else _few(numbers, lines)
        numbers = _in_step(numbers, step) if step else {}
    if not numbers:
        return lines
    found: list[Line] = []
    for at, line in enumerate(lines):
        if at not in numbers:
            found.append(line)
            continue
        match = numbers[at]
        number = match[0].strip()
        found.append(Line(text=number, number=line.number, mark=SegmentKind.FURNITURE, passing=True))
        if match.end() < len(line.text):
            rest = line.text[match.end() :]
            found.append(replace(line, text=rest, bold=max(0, line.bold - match.end())))
    return found


def _matches(pattern: re.Pattern[str], lines: Sequence[Line]) -> dict[int, re.Match[str]]:
    free = ((at, line) for at, line in enumerate(lines) if line.mark is None and line.voice is None)
    return {at: match for at, line in free if (match := pattern.match(line.text))}


def _are_marked(numbers: dict[int, re.Match[str]], lines: Sequence[Line], *, filled: int) -> bool:
    """Whether marked numbers count up, and nearly every line has one, or labels come after them."""
    values = [int(_DIGITS.findall(match[0])[-1]) for match in numbers.values()]
    by_ones = sum(after - before == 1 for before, after in pairwise(values))
    labelled = sum(_LABELLED_LINE.match(lines[at].text, match.end()) is not None for at, match in numbers.items())
    counted = len(values) >= _LEAST_NUMBERS and by_ones >= 0.9 * (len(values) - 1)
    return counted and (len(values) >= 0.7 * filled or labelled >= 0.8 * len(values))


def _number_step(numbers: dict[int, re.Match[str]], *, filled: int) -> int:
    """The step of the line numbers: 1 if nearly every line has one, 5 or 10 if only some have; otherwise 0."""
    values = [int(match[1]) for match in numbers.values()]
    steps = [after - before for before, after in pairwise(values)]
    by_ones = sum(step == 1 or (step < 0 and after == 1) for step, after in zip(steps, values[1:], strict=True))
    if len(values) >= 0.7 * filled and by_ones >= 0.9 * len(steps):
        return 1
    first = values[0]
    return first if first in (5, 10) and len(_in_step(numbers, first)) >= 0.8 * len(values) else 0


def _few(numbers: dict[int, re.Match[str]], lines: Sequence[Line]) -> int:
    """The step of a few numbers that are not enough evidence on their own: each must equal its line's position."""
    first = next((int(match[1]) for match in numbers.values()), 0)
    filled = [at for at, line in enumerate(lines) if not line.blank]
    count = all(filled.index(at) + 1 == int(match[1]) for at, match in numbers.items())
    room = all(lines[at].text[:1].isspace() for at in filled if at not in numbers)
    return first if first in (5, 10) and count and room else 0


def _in_step(numbers: dict[int, re.Match[str]], step: int) -> dict[int, re.Match[str]]:
    """The numbers that continue the count or restart it; others are words of the line (`30 years ago`)."""
    found: dict[int, re.Match[str]] = {}
    last = 0
    for at, match in numbers.items():
        value = int(match[1])
        if value in (last + step, step) or not found:
            found[at] = match
            last = value
    return found


_COLOURS = {
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "orange": (255, 153, 0),
    "yellow": (255, 255, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "purple": (128, 0, 128),
    "pink": (255, 0, 255),
    "brown": (153, 76, 0),
}
_LEAST_COLOURED_TURNS = 4
_MOST_COLOURS = 4
_LEAST_TURNS_EACH = 2


def coloured_voices(lines: Sequence[Line]) -> list[Line]:
    """Give the lines a voice for each colour; they are returned unchanged if the colours do not alternate."""
    spoken = [line for line in lines if not line.blank and line.mark is None]
    if any(line.voice is not None for line in lines) or not any(line.colour for line in spoken):
        return list(lines)
    turns = Counter(colour for colour, _ in groupby(line.colour for line in spoken))
    if not 2 <= len(turns) <= _MOST_COLOURS or turns.total() < _LEAST_COLOURED_TURNS:
        return list(lines)
    if sum(count >= _LEAST_TURNS_EACH for count in turns.values()) < 2:  # coloured words for emphasis, or headings
        return list(lines)
    names = _colour_labels(sorted(turns))
    found: list[Line] = []
    before: str | None = None
    for line in lines:
        if line.blank or line.mark is not None:
            found.append(line)
            continue
        found.append(replace(line, voice="" if line.colour == before else names[line.colour]))
        before = line.colour
    return found


def _colour_labels(colours: Sequence[str]) -> dict[str, str]:
    """A label for each colour: the nearest common colour name, or the hex digits if two colours share that name."""
    nearest = {colour: min(_COLOURS, key=partial(_distance, colour)) for colour in colours}
    counts = Counter(nearest.values())
    return {
        colour: f"Speaker in {name}" if counts[name] == 1 else f"Speaker in {name} {colour}".strip()
        for colour, name in nearest.items()
    }


def _distance(colour: str, name: str) -> int:
    written = colour or "000000"
    parts = (int(written[at : at + 2], 16) for at in (0, 2, 4))
    return sum((part - wanted) ** 2 for part, wanted in zip(parts, _COLOURS[name], strict=True))


_NUMBERED_CUE = re.compile(r"(?P<label>.+?)\s*[-_/:#]\s*\d+")  # as in `Speaker 1-0`: the first cue of a speaker
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
    numbered = None if whole else _NUMBERED_CUE.fullmatch(written)
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


_SENTENCE_ENDS = r"(?<=[.?!…\"”’)\]-])\s+"
_INNER_LABEL = r"(?P<label>[^\W\d_][^\s:.?!()\[\]]*(?:\.? [^\s:?!()\[\]]+){0,4})"
_COLON = re.compile(
    rf"{_SENTENCE_ENDS}(?:(?:[-–—]|>{{1,2}})\s+)?(?=(?:{BRACKETED_TIME}\s*)?{_INNER_LABEL}\s*:(?:\s|$))"
)
_TIMED = re.compile(rf"{_SENTENCE_ENDS}(?={_INNER_LABEL}\s*:?\s*{BRACKETED_TIME})")
_BRACKETS = re.compile(rf"{_SENTENCE_ENDS}(?=[\[({{<](?P<label>[^\[\](){{}}<>:]{{1,60}})[\])}}>]\s*:?\s*\S)")

# Form of a label in the middle of a paragraph, by the layout of the file.
INNER_LABELS = {
    "label-colon": _COLON,
    "time-label": _COLON,
    "bold-label": _COLON,
    "label-bracketed-time": _TIMED,
    "label-brackets": _BRACKETS,
}


def one_speaker_a_line(
    lines: Sequence[Line],
    openings: Mapping[int, TurnStart],
    found: Collection[int],
    *,
    form: re.Pattern[str],
    top: int,
) -> Iterator[Line]:
    """Yield the lines from `top` on; a paragraph that contains several speakers becomes one line for each.

    Args:
        lines: the text.
        openings: the turn starts that were accepted.
        found: indices of all lines that begin with something that looks like a label.
        form: pattern for the end of a sentence and a label after it.
        top: number of lines at the top that are a cover sheet or key.
    """
    known = {label_key(opening.label) for opening in openings.values()}
    first = min(openings)
    wrapped = furniture.wrapped_at(lines) > 0
    at = top
    while at < len(lines):
        end = at + 1
        while wrapped and end < len(lines) and end not in openings and _continues(lines[end - 1], lines[end]):
            end += 1
        paragraph = lines[at:end]
        unsure = at in found and at not in openings  # the label was not accepted, so the speaker is unknown
        if at < first or unsure or paragraph[0].blank or paragraph[0].mark is not None:
            yield from paragraph
        else:
            yield from _divided(paragraph, openings.get(at), known, form)
        at = end


def _continues(line: Line, following: Line) -> bool:
    """Whether a line continues the paragraph of the line before it."""
    plain = following.mark is None and following.voice is None and line.mark is None
    return plain and not following.blank and not line.blank and not furniture.is_known(following.text)


def _divided(
    paragraph: Sequence[Line], opening: TurnStart | None, known: Collection[str], form: re.Pattern[str]
) -> Iterator[Line]:
    text = _joined(paragraph)
    after = text.find(opening.speech) if opening and opening.speech else -1  # after its own label and time
    cuts: list[re.Match[str]] = []
    for match in form.finditer(text):
        timed = cuts and is_time(text[cuts[-1].end() : match.start()])  # between the time and its label
        if match.start() > after and label_key(match["label"]) in known and not timed:
            cuts.append(match)
    if not cuts:
        yield from paragraph
        return
    line, ends = paragraph[0], [*(cut.start() for cut in cuts), len(text)]
    joint = " " if len(paragraph) > 1 else line.joint  # a whole paragraph says nothing about the line width
    yield replace(line, text=text[: ends[0]], bold=min(line.bold, ends[0]), joint=joint)
    for cut, end in zip(cuts, ends[1:], strict=True):
        bold = cut.end("label") - cut.end() if line.bold else 0  # bold like the first label of the paragraph
        yield replace(line, text=text[cut.end() : end], time="", bold=bold, joint=joint)


def _joined(paragraph: Sequence[Line]) -> str:
    text = paragraph[0].text.rstrip()
    for line in paragraph[1:]:
        said = line.text.strip()
        text += said if furniture.is_split_word(text, said) else f" {said}"
    return text
