"""`run.json`: what the dataset was made with. No time and no place, so that the same run gives the same bytes."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import pipeline
from pipeline.emit.datapackage import json_bytes
from pipeline.emit.handover import File, Handover, Written
from pipeline.language.pins import PINS

RUN_RECORD = "dataset/run.json"


def run_record(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """Versions, language models, settings, counts, and a checksum of every file that was written before."""
    python = ".".join(platform.python_version_tuple()[:2])
    record = {
        "pipeline": pipeline.__version__,
        "python": python,
        "libraries": dict(sorted(handover.libraries.items())),
        "language_models": [asdict(pin) for pin in PINS],
        "settings": asdict(handover.settings),
        "counts": asdict(handover.counts),
        "sha256": {path: one.sha256 for path, one in sorted(written.items())},
    }
    yield RUN_RECORD, json_bytes(record)
