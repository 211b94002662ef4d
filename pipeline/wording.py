"""Numbers with their nouns, and lists, as sentences have them."""

from __future__ import annotations

from collections.abc import Iterable


def counted(count: int, one: str, many: str = "") -> str:
    """`1 theme`, `2 themes`, `1,200 themes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; nothing for nothing."""
    given = list(parts)
    return " and ".join(part for part in (", ".join(given[:-1]), *given[-1:]) if part)
