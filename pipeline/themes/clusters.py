"""Clusters passages: communities in the nearest-neighbour graph, split until each is coherent.

UMAP and HDBSCAN, BERTopic's defaults, need a compiler at run time and label most of a small corpus as outliers.
Louvain communities (Blondel et al. 2008) on the same kind of graph determine their own number, include every
passage, and are the same on every run. The classes have the interface of BERTopic's components.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.workflow.parallel import Submit, inline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Pairs = NDArray[np.intp]
    Labels = NDArray[np.int64]
    Resampled = tuple[Labels, NDArray[np.bool_]]


NEIGHBOURS = 6
LEAST_LIKENESS = 0.1  # the least cosine of neighbours, after centring
COHERENT = 0.12  # the least mean cosine between the members of a topic, after centring
_WORTH_SPLITTING = 40  # members; smaller clusters are not split
_CENTRED_FROM = 20.0  # the number of passages at which half of the mean is subtracted
_ROWS_AT_ONCE = 1024
_DEEPEST = 3
_IN_ALL = 10_000  # steps from 0 to 1 in which similarity is measured
_FINE = 1e-7  # the least gain in modularity for which a node is moved
_FINEST = (
    3.0  # resolution: among many rows, small communities are found again; BERTopic merges those that are alike
)
_ROWS_PER_RESOLUTION = 250


class Centred:
    """Centres the vectors; takes the place of UMAP in BERTopic."""

    def fit(self, X: Floats, y: object = None) -> Centred:
        """Learn the mean. With few passages little of it is subtracted, because it may be their subject."""
        passages = len(X)
        self.shared_: Floats = X.mean(axis=0) * (passages / (passages + _CENTRED_FROM))
        return self

    def transform(self, X: Floats) -> Floats:
        """Subtract the mean and return unit vectors."""
        return unit(X - self.shared_)


class Communities:
    """Clusters unit vectors; takes the place of HDBSCAN in BERTopic.

    Attributes:
        labels_: the cluster of each row; −1 for a row that belongs nowhere.
    """

    def __init__(self, *, smallest: int) -> None:
        self.smallest = smallest
        self.labels_: NDArray[np.int64]

    def fit(self, X: Floats, y: object = None) -> Communities:
        """Find the clusters. The order of the rows must not depend on the order of the sources."""
        import numpy as np

        self.labels_ = np.full(len(X), -1, dtype=np.int64)
        for number, members in enumerate(self._parts(X, np.arange(len(X)), depth=0)):
            self.labels_[members] = number
        return self

    def _parts(self, X: Floats, rows: NDArray[np.intp], *, depth: int) -> list[NDArray[np.intp]]:
        if len(rows) < self.smallest:
            return []
        pairs, weights = alike_pairs(X[rows])
        found: list[NDArray[np.intp]] = []
        for members in communities(pairs, weights, rows=len(rows)):
            part = rows[members]
            whole = len(part) < _WORTH_SPLITTING or depth == _DEEPEST or coherence(X[part]) >= COHERENT
            if whole or len(part) == len(rows):
                found.extend([part] if len(part) >= self.smallest else [])
            else:
                inner = self._parts(X, part, depth=depth + 1)
                found.extend(inner)
        return found


def unit(X: Floats) -> Floats:
    """The rows at length 1; a row of zeros stays."""
    import numpy as np

    norms = np.linalg.norm(X, axis=1, keepdims=True)
    return (X / np.where(norms > 0, norms, 1.0)).astype(np.float32)


def coherence(X: Floats) -> float:
    """Mean cosine between different rows of unit vectors."""
    rows = len(X)
    if rows < 2:
        return 0.0
    total = X.sum(axis=0)
    return float((total @ total - rows) / (rows * (rows - 1)))


def alike_pairs(X: Floats) -> tuple[Pairs, NDArray[np.float64]]:
    """Each row with the rows most like it, each pair once, and how much a pair weighs: likeness squared."""
    import numpy as np

    pairs = nearest_pairs(X, most=NEIGHBOURS)
    likeness = np.round((X[pairs[:, 0]] * X[pairs[:, 1]]).sum(axis=1).astype(np.float64), 4)
    near = likeness >= LEAST_LIKENESS
    return pairs[near], likeness[near] ** 2


def nearest_pairs(X: Floats, *, most: int) -> Pairs:
    """Each row with the rows most like it, at most so many of them: shape (pairs, 2), each pair once."""
    import numpy as np

    nearest = min(most, len(X) - 1)
    if nearest <= 0:
        return np.zeros((0, 2), dtype=np.intp)
    parts = []
    for start in range(0, len(X), _ROWS_AT_ONCE):
        unlikeness = X[start : start + _ROWS_AT_ONCE] @ X.T
        unlikeness *= -_IN_ALL
        np.rint(unlikeness, out=unlikeness)  # the last bits are the processor's
        own = np.arange(start, start + len(unlikeness))
        unlikeness[np.arange(len(unlikeness)), own] = 2 * _IN_ALL
        best = np.argpartition(unlikeness, nearest - 1, axis=1)[:, :nearest]
        parts.append(np.stack([np.repeat(own, nearest), best.ravel()], axis=1))
    pairs: Pairs = np.unique(np.sort(np.concatenate(parts), axis=1), axis=0)
    return pairs


def communities(pairs: Pairs, weights: NDArray[np.float64], *, rows: int) -> list[NDArray[np.intp]]:
    """The communities of the graph in which pairs of rows are joined, the largest first.

    Args:
        pairs: of shape (pairs, 2), each once.
        weights: of each pair.
        rows: how many there are; one that is in no pair is a community of its own.
    """
    import numpy as np
    from scipy.sparse import coo_array, csr_matrix
    from sknetwork.clustering import Louvain

    labels = np.arange(rows)
    if len(pairs):
        joined = coo_array((weights, (pairs[:, 0], pairs[:, 1])), shape=(rows, rows))
        graph = csr_matrix(joined + joined.T)
        resolution = min(max(rows / _ROWS_PER_RESOLUTION, 1.0), _FINEST)
        louvain = Louvain(resolution=resolution, tol_optimization=_FINE, tol_aggregation=_FINE)
        labels = louvain.fit_predict(graph)
    found = [(labels == label).nonzero()[0] for label in np.unique(labels).tolist()]
    return sorted(found, key=lambda members: (-len(members), members.tolist()))


RESAMPLES = 20
COMES_BACK = 0.5  # Jaccard likeness from which a resample's cluster is the same one; below it Hennig's is dissolved
_KEPT = 0.8  # share of the passages in a resample
_AGREED = 0.3  # share of the resamples with both in which two neighbours must be in one cluster
_NEIGHBOURS = 10


class Consensus:
    """Clusters unit vectors by the consensus of resamples; takes the place of HDBSCAN in BERTopic.

    Attributes:
        labels_: the cluster of each row; −1 for a row without a cluster.
        resamples_: the clusters found in each resample.
    """

    def __init__(self, *, smallest: int, seed: int, submit: Submit = inline) -> None:
        self.smallest = smallest
        self.seed = seed
        self._submit = submit
        self.labels_: Labels
        self.resamples_: list[Resampled] = []

    def fit(self, X: Floats, y: object = None) -> Consensus:
        """Find the clusters. The order of the rows must not depend on the order of the sources."""
        import numpy as np

        half = RESAMPLES // 2
        others = self._submit(resampled, X, self.smallest, self.seed, range(half, RESAMPLES))
        self.resamples_ = resampled(X, self.smallest, self.seed, range(half)) + others.result()
        pairs = nearest_pairs(X, most=_NEIGHBOURS)
        together, present = np.zeros(len(pairs)), np.zeros(len(pairs))
        for labels, kept in self.resamples_:
            one, other = labels[pairs[:, 0]], labels[pairs[:, 1]]
            present += kept[pairs].all(axis=1)
            together += (one == other) & (one >= 0)
        share = together / np.maximum(present, 1)
        agreed = share >= _AGREED
        parts = communities(pairs[agreed], share[agreed] ** 2, rows=len(X))
        self.labels_ = np.full(len(X), -1, dtype=np.int64)
        found = (members for members in parts if len(members) >= self.smallest)
        for number, members in enumerate(found):
            self.labels_[members] = number
        return self

    def stability(self, members: NDArray[np.bool_]) -> float:
        """The share of the resamples in which a cluster is found again.

        Args:
            members: a mask of the rows in the cluster.
        """
        return sum(_likeness(members & kept, labels) >= COMES_BACK for labels, kept in self.resamples_) / RESAMPLES


def resampled(X: Floats, smallest: int, seed: int, numbers: Sequence[int]) -> list[Resampled]:
    """The clusters in some of the resamples, each with its number as the seed."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    found = []
    for number in numbers:
        kept = np.random.default_rng([seed, number]).random(len(X)) < _KEPT
        labels = np.full(len(X), -1, dtype=np.int64)
        with threadpool_limits(limits=1):  # two processes of one thread each
            # A resample may lack one member of the smallest cluster.
            labels[kept] = Communities(smallest=max(smallest - 1, 2)).fit(X[kept]).labels_
        found.append((labels, kept))
    return found


def _likeness(members: NDArray[np.bool_], labels: Labels) -> float:
    """The highest Jaccard similarity to these rows of any cluster, or of all clusters that lie mostly in them.

    The latter because a topic may have been merged from several clusters.
    """
    import numpy as np

    of_members, of_all = (
        np.bincount(some[some >= 0], minlength=labels.max() + 1) for some in (labels[members], labels)
    )
    inside = of_members * 2 > of_all
    shared = np.append(of_members, of_members[inside].sum())
    either = members.sum() + np.append(of_all, of_all[inside].sum()) - shared
    return float((shared / np.maximum(either, 1)).max())
