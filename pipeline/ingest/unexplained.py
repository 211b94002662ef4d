"""What a reading leaves unexplained: lines that look like speaker labels but were not accepted as such.

Text that is not a label is attributed to the previous speaker. A reading is therefore only as good as the share of
label-like lines that it explains, however regular its accepted labels are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.documents.document import Line
from pipeline.ingest.label_evidence import could_be_thing, is_unproven, names_person
from pipeline.ingest.turn_starts import Opening
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
_ENDS_ASKING = re.compile(r"\?[\s\"'”’)\]]*$")
_LEAST_OF_ANOTHER_MARKING = 2  # minimum number of turn starts marked in another way that are not accidental
_CHANGES = 0.7  # minimum share of them at which the speaker changes
_NOBODY = 0.5  # factor for a reading whose labels are all things, or that names no speakers although some are named


def unexplained_labels(found: Mapping[int, Opening], accepted: Collection[int], *, after: int) -> dict[int, float]:
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


def questions_within(openings: Mapping[int, Opening], lines: Sequence[Line], *, width: int) -> dict[int, float]:
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
        asked = [one for one in said[:-1] if _ENDS_ASKING.search(lines[one].text[-40:])]
        if width:
            asked = [one for one in asked if lines[one + 1].blank]
            said = [one for one in said if one + 1 == end or lines[one + 1].blank]
        if len(said) >= _LONG_TURN and len(asked) >= max(_LEAST_QUESTIONS, _ASKED * len(said)):
            found |= dict.fromkeys(asked, 1.0)
    return found


def explained(openings: Mapping[int, Opening], left: Mapping[int, float]) -> float:
    """The factor for a reading's score, given what it leaves unexplained: 1 if nothing."""
    weight = sum(left.values())
    share = len(openings) / (len(openings) + weight) if openings else 0.0
    return float(share**_STEEP)


def other_markings(
    openings: Mapping[int, Opening], others: Iterable[tuple[Mapping[int, Opening], Mapping[int, Opening]]]
) -> dict[int, Opening]:
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


def _persons(found: Mapping[int, Opening], first: int, last: int) -> dict[int, Opening]:
    """Turn starts of people who speak once or twice, among others with the same marking."""
    return {
        at: opening
        for at, opening in found.items()
        if first < at < last
        and (names_person(opening.label) or looks_like_name(opening.label))
        and not could_be_thing(opening.label)
    }


def _changes(openings: Mapping[int, Opening], of: Collection[int]) -> float:
    """The share of these turn starts at which the speaker changes."""
    ordered = list(openings.items())
    changes = [
        label_key(one.label) != label_key(two.label) for (_, one), (at, two) in pairwise(ordered) if at in of
    ]
    return sum(changes) / len(changes) if changes else 1.0


def contested(
    openings: Mapping[int, Opening], others: Iterable[tuple[Mapping[int, Opening], bool]], *, named: bool
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


def of_persons(openings: Mapping[int, Opening], left: Mapping[int, float], *, named: bool) -> float:
    """A factor below 1 if no label is that of a person, or if no speakers are named although there are labels."""
    if not named:
        return _NOBODY if left else 1.0
    labels: Sequence[str] = [opening.label for opening in openings.values()]
    return _NOBODY if labels and all(could_be_thing(label) for label in labels) else 1.0
