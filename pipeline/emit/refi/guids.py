"""GUIDs made from what they stand for: a second export names everything as the first did."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID, uuid5

_NAMESPACE = UUID("5f0f3f6e-6f0a-5d0e-9c51-9d6a1c1f7b42")


@lru_cache(20_000)  # a coder and a code are named at each of their codings
def guid(kind: str, *parts: str) -> str:
    """The GUID of a thing.

    Args:
        kind: what it is, such as `source`: a code and a case of the same name are two things.
        parts: what it is known by.
    """
    return str(uuid5(_NAMESPACE, "\x1f".join((kind, *parts))))
