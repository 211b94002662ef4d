"""Explains each coding in a sentence that quotes the words of the passage that decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.themes.cold_start import ColdStart
from pipeline.themes.learning import Learned
from pipeline.themes.words import Word, is_content, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float32]

_MOST_WORDS = 3
_PRIOR_PASSAGES = 2.0  # a word in few passages says little
_LEAST = 0.5  # standard deviations of the code's evidence
_LARGEST = 9.0  # the largest evidence of a passage, in logits


@dataclass(frozen=True)
class QuotableWords:
    """The words that may be quoted from some texts.

    Attributes:
        keys: the words, in order.
        columns: for each text in turn, the places in `keys` of the words that it uses.
        ends: where those of the first, second … text begin in `columns`, and where the last end.
    """

    keys: tuple[str, ...]
    columns: NDArray[np.int32]
    ends: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> QuotableWords:
        """Those of these texts."""
        import numpy as np
        from sklearn.feature_extraction.text import CountVectorizer

        if not any(any(_quotable(text)) for text in texts):
            return cls((), np.zeros(0, dtype=np.int32), np.zeros(len(texts) + 1, dtype=np.int32))
        counter = CountVectorizer(analyzer=lambda text: [word.key for word in _quotable(text)], binary=True)
        used = counter.fit_transform(texts)
        return cls(tuple(counter.get_feature_names_out()), used.indices, used.indptr)

    def in_texts(self) -> csr_matrix:
        """Which text uses which word, as a matrix of ones."""
        import numpy as np
        from scipy.sparse import csr_matrix

        ones = np.ones(len(self.columns), dtype=np.int64)
        return csr_matrix((ones, self.columns, self.ends), shape=(len(self.ends) - 1, len(self.keys)))


class Explanations:
    """The reasons for codings, from the codebook, from decisions, and from the words that go with each code.

    A word goes with a code as far as the passages that use it have more evidence for the code than the average.
    Only words in lower case are quoted, because others may be names.
    """

    def __init__(
        self,
        texts: Sequence[str],
        confidence: Floats,
        *,
        start: ColdStart,
        models: Mapping[int, Learned],
        words: QuotableWords | None = None,
    ) -> None:
        """Explain the codings of these texts; `words` are their quotable words, if they are known."""
        import numpy as np

        self._texts, self._start, self._models = texts, start, models
        words = words or QuotableWords.of(texts)
        self._places = {key: at for at, key in enumerate(words.keys)}
        if not words.keys:
            return
        used = words.in_texts()
        sure = np.clip(confidence.astype(np.float64), 1e-9, 1 - 1e-9)
        evidence = np.clip(np.log(sure / (1 - sure)), -_LARGEST, _LARGEST)
        evidence = (evidence - evidence.mean(axis=0)) / np.maximum(evidence.std(axis=0), 1e-9)
        uses = np.asarray(used.sum(axis=0)).ravel()
        self._weights = (used.T @ evidence) / (uses + _PRIOR_PASSAGES)[:, None]
        self._weights[uses < 2] = 0.0

    def of(self, row: int, code: int) -> str:
        """One sentence about the coding of a passage."""
        reasons = self._start.reasons(row, code)
        words = [word for word in self.words(row, code) if not any(word in reason for reason in reasons)]
        if words:
            reasons.append(f"uses {_listed([f'“{word}”' for word in words])}, typical of this code here")
        told = f"it {_listed(reasons)}"
        model = self._models.get(code)
        if model is None:
            return f"{told[0].upper()}{told[1:]}"
        if model.from_passages:
            return f"Learned from {model.accepted} accepted passages: {told}"
        return f"Confidence set by {model.decided} decisions, {model.accepted} of them for the code: {told}"

    def words(self, row: int, code: int) -> list[str]:
        """The words of the passage that go most clearly with the code, in the order of the passage."""
        found: dict[str, tuple[float, str]] = {}
        for word in _quotable(self._texts[row]):
            at = self._places.get(word.key)
            weight = round(float(self._weights[at, code]), 6) if at is not None else 0.0
            if weight >= _LEAST:
                found.setdefault(word.key, (weight, word.plain))
        best = sorted(found, key=lambda key: (-found[key][0], key))[:_MOST_WORDS]
        return [word for key, (_, word) in found.items() if key in best]


def _quotable(text: str) -> Iterator[Word]:
    return (word for word in words_of(text) if text[word.start].islower() and is_content(word.plain))


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
