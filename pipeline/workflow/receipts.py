"""What each stage left behind, so that a run does only what has changed."""

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
    """What a stage made, and what from.

    Attributes:
        stage: its name.
        key: digest of all that it depended on.
        outputs: checksum of each file it wrote, by path below the outputs folder.
        findings: what it wants a person to look at.
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
        """Whether every file that it lists is still there, unchanged."""
        listed = {study.outputs / path: digest for path, digest in self.outputs.items()}
        listed |= {study.models / path: digest for path, digest in self.remembered.items()}
        return all(path.is_file() and checksum(path) == digest for path, digest in listed.items())


def read_receipt(study: Study, stage: str) -> Receipt | None:
    """The receipt that the stage left, or None if there is none that can be read."""
    try:
        kept = json.loads(_receipt_path(study, stage).read_text("utf-8"))
        findings = tuple(Finding(**{**one, "concern": Concern(one["concern"])}) for one in kept["findings"])
        found = Receipt(**{**kept, "findings": findings})
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if _is_sound(found) else None


def _is_sound(receipt: Receipt) -> bool:
    """Whether everything in it is of the kind that it must be."""
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
    """Keep the receipt; written last, it vouches for everything else."""
    content = json.dumps(asdict(receipt), indent=1, ensure_ascii=False).encode()
    write_whole(_receipt_path(study, receipt.stage), content, private=True)


def note_output(study: Study, stage: str, path: str) -> None:
    """Note that the stage is about to write this output: from now until `end_writing` its files are of two runs."""
    handle = os.open(_begun_path(study, stage), os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    with os.fdopen(handle, "a", encoding="utf-8") as begun:
        begun.write(f"{path}\n")


def begun_outputs(study: Study, stage: str) -> list[str]:
    """The outputs that the stage has begun to write, in this run or in one that was interrupted."""
    path = _begun_path(study, stage)
    # A line without its end was cut short by a full disk, before its file was begun.
    return [line for line in path.read_text("utf-8").split("\n")[:-1] if line] if path.exists() else []


def recorded_outputs(study: Study) -> set[str]:
    """Every file that a stage has written, or begun to write, by path below the outputs folder."""
    receipts = [read_receipt(study, _stage_of(path)) for path in study.private.glob("receipt_*.json")]
    begun = [begun_outputs(study, _stage_of(path)) for path in study.private.glob("writing_*.txt")]
    return {path for receipt in receipts if receipt for path in receipt.outputs} | set(chain.from_iterable(begun))


def end_writing(study: Study, stage: str) -> None:
    """The stage has written everything, and what it no longer makes is gone."""
    _begun_path(study, stage).unlink(missing_ok=True)


def _receipt_path(study: Study, stage: str) -> Path:
    return study.private / f"receipt_{stage}.json"


def _stage_of(path: Path) -> str:
    return path.stem.partition("_")[2]


def _begun_path(study: Study, stage: str) -> Path:
    return study.private / f"writing_{stage}.txt"
