"""What the codebook does not cover: the few topics in it that deserve to be candidates.

A topic becomes a candidate theme if it comes back in resamples, its core is alike in meaning, its passages share a
telling word, several people speak of it, in more than one case where there are several, and it is not one of the
codebook's codes over again. The interviewer's words, people's names and fillers never shape it. The same passages
give the same candidates in whatever order their sources come.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.themes.candidates import name_keys, names_for
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

_LEAST_WORDS = 3  # that mean something; a passage with fewer shapes no topic
_LEAST_VOICES = 2
_MOST_OF_ONE = 2 / 3  # share of the passages that may be one person's
_LEAST_CASES = 2  # where the passages come from as many
_LABEL_WORDS = 8


@dataclass(frozen=True)
class UncodedPassage:
    """A passage that no code covers.

    Attributes:
        text: a participant's words, without the names of organisations.
        voice: who says it.
        case: where.
    """

    text: str
    voice: str
    case: str


@dataclass(frozen=True)
class Covered:
    """What the codebook covers, which no candidate says over again.

    Attributes:
        middles: for each code in use the mean vector of its passages, shape (codes, dimensions).
        names: what the codes are called.
    """

    middles: Floats
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Candidate:
    """A topic that may be a theme.

    Attributes:
        name: words that were said.
        label_words: its most telling words.
        members: its passages, by their place in what was given, the most typical first.
        confidence: of each member, 0.5 to 1: how near it is to the middle.
        stability: share of resamples of the passages in which it is found again.
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
    """The candidate themes in these passages, the largest first.

    Args:
        passages: participants' passages that no code covers.
        vectors: their unit vectors, shape (passages, dimensions).
        codes: no candidate is one of these, or called so.
        names: words of people's names, in lower case.
        embed: gives unit vectors.
        settings: bounds.
        submit: begins half of the resamples in the background.
    """
    import numpy as np

    texts = [passage.text for passage in passages]
    avoid = names | proper_words(texts)
    words = [content_words(text, without=avoid) for text in texts]
    about = [at for at in range(len(texts)) if len(set(words[at])) >= _LEAST_WORDS]
    rows = np.array(sorted(about, key=lambda at: (texts[at], at)), dtype=np.intp)
    shaping = sampled(rows, texts, most=settings.discovery_sample)
    found = topics_of(words, vectors=vectors, rows=shaping, codes=codes.middles, settings=settings, submit=submit)
    heard = _Heard(passages, rows, least=_least_passages(len(rows), settings))
    unnamed = [
        (topic, near)
        for topic, members in zip(found, assigned(vectors, rows, found), strict=True)
        if heard.enough(near := _nearest_first(topic, members, texts, vectors))
    ]
    unnamed.sort(key=lambda item: (-len(item[1]), texts[next(iter(item[1]))]))
    taken = {name_keys(name) for name in codes.names}
    candidates: list[Candidate] = []
    for topic, near in unnamed[: settings.most_candidates]:
        said = [texts[at] for at in near]
        possible = names_for(said, centre=topic.centre, weights=topic.weights, avoid=avoid, embed=embed)
        name = next((name for name in possible if name_keys(name) not in taken), "")
        if name:
            taken.add(name_keys(name))
            confidence = tuple(topic.confidence(likeness) for likeness in near.values())
            label_words = tuple(list(topic.weights)[:_LABEL_WORDS])
            candidates.append(Candidate(name, label_words, tuple(near), confidence, topic.stability))
    return tuple(candidates)


def _least_passages(passages: int, settings: ThemeSettings) -> int:
    """How many passages a candidate needs: more in a large study, where chance gathers more."""
    return max(settings.smallest_candidate, round(math.sqrt(passages) / 3))


class _Heard:
    """Whether a topic is heard from enough people, and in enough cases."""

    def __init__(self, passages: Sequence[UncodedPassage], rows: Rows, *, least: int) -> None:
        self._passages = passages
        self._least = least
        self._cases = min(_LEAST_CASES, len({passages[at].case for at in rows.tolist()}))

    def enough(self, members: dict[int, float]) -> bool:
        """Of these passages."""
        some = [self._passages[at] for at in members]
        voices = Counter(one.voice for one in some)
        return (
            len(some) >= self._least
            and len(voices) >= _LEAST_VOICES
            and max(voices.values()) <= _MOST_OF_ONE * len(some)
            and len({one.case for one in some}) >= self._cases
        )


def _nearest_first(topic: Topic, members: Rows, texts: Sequence[str], vectors: Floats) -> dict[int, float]:
    """The members with their likeness to the topic's middle."""
    likeness = {at: round(float(vectors[at] @ topic.centre), 5) for at in members.tolist()}
    return {at: likeness[at] for at in sorted(likeness, key=lambda at: (-likeness[at], texts[at], at))}
