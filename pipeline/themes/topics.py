"""Finds the topics of a corpus with BERTopic, delimits each, and checks whether it is coherent.

BERTopic is used with centred vectors in place of UMAP, and a consensus of communities in place of HDBSCAN.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.language.models import import_spacy
from pipeline.themes.clusters import Centred, Consensus, coherence, unit
from pipeline.themes.words import word_stem
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
    """Ranks each topic's words by how well they retrieve its passages; a representation model for BERTopic.

    c-TF-IDF alone ranks words first that occur in one or two passages of a topic and nowhere else, and which say
    little about the others. The words that it proposes are therefore ranked by F1: the Dice coefficient of the
    passages with the word and the passages of the topic.
    """

    def extract_topics(
        self, topic_model: object, documents: pd.DataFrame, c_tf_idf: object, topics: Mapping[int, Words]
    ) -> dict[int, list[tuple[str, float]]]:
        """The words of each topic, ranked and weighted by F1."""
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


_COHERENT = 0.36  # the least mean cosine between the passages of a candidate
_ABOVE_USUAL = 0.1  # the least difference from the mean cosine of all passages …
_ALWAYS_COHERENT = 0.45  # … unless it is at least this
_SAME_AS_CODE = 0.6  # the cosine, after centring, from which a topic duplicates a code
_SHARED = 0.2  # the share of the passages that must contain the same distinctive word
_MOST_TELLING = 15
_ROWS_AT_ONCE = 20_000
_PROPOSED = 75  # words of each topic that c-TF-IDF proposes
_LIFT = 4.0  # how many times more common that word must be there than in all passages


@dataclass(frozen=True)
class Topic:
    """A topic: its centre, its extent and its words.

    Attributes:
        centre: the unit vector of its centre.
        reach: the cosine between the centre and the farthest member of its core.
        weights: the weight of each word, most distinctive first.
        stability: the share of resamples in which it is found again.
    """

    centre: Floats
    reach: float
    weights: dict[str, float]
    stability: float

    def confidence(self, likeness: float) -> float:
        """The confidence of a member: 0.5 at the edge of the core, up to 1 in the centre."""
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
    """The topics that are coherent, are found again in resamples, and do not duplicate a code.

    Args:
        words: the content words of each passage.
        vectors: their unit vectors.
        rows: the passages to use, in an order that does not depend on that of the sources.
        codes: the mean vector of each code's passages.
        settings: the settings of the stage.
        submit: runs half of the resamples in the background.
    """
    least = settings.smallest_candidate
    if not _has_neighbours(vectors[rows], smallest=least):
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
    """At most `most` of the rows, chosen by their words, so that the choice does not depend on their order."""
    import numpy as np

    if len(rows) <= most:
        return rows
    digests = [hashlib.blake2b(texts[at].encode(), digest_size=8).digest() for at in rows.tolist()]
    chosen = sorted(range(len(rows)), key=lambda at: (digests[at], at))[:most]
    kept: Rows = rows[np.array(sorted(chosen), dtype=np.intp)]
    return kept


def _has_neighbours(vectors: Floats, *, smallest: int) -> bool:
    """Whether any passage has enough others near it, because loading BERTopic takes seconds."""
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
    """Fit BERTopic to these passages; None if it finds no topic."""
    import numpy as np

    import_spacy()  # before BERTopic imports it with all its commands
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        language="multilingual",  # so that BERTopic does not remove characters from the text
        umap_model=Centred(),
        hdbscan_model=Consensus(smallest=settings.smallest_candidate, seed=settings.seed, submit=submit),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model=[DistinctiveWords()],
        top_n_words=_PROPOSED,
        verbose=False,
    )
    # A word counts once per passage, so that repetition by one speaker does not count.
    once = [" ".join(dict.fromkeys(document.split())) for document in documents]
    topics, _ = model.fit_transform(once, embeddings=vectors)
    labels = np.asarray(topics, dtype=np.intp)
    return (model, labels) if (labels >= 0).any() else (None, labels)


def _core(vectors: Floats, members: Rows, *, least: float) -> Rows:
    """Remove the members farthest from the centre until the rest is coherent."""
    rows = members
    while len(rows) > 1 and coherence(vectors[rows]) < least:
        likeness = vectors[rows] @ vectors[rows].mean(axis=0)
        leave = max(len(rows) // 20, 1)  # a twentieth at a time, to save time on large topics
        rows = rows[sorted(likeness.argsort(kind="stable")[leave:].tolist())]
    return rows


class _Vocabulary:
    """An index of passages by word stem."""

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        self.keys = [{word_stem(word) for word in some} for some in words]
        self.passages = Counter(key for some in self.keys for key in some)

    def shared(self, core: Sequence[int], weights: dict[str, float], *, least: int) -> bool:
        """Whether enough of the core contain the same distinctive word, and far more than of the rest."""
        needed = max(least, _SHARED * len(core))
        outweighs = min(_LIFT, 0.7 * len(self.keys) / len(core))
        for key in {word_stem(word) for word in list(weights)[:_MOST_TELLING]}:
            holding = sum(key in self.keys[at] for at in core)
            if holding >= needed and holding * len(self.keys) >= outweighs * len(core) * self.passages[key]:
                return True
        return False


def _is_a_code(centre: Floats, codes: Floats) -> bool:
    if not len(codes):
        return False
    return bool((unit(codes) @ unit(centre[None, :])[0]).max() >= _SAME_AS_CODE)


def assigned(vectors: Floats, rows: Rows, found: Sequence[Topic]) -> list[Rows]:
    """For each topic, the passages that are nearest to its centre and no farther away than its core."""
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
    close = likeness[np.arange(len(rows)), nearest] >= reach[nearest] - 2e-5  # includes the edge of the core
    return [rows[close & (nearest == at)] for at in range(len(found))]
