"""Interview pipeline. For analysis in Python, start with `from pipeline import Study`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# From version 1.29, ONNX Runtime sends usage data to its maker as soon as it is imported, on Linux and macOS too.
# The variable is set here because every process imports this module first, including workers, tests and tools. An
# inherited value is overwritten, so that the environment cannot switch telemetry on.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# If this is set, Arrow sends a trace of its operations to a collector (localhost, or OTEL_EXPORTER_OTLP_ENDPOINT).
os.environ.pop("ARROW_TRACING_BACKEND", None)

if TYPE_CHECKING:
    from pipeline.corpus.study import Study as Study

__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    """Import `Study` on first use, so that the command line starts fast."""
    if name == "Study":
        from pipeline.corpus.study import Study

        return Study
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
