"""Sentence vectors: all-MiniLM-L6-v2, int8, on ONNX Runtime, without torch.

Each text is run separately, so that its vector depends on that text only: a cached vector equals a new one, and the
number of threads or processes makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from pipeline.language.models import MINILM, TOKENIZER, Session, located, session
from pipeline.workflow.cache import content_key
from pipeline.workflow.stage import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


DIMENSIONS = 384
LONGEST_TOKENS = 256  # the length the model was trained for; passages are shorter


@cache
def _session() -> Session:
    return session(located(MINILM))


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(located(TOKENIZER)))
    tokenizer.enable_truncation(LONGEST_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def embedded(texts: Sequence[str], *, threads: int = 1) -> NDArray[np.float32]:
    """Compute unit vectors, one row per text, as float32 of shape (texts, 384).

    The vectors are rounded to half precision, because the last bits differ between processors. Equal texts are
    embedded once.
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
    """The ids of each text's word pieces, at most 256."""
    return [encoding.ids for encoding in _tokenizer().encode_batch(list(texts))]


def embed_to_bytes(texts: Sequence[str]) -> list[bytes]:
    """Compute the vector of each text as half-precision bytes, for the cache and for other processes."""
    import numpy as np

    return [row.astype(np.float16).tobytes() for row in embedded(texts)]


def _vector(ids: Sequence[int]) -> NDArray[np.float32]:
    import numpy as np

    mean = _session().run(None, {"ids": np.asarray([ids], dtype=np.int64)})[0][0].astype(np.float64)
    norm = float(np.linalg.norm(mean))
    rounded: NDArray[np.float32] = (mean / (norm or 1.0)).astype(np.float16).astype(np.float32)
    return rounded


_BATCH = 128  # texts; results are cached after each batch, so that an interrupted run can resume
_READ_AT_ONCE = 5_000  # vectors read from the cache at a time


def vectors_of(
    work: Work, texts: Sequence[str], *, what: str = "computing sentence vectors"
) -> NDArray[np.float32]:
    """The unit vectors of the texts, of shape (texts, 384). Cached vectors are not computed again."""
    import numpy as np

    method = work.method_key(embed_to_bytes)
    keys = [content_key(method, text) for text in texts]
    known = work.known(keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    # Longest first, so that all cores are busy until the end.
    todo = sorted(missing, key=lambda key: (-len(missing[key]), key))
    done = 0
    for some, made in embed_in_batches(work, todo, missing):
        work.keep(dict(zip(some, made, strict=True)))
        done += len(some)
        work.progress(what, done, len(todo))
    found = np.empty((len(keys), DIMENSIONS), dtype=np.float32)
    for at in range(0, len(keys), _READ_AT_ONCE):
        some = keys[at : at + _READ_AT_ONCE]
        kept = work.kept(some)
        # The cache may be found damaged at any time; vectors that can no longer be read are computed again.
        lost = {key: text for key, text in zip(some, texts[at:], strict=False) if key not in kept}
        for batch, made in embed_in_batches(work, list(lost), lost):
            kept |= zip(batch, made, strict=True)
        for row, key in enumerate(some, start=at):
            found[row] = np.frombuffer(kept[key], dtype=np.float16)
    return found


def embed_in_batches(
    work: Work, keys: Sequence[str], texts: Mapping[str, str]
) -> Iterator[tuple[Sequence[str], list[bytes]]]:
    """Embed texts in batches, on all cores, and yield the keys and vectors of each batch when it is done."""
    import numpy as np

    batches = [keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH)]
    characters = sum(map(len, texts.values()))
    if not work.engine.spreads(len(batches), characters=characters):
        for batch in batches:
            rows = embedded([texts[key] for key in batch], threads=work.engine.cores)
            yield batch, [row.astype(np.float16).tobytes() for row in rows]
        return
    work.engine.shut_down_workers()  # workers that hold other models
    items = [[texts[key] for key in batch] for batch in batches]
    yield from zip(batches, work.engine.map(embed_to_bytes, items, characters=characters), strict=True)
    work.engine.shut_down_workers()
