"""How well each layout fits a text, and which fits best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.corpus.records import SegmentKind
from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest import turn_starts, unsafe_readings
from pipeline.ingest.interviewers import is_title, names_in_list
from pipeline.ingest.label_evidence import accepted_labels
from pipeline.ingest.layouts import LAYOUTS, ONE_LABEL, PROSE, Layout
from pipeline.ingest.question_answer import one_label_reading, without_numbers
from pipeline.ingest.turn_starts import QUESTION, TurnStart
from pipeline.ingest.unsafe_readings import (
    contested,
    explained,
    of_persons,
    other_markings,
    questions_within,
    unexplained_labels,
)
from pipeline.language.lexicons import word_set
from pipeline.people.labels import (
    honorific_of,
    initials_of,
    is_role,
    label_key,
    looks_like_name,
    name_words,
)

LEAST_SCORE = 0.3
_ENDED = re.compile(r"[.?!…]['’”\"]?(\s|$)")
_TITLE_WORDS = word_set(
    "roundtable interview transcript meeting minutes workshop discussion focus session hearing study recording"
)
_NO_TEXT = (SegmentKind.FURNITURE, SegmentKind.NOTE)  # kinds that a layout does not have to explain
_LONG_TURN = 2500  # words per turn above which the labels are probably accidental
_WORDS_OF_SPEECH = 4  # number of words after a label in a heading
_STRICT = 0.95  # share of paragraphs at which the speaker changes, if only a question mark marks questions
_NOT_STRICT = 0.85  # factor below that share: a remark by the interviewer may come between two answers
_FEW = 5  # number of turn starts below which no label can be expected to recur


@dataclass(frozen=True)
class Fit:
    """How well a layout fits a text.

    Attributes:
        layout: the layout.
        score: 0 to 1.
        openings: the turn starts, by line index.
        doubts: indices of lines that look like turn starts but were not accepted.
        found: everything that has the form of a turn start, accepted or not, by line index.
        unsafe: why this reading is not safe to use; "" if no problems were found in the text.
    """

    layout: Layout
    score: float
    openings: Mapping[int, TurnStart] = field(default_factory=dict, repr=False)
    doubts: Sequence[int] = ()
    found: Mapping[int, TurnStart] = field(default_factory=dict, repr=False)
    unsafe: str = ""


def best_fit(lines: Sequence[Line], *, top: int = 0, forced: str = "", listed: Collection[str] = ()) -> Fit:
    """The layout that explains most of the text, or `prose` if none does.

    Args:
        lines: the text.
        top: number of lines at the top that are a cover sheet or key.
        forced: name of the only layout to try, or "".
        listed: keys of labels in participants.csv that cannot be told from speech without that list.
    """
    ranked = ranked_fits(lines, top=top, forced=forced, listed=listed)
    best = ranked[0] if ranked else Fit(PROSE, 0.0)
    if best.openings and best.layout is ONE_LABEL:
        best = replace(best, unsafe="" if forced else unsafe_readings.ONE_LABEL)
    elif best.openings and best.layout.name != "voices":
        best = _with_rivals(best, ranked[1:], lines, top=top)
    return best if best.score >= LEAST_SCORE or (forced and best.openings) else Fit(PROSE, 0.0)


def ranked_fits(
    lines: Sequence[Line], *, top: int = 0, forced: str = "", listed: Collection[str] = ()
) -> list[Fit]:
    """The fit of each layout, best first; ties keep the order of the list of layouts.

    Args:
        lines: the text.
        top: number of lines at the top that are a cover sheet or key.
        forced: name of the only layout to try, or "".
        listed: keys of labels in participants.csv that cannot be told from speech without that list.
    """
    width = furniture.wrapped_at(lines)
    wanted = [
        layout for layout in LAYOUTS if forced in ("", ONE_LABEL.name, layout.name) and layout is not ONE_LABEL
    ]
    fits = [_fit(layout, lines, top=top, width=width, listed=listed) for layout in wanted]
    if forced in ("", ONE_LABEL.name):
        fits = [fit for fit in (*fits, _one_label(fits, lines, width=width)) if forced in ("", fit.layout.name)]
    labelled = [fit for fit in fits if not fit.layout.unlabelled and fit.layout is not ONE_LABEL]
    most = max((len(fit.openings) for fit in labelled if fit.score > LEAST_SCORE), default=1)
    found: list[Fit] = []
    for fit in fits:
        share = min(1.0, len(fit.openings) / most) ** 0.5 if not fit.layout.unlabelled else 1.0
        score = min(1.0, round(fit.score * share, 3))
        if fit.found or score > 0:
            place = next((at for at, other in enumerate(found) if score > other.score + 0.005), len(found))
            found.insert(place, replace(fit, score=score))
    return found


def _with_rivals(best: Fit, rivals: Sequence[Fit], lines: Sequence[Line], *, top: int) -> Fit:
    """Add turns marked in other ways to the best fit; whatever rivals explain better lowers its score."""
    labelled = [fit for fit in rivals if not fit.layout.unlabelled and fit.layout is not ONE_LABEL]
    openings, score = best.openings, best.score
    named = not best.layout.unlabelled
    if named:
        openings = other_markings(openings, ((fit.openings, fit.found) for fit in labelled))
        if len(openings) > len(best.openings):
            score = max(score, round(best.layout.weight * _score(openings, lines, top=top), 3))
    contesting = ((fit.openings, fit.score >= LEAST_SCORE) for fit in labelled)
    left = contested(openings, contesting, named=named)
    if named:
        left |= questions_within(openings, lines, width=furniture.wrapped_at(lines))
    factor = explained(openings, left) * of_persons(openings, left, named=named)
    doubts = sorted({*best.doubts, *left} - set(openings if named else ()))
    score = round(score * factor, 3)
    unsafe = ""
    if named:
        others = [unsafe_readings.Rival(fit.layout.name, fit.score, fit.openings) for fit in labelled]
        unsafe = unsafe_readings.labels_stop(openings, lines, width=furniture.wrapped_at(lines))
        unsafe = unsafe or unsafe_readings.nearly_as_good(openings, score, others, lines)
    return replace(best, openings=openings, score=score, doubts=doubts, unsafe=unsafe)


def _one_label(fits: Sequence[Fit], lines: Sequence[Line], *, width: int) -> Fit:
    """The fit for a text in which only one party has a label, whichever layout that label uses."""
    labelled = [fit.openings for fit in fits if not fit.layout.unlabelled and fit.layout.name != "voices"]
    found = (one_label_reading(openings, lines, width=width) for openings in labelled if openings)
    best = max(filter(None, found), key=lambda reading: (reading.score, len(reading.openings)), default=None)
    if best is None:
        return Fit(ONE_LABEL, 0.0)
    return Fit(ONE_LABEL, ONE_LABEL.weight * best.score, best.openings)


def _fit(layout: Layout, lines: Sequence[Line], *, top: int, width: int, listed: Collection[str]) -> Fit:
    if layout.unlabelled:
        return _questions(layout, lines, top=top, width=width)
    found: dict[int, TurnStart] = {}
    for at in range(top, len(lines)):
        line = lines[at]
        if (line.mark is None or layout.in_headings) and line.text and (opening := layout.opening(line)):
            found[at] = opening
    found = without_numbers(found)
    accepted = accepted_labels(layout, found, lines, width=width, listed=listed)
    openings = {at: opening for at, opening in found.items() if label_key(opening.label) in accepted}
    if layout.in_headings:
        openings = dict(sorted((_headings_with_speech(openings, lines, top=top) | openings).items()))
    if layout.name != "voices":
        openings = _without_roll(_without_title(openings, lines), lines)
    first = next(iter(openings), 0)
    left = unexplained_labels(found, openings, after=first)
    score = layout.weight * _score(openings, lines, top=top) * explained(openings, left)
    return Fit(layout, score, openings, sorted(left), found)


def _headings_with_speech(
    openings: Mapping[int, TurnStart], lines: Sequence[Line], *, top: int
) -> dict[int, TurnStart]:
    """Headings that contain an accepted label followed by speech."""
    labels = sorted({opening.label for opening in openings.values()}, key=lambda label: (-len(label), label))
    found = {}
    for at in range(top, len(lines)):
        line = lines[at]
        label = next((label for label in labels if line.text.startswith(label)), "")
        if line.mark is not SegmentKind.HEADING or at in openings or not label:
            continue
        head = re.match(r"\s*[:.,–—-]?\s*", line.text[len(label) :])
        end = len(label) + (head.end() if head else 0)
        speech = line.text[end:]
        run_on = end == len(label) and not speech[:1].isupper()  # `Tom Reeds` is a different name
        if not run_on and (len(speech.split()) >= _WORDS_OF_SPEECH or _ENDED.search(speech)):
            found[at] = turn_starts.labelled(line, label, end=end)
    return found


def _without_title(openings: dict[int, TurnStart], lines: Sequence[Line]) -> dict[int, TurnStart]:
    """Leave out a title that looks like a label: it opens the file, and says so or is no speaker's sentence."""
    counts = Counter(label_key(opening.label) for opening in openings.values())
    kept = dict(openings)
    starts = list(openings) if sum(count > 1 for count in counts.values()) > 1 else []
    for at, following in pairwise(starts):
        opening = openings[at]
        said = " ".join([opening.speech, *(line.text for line in lines[at + 1 : following])]).strip()
        key = label_key(opening.label)
        titled = not _TITLE_WORDS.isdisjoint(key.split())
        shortened = initials_of(opening.label) | {word.casefold() for word in name_words(opening.label)}
        person = is_role(opening.label) or honorific_of(opening.label) or not (shortened - {key}).isdisjoint(counts)
        known = counts[key] > 1 or person or (_ENDED.search(said) and not titled)
        if known and not (at == starts[0] and is_title(opening.speech)):
            break
        del kept[at]
    return kept


