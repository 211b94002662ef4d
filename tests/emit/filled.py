"""Records for tests that care about a few of their fields."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TypeVar, get_type_hints

R = TypeVar("R")


def filled(record: type[R], **given: object) -> R:
    """A record with these values; a field that is not given, and has no default, is empty."""
    types = get_type_hints(record)
    needed = [one.name for one in fields(record) if one.default is MISSING]  # type: ignore[arg-type]
    return record(**{**{name: "" if types[name] is str else 0 for name in needed}, **given})
