"""Codes that learn: once people have decided about a code often enough, a classifier takes over its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

ENOUGH = 5  # decisions for, and as many against, before a code learns


def learned(
    texts: Sequence[str],
    *,
    vectors: Floats,
    logits: Floats,
    labels: Mapping[int, Mapping[int, bool]],
) -> dict[int, Floats]:
    """For each code that people have decided about often enough, its confidence in every passage.

    Logistic regression on the passage's meaning, its words (TF-IDF) and what the cold start thought of it.

    Args:
        texts: what was said.
        vectors: unit vectors, shape (passages, dimensions).
        logits: of the cold start, shape (passages, codes).
        labels: for each code, the passages decided about: True for accepted, False for rejected, or for
            accepted under another code alone.

    Returns:
        By code; of shape (passages,), 0 to 1.
    """
    ready = {code: some for code, some in labels.items() if _enough(some)}
    if not ready:
        return {}
    import numpy as np
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(sublinear_tf=True, min_df=1, ngram_range=(1, 2), max_features=20_000).fit_transform(
        texts
    )
    found: dict[int, Floats] = {}
    for code, some in ready.items():
        own = sparse.csr_matrix(logits[:, [code]] / 4.0)
        features = sparse.hstack([sparse.csr_matrix(vectors), words, own]).tocsr()
        rows = sorted(some)
        model = LogisticRegression(C=5.0, class_weight="balanced", max_iter=1000)
        model.fit(features[rows], [some[row] for row in rows])
        found[code] = model.predict_proba(features)[:, 1].astype(np.float32)
    return found


def _enough(some: Mapping[int, bool]) -> bool:
    accepted = sum(some.values())
    return accepted >= ENOUGH and len(some) - accepted >= ENOUGH
