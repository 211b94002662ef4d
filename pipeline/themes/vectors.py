"""The vectors of some passages, without a copy of all of them: in a large study they take hundreds of megabytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Rows = NDArray[np.intp]

_ROWS_AT_ONCE = 8_192


class Vectors(Protocol):
    """What can be asked for the vectors of some passages, such as an array."""

    def __len__(self) -> int: ...
    def __getitem__(self, rows: Any, /) -> Any: ...


class SelectedVectors:
    """Some rows of an array of vectors, in this order; what is asked for is copied."""

    def __init__(self, vectors: Floats, rows: Rows) -> None:
        self._vectors = vectors
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: Rows | slice | int) -> Floats:
        chosen: Floats = self._vectors[self._rows[rows]]
        return chosen

    @property
    def digest(self) -> str:
        """A digest of their content."""
        digest = hashlib.blake2b(digest_size=16)
        for at in range(0, len(self), _ROWS_AT_ONCE):
            digest.update(self[at : at + _ROWS_AT_ONCE].tobytes())
        return digest.hexdigest()
