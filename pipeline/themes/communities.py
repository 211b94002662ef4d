"""Clusters of passages: communities in the graph of nearest neighbours, split until they are about one thing.

UMAP and HDBSCAN, BERTopic's own choice, need a compiler at run time and call most of a small corpus outliers.
Louvain communities (Blondel et al. 2008) on the same kind of graph find their number themselves, take everybody in,
and are the same on every run. The two classes fit BERTopic's bases, so that BERTopic drives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

NEIGHBOURS = 6
LEAST_LIKENESS = 0.1  # neighbours less alike than this (after centring) are none
COHERENT = 0.12  # mean cosine between the members of one topic, after centring
_WORTH_SPLITTING = 40  # members
_CENTRED_FROM = 20.0  # with so many passages, half of what they all share is taken out
_ROWS_AT_ONCE = 1024
_DEEPEST = 3


class Centred:
    """Takes out what all passages share: the place of UMAP in BERTopic."""

    def fit(self, X: Floats, y: object = None) -> Centred:
        """Learn the shared part; of few passages little is taken, for it may be their very subject."""
        passages = len(X)
        self.shared_: Floats = X.mean(axis=0) * (passages / (passages + _CENTRED_FROM))
        return self

    def transform(self, X: Floats) -> Floats:
        """The vectors without it, as unit vectors."""
        return unit(X - self.shared_)


class Communities:
    """Clusters unit vectors: the place of HDBSCAN in BERTopic.

    Attributes:
        labels_: the cluster of each row; −1 for a row that belongs nowhere.
    """

    def __init__(self, *, smallest: int, seed: int) -> None:
        self.smallest = smallest
        self.seed = seed
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
        graph = neighbour_graph(X[rows])
        found: list[NDArray[np.intp]] = []
        for members in communities(graph, seed=self.seed):
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


def neighbour_graph(X: Floats) -> Any:
    """Each row joined to the rows most like it, the edges weighted by likeness. Memory grows with the rows."""
    import networkx
    import numpy as np

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(X)))
    pairs = nearest_pairs(X, most=NEIGHBOURS)
    likeness = np.round((X[pairs[:, 0]] * X[pairs[:, 1]]).sum(axis=1), 4)
    for (one, other), alike in zip(pairs.tolist(), likeness.tolist(), strict=True):
        if alike >= LEAST_LIKENESS:
            graph.add_edge(one, other, weight=alike**2)
    return graph


def nearest_pairs(X: Floats, *, most: int) -> NDArray[np.intp]:
    """Each row with the rows most like it, at most so many of them: shape (pairs, 2), each pair once."""
    import numpy as np

    nearest = min(most, len(X) - 1)
    if nearest <= 0:
        return np.zeros((0, 2), dtype=np.intp)
    parts = []
    for start in range(0, len(X), _ROWS_AT_ONCE):
        likeness = np.round(X[start : start + _ROWS_AT_ONCE] @ X.T, 4)
        own = np.arange(start, start + len(likeness))
        likeness[np.arange(len(likeness)), own] = -2
        best = np.argpartition(-likeness, nearest - 1, axis=1)[:, :nearest]
        parts.append(np.stack([np.repeat(own, nearest), best.ravel()], axis=1))
    pairs: NDArray[np.intp] = np.unique(np.sort(np.concatenate(parts), axis=1), axis=0)
    return pairs


def communities(graph: Any, *, seed: int) -> list[list[int]]:
    """The communities of a graph, the largest first."""
    import networkx

    found = networkx.community.louvain_communities(graph, seed=seed)
    return sorted((sorted(members) for members in found), key=lambda members: (-len(members), members))
