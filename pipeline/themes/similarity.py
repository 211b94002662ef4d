"""How similar passages are to the learner: in meaning, in wording, in cold-start scores, and within the study."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from pipeline.themes.questions import Context

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]


_ROWS_AT_ONCE = 2048
# The study's own structure: the weight of each part, the main directions of meaning, and the nearest passages.
_STUDY, _DIRECTIONS, _NEAREST = 0.3, 50, 10
_MOST_NEIGHBOURS = 2000  # passages among which the nearest are sought
_SEED = 13


@lru_cache(maxsize=2)  # on-screen review learns and orders again and again from the same passages
def _wording(texts: tuple[str, ...]) -> tuple[csr_matrix, csr_matrix]:
    """The weights of the words, and of the sequences of letters, in each text."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    least = 2 if len(texts) > 100 else 1
    common: dict[str, object] = {"sublinear_tf": True, "min_df": least, "dtype": np.float32}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w[\w'’]*\b", **common)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=40_000, **common)
    return words.fit_transform(texts), letters.fit_transform(texts)


def _unit(points: Doubles) -> Floats:
    """The points, divided by their lengths."""
    import numpy as np

    found: Floats = (points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return found


def _main_directions(vectors: Floats) -> Floats:
    """Where each passage lies along the study's main directions of meaning, evened out (half-whitened PCA)."""
    import numpy as np

    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    spread, directions = np.linalg.eigh(centred.T @ centred)
    wanted = slice(-min(_DIRECTIONS, max(len(vectors) - 1, 1)), None)
    return _unit(centred @ directions[:, wanted] / np.maximum(spread[wanted], 1e-9) ** 0.25)


def _neighbourhoods(vectors: Floats) -> Floats:
    """The mean of the nearest other passages, as the difference from the study's average."""
    import numpy as np
    from scipy.sparse import csr_matrix

    many = len(vectors)
    some = np.arange(many)
    if many > _MOST_NEIGHBOURS:
        some = np.sort(np.random.default_rng(_SEED).choice(many, _MOST_NEIGHBOURS, replace=False))
    nearest = min(_NEAREST, len(some) - 1)
    if nearest < 1:
        return np.zeros_like(vectors)
    found = np.empty(vectors.shape)
    for start in range(0, many, _ROWS_AT_ONCE):
        rows = np.arange(start, min(start + _ROWS_AT_ONCE, many))
        alike = vectors[rows] @ vectors[some].T
        alike[rows[:, None] == some[None, :]] = -1.0  # not the passage itself
        columns = np.argpartition(-alike, nearest - 1, axis=1)[:, :nearest]
        weights = np.maximum(np.take_along_axis(alike, columns, axis=1), 0.0)
        edges = np.arange(0, weights.size + 1, nearest)
        found[rows] = csr_matrix((weights.ravel(), columns.ravel(), edges), shape=alike.shape) @ vectors[some]
    found = _unit(found).astype(np.float64)
    return _unit(found - found.mean(axis=0))


class Similarity:
    """The similarity of passages: meaning times wording, wording, cold-start scores, and the study's structure.

    The first three count for less between passages that answer other questions.

    Attributes:
        logits: of the cold start, shape (passages, codes).
    """

    def __init__(
        self, texts: Sequence[str], *, vectors: Floats, logits: Floats, context: Context | None = None
    ) -> None:
        import numpy as np

        self.logits = logits
        self._vectors = vectors
        self._worded, self._spelt = _wording(tuple(texts))
        self._thought = (0.3 * np.clip(logits, -6, 6) / max(logits.shape[1], 1) ** 0.5).astype(np.float32)
        self._directions, self._around = _main_directions(vectors), _neighbourhoods(vectors)
        self._context = context

    def between(self, some: Rows, others: Rows) -> Floats:
        """The similarities, shape (some, others)."""
        import numpy as np

        meaning = np.exp(-2.0 * (1.0 - self._vectors[some] @ self._vectors[others].T))
        worded = (self._worded[some] @ self._worded[others].T).toarray()
        spelt = (self._spelt[some] @ self._spelt[others].T).toarray()
        alike = meaning * (0.5 + spelt) + 0.5 * worded + self._thought[some] @ self._thought[others].T
        if self._context is not None:
            alike *= self._context.closeness(some, others)
        around = np.exp(-2.0 * (1.0 - self._around[some] @ self._around[others].T))
        study = self._directions[some] @ self._directions[others].T + around
        found: Floats = (alike + _STUDY * study).astype(np.float32)
        return found

    def predicted(self, rows: Rows, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The predictions for every passage from `weights` on `rows`."""
        import numpy as np

        everything = np.arange(len(self._vectors))
        parts = [
            self.between(everything[start : start + _ROWS_AT_ONCE], rows).astype(np.float64) @ weights
            for start in range(0, len(everything), _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts)
