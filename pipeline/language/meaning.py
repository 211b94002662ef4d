"""The meaning of a text as a vector: all-MiniLM-L6-v2, int8, on ONNX Runtime. No torch.

A text's vector depends on that text alone: it is run beside others of exactly its length only, never padded, so
that a cached vector equals a fresh one, and the number of threads or processes changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.language.pins import MINILM, TOKENIZER, located
from pipeline.language.runtime import session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
LONGEST_TOKENS = 256  # what the model was trained for; a passage is shorter
_BATCH = 6  # texts; more run no faster


@cache
def _session() -> Any:
    return session(located(MINILM))


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(located(TOKENIZER)))
    tokenizer.enable_truncation(LONGEST_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def embedded(texts: Sequence[str], *, threads: int = 1) -> NDArray[np.float32]:
    """Unit vectors, one row for each text, as float32 of shape (texts, 384).

    Rounded to half precision, so that the last bits, which differ between processors' kernels, do not decide.
    Equal texts are embedded once.
    """
    import numpy as np

    distinct = list(dict.fromkeys(texts))
    _session()  # loaded before the threads start
    vectors = np.zeros((len(distinct), DIMENSIONS), dtype=np.float32)
    pieces = [encoding.ids for encoding in _tokenizer().encode_batch(distinct)]
    batches = _alike(pieces)
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        found = pool.map(_vectors, ([pieces[at] for at in batch] for batch in batches))
        for batch, rows in zip(batches, found, strict=True):
            vectors[batch] = rows
    places = {text: at for at, text in enumerate(distinct)}
    return vectors[[places[text] for text in texts]] if texts else vectors


def half_embedded(texts: Sequence[str]) -> list[bytes]:
    """The vector of each text as the bytes of its half-precision numbers: for other processes, and to be kept."""
    import numpy as np

    return [row.astype(np.float16).tobytes() for row in embedded(texts)]


def _alike(pieces: Sequence[Sequence[int]]) -> list[list[int]]:
    """Batches of texts that have the same number of pieces, by their place, the longest first."""
    by_length: dict[int, list[int]] = {}
    for at, ids in enumerate(pieces):
        by_length.setdefault(len(ids), []).append(at)
    return [
        some[at : at + _BATCH]
        for _, some in sorted(by_length.items(), reverse=True)
        for at in range(0, len(some), _BATCH)
    ]


def _vectors(pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    import numpy as np

    ids = np.asarray(pieces, dtype=np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    means = _session().run(None, feed)[0].astype(np.float64).mean(axis=1)
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    rounded: NDArray[np.float32] = (means / np.where(norms, norms, 1.0)).astype(np.float16).astype(np.float32)
    return rounded
