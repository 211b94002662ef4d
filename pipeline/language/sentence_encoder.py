"""The meaning of a text as a vector: all-MiniLM-L6-v2, int8, on ONNX Runtime. No torch.

A text's vector depends on that text alone: it is run by itself, so that a cached vector equals a fresh one, and the
number of threads or processes changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from pipeline.language.models import MINILM, TOKENIZER, located
from pipeline.language.runtime import Session, session
from pipeline.workflow.cache import content_key
from pipeline.workflow.stage import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


DIMENSIONS = 384
LONGEST_TOKENS = 256  # what the model was trained for; a passage is shorter


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


_EMBEDDED_AT_ONCE = 128  # kept after each, so that an interrupted run goes on from there
_READ_AT_ONCE = 5_000  # vectors


def vectors_of(work: Work, texts: Sequence[str], *, what: str = "reading for meaning") -> NDArray[np.float32]:
    """The meaning of each text, as unit vectors of shape (texts, 384); known texts are not embedded again."""
    import numpy as np

    method = work.method_key(half_embedded)
    keys = [content_key(method, text) for text in texts]
    known = work.known(keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    # The longest first, so that all cores are busy to the end.
    todo = sorted(missing, key=lambda key: (-len(missing[key]), key))
    done = 0
    for some, made in embedded_in_shares(work, todo, missing):
        work.keep(dict(zip(some, made, strict=True)))
        done += len(some)
        work.progress(what, done, len(todo))
    found = np.empty((len(keys), DIMENSIONS), dtype=np.float32)
    for at in range(0, len(keys), _READ_AT_ONCE):
        some = keys[at : at + _READ_AT_ONCE]
        kept = work.kept(some)
        # The file may be damaged at any moment: what was there just now is then made again.
        lost = {key: text for key, text in zip(some, texts[at:], strict=False) if key not in kept}
        for share, made in embedded_in_shares(work, list(lost), lost):
            kept |= zip(share, made, strict=True)
        for row, key in enumerate(some, start=at):
            found[row] = np.frombuffer(kept[key], dtype=np.float16)
    return found


def embedded_in_shares(
    work: Work, keys: Sequence[str], texts: Mapping[str, str]
) -> Iterator[tuple[Sequence[str], list[bytes]]]:
    """Keys with what their texts were embedded to, as it is done: in as many processes as there are cores."""
    import numpy as np

    shares = [keys[at : at + _EMBEDDED_AT_ONCE] for at in range(0, len(keys), _EMBEDDED_AT_ONCE)]
    characters = sum(map(len, texts.values()))
    if not work.engine.spreads(len(shares), characters=characters):
        for share in shares:
            rows = embedded([texts[key] for key in share], threads=work.engine.cores)
            yield share, [row.astype(np.float16).tobytes() for row in rows]
        return
    work.engine.shut_down_workers()  # of the processes that hold other models
    items = [[texts[key] for key in share] for share in shares]
    yield from zip(shares, work.engine.map(half_embedded, items, characters=characters), strict=True)
    work.engine.shut_down_workers()
