"""Finds the topics of a corpus with BERTopic, delimits each, and checks whether it is coherent.

BERTopic is used with centred vectors in place of UMAP, and a consensus of communities in place of HDBSCAN. Words,
hierarchy, merging, the topics of each passage and the words of each case are BERTopic's own.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.language.models import import_spacy
from pipeline.themes.clusters import Centred, Consensus, coherence, unit
from pipeline.themes.vectors import Vectors
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
_TWINS = 0.3  # the distance in the hierarchy (1 − cosine, after centring) up to which topics are merged …
_GROUP = 0.75  # … and up to which they belong to one group
_GROUP_WORDS = 3
_WINDOW, _STRIDE = 8, 4  # words, in which BERTopic looks for the topics of a passage
_ALSO = 0.25  # the least share of a passage's words that speak for a further topic …
_ALSO_BEYOND = 0.05  # … which may be so much farther away than its reach
_OUTERMOST = 0.2  # the share of a core that is farther from the centre than its reach


@dataclass(frozen=True)
class Topic:
    """A topic: its centre, its extent and its words.

    Attributes:
        number: BERTopic's number.
        centre: the unit vector of its centre.
        reach: the cosine with the centre that four fifths of its core have.
        weights: the weight of each word, most distinctive first.
        stability: the share of resamples in which it is found again.
    """

    number: int
    centre: Floats
    reach: float
    weights: dict[str, float]
    stability: float

    def confidence(self, likeness: float) -> float:
        """The confidence of a member: 0.5 at the edge of the core, up to 1 in the centre."""
        return min(max(0.5 + 0.5 * (likeness - self.reach) / (1 - self.reach + 1e-6), 0.5), 0.99)


@dataclass(frozen=True)
class FoundTopics:
    """The topics that are coherent, are found again in resamples, and do not duplicate a code.

    Attributes:
        topics: these.
        model: the fitted model; None if there is no topic.
        documents: the words that it was fitted to, each once per passage.
    """

    topics: Sequence[Topic] = ()
    model: BERTopic | None = None
    documents: Sequence[str] = ()

    @property
    def shared(self) -> Floats:
        """What all passages have in common."""
        if self.model is None:
            raise LookupError("there is no topic")
        common: Floats = self.model.umap_model.shared_
        return common

    def apart(self, topic: Topic) -> Floats:
        """The unit vector of a topic's centre, less what all passages have in common."""
        centred: Floats = unit((topic.centre - self.shared)[None, :])[0]
        return centred

    def members(self, words: Sequence[Sequence[str]], vectors: Vectors, rows: Rows) -> list[Rows]:
        """For each topic its passages: those nearest to it, and those whose words speak for it as well.

        Args:
            words: the content words of every passage.
            vectors: their unit vectors.
            rows: the passages to consider.
        """
        import numpy as np

        if not self.topics or self.model is None:
            return []
        centres = np.stack([topic.centre for topic in self.topics])
        reach = np.array([topic.reach for topic in self.topics])
        likeness = np.empty((len(rows), len(self.topics)))
        for at in range(0, len(rows), _ROWS_AT_ONCE):
            some = vectors[rows[at : at + _ROWS_AT_ONCE]] @ centres.T
            likeness[at : at + _ROWS_AT_ONCE] = np.round(some.astype(np.float64), 5)
        shares = self._shares([words[at] for at in rows.tolist()])
        nearest = likeness == likeness.max(axis=1, keepdims=True)
        within = (nearest & (likeness >= reach)) | ((shares >= _ALSO) & (likeness >= reach - _ALSO_BEYOND))
        return [rows[within[:, at]] for at in range(len(self.topics))]

    def _shares(self, words: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """How much the words of each passage speak for each topic, shape (passages, topics)."""
        import numpy as np

        model = self.model
        if model is None:
            return np.zeros((len(words), 0))
        shares, _ = model.approximate_distribution(_once(words), window=_WINDOW, stride=_STRIDE)
        columns: NDArray[np.float64] = np.round(shares[:, [topic.number for topic in self.topics]], 5)
        return columns

    def groups(self, numbers: Sequence[int]) -> dict[int, str]:
        """For each of these topics that is near another: the words that the whole group has in common."""
        if self.model is None:
            return {}
        found: dict[int, str] = {}
        for row in reversed(_hierarchy(self.model, self.documents)):  # the narrowest group is set last
            inside = [number for number in row.topics if number in numbers]
            if row.distance <= _GROUP and len(inside) > 1:
                found |= dict.fromkeys(inside, row.words)
        return found

    def words_by(self, classes: Sequence[str]) -> dict[tuple[int, str], tuple[str, ...]]:
        """The words of each topic in each class (a case, a sector), by number and class.

        Args:
            classes: the class of each document.
        """
        if self.model is None or len(set(classes)) < 2:
            return {}
        with _quietly():
            table = self.model.topics_per_class(list(self.documents), list(classes), global_tuning=False)
        rows = zip(table["Topic"].tolist(), table["Class"].tolist(), table["Words"].tolist(), strict=True)
        return {(number, one): tuple(filter(None, words.split(", "))) for number, one, words in rows}


def topics_of(
    words: Sequence[Sequence[str]],
    *,
    vectors: Vectors,
    rows: Rows,
    codes: Floats,
    settings: ThemeSettings,
    submit: Submit = inline,
) -> FoundTopics:
    """Find the topics.

    Args:
        words: the content words of each passage.
        vectors: their unit vectors.
        rows: the passages to use, in an order that does not depend on that of the sources.
        codes: the mean vector of each code's passages.
        settings: the settings of the stage.
        submit: runs half of the resamples in the background.
    """
    import numpy as np

    least = settings.smallest_candidate
    if not _has_neighbours(vectors[rows], smallest=least):
        return FoundTopics()
    documents = _once([words[at] for at in rows.tolist()])
    model, labels = fitted_model(documents, vectors[rows], settings=settings, submit=submit)
    if model is None:
        return FoundTopics()
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
            likeness = np.sort(np.round((vectors[core] @ centre).astype(np.float64), 5))
            reach = float(likeness[int(len(core) * _OUTERMOST)]) - 2e-5  # includes the edge
            found.append(Topic(number, centre, reach, weights, stability))
    return FoundTopics(found, model, documents)


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
    documents: Sequence[str], vectors: Floats, *, settings: ThemeSettings, submit: Submit = inline
) -> tuple[BERTopic | None, Rows]:
    """Fit BERTopic to these passages and merge topics that are nearly the same; None if it finds no topic."""
    import numpy as np

    import_spacy()  # before BERTopic imports it with all its commands
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        language="multilingual",  # so that BERTopic does not remove characters from the text
        umap_model=Centred(),
        hdbscan_model=Consensus(smallest=settings.smallest_candidate, seed=settings.seed, submit=submit),
        vectorizer_model=CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model=[DistinctiveWords()],
        top_n_words=_PROPOSED,
        verbose=False,
    )
    documents = _once([document.split() for document in documents])
    model.fit_transform(documents, embeddings=vectors)
    if max(model.topics_) < 0:
        return None, np.asarray(model.topics_, dtype=np.intp)
    twins = [row.topics for row in _hierarchy(model, documents) if row.distance <= _TWINS]
    if widest := [some for some in twins if not any(set(some) < set(other) for other in twins)]:
        model.merge_topics(documents, widest)
    return model, np.asarray(model.topics_, dtype=np.intp)


