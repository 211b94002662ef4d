"""Counts of words and other terms in texts, and their weights (TF-IDF), as sparse matrices.

The results are those of scikit-learn's vectorizers, whose import takes longer than the work itself on a study of
two hundred thousand words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Doubles = NDArray[np.float64]

Analyse = Callable[[str], Iterable[str]]  # the terms of a text

_WORD = re.compile(r"\b\w[\w'’]*\b")
_SPACES = re.compile(r"\s\s+")


def words_and_pairs(text: str) -> list[str]:
    """The words of a text, then its pairs of successive words."""
    words = _WORD.findall(text.lower())
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def letters_in_words(text: str, *, shortest: int = 2, longest: int = 5) -> Iterator[str]:
    """All sequences of so many letters in each word with a space at either end; a short word once."""
    for word in _SPACES.sub(" ", text.lower()).split():
        spaced = f" {word} "
        for size in range(shortest, longest + 1):
            for at in range(max(len(spaced) - size, 0) + 1):
                yield spaced[at : at + size]
            if len(spaced) <= size:
                break


class TermWeights:
    """The terms of some texts, and how much each term of a text says about it.

    Attributes:
        places: the column of each term.
        weights: a row of unit length for each text: the logarithm of how often each term occurs in it, less for a
            term of many texts.
    """

    def __init__(
        self, texts: Sequence[str], analyse: Analyse, *, least: int = 1, most: int = 0, precision: str = "float64"
    ) -> None:
        """Weigh the terms of these texts.

        Args:
            texts: the texts.
            analyse: the terms of a text.
            least: the number of texts in which a term must occur.
            most: the largest number of terms, those that occur most; 0 for all.
            precision: the type of the weights.
        """
        import numpy as np

        self._analyse, self._precision = analyse, precision
        places, counts = counted(texts, analyse)
        texts_with = np.bincount(counts.indices, minlength=len(places))
        kept = texts_with >= least
        if most and int(kept.sum()) > most:
            often = np.bincount(counts.indices, weights=counts.data, minlength=len(places))
            chosen = np.flatnonzero(kept)[np.argsort(-often[kept], kind="stable")[:most]]
            kept = np.zeros(len(places), dtype=bool)
            kept[chosen] = True
        columns = np.cumsum(kept) - 1
        self.places = {term: int(columns[at]) for term, at in places.items() if kept[at]}
        self._rarity = (np.log((1 + len(texts)) / (1 + texts_with[kept])) + 1).astype(precision)
        self.weights = self._weighed(counts[:, kept])

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """The weights of these terms in other texts."""
        return self._weighed(counted(texts, self._analyse, places=self.places)[1])

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        import numpy as np

        weights = counts.astype(self._precision)
        weights.data = (np.log(weights.data) + 1) * self._rarity[weights.indices]
        squares = np.zeros(weights.shape[0])
        rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        np.add.at(squares, rows, weights.data.astype(np.float64) ** 2)
        weights.data = (weights.data / np.sqrt(squares)[rows]).astype(self._precision)
        return weights


def counted(
    texts: Sequence[str], analyse: Analyse, *, places: Mapping[str, int] | None = None
) -> tuple[Mapping[str, int], csr_matrix]:
    """The column of each term, and how often it occurs in each text.

    Args:
        texts: the texts.
        analyse: the terms of a text.
        places: the columns of the terms that count; by default those of all, in the order of the alphabet.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    each = [Counter(analyse(text)) for text in texts]
    if places is None:
        places = {term: at for at, term in enumerate(sorted(set().union(*each)))}
    else:
        each = [Counter({term: many for term, many in some.items() if term in places}) for some in each]
    columns = np.fromiter((places[term] for some in each for term in some), dtype=np.int32)
    counts = np.fromiter((many for some in each for many in some.values()), dtype=np.int64)
    ends = np.cumsum([0, *map(len, each)])
    found = csr_matrix((counts, columns, ends), shape=(len(texts), len(places)))
    found.sort_indices()
    return places, found
