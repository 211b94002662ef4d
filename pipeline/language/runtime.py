"""ONNX Runtime with one thread per text and no telemetry (see also `pipeline/__init__.py`), and spaCy's import."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Session(Protocol):
    """A loaded model."""

    def run(self, outputs: None, feed: Mapping[str, NDArray[np.int64]]) -> Sequence[NDArray[np.float32]]:
        """Run the model and return all outputs."""


def session(model: Path) -> Session:
    """Load a model for the CPU with one thread, because we start the threads ourselves."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # for Windows builds, which use the system's tracing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The fused layer norm of a sum takes seven times as long as the two operations separately.
    made: Session = onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
    return made


_COMMANDS = "spacy.cli.info"  # the module through which `import spacy` imports all of its commands


def import_spacy() -> ModuleType:
    """Import spaCy without its commands, because `spacy download` imports requests, httpx and urllib3.

    A run loads no network library. (urllib3 opens an IPv6 socket when it is imported, to test whether it can.) Code
    that may import spaCy first, including BERTopic, must call this function before.
    """
    if "spacy" in sys.modules or _COMMANDS in sys.modules:
        return importlib.import_module("spacy")
    stand_in = ModuleType(_COMMANDS)
    stand_in.info = None  # type: ignore[attr-defined]
    sys.modules[_COMMANDS] = stand_in
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules[_COMMANDS]  # so that the commands can still be imported later
