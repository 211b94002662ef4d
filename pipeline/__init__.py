"""Interview pipeline. An analyst begins with `from pipeline import Study`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# ONNX Runtime from 1.29 on sends usage data to its maker, on Linux and macOS too, from the moment it is imported.
# The variable is set here because this module comes first in every process, workers, tests and tools included. What
# stood there before is replaced: an environment that was inherited must not switch it on.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# Arrow sends a record of its operations to a collector (localhost, or OTEL_EXPORTER_OTLP_ENDPOINT) if asked to.
os.environ.pop("ARROW_TRACING_BACKEND", None)

if TYPE_CHECKING:
    from pipeline.corpus.study import Study as Study

__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    """`Study`, imported when it is asked for: the command line must start fast."""
    if name == "Study":
        from pipeline.corpus.study import Study

        return Study
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
