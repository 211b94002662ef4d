"""The meaning of texts as vectors, each worked out once and kept between runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.cache import content_key
from pipeline.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EMBEDDED_AT_ONCE = 128  # kept after each, so that an interrupted run goes on from there
_READ_AT_ONCE = 5_000  # vectors


def vectors_of(work: Work, texts: Sequence[str], *, what: str = "reading for meaning") -> NDArray[np.float32]:
    """The meaning of each text, as unit vectors of shape (texts, 384); known texts are not embedded again."""
    import numpy as np

    from pipeline.language.meaning import DIMENSIONS, half_embedded

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

    from pipeline.language.meaning import embedded, half_embedded

    shares = [keys[at : at + _EMBEDDED_AT_ONCE] for at in range(0, len(keys), _EMBEDDED_AT_ONCE)]
    characters = sum(map(len, texts.values()))
    if not work.engine.spreads(len(shares), characters=characters):
        for share in shares:
            rows = embedded([texts[key] for key in share], threads=work.engine.cores)
            yield share, [row.astype(np.float16).tobytes() for row in rows]
        return
    work.engine.rest()  # of the processes that hold other models
    items = [[texts[key] for key in share] for share in shares]
    yield from zip(shares, work.engine.map(half_embedded, items, characters=characters), strict=True)
    work.engine.rest()
