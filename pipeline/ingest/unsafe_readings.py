"""Signs that a reading is wrong: what it leaves unexplained, labels that stop, a rival that fits nearly as well.

Text that is not a label is attributed to the previous speaker. A reading is therefore only as good as the share of
label-like lines that it explains, however regular its accepted labels are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.interviewers import Habit
from pipeline.ingest.label_evidence import could_be_thing, is_unproven, names_person
from pipeline.ingest.question_answer import ENDS_ASKING, paragraphs
from pipeline.ingest.turn_starts import TurnStart
from pipeline.people.labels import (
    could_be_unusual_label,
    initials_of,
    is_backchannel,
    is_field,
    is_role,
    is_talk,
    label_key,
    looks_like_name,
    plausible,
)

_SINGLE = 0.5  # weight of a line whose label occurs once: speech also has words before a colon
_OFTEN = 6  # times; a label of common words that occurs more often may be a surname
_STEEP = 3  # if a fifth of the label-like lines are unexplained, the score is halved
_LONG_TURN = 6  # paragraphs
_LEAST_QUESTIONS = 3
_ASKED = 0.15  # share of questions among the paragraphs of a long turn above which it has several speakers
_LEAST_OF_ANOTHER_MARKING = 2  # minimum number of turn starts marked in another way that are not accidental
_CHANGES = 0.7  # minimum share of them at which the speaker changes
_NOBODY = 0.5  # factor for a reading whose labels are all things, or that names no speakers although some are named


def unexplained_labels(
    found: Mapping[int, TurnStart], accepted: Collection[int], *, after: int
) -> dict[int, float]:
    """Lines that look like the start of a turn but were not accepted, each with its weight.

    Args:
        found: lines that have the form of a turn start, by line index.
        accepted: the lines where a turn starts.
        after: index of the first turn start; text before it is not part of the conversation.
    """
    left = {at: opening.label for at, opening in found.items() if at > after and at not in accepted}
    counts = Counter(map(label_key, left.values()))
    weights = {at: _weight(label, counts[label_key(label)]) for at, label in left.items()}
    return {at: weight for at, weight in weights.items() if weight}


def _weight(label: str, count: int) -> float:
    if is_talk(label) or is_field(label) or is_backchannel(label):
        return 0.0
    if names_person(label):
        return 1.0
    if is_unproven(label) and 1 < count < _OFTEN:
        return float(_SINGLE / count**0.5)  # common words often open sentences: `Meaning:`
    if not plausible(label):
        bracketed = _SINGLE if label.startswith(("(", "[")) else 0.0
        return float(could_be_unusual_label(label)) if count > 1 else bracketed
    return 1.0 if count > 1 else _SINGLE


def questions_within(openings: Mapping[int, TurnStart], lines: Sequence[Line], *, width: int) -> dict[int, float]:
    """Questions in one long turn that the same speaker appears to ask and answer, so labels are missing.

    Args:
        openings: the turn starts.
        lines: the text.
        width: width at which lines were wrapped; 0 if each line is a paragraph.
    """
    found: dict[int, float] = {}
    ends = [*list(openings)[1:], len(lines)]
    for at, end in zip(openings, ends, strict=True):
        if end - at < _LONG_TURN:
            continue
        said = [one for one in range(at, end) if not lines[one].blank and lines[one].mark is None]
        asked = [one for one in said[:-1] if ENDS_ASKING.search(lines[one].text[-40:])]
        if width:
            asked = [one for one in asked if lines[one + 1].blank]
            said = [one for one in said if one + 1 == end or lines[one + 1].blank]
        if len(said) >= _LONG_TURN and len(asked) >= max(_LEAST_QUESTIONS, _ASKED * len(said)):
            found |= dict.fromkeys(asked, 1.0)
    return found


def explained(openings: Mapping[int, TurnStart], left: Mapping[int, float]) -> float:
    """The factor for a reading's score, given what it leaves unexplained: 1 if nothing."""
    weight = sum(left.values())
    share = len(openings) / (len(openings) + weight) if openings else 0.0
    return float(share**_STEEP)


def other_markings(
    openings: Mapping[int, TurnStart], others: Iterable[tuple[Mapping[int, TurnStart], Mapping[int, TurnStart]]]
) -> dict[int, TurnStart]:
    """Turn starts in the same file that are marked in another way.

    This happens if two typists or programs wrote the file: `Anna: text` in one half, `[Anna] text` in the other.
    The turn starts are accepted if the label is known, or if they begin or continue the conversation.

    Args:
        openings: the turn starts of the best layout.
        others: for each other layout with labelled speakers, best first: its turn starts, and everything that has
            the form of one.
    """
    merged = dict(openings)
    for other, found in others:
        known = {label_key(opening.label) for opening in merged.values()}
        known |= {short for opening in merged.values() for short in initials_of(opening.label)}
        first, last = min(merged), max(merged)
        extra = {at: opening for at, opening in other.items() if at not in merged}
        known_extra = {
            at: opening
            for at, opening in found.items()
            if at not in merged and label_key(opening.label) in known and len(opening.label) > 1
        }
        outside = {
            at: opening
            for at, opening in extra.items()
            if not first < at < last and (names_person(opening.label) or looks_like_name(opening.label))
        }
        for more in (known_extra | outside, known_extra):
            ordered = dict(sorted((merged | more).items()))
            if len(more) >= _LEAST_OF_ANOTHER_MARKING and _changes(ordered, more) >= _CHANGES:
                merged = dict(sorted((_persons(found, min(more), max(more)) | ordered).items()))
                break
    return merged


