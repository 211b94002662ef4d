"""What the codebook does not cover: topics that BERTopic finds in it, and the few that deserve to be candidates.

A topic becomes a candidate theme if its core is alike in meaning, several people's passages share a telling word,
and it is not one of the codebook's codes over again. The interviewer's words, people's names and fillers never
shape it. The same passages give the same candidates in whatever order their sources come.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.themes.communities import Centred, Communities, coherence, unit
from pipeline.themes.inflections import key_of
from pipeline.themes.naming import names_for
from pipeline.themes.words import content_words, proper_words, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.settings import ThemeSettings

    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]
    Embed = Callable[[Sequence[str]], Floats]

_LEAST_WORDS = 3  # that mean something; a passage with fewer shapes no topic
_COHERENT = 0.36  # mean cosine between the passages of a candidate
_ABOVE_USUAL = 0.1  # and by so much more than between any passages …
_ALWAYS_COHERENT = 0.45  # … unless it is this
_SAME_AS_CODE = 0.6  # cosine, after centring, from which a topic is one of the codes over again
_SHARED = 0.2  # share of the passages that must hold one and the same of the most telling words
_MOST_TELLING = 15
_LIFT = 4.0  # how many times as common that word must be there as in all passages
_LABEL_WORDS = 8


@dataclass(frozen=True)
class Candidate:
    """A topic that may be a theme.

    Attributes:
        name: words that were said.
        label_words: its most telling words.
        members: its passages, by their place in what was given, the most typical first.
        confidence: of each member, 0.5 to 1: how near it is to the middle.
    """

    name: str
    label_words: tuple[str, ...]
    members: tuple[int, ...]
    confidence: tuple[float, ...]


@dataclass(frozen=True)
class Topic:
    """What makes a topic: its middle, how far it reaches, and its words.

    Attributes:
        centre: unit vector.
        reach: cosine to the centre of the farthest member of its core.
        weights: how telling each word is, the most telling first.
    """

    centre: Floats
    reach: float
    weights: dict[str, float]

    def confidence(self, likeness: float) -> float:
        """0.5 at the edge of the core, towards 1 in the middle."""
        return min(max(0.5 + 0.5 * (likeness - self.reach) / (1 - self.reach + 1e-6), 0.5), 0.99)


def discover(
    texts: Sequence[str],
    *,
    vectors: Floats,
    codes: Floats,
    names: frozenset[str],
    embed: Embed,
    settings: ThemeSettings,
) -> tuple[Candidate, ...]:
    """The candidate themes in these passages, the largest first.

    Args:
        texts: participants' passages that no code covers.
        vectors: their unit vectors, shape (passages, dimensions).
        codes: for each code in use the mean vector of its passages, shape (codes, dimensions).
        names: words of people's names, in lower case.
        embed: gives unit vectors.
        settings: bounds.
    """
    import numpy as np

    avoid = names | proper_words(texts)
    words = [content_words(text, without=avoid) for text in texts]
    about = [at for at in range(len(texts)) if len(set(words[at])) >= _LEAST_WORDS]
    rows = np.array(sorted(about, key=lambda at: (texts[at], at)), dtype=np.intp)
    fitted = _sampled(rows, texts, most=settings.discovery_sample)
    if not _worth_a_model(vectors[fitted], smallest=settings.smallest_candidate):
        return ()
    model, topics = _fit([" ".join(words[at]) for at in fitted.tolist()], vectors[fitted], settings=settings)
    if model is None:
        return ()
    shared = model.umap_model.shared_
    vocabulary = _Vocabulary(words)
    least = max(_COHERENT, min(coherence(vectors[fitted]) + _ABOVE_USUAL, _ALWAYS_COHERENT))
    found: list[Topic] = []
    for topic in sorted(set(topics.tolist()) - {-1}):
        members = fitted[topics == topic]
        weights = {word: float(weight) for word, weight in model.get_topic(topic) if word and weight > 0}
        core = _core(vectors, members, least=least)
        if len(core) < settings.smallest_candidate:
            continue
        if not vocabulary.shared(core.tolist(), weights, least=settings.smallest_candidate):
            continue
        centre = unit(vectors[core].mean(axis=0, keepdims=True))[0]
        if not _is_a_code(centre - shared, codes - shared):
            found.append(Topic(centre, float((vectors[core] @ centre).min()), weights))
    return _candidates(texts, vectors, rows, found, avoid=avoid, embed=embed, settings=settings)


def _sampled(rows: Rows, texts: Sequence[str], *, most: int) -> Rows:
    """At most so many of the rows, chosen by their words: the same ones however the sources are ordered."""
    import numpy as np

    if len(rows) <= most:
        return rows
    digests = [hashlib.blake2b(texts[at].encode(), digest_size=8).digest() for at in rows.tolist()]
    chosen = sorted(range(len(rows)), key=lambda at: (digests[at], at))[:most]
    kept: Rows = rows[np.array(sorted(chosen), dtype=np.intp)]
    return kept


def _worth_a_model(vectors: Floats, *, smallest: int) -> bool:
    """Whether any passage has enough others near it; loading BERTopic takes seconds."""
    import numpy as np

    if len(vectors) < smallest:
        return False
    if len(vectors) > 500:
        return True
    near = (vectors @ vectors.T >= _COHERENT).sum(axis=1)
    return bool(np.max(near) >= smallest)


def _fit(documents: list[str], vectors: Floats, *, settings: ThemeSettings) -> tuple[Any, Rows]:
    """BERTopic on these passages; None if it finds no topic."""
    import numpy as np
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        language="multilingual",  # keeps BERTopic from taking characters out of the text
        umap_model=Centred(),
        hdbscan_model=Communities(smallest=settings.smallest_candidate, seed=settings.seed),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=30,
        verbose=False,
    )
    topics, _ = model.fit_transform(documents, embeddings=vectors)
    labels = np.asarray(topics, dtype=np.intp)
    return (model, labels) if (labels >= 0).any() else (None, labels)


def _core(vectors: Floats, members: Rows, *, least: float) -> Rows:
    """The members without those farthest from the middle, until what remains is coherent."""
    rows = members
    while len(rows) > 1 and coherence(vectors[rows]) < least:
        likeness = vectors[rows] @ vectors[rows].mean(axis=0)
        leave = max(len(rows) // 20, 1)  # a twentieth at a time keeps a large topic cheap
        rows = rows[sorted(likeness.argsort(kind="stable")[leave:].tolist())]
    return rows


class _Vocabulary:
    """Which passages hold which words, however inflected."""

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        self.keys = [{key_of(word) for word in some} for some in words]
        self.passages = Counter(key for some in self.keys for key in some)

    def shared(self, core: Sequence[int], weights: dict[str, float], *, least: int) -> bool:
        """Whether enough of the core hold one and the same telling word, and far more of it than of the rest."""
        needed = max(least, _SHARED * len(core))
        outweighs = min(_LIFT, 0.7 * len(self.keys) / len(core))
        for key in {key_of(word) for word in list(weights)[:_MOST_TELLING]}:
            holding = sum(key in self.keys[at] for at in core)
            if holding >= needed and holding * len(self.keys) >= outweighs * len(core) * self.passages[key]:
                return True
        return False


def _is_a_code(centre: Floats, codes: Floats) -> bool:
    if not len(codes):
        return False
    return bool((unit(codes) @ unit(centre[None, :])[0]).max() >= _SAME_AS_CODE)


def _assigned(vectors: Floats, rows: Rows, found: Sequence[Topic]) -> list[Rows]:
    """For each topic the passages that lie nearest to its centre, and as near as its core does."""
    import numpy as np

    if not found:
        return []
    centres = np.stack([topic.centre for topic in found])
    reach = np.array([topic.reach for topic in found])
    likeness = np.round((vectors[rows] @ centres.T).astype(np.float64), 5)
    nearest = likeness.argmax(axis=1)
    close = likeness[np.arange(len(rows)), nearest] >= reach[nearest] - 2e-5  # the edge of the core is inside
    return [rows[close & (nearest == at)] for at in range(len(found))]


def _candidates(
    texts: Sequence[str],
    vectors: Floats,
    rows: Rows,
    found: Sequence[Topic],
    *,
    avoid: frozenset[str],
    embed: Embed,
    settings: ThemeSettings,
) -> tuple[Candidate, ...]:
    """The topics with their members and a name each, no two alike; the largest first."""
    unnamed: list[tuple[Topic, dict[int, float]]] = []
    for members, topic in zip(_assigned(vectors, rows, found), found, strict=True):
        if len(members) >= settings.smallest_candidate:
            likeness: dict[int, float] = {
                at: round(float(vectors[at] @ topic.centre), 5) for at in members.tolist()
            }
            ordered = sorted(likeness, key=lambda at: (-likeness[at], texts[at], at))
            unnamed.append((topic, {at: likeness[at] for at in ordered}))
    unnamed.sort(key=lambda item: (-len(item[1]), texts[next(iter(item[1]))]))
    candidates: list[Candidate] = []
    taken: set[tuple[str, ...]] = set()
    for topic, near in unnamed[: settings.most_candidates]:
        names = names_for(
            [texts[at] for at in near], centre=topic.centre, weights=topic.weights, avoid=avoid, embed=embed
        )
        name = next((name for name in names if _keys(name) not in taken), "")
        if name:
            taken.add(_keys(name))
            confidence = tuple(topic.confidence(one) for one in near.values())
            candidates.append(Candidate(name, tuple(list(topic.weights)[:_LABEL_WORDS]), tuple(near), confidence))
    return tuple(candidates)


def _keys(name: str) -> tuple[str, ...]:
    return tuple(word.key for word in words_of(name))
