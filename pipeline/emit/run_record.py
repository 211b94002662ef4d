"""`run.json`: what the dataset was made with. No time and no place, so that the same run gives the same bytes."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version

import pipeline
from pipeline.emit.datapackage import json_bytes
from pipeline.emit.handover import Handover
from pipeline.language.pins import PINS
from pipeline.receipts import library_versions

RUN_RECORD = "dataset/run.json"


def run_record(handover: Handover, written: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Versions, language models, settings, counts, and a checksum of every file that was written before."""
    python = ".".join(platform.python_version_tuple()[:2])
    record = {
        "pipeline": pipeline.__version__,
        "python": python,
        "libraries": dict(
            sorted(
                {
                    **library_versions(),
                    **{name: version(name) for name in ("jinja2", "python-docx", "rapidfuzz", "xlsxwriter")},
                }.items()
            )
        ),
        "language_models": [asdict(pin) for pin in PINS],
        "settings": asdict(handover.settings),
        "counts": dict(handover.counts),
        "sha256": {path: hashlib.sha256(content).hexdigest() for path, content in sorted(written.items())},
    }
    return {RUN_RECORD: json_bytes(record)}
