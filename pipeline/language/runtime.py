"""ONNX Runtime as it is used here: one thread for each text, and no telemetry (see also `pipeline/__init__.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def session(model: Path | bytes) -> Any:
    """A model (a file, or its bytes) ready to be run on this processor, on one thread: the threads are ours."""
    import onnxruntime

    given = model if isinstance(model, bytes) else str(model)
    onnxruntime.disable_telemetry_events()  # of its builds for Windows, which go through the system's own tracing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Its layer norm of a sum, fused, takes seven times as long as the two by themselves.
    return onnxruntime.InferenceSession(
        given, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
