"""Signs that a reading is unsafe: labels that stop, another reading that fits nearly as well, a report's prose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.interviewers import Habit
from pipeline.ingest.question_answer import paragraphs
from pipeline.ingest.turn_starts import Opening
from pipeline.people.labels import label_key

ONE_LABEL = "only one party has a label; the paragraphs without a label were read as those of the other party"
LIKE_A_REPORT = "nobody asks anything, and no speaker is soon followed by another: it reads like a report"

_LEAST_WORDS = 300  # of a report
_LONG_SPEECH = 100  # mean words of a turn
_SHORT = 25  # words of a turn
_CHAIRED = 0.4  # share of short turns where somebody calls the speakers of long ones, as in a hearing
_ASKED = 0.05  # minimum share of turns, or of paragraphs, that end in a question if somebody asks
_LEAST_TURNS = 6  # minimum number of turns before labels can be said to stop
_LONG_TURN = 6  # paragraphs
_LONGER = 2  # how many times as many paragraphs as any other turn
_LEAST_SHARE = 0.1  # minimum share of the words
_NEARLY = 0.9  # share of the score of the best reading
_SAFE = 0.03  # maximum share of words whose speaker may differ between readings


class Rival(NamedTuple):
    """Another reading of a text: its layout, how well it fits, and where its turns start."""

    layout: str
    score: float
    openings: Mapping[int, Opening]


def like_a_report(source: ReadSource, lines: Sequence[Line]) -> str:
    """Why a text seems to be a report whose headings were taken for speakers, or that has none; "" if it does not.

    Args:
        source: how it was read.
        lines: the text.
    """
    said = [source.text[turn.start : turn.end] for turn in source.turns]
    monologue = len(said) > 1 and len({turn.speaker for turn in source.turns}) == 1
    if monologue or _words(said) < _LONG_SPEECH * len(said) or _asks(said):
        return ""
    if sum(len(text.split()) < _SHORT for text in said) > _CHAIRED * len(said):
        return ""
    found = [
        " ".join(line.text for line in lines[part.first : part.last + 1])
        for part in paragraphs(lines, 0, len(lines), width=furniture.wrapped_at(lines))
    ]
    if _words(found) < _LEAST_WORDS or _asks(found):
        return ""
    return f"{LIKE_A_REPORT} (if it is one, give it the kind 'document' in cases.csv)"


def labels_stop(openings: Mapping[int, Opening], lines: Sequence[Line], *, width: int) -> str:
    """Why the labels seem to stop before the text ends; "" if they do not.

    In that case, the last turn has many paragraphs, which are in fact separate turns, while other turns have one or
    two.

    Args:
        openings: the turn starts.
        lines: the text.
        width: width at which lines were wrapped; 0 if each line is a paragraph.
    """
    starts = list(openings)
    if len(starts) < _LEAST_TURNS or any(lines[at].cue for at in starts):
        return ""
    ends = [*starts[1:], len(lines)]
    *before, last = [
        sum(1 for _ in paragraphs(lines, at, end, width=width)) for at, end in zip(starts, ends, strict=True)
    ]
    if last < max(_LONG_TURN, _LONGER * max(before) + 1):
        return ""
    words = [len(line.text.split()) for line in lines]
    share = sum(words[starts[-1] :]) / (sum(words[starts[0] :]) or 1)
    if share < _LEAST_SHARE:
        return ""
    return f"{last} paragraphs without a label, {share:.0%} of the text, stand after the last label"


def nearly_as_good(
    openings: Mapping[int, Opening], score: float, rivals: Iterable[Rival], lines: Sequence[Line]
) -> str:
    """How another reading that fits nearly as well contradicts this one; "" if none does.

    A reading that merely has fewer turns is not a rival, since this reading explains everything that it explains.

    Args:
        openings: the turn starts of this reading.
        score: how well it fits.
        rivals: the other readings.
        lines: the text.
    """
    words = [len(line.text.split()) for line in lines]
    total = sum(words[min(openings) :]) or 1
    mine = _speakers(openings, len(lines))
    for rival in rivals:
        if rival.score < _NEARLY * score or rival.openings.keys() <= openings.keys():
            continue
        share = _contradicted(openings, rival.openings, mine, words) / total
        if share > _SAFE:
            return (
                f"the layout '{rival.layout}' matches nearly as well ({rival.score:.0%} against {score:.0%}), "
                f"and gives {share:.0%} of the words to somebody else"
            )
    return ""


def _speakers(openings: Mapping[int, Opening], end: int) -> list[str]:
    """The key of the speaker of each line; "" before the first turn."""
    found: list[str] = []
    now = ""
    for at in range(end):
        now = label_key(openings[at].label) if at in openings else now
        found.append(now)
    return found


def _contradicted(
    openings: Mapping[int, Opening], other: Mapping[int, Opening], mine: Sequence[str], words: Sequence[int]
) -> int:
    """Number of words in turns that only the other reading has and that it assigns to another speaker."""
    same: dict[str, Counter[str]] = defaultdict(Counter)
    for at in openings.keys() & other.keys():
        same[label_key(other[at].label)][label_key(openings[at].label)] += 1
    known = {theirs: counts.most_common(1)[0][0] for theirs, counts in same.items()}
    found = 0
    for at, end in zip(other, [*list(other)[1:], len(mine)], strict=True):
        if at in openings or not mine[at]:
            continue
        who = known.get(label_key(other[at].label), "")
        until = next((line for line in range(at + 1, end) if line in openings), end)
        found += sum(words[at:until]) if who != mine[at] else 0
    return found


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _asks(texts: Sequence[str]) -> bool:
    return sum(Habit.of(text).ends for text in texts) > _ASKED * len(texts)
