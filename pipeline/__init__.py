"""Interview pipeline. An analyst begins with `from pipeline import Study`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.study import Study as Study

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """`Study`, imported when it is asked for: the command line must start fast."""
    if name == "Study":
        from pipeline.study import Study

        return Study
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
