"""ONNX Runtime as it is used here: one thread for each text, and no telemetry (see also `pipeline/__init__.py`)."""

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
    """A model that is ready to be run."""

    def run(self, outputs: None, feed: Mapping[str, NDArray[np.int64]]) -> Sequence[NDArray[np.float32]]:
        """All outputs for these inputs."""


def session(model: Path) -> Session:
    """A model ready to be run on this processor, on one thread: the threads are ours."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # of its builds for Windows, which go through the system's own tracing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Its layer norm of a sum, fused, takes seven times as long as the two by themselves.
    made: Session = onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
    return made


_COMMANDS = "spacy.cli.info"  # through which `import spacy` reaches all of its commands


def import_spacy() -> ModuleType:
    """spaCy without its commands, whose `download` brings requests, httpx and urllib3.

    No library for the network is loaded in a run. (urllib3 opens an IPv6 socket as soon as it is imported, to see
    whether it can.) Whatever imports spaCy first, BERTopic included, must call this before.
    """
    if "spacy" in sys.modules or _COMMANDS in sys.modules:
        return importlib.import_module("spacy")
    stand_in = ModuleType(_COMMANDS)
    stand_in.info = None  # type: ignore[attr-defined]
    sys.modules[_COMMANDS] = stand_in
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules[_COMMANDS]  # whoever wants the commands afterwards gets them
