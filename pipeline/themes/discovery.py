"""Discovers candidate themes among the passages without a code.

A topic becomes a candidate if it is found again in resamples, its core is coherent, its passages share a
distinctive word, several people mention it, in more than one case if there are several, a phrase in its passages
describes it, and it does not duplicate a code of the codebook. The interviewer's words, people's names, fillers and
courtesies are not used. The candidates do not depend on the order of the sources. A passage may belong to several.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.themes.candidates import name_keys, name_phrases
from pipeline.themes.clusters import unit
from pipeline.themes.topics import FoundTopics, Topic, sampled, topics_of
from pipeline.themes.vectors import Vectors
from pipeline.themes.words import COURTESY, content_words, proper_words, words_of
from pipeline.workflow.parallel import Submit, inline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.corpus.settings import ThemeSettings

    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]
    Embed = Callable[[Sequence[str]], Floats]

_LEAST_WORDS = 3  # content words; a passage with fewer is not used for topics
_LEAST_VOICES = 2
_MOST_OF_ONE = 2 / 3  # the largest share of the passages by one person
_LEAST_CASES = 2  # if the passages come from at least this many
_LABEL_WORDS = 8
_CLASSES = ("case", "sector")
_MOST_COURTESY = 0.4  # the largest share of passages that thank or apologise: such a topic is no theme
_CONTRAST_WORDS = 4


@dataclass(frozen=True)
class UncodedPassage:
    """A passage without a code.

    Attributes:
        text: a participant's words, without the names of organisations.
        voice: the id of the speaker.
        case: the case of its source.
        sector: the speaker's sector, if it is known.
    """

    text: str
    voice: str
    case: str
    sector: str = ""


@dataclass(frozen=True)
class Covered:
    """What the codebook covers, so that no candidate duplicates a code.

    Attributes:
        centres: for each code in use, the mean vector of its passages, shape (codes, dimensions).
        names: the names of all codes.
        ids: the id of each code in use.
        texts: the passages of each code in use.
    """

    centres: Floats
    names: Sequence[str] = ()
    ids: Sequence[str] = ()
    texts: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class InClass:
    """A candidate in one case or sector.

    Attributes:
        attribute: case or sector.
        value: which.
        passages: how many of its passages are there.
        words: its most distinctive words there, of those that several passages contain.
    """

    attribute: str
    value: str
    passages: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A topic that may be a theme.

    Attributes:
        name: a verbatim phrase from its passages.
        label_words: its most distinctive words.
        members: the indices of its passages, most typical first.
        confidence: the confidence of each member, 0.5 to 1: how close it is to the centre.
        stability: the share of resamples of the passages in which it is found again.
        group: words that it has in common with other candidates near it.
        nearest: the id of the nearest code in use.
        differs: words that are more common in its passages than in those of the nearest code.
        lacks: words that are more common in those of the nearest code.
        classes: the cases and sectors in which it occurs.
    """

    name: str
    label_words: tuple[str, ...]
    members: tuple[int, ...]
    confidence: tuple[float, ...]
    stability: float
    group: str = ""
    nearest: str = ""
    differs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    classes: tuple[InClass, ...] = ()


def discover(
    passages: Sequence[UncodedPassage],
    *,
    vectors: Vectors,
    codes: Covered,
    names: frozenset[str],
    embed: Embed,
    settings: ThemeSettings,
    submit: Submit = inline,
) -> tuple[Candidate, ...]:
    """The candidate themes in these passages, largest first.

    Args:
        passages: participants' passages without a code.
        vectors: their unit vectors, shape (passages, dimensions).
        codes: the existing codes, which no candidate may duplicate.
        names: words of people's names, in lower case.
        embed: computes unit vectors.
        settings: the settings of the stage.
        submit: runs half of the resamples in the background.
    """
    import numpy as np

    texts = [passage.text for passage in passages]
    avoid = names | proper_words(texts)
    same: dict[str, str] = {}  # each word is held once
    words = [[same.setdefault(word, word) for word in content_words(text, without=avoid)] for text in texts]
    about = [at for at in range(len(texts)) if len(set(words[at])) >= _LEAST_WORDS]
    rows = np.array(sorted(about, key=lambda at: (texts[at], at)), dtype=np.intp)
    shaping = sampled(rows, texts, most=settings.discovery_sample)
    found = topics_of(words, vectors=vectors, rows=shaping, codes=codes.centres, settings=settings, submit=submit)
    support = _Support(passages, rows, least=_least_passages(len(rows), settings))
    unnamed = [
        (topic, near)
        for topic, members in zip(found.topics, found.members(words, vectors, rows), strict=True)
        if support.enough(near := _nearest_first(topic, members, texts, vectors))
    ]
    unnamed.sort(key=lambda item: (-len(item[1]), texts[next(iter(item[1]))]))
    taken = {name_keys(name) for name in codes.names}
    candidates: dict[int, Candidate] = {}
    for topic, near in unnamed:
        said = [texts[at] for at in near]
        possible = name_phrases(said, centre=found.apart(topic), weights=topic.weights, avoid=avoid, embed=embed)
        name = next((name for name in possible if name_keys(name) not in taken), "")
        if name:
            taken.add(name_keys(name))
            candidates[topic.number] = Candidate(
                name=name,
                label_words=tuple(list(topic.weights)[:_LABEL_WORDS]),
                members=tuple(near),
                confidence=tuple(topic.confidence(likeness) for likeness in near.values()),
                stability=topic.stability,
            )
        if len(candidates) == settings.most_candidates:
            break
    if not candidates:
        return ()
    described = _Described(found, [passages[at] for at in shaping.tolist()], list(candidates))
    contrast = _Contrast(codes, shared=found.shared, avoid=avoid)
    centres = {topic.number: topic.centre for topic in found.topics}
    return tuple(
        contrast.told(
            described.told(one, number, [(passages[at], set(words[at])) for at in one.members]),
            centres[number],
            [words[at] for at in one.members],
        )
        for number, one in candidates.items()
    )


