"""Discovers candidate themes among the passages without a code.

A topic becomes a candidate if it is found again in resamples, its core is coherent, its passages share a
distinctive word, several people mention it, in more than one case if there are several, and it does not duplicate a
code of the codebook. The interviewer's words, people's names and fillers are not used. The candidates do not depend
on the order of the sources.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.themes.candidates import name_keys, name_phrases
from pipeline.themes.topics import Topic, assigned, sampled, topics_of
from pipeline.themes.words import content_words, proper_words
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


@dataclass(frozen=True)
class UncodedPassage:
    """A passage without a code.

    Attributes:
        text: a participant's words, without the names of organisations.
        voice: the id of the speaker.
        case: the case of its source.
    """

    text: str
    voice: str
    case: str


@dataclass(frozen=True)
class Covered:
    """What the codebook covers, so that no candidate duplicates a code.

    Attributes:
        centres: for each code in use, the mean vector of its passages, shape (codes, dimensions).
        names: the names of the codes.
    """

    centres: Floats
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Candidate:
    """A topic that may be a theme.

    Attributes:
        name: a verbatim phrase from its passages.
        label_words: its most distinctive words.
        members: the indices of its passages, most typical first.
        confidence: the confidence of each member, 0.5 to 1: how close it is to the centre.
        stability: the share of resamples of the passages in which it is found again.
    """

    name: str
    label_words: tuple[str, ...]
    members: tuple[int, ...]
    confidence: tuple[float, ...]
    stability: float


def discover(
    passages: Sequence[UncodedPassage],
    *,
    vectors: Floats,
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
    words = [content_words(text, without=avoid) for text in texts]
    about = [at for at in range(len(texts)) if len(set(words[at])) >= _LEAST_WORDS]
    rows = np.array(sorted(about, key=lambda at: (texts[at], at)), dtype=np.intp)
    shaping = sampled(rows, texts, most=settings.discovery_sample)
    found = topics_of(words, vectors=vectors, rows=shaping, codes=codes.centres, settings=settings, submit=submit)
    support = _Support(passages, rows, least=_least_passages(len(rows), settings))
    unnamed = [
        (topic, near)
        for topic, members in zip(found, assigned(vectors, rows, found), strict=True)
        if support.enough(near := _nearest_first(topic, members, texts, vectors))
    ]
    unnamed.sort(key=lambda item: (-len(item[1]), texts[next(iter(item[1]))]))
    taken = {name_keys(name) for name in codes.names}
    candidates: list[Candidate] = []
    for topic, near in unnamed[: settings.most_candidates]:
        said = [texts[at] for at in near]
        possible = name_phrases(said, centre=topic.centre, weights=topic.weights, avoid=avoid, embed=embed)
        name = next((name for name in possible if name_keys(name) not in taken), "")
        if name:
            taken.add(name_keys(name))
            confidence = tuple(topic.confidence(likeness) for likeness in near.values())
            label_words = tuple(list(topic.weights)[:_LABEL_WORDS])
            candidates.append(Candidate(name, label_words, tuple(near), confidence, topic.stability))
    return tuple(candidates)


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
        )


def _nearest_first(topic: Topic, members: Rows, texts: Sequence[str], vectors: Floats) -> dict[int, float]:
    """The members with their similarity to the topic's centre, closest first."""
    likeness = {at: round(float(vectors[at] @ topic.centre), 5) for at in members.tolist()}
    return {at: likeness[at] for at in sorted(likeness, key=lambda at: (-likeness[at], texts[at], at))}
