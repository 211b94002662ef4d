"""The topics of a corpus: what BERTopic finds, how far each reaches, and whether it is about something.

BERTopic is driven with centred vectors in the place of UMAP and a consensus of communities in that of HDBSCAN.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.language.runtime import import_spacy
from pipeline.themes.clusters import Centred, Consensus, coherence, unit
from pipeline.themes.words import key_of
from pipeline.workflow.parallel import Submit, inline

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from bertopic import BERTopic
    from numpy.typing import NDArray

    from pipeline.corpus.settings import ThemeSettings

    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]


Words = Sequence[tuple[str, float]]


class DistinctiveWords:
    """Orders each topic's words by how well they find its passages: BERTopic's place for a representation model.

    c-TF-IDF alone puts words first that a passage or two of a topic hold and nobody else does. They say little of
    what the others talk about. Of the words that it proposes, the first is now that by which one would find the
    topic's passages best: by F1, the Dice coefficient of the passages that hold the word and those of the topic.
    """

    def extract_topics(
        self, topic_model: object, documents: pd.DataFrame, c_tf_idf: object, topics: Mapping[int, Words]
    ) -> dict[int, list[tuple[str, float]]]:
        """The words of each topic in their new order, weighted by F1."""
        sizes: Counter[int] = Counter()
        everywhere: Counter[str] = Counter()
        within: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for text, topic in zip(documents["Document"], documents["Topic"], strict=True):
            held = set(str(text).split())
            sizes[topic] += 1
            everywhere.update(held)
            within[topic].update(held)
        return {
            topic: sorted(
                ((word, 2 * within[topic][word] / (sizes[topic] + everywhere[word])) for word, _ in words if word),
                key=lambda item: (-item[1], item[0]),
            )
            for topic, words in topics.items()
        }


_COHERENT = 0.36  # mean cosine between the passages of a candidate
_ABOVE_USUAL = 0.1  # and by so much more than between any passages …
_ALWAYS_COHERENT = 0.45  # … unless it is this
_SAME_AS_CODE = 0.6  # cosine, after centring, from which a topic is one of the codes over again
_SHARED = 0.2  # share of the passages that must hold one and the same of the most telling words
_MOST_TELLING = 15
_ROWS_AT_ONCE = 20_000
_PROPOSED = 75  # words of each topic that c-TF-IDF proposes
_LIFT = 4.0  # how many times as common that word must be there as in all passages


@dataclass(frozen=True)
class Topic:
    """What makes a topic: its middle, how far it reaches, and its words.

    Attributes:
        centre: unit vector.
        reach: cosine to the centre of the farthest member of its core.
        weights: how telling each word is, the most telling first.
        stability: share of resamples in which it comes back.
    """

    centre: Floats
    reach: float
    weights: dict[str, float]
    stability: float

    def confidence(self, likeness: float) -> float:
        """0.5 at the edge of the core, towards 1 in the middle."""
        return min(max(0.5 + 0.5 * (likeness - self.reach) / (1 - self.reach + 1e-6), 0.5), 0.99)


def topics_of(
    words: Sequence[Sequence[str]],
    *,
    vectors: Floats,
    rows: Rows,
    codes: Floats,
    settings: ThemeSettings,
    submit: Submit = inline,
) -> list[Topic]:
    """The topics that are about one thing, come back in resamples, and are none of the codes.

    Args:
        words: the telling words of each passage.
        vectors: their unit vectors.
        rows: the passages that shape topics, in an order that does not hang on that of the sources.
        codes: the mean vector of each code's passages.
        settings: bounds.
        submit: begins half of the resamples in the background.
    """
    least = settings.smallest_candidate
    if not _worth_a_model(vectors[rows], smallest=least):
        return []
    documents = [" ".join(words[at]) for at in rows.tolist()]
    model, labels = fitted_model(documents, vectors[rows], settings=settings, submit=submit)
    if model is None:
        return []
    shared = model.umap_model.shared_
    vocabulary = _Vocabulary(words)
    alike = max(_COHERENT, min(coherence(vectors[rows]) + _ABOVE_USUAL, _ALWAYS_COHERENT))
    found: list[Topic] = []
    for number in sorted(set(labels.tolist()) - {-1}):
        stability = model.hdbscan_model.stability(labels == number)
        if stability < settings.least_stability:
            continue
        weights = {word: float(weight) for word, weight in model.get_topic(number) if word and weight > 0}
        core = _core(vectors, rows[labels == number], least=alike)
        if len(core) < least or not vocabulary.shared(core.tolist(), weights, least=least):
            continue
        centre = unit(vectors[core].mean(axis=0, keepdims=True))[0]
        if not _is_a_code(centre - shared, codes - shared):
            found.append(Topic(centre, float((vectors[core] @ centre).min()), weights, stability))
    return found


def sampled(rows: Rows, texts: Sequence[str], *, most: int) -> Rows:
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


def fitted_model(
    documents: list[str], vectors: Floats, *, settings: ThemeSettings, submit: Submit = inline
) -> tuple[BERTopic | None, Rows]:
    """BERTopic on these passages; None if it finds no topic."""
    import numpy as np

    import_spacy()  # BERTopic would import it with everything
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        language="multilingual",  # keeps BERTopic from taking characters out of the text
        umap_model=Centred(),
        hdbscan_model=Consensus(smallest=settings.smallest_candidate, seed=settings.seed, submit=submit),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model=[DistinctiveWords()],
        top_n_words=_PROPOSED,
        verbose=False,
    )
    # A word counts once a passage: somebody who says it over and over speaks for one.
    once = [" ".join(dict.fromkeys(document.split())) for document in documents]
    topics, _ = model.fit_transform(once, embeddings=vectors)
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


def assigned(vectors: Floats, rows: Rows, found: Sequence[Topic]) -> list[Rows]:
    """For each topic the passages that lie nearest to its centre, and as near as its core does."""
    import numpy as np

    if not found:
        return []
    centres = np.stack([topic.centre for topic in found])
    reach = np.array([topic.reach for topic in found])
    likeness = np.empty((len(rows), len(found)))
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        some = vectors[rows[at : at + _ROWS_AT_ONCE]] @ centres.T
        likeness[at : at + _ROWS_AT_ONCE] = np.round(some.astype(np.float64), 5)
    nearest = likeness.argmax(axis=1)
    close = likeness[np.arange(len(rows)), nearest] >= reach[nearest] - 2e-5  # the edge of the core is inside
    return [rows[close & (nearest == at)] for at in range(len(found))]
