"""Clusters that do not hang on a few passages: what communities in many resamples agree on.

One run of Louvain on interviews is a draw: leave a fifth of the passages out, and half of its clusters are others.
So the clustering is repeated on resamples, and two passages belong together if most resamples say so (Lancichinetti
and Fortunato 2012, on the edges of the neighbour graph only as in Tandon et al. 2019). The same resamples tell of
each cluster how often it comes back (Hennig 2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.beside import Beside, at_once
from pipeline.themes.communities import Communities, communities, nearest_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Labels = NDArray[np.int64]
    # For each row its cluster, −1 for one that belongs nowhere or is not in the resample; and which are in it.
    Resampled = tuple[Labels, NDArray[np.bool_]]

RESAMPLES = 20
COMES_BACK = 0.5  # Jaccard likeness from which a resample's cluster is the same one; below it Hennig's is dissolved
_KEPT = 0.8  # share of the passages in a resample
_AGREED = 0.3  # share of the resamples with both in which two neighbours must be in one cluster
_NEIGHBOURS = 10


class Consensus:
    """Clusters unit vectors by what resamples agree on: the place of HDBSCAN in BERTopic.

    Attributes:
        labels_: the cluster of each row; −1 for a row that belongs nowhere.
        resamples_: what was found in each.
    """

    def __init__(self, *, smallest: int, seed: int, beside: Beside = at_once) -> None:
        self.smallest = smallest
        self.seed = seed
        self._beside = beside
        self.labels_: Labels
        self.resamples_: list[Resampled] = []

    def fit(self, X: Floats, y: object = None) -> Consensus:
        """Find the clusters. The order of the rows must not depend on the order of the sources."""
        import numpy as np
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):  # two processes of one thread each
            half = RESAMPLES // 2
            others = self._beside(lambda: [self._resample(X, number) for number in range(half, RESAMPLES)])
            self.resamples_ = [self._resample(X, number) for number in range(half)]
            self.resamples_ += others()
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

    def _resample(self, X: Floats, number: int) -> Resampled:
        import numpy as np

        kept = np.random.default_rng([self.seed, number]).random(len(X)) < _KEPT
        labels = np.full(len(X), -1, dtype=np.int64)
        smallest = max(self.smallest - 1, 2)  # of the smallest cluster a resample may lack one
        labels[kept] = Communities(smallest=smallest).fit(X[kept]).labels_
        return labels, kept

    def stability(self, members: NDArray[np.bool_]) -> float:
        """The share of the resamples in which a cluster comes back.

        Args:
            members: which rows are in it.
        """
        return sum(_likeness(members & kept, labels) >= COMES_BACK for labels, kept in self.resamples_) / RESAMPLES


def _likeness(members: NDArray[np.bool_], labels: Labels) -> float:
    """Of the clusters the one most like these rows, by Jaccard."""
    import numpy as np

    clusters, both = np.unique(labels[members], return_counts=True)
    found = [
        shared / (int(members.sum()) + int((labels == cluster).sum()) - shared)
        for cluster, shared in zip(clusters.tolist(), both.tolist(), strict=True)
        if cluster >= 0
    ]
    return max(found, default=0.0)
