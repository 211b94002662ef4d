"""The meaning of a text as a vector: all-MiniLM-L6-v2, int8, on ONNX Runtime. No torch.

A text's vector depends on that text alone: it is run by itself, so that a cached vector equals a fresh one, and the
number of threads or processes changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.language.encoder import encoder
from pipeline.language.pins import MINILM, TOKENIZER, located
from pipeline.language.runtime import session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
LONGEST_TOKENS = 256  # what the model was trained for; a passage is shorter
# What a vector that was kept goes by.
MADE_BY = (MINILM.sha256, TOKENIZER.sha256, "int8 activations, layer norms apart")


@cache
def _session() -> Any:
    return session(encoder(located(MINILM)))


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
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        for at, vector in enumerate(pool.map(_vector, pieces(distinct))):
            vectors[at] = vector
    places = {text: at for at, text in enumerate(distinct)}
    return vectors[[places[text] for text in texts]] if texts else vectors


def pieces(texts: Sequence[str]) -> list[list[int]]:
    """The word pieces of each text, by their ids, as MiniLM takes them: 256 at the most."""
    return [encoding.ids for encoding in _tokenizer().encode_batch(list(texts))]


def half_embedded(texts: Sequence[str]) -> list[bytes]:
    """The vector of each text as the bytes of its half-precision numbers: for other processes, and to be kept."""
    import numpy as np

    return [row.astype(np.float16).tobytes() for row in embedded(texts)]


def _vector(ids: Sequence[int]) -> NDArray[np.float32]:
    import numpy as np

    mean = _session().run(None, {"ids": np.asarray([ids], dtype=np.int64)})[0][0].astype(np.float64)
    norm = float(np.linalg.norm(mean))
    rounded: NDArray[np.float32] = (mean / (norm or 1.0)).astype(np.float16).astype(np.float32)
    return rounded