def _persons(found: Mapping[int, TurnStart], first: int, last: int) -> dict[int, TurnStart]:
    """Turn starts of people who speak once or twice, among others with the same marking."""
    return {
        at: opening
        for at, opening in found.items()
        if first < at < last
        and (names_person(opening.label) or looks_like_name(opening.label))
        and not could_be_thing(opening.label)
    }


def _changes(openings: Mapping[int, TurnStart], of: Collection[int]) -> float:
    """The share of these turn starts at which the speaker changes."""
    ordered = list(openings.items())
    changes = [
        label_key(one.label) != label_key(two.label) for (_, one), (at, two) in pairwise(ordered) if at in of
    ]
    return sum(changes) / len(changes) if changes else 1.0


def contested(
    openings: Mapping[int, TurnStart], others: Iterable[tuple[Mapping[int, TurnStart], bool]], *, named: bool
) -> dict[int, float]:
    """Lines where another layout starts a person's turn and this reading does not, each with its weight.

    Args:
        openings: the turn starts of the reading.
        others: for each other layout with labelled speakers: its turn starts, and whether it explains much of the
            text.
        named: whether the reading names its speakers.
    """
    first = min(openings, default=0)
    found: dict[int, float] = {}
    for other, strong in others:
        counts = Counter(label_key(opening.label) for opening in other.values())
        for at, opening in other.items():
            role = is_role(opening.label)
            starts_here = at in openings and named
            if starts_here or (named and at <= first) or not (strong or (role and not named)):
                continue
            if names_person(opening.label) and (role or counts[label_key(opening.label)] > 1):
                found[at] = 1.0
    return found


def of_persons(openings: Mapping[int, TurnStart], left: Mapping[int, float], *, named: bool) -> float:
    """A factor below 1 if no label is that of a person, or if no speakers are named although there are labels."""
    if not named:
        return _NOBODY if left else 1.0
    labels: Sequence[str] = [opening.label for opening in openings.values()]
    return _NOBODY if labels and all(could_be_thing(label) for label in labels) else 1.0


ONE_LABEL = "only one party has a label; the paragraphs without a label were read as those of the other party"
LIKE_A_REPORT = "nobody asks anything, and no speaker is soon followed by another: it reads like a report"

_LEAST_WORDS = 300  # of a report
_LONG_SPEECH = 100  # mean words of a turn
_SHORT_TURN = 25  # words of a turn
_CHAIRED = 0.4  # share of short turns where somebody calls the speakers of long ones, as in a hearing
_ASKED_IN_REPORT = 0.05  # minimum share of turns, or of paragraphs, that end in a question if somebody asks
_LEAST_TURNS = 6  # minimum number of turns before labels can be said to stop
_LONG_LAST_TURN = 6  # paragraphs
_LONGER = 2  # how many times as many paragraphs as any other turn
_LEAST_SHARE = 0.1  # minimum share of the words
_NEARLY = 0.9  # share of the score of the best reading
_SAFE = 0.03  # maximum share of words whose speaker may differ between readings


class Rival(NamedTuple):
    """Another reading of a text: its layout, how well it fits, and where its turns start."""

    layout: str
    score: float
    openings: Mapping[int, TurnStart]


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
    if sum(len(text.split()) < _SHORT_TURN for text in said) > _CHAIRED * len(said):
        return ""
    found = [
        " ".join(line.text for line in lines[part.first : part.last + 1])
        for part in paragraphs(lines, 0, len(lines), width=furniture.wrapped_at(lines))
    ]
    if _words(found) < _LEAST_WORDS or _asks(found):
        return ""
    return f"{LIKE_A_REPORT} (if it is one, give it the kind 'document' in cases.csv)"


def labels_stop(openings: Mapping[int, TurnStart], lines: Sequence[Line], *, width: int) -> str:
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
    if last < max(_LONG_LAST_TURN, _LONGER * max(before) + 1):
        return ""
    words = [len(line.text.split()) for line in lines]
    share = sum(words[starts[-1] :]) / (sum(words[starts[0] :]) or 1)
    if share < _LEAST_SHARE:
        return ""
    return f"{last} paragraphs without a label, {share:.0%} of the text, stand after the last label"


def nearly_as_good(
    openings: Mapping[int, TurnStart], score: float, rivals: Iterable[Rival], lines: Sequence[Line]
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


def _speakers(openings: Mapping[int, TurnStart], end: int) -> list[str]:
    """The key of the speaker of each line; "" before the first turn."""
    found: list[str] = []
    now = ""
    for at in range(end):
        now = label_key(openings[at].label) if at in openings else now
        found.append(now)
    return found


def _contradicted(
    openings: Mapping[int, TurnStart], other: Mapping[int, TurnStart], mine: Sequence[str], words: Sequence[int]
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
    return sum(Habit.of(text).ends for text in texts) > _ASKED_IN_REPORT * len(texts)