def _without_roll(openings: dict[int, TurnStart], lines: Sequence[Line]) -> dict[int, TurnStart]:
    """Leave out a list of speakers above the conversation: `Interviewer: Mia Holt`, a role and a name only."""
    kept = dict(openings)
    starts = list(openings)
    for at, following in pairwise(starts):
        opening = openings[at]
        more = any(not lines[other].blank for other in range(at + 1, following))
        if (
            not is_role(opening.label)
            or more
            or not all(map(looks_like_name, names_in_list(opening.speech)))
            or _ENDED.search(opening.speech)
        ):
            break
        del kept[at]
    return kept


def _score(openings: Mapping[int, TurnStart], lines: Sequence[Line], *, top: int) -> float:
    """Score the evidence: labels that recur and alternate, and little text before the first one."""
    if not openings:
        return 0.0
    keys = [label_key(opening.label) for opening in openings.values()]
    counts = Counter(keys)
    again = sum(counts[key] > 1 for key in keys) / len(keys) if len(keys) > _FEW else 1.0
    # Every caption of a turn has the label; so may rows of a table.
    once = all(lines[at].cue or lines[at].voice for at in openings) and len(counts) > 1
    changes = [one != other for one, other in pairwise(keys)]
    alternate = 1.0 if once else sum(changes) / len(changes) if changes else 0.3
    first = next(iter(openings))
    words = [0 if line.mark in _NO_TEXT else line.text.count(" ") + 1 for line in lines]
    total = sum(words[top:]) or 1
    covered = 1 - sum(words[top:first]) / total
    density = min(1.0, _LONG_TURN * len(keys) / total)
    fit = 0.45 * again + 0.3 * min(1.0, alternate * 1.5) + 0.25
    return float(covered * fit * density * (1.0 if len(counts) > 1 else 0.6))