def _once(words: Sequence[Sequence[str]]) -> list[str]:
    """Each word once per passage, so that repetition by one speaker does not count."""
    return [" ".join(dict.fromkeys(some)) for some in words]


class _Joined(NamedTuple):
    """Topics that are one from some distance on in the hierarchy, and their words."""

    distance: float
    topics: list[int]
    words: str


def _hierarchy(model: BERTopic, documents: Sequence[str]) -> list[_Joined]:
    """BERTopic's hierarchy of its topics by the vectors of their passages, nearest first."""
    import numpy as np
    from scipy.cluster.hierarchy import linkage
    from sklearn.metrics.pairwise import cosine_distances

    if max(model.topics_) < 1:
        return []

    def distances(centres: Floats) -> NDArray[np.float64]:
        apart = cosine_distances(centres - model.umap_model.shared_)
        found: NDArray[np.float64] = np.round(apart.astype(np.float64), 4)
        return found

    with _quietly():
        table = model.hierarchical_topics(
            list(documents),
            use_ctfidf=False,
            distance_function=distances,
            linkage_function=lambda apart: linkage(apart, "average"),
        )
    rows = zip(table["Distance"].tolist(), table["Topics"].tolist(), table["Parent_Name"].tolist(), strict=True)
    joined = (
        _Joined(distance, topics, "; ".join(name.split("_")[:_GROUP_WORDS])) for distance, topics, name in rows
    )
    return sorted(joined, key=lambda row: (row.distance, row.topics))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without BERTopic's progress bar and pandas' warnings about its code."""
    with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _core(vectors: Vectors, members: Rows, *, least: float) -> Rows:
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
