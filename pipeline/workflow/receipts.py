"""Receipts of finished stages, so that a run repeats only what has changed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

from pipeline.corpus.records import Concern, Finding
from pipeline.corpus.storage import PRIVATE_FILE, checksum, write_whole
from pipeline.corpus.study import Study


@dataclass(frozen=True)
class Receipt:
    """The outputs of a stage and what they were made from.

    Attributes:
        stage: its name.
        key: digest of everything it depended on.
        outputs: checksum of each file it wrote, by path below the outputs folder.
        findings: its findings.
        summary: its counts.
        models: checksum of each file of the models folder that it read, by name.
        libraries: the version of each installed distribution that its code imports or that those require.
        remembered: checksum of each file that it keeps for later runs, by path below the models folder.
        inputs: checksum of each table that it read, by path below the outputs folder.
    """

    stage: str
    key: str
    outputs: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    summary: dict[str, int] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)
    remembered: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)

    def holds(self, study: Study) -> bool:
        """Whether all files it lists exist unchanged."""
        listed = {study.outputs / path: digest for path, digest in self.outputs.items()}
        listed |= {study.models / path: digest for path, digest in self.remembered.items()}
        return all(path.is_file() and checksum(path) == digest for path, digest in listed.items())


def read_receipt(study: Study, stage: str) -> Receipt | None:
    """The stage's receipt, or None if there is no valid one."""
    try:
        kept = json.loads(_receipt_path(study, stage).read_text("utf-8"))
        findings = tuple(Finding(**{**one, "concern": Concern(one["concern"])}) for one in kept["findings"])
        found = Receipt(**{**kept, "findings": findings})
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if _is_sound(found) else None


def _is_sound(receipt: Receipt) -> bool:
    """Whether all values have the right types."""
    findings = (value for finding in receipt.findings for value in asdict(finding).items())
    named = (receipt.outputs, receipt.inputs, receipt.remembered, receipt.models, receipt.libraries)
    return (
        all(isinstance(each, dict) for each in (*named, receipt.summary))
        and all(isinstance(value, str) for each in named for value in each.values())
        and all(isinstance(value, str) for value in (receipt.key, receipt.stage))
        and all(isinstance(value, int) for value in receipt.summary.values())
        and all(isinstance(value, int if name == "line" else str) for name, value in findings)
    )


def write_receipt(study: Study, receipt: Receipt) -> None:
    """Write the receipt. It is written last and confirms all other outputs."""
    content = json.dumps(asdict(receipt), indent=1, ensure_ascii=False).encode()
    write_whole(_receipt_path(study, receipt.stage), content, private=True)


def note_output(study: Study, stage: str, path: str) -> None:
    """Record that the stage is about to write this output: until `end_writing` its files may come from two runs."""
    handle = os.open(_begun_path(study, stage), os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    with os.fdopen(handle, "a", encoding="utf-8") as begun:
        begun.write(f"{path}\n")


def begun_outputs(study: Study, stage: str) -> list[str]:
    """Outputs that the stage has started to write, in this run or an interrupted one."""
    path = _begun_path(study, stage)
    # A line without a line ending was cut short by a full disk, before its file was started.
    return [line for line in path.read_text("utf-8").split("\n")[:-1] if line] if path.exists() else []


def recorded_outputs(study: Study) -> set[str]:
    """Every file that any stage has written or started to write, by path below the outputs folder."""
    receipts = [read_receipt(study, _stage_of(path)) for path in study.private.glob("receipt_*.json")]
    begun = [begun_outputs(study, _stage_of(path)) for path in study.private.glob("writing_*.txt")]
    return {path for receipt in receipts if receipt for path in receipt.outputs} | set(chain.from_iterable(begun))


def end_writing(study: Study, stage: str) -> None:
    """Record that the stage has written all outputs and removed obsolete ones."""
    _begun_path(study, stage).unlink(missing_ok=True)


def _receipt_path(study: Study, stage: str) -> Path:
    return study.private / f"receipt_{stage}.json"


def _stage_of(path: Path) -> str:
    return path.stem.partition("_")[2]


def _begun_path(study: Study, stage: str) -> Path:
    return study.private / f"writing_{stage}.txt"
