"""How similar passages are to the learner: in meaning, in wording, in cold-start scores, and within the study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    from pipeline.themes.questions import Context

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]


_ROWS_AT_ONCE = 2048
# The study's own structure: the weight of each part, the main directions of meaning, and the nearest passages.
_STUDY, _DIRECTIONS, _NEAREST = 0.3, 50, 10
_MOST_NEIGHBOURS = 2000  # passages among which the nearest are sought
_SEED = 13


@dataclass(frozen=True)
class Weights:
    """A sparse matrix, row by row, in a form that can be kept.

    Attributes:
        values: of the cells that are not zero.
        columns: of these cells.
        ends: for each row, the number of cells up to its beginning, and the number of all.
        width: the number of columns.
    """

    values: Floats
    columns: NDArray[np.int32]
    ends: NDArray[np.int32]
    width: int

    @classmethod
    def of(cls, matrix: csr_matrix) -> Weights:
        """The cells of a matrix."""
        return cls(matrix.data, matrix.indices.astype("i4"), matrix.indptr.astype("i4"), matrix.shape[1])

    def matrix(self) -> csr_matrix:
        """The matrix."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values, self.columns, self.ends), shape=(len(self.ends) - 1, self.width))


@dataclass(frozen=True)
class Wording:
    """The wording of passages.

    Attributes:
        words: the weights of words and pairs of words, a row for each passage.
        letters: the weights of sequences of letters.
    """

    words: Weights
    letters: Weights

    @classmethod
    def of(cls, texts: Sequence[str]) -> Wording:
        """The wording of these texts. A word counts for more if fewer of them contain it."""
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        least = 2 if len(texts) > 100 else 1
        common: dict[str, object] = {"sublinear_tf": True, "min_df": least, "dtype": np.float32}
        words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w[\w'’]*\b", **common)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=40_000, **common)
        return cls(*(_weights(each, texts) for each in (words, letters)))

    def take(self, rows: Rows) -> Wording:
        """The wording of some of the passages, with the same weights."""
        return Wording(*(Weights.of(each.matrix()[rows]) for each in (self.words, self.letters)))


def _weights(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> Weights:
    from scipy.sparse import csr_matrix

    try:
        return Weights.of(vectorizer.fit_transform(texts))
    except ValueError:  # no two passages share anything
        return Weights.of(csr_matrix((len(texts), 1), dtype="f4"))


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
        self, wording: Wording, *, vectors: Floats, logits: Floats, context: Context | None = None
    ) -> None:
        import numpy as np

        self.logits = logits
        self._vectors = vectors
        self._worded, self._spelt = wording.words.matrix(), wording.letters.matrix()
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