def _questions(layout: Layout, lines: Sequence[Line], *, top: int, width: int) -> Fit:
    """Fit questions and answers without names, by how regularly they alternate."""
    wrapped = width > 0
    found: dict[int, TurnStart] = {}
    paragraph: list[int] = []
    for at in [*range(top, len(lines)), None]:
        line = lines[at] if at is not None else None
        plain = line is not None and not line.blank and line.mark is None and line.voice is None
        if plain and line is not None and (furniture.is_known(line.text) or furniture.is_page_number(line.text)):
            plain = False
        if paragraph and (not plain or not wrapped):
            last = layout.opening(lines[paragraph[-1]])
            first = layout.opening(lines[paragraph[0]])
            if last and first:
                found[paragraph[0]] = TurnStart(last.label, (), "", first.speech, first.seconds)
            paragraph = []
        if plain and at is not None:
            paragraph.append(at)
    start = next((at for at, opening in found.items() if opening.label == QUESTION), None)
    if start is None:
        return Fit(layout, 0.0)
    openings = {at: opening for at, opening in found.items() if at >= start}
    return Fit(
        layout,
        layout.weight * _alternation(openings, lines, asking=layout.asking, by_mark=layout.by_mark),
        openings,
        _odd_questions(openings, lines),
    )


def _alternation(
    openings: Mapping[int, TurnStart], lines: Sequence[Line], *, asking: float, by_mark: bool
) -> float:
    """1 if questions and answers alternate, questions ask something and answers have content; 0 if not."""
    labels = [opening.label for opening in openings.values()]
    asked = [at for at, opening in openings.items() if opening.label == QUESTION]
    answered = [at for at, opening in openings.items() if opening.label != QUESTION]
    if len(asked) < 2 or not answered or not 0.15 <= len(asked) / len(labels) <= 0.6:
        return 0.0
    turns = sum(one == QUESTION != other for one, other in pairwise(labels)) / len(asked)
    share = sum("?" in lines[at].text for at in asked) / len(asked)
    full = sum(len(lines[at].text) for at in answered) > 0.4 * sum(len(lines[at].text) for at in asked)
    fit = min(1.0, turns * 1.1) if turns >= 0.7 and share >= asking and full else 0.0
    strict = sum(one != other for one, other in pairwise(labels)) >= _STRICT * (len(labels) - 1)
    return fit if strict or not by_mark else fit * _NOT_STRICT


def _odd_questions(openings: Mapping[int, TurnStart], lines: Sequence[Line]) -> list[int]:
    """Questions without a question mark, and consecutive questions: they may be answers or headings."""
    ordered = list(openings.items())
    odd = [at for at, opening in ordered if opening.label == QUESTION and "?" not in lines[at].text]
    odd += [at for (_, one), (at, other) in pairwise(ordered) if one.label == QUESTION == other.label]
    return sorted(set(odd))
