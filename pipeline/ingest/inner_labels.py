"""Finds a second speaker in the middle of a paragraph: `… every Friday. Interviewer: And then?`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.documents.times import BRACKETED_TIME, is_time
from pipeline.ingest.turn_starts import Opening
from pipeline.people.labels import label_key

_SENTENCE_ENDS = r"(?<=[.?!…\"”’)\]-])\s+"
_NAME = r"(?P<label>[^\W\d_][^\s:.?!()\[\]]*(?:\.? [^\s:?!()\[\]]+){0,4})"
_COLON = re.compile(rf"{_SENTENCE_ENDS}(?:(?:[-–—]|>{{1,2}})\s+)?(?=(?:{BRACKETED_TIME}\s*)?{_NAME}\s*:(?:\s|$))")
_TIMED = re.compile(rf"{_SENTENCE_ENDS}(?={_NAME}\s*:?\s*{BRACKETED_TIME})")
_BRACKETS = re.compile(rf"{_SENTENCE_ENDS}(?=[\[({{<](?P<label>[^\[\](){{}}<>:]{{1,60}})[\])}}>]\s*:?\s*\S)")

# Form of a label in the middle of a paragraph, by the layout of the file.
FORMS = {
    "label-colon": _COLON,
    "time-label": _COLON,
    "bold-label": _COLON,
    "label-bracketed-time": _TIMED,
    "label-brackets": _BRACKETS,
}


def divided(
    lines: Sequence[Line],
    openings: Mapping[int, Opening],
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
    paragraph: Sequence[Line], opening: Opening | None, known: Collection[str], form: re.Pattern[str]
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
