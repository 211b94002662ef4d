"""What each stage left behind, so that a run does only what has changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cache import content_key
from pipeline.records import Finding
from pipeline.settings import Settings
from pipeline.storage import PRIVATE_FILE, checksum, fingerprint, write_whole
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE, Study

if TYPE_CHECKING:
    from pipeline.work import Stage

# Libraries whose release can change a result.
_LIBRARIES = ("spacy", "onnxruntime", "tokenizers", "scikit-learn", "bertopic", "numpy", "pandas", "pyarrow")
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Receipt:
    """What a stage made, and what from.

    Attributes:
        stage: its name.
        key: digest of all that it depended on.
        outputs: checksum of each file it wrote, by path below the outputs folder.
        findings: what it wants a person to look at.
        summary: its counts.
        inputs: checksum of each table that it read, by path below the outputs folder.
    """

    stage: str
    key: str
    outputs: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    summary: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)

    def holds(self, study: Study) -> bool:
        """Whether every file that it lists is still there, unchanged."""
        for path, digest in self.outputs.items():
            target = study.outputs / path
            if not target.is_file() or checksum(target) != digest:
                return False
        return True


def stage_key(stage: Stage, *, study: Study, settings: Settings, upstream: Sequence[Receipt] | None) -> str:
    """Digest of all that a stage's result depends on.

    Args:
        stage: the stage.
        study: where its files lie.
        settings: as they apply.
        upstream: receipts of the stages before it; None leaves out the study's content, and so gives the key
            of the method alone.
    """
    method = [stage.name, code_digest(stage.name), asdict(settings), library_versions()]
    if upstream is None:
        return content_key(method)
    wanted = {f"private/tables/{table.name}.parquet" for table in stage.inputs}
    tables = {path: digest for r in upstream for path, digest in r.outputs.items() if path in wanted}
    if any(table.name == "sources" for table in stage.inputs):
        tables |= {p: d for r in upstream for p, d in r.outputs.items() if p.startswith("private/text/")}
    models = {name: _model_checksums(study, name) for name in stage.reads}
    transcripts = _transcripts_digest(study, settings) if stage.reads_transcripts else ""
    findings = [asdict(f) for r in upstream for f in r.findings] if stage.reads_findings else []
    return content_key(method, tables, models, transcripts, findings)


def read_receipt(study: Study, stage: str) -> Receipt | None:
    """The receipt that the stage left, or None if there is none that can be read."""
    try:
        kept = json.loads(_receipt_path(study, stage).read_text("utf-8"))
        return Receipt(**{**kept, "findings": tuple(Finding(**finding) for finding in kept["findings"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


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
    return [line for line in path.read_text("utf-8").split("\n") if line] if path.exists() else []


def recorded_outputs(study: Study) -> set[str]:
    """Every file that a stage has written, or begun to write, by path below the outputs folder."""
    receipts = [read_receipt(study, _stage_of(path)) for path in study.private.glob("receipt_*.json")]
    begun = [begun_outputs(study, _stage_of(path)) for path in study.private.glob("writing_*.txt")]
    return {path for receipt in receipts if receipt for path in receipt.outputs} | set(chain.from_iterable(begun))


def end_writing(study: Study, stage: str) -> None:
    """The stage has written everything, and what it no longer makes is gone."""
    _begun_path(study, stage).unlink(missing_ok=True)


def mixed_outputs(study: Study, stages: Sequence[Stage]) -> str:
    """The first stage whose outputs do not follow from those of the stages before it; "" if all do.

    So it is after a run that was interrupted while it wrote, or that ran only the first stages.
    """
    made: dict[str, str] = {}
    for stage in stages:
        receipt = read_receipt(study, stage.name)
        if begun_outputs(study, stage.name):
            return stage.name
        if receipt is None:
            continue
        if any(made.get(path, digest) != digest for path, digest in receipt.inputs.items()):
            return stage.name
        made |= receipt.outputs
    return ""


@cache
def library_versions() -> dict[str, str]:
    """Releases of the libraries that shape results."""
    from importlib.metadata import version

    return {name: version(name) for name in _LIBRARIES}


@cache
def code_digest(stage: str) -> str:
    """Digest of the code of one stage and all that stages share."""
    digest = hashlib.blake2b(digest_size=16)
    wings = {path.parent.name for path in _PACKAGE.glob("*/stage.py")}
    for path in sorted(_PACKAGE.rglob("*")):
        parts = path.relative_to(_PACKAGE).parts
        if path.suffix not in (".py", ".txt", ".toml", ".json", ".html", ".css", ".js") or (
            parts[0] in wings - {stage}
        ):
            continue
        digest.update("/".join(parts).encode() + path.read_bytes())
    return digest.hexdigest()


def _receipt_path(study: Study, stage: str) -> Path:
    return study.private / f"receipt_{stage}.json"


def _stage_of(path: Path) -> str:
    return path.stem.partition("_")[2]


def _begun_path(study: Study, stage: str) -> Path:
    return study.private / f"writing_{stage}.txt"


def _model_checksums(study: Study, name: str) -> list[list[str]]:
    """Name and checksum of each file of the models folder that `name`, which may be a pattern, stands for."""
    return [[path.name, checksum(path)] for path in sorted(study.models.glob(name))]


def _transcripts_digest(study: Study, settings: Settings) -> str:
    largest = settings.ingest.largest_file_bytes
    about = [study.transcripts / name for name in (CASES_FILE, PARTICIPANTS_FILE)]
    files = [path for path in about if path.exists()] + study.transcript_files()
    left = [[one.name, one.problem] for one in study.left_out()]
    return content_key([[study.file_name(path), fingerprint(path, largest=largest)] for path in files], left)