class _Described:
    """Adds a candidate's group, and its words in each case and sector, which BERTopic finds."""

    def __init__(self, found: FoundTopics, shaping: Sequence[UncodedPassage], numbers: Sequence[int]) -> None:
        self._groups = found.groups(numbers)
        self._words = {
            (attribute, *key): words
            for attribute in _CLASSES
            for key, words in found.words_by([getattr(one, attribute) for one in shaping]).items()
        }

    def told(self, one: Candidate, number: int, members: Sequence[tuple[UncodedPassage, set[str]]]) -> Candidate:
        """The candidate with these.

        Args:
            one: the candidate.
            number: BERTopic's number.
            members: its passages, each with its content words.
        """
        inside: defaultdict[tuple[str, str], list[set[str]]] = defaultdict(list)
        for passage, words in members:
            for attribute in _CLASSES:
                inside[attribute, getattr(passage, attribute)].append(words)
        classes = []
        for (attribute, value), some in sorted(inside.items()):
            strongest = self._words.get((attribute, number, value), ())
            # A word of one passage is not characteristic of anything but that passage.
            shared = tuple(word for word in strongest if sum(word in held for held in some) > 1)
            if value:
                classes.append(InClass(attribute, value, len(some), shared))
        return replace(one, group=self._groups.get(number, ""), classes=tuple(classes))


class _Contrast:
    """Says how a candidate differs from the nearest code: the words of which more of its passages have one."""

    def __init__(self, codes: Covered, *, shared: Floats, avoid: frozenset[str]) -> None:
        self._codes = codes
        self._shared = shared
        self._avoid = avoid

    def told(self, one: Candidate, centre: Floats, words: Sequence[Sequence[str]]) -> Candidate:
        """The candidate with its nearest code."""
        if not self._codes.ids:
            return one
        near = unit(self._codes.centres - self._shared) @ unit((centre - self._shared)[None, :])[0]
        at = int(near.round(4).argmax())
        own = _shares(words)
        other = _shares([content_words(text, without=self._avoid) for text in self._codes.texts[at]])
        more = {word: own.get(word, 0.0) - other.get(word, 0.0) for word in own.keys() | other.keys()}
        ranked = sorted(more, key=lambda word: (-round(more[word], 4), word))
        return replace(
            one,
            nearest=self._codes.ids[at],
            differs=tuple(word for word in ranked[:_CONTRAST_WORDS] if more[word] > 0),
            lacks=tuple(word for word in ranked[::-1][:_CONTRAST_WORDS] if more[word] < 0),
        )


def _shares(passages: Sequence[Sequence[str]]) -> dict[str, float]:
    """The share of the passages that contain each word."""
    counts = Counter(word for some in passages for word in set(some))
    return {word: count / len(passages) for word, count in counts.items()}


def _least_passages(passages: int, settings: ThemeSettings) -> int:
    """The least number of passages of a candidate; larger in a large study, where chance clusters are larger."""
    return max(settings.smallest_candidate, round(math.sqrt(passages) / 3))


class _Support:
    """Checks whether a topic is supported by enough people and cases."""

    def __init__(self, passages: Sequence[UncodedPassage], rows: Rows, *, least: int) -> None:
        self._passages = passages
        self._least = least
        self._cases = min(_LEAST_CASES, len({passages[at].case for at in rows.tolist()}))

    def enough(self, members: dict[int, float]) -> bool:
        """Whether these passages are enough."""
        some = [self._passages[at] for at in members]
        voices = Counter(one.voice for one in some)
        return (
            len(some) >= self._least
            and len(voices) >= _LEAST_VOICES
            and max(voices.values()) <= _MOST_OF_ONE * len(some)
            and len({one.case for one in some}) >= self._cases
            and sum(_is_courteous(one.text) for one in some) <= _MOST_COURTESY * len(some)
        )


def _is_courteous(text: str) -> bool:
    return any(word.plain in COURTESY for word in words_of(text))


def _nearest_first(topic: Topic, members: Rows, texts: Sequence[str], vectors: Vectors) -> dict[int, float]:
    """The members with their similarity to the topic's centre, closest first."""
    likeness = {at: round(float(vectors[at] @ topic.centre), 5) for at in members.tolist()}
    return {at: likeness[at] for at in sorted(likeness, key=lambda at: (-likeness[at], texts[at], at))}
