"""What each stage left behind, so that a run does only what has changed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.util import cache_from_source
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cache import content_key
from pipeline.code_graph import CodeGraph
from pipeline.installed import versions_behind
from pipeline.records import Concern, Finding
from pipeline.settings import Settings
from pipeline.storage import PRIVATE_FILE, checksum, fingerprint, write_whole
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE, Study

if TYPE_CHECKING:
    from pipeline.work import Stage

_PACKAGE = Path(__file__).parent
_REMEMBERED = f"code_graph.{sys.implementation.cache_tag}.json"


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


def stage_key(stage: Stage, *, study: Study, settings: Settings, upstream: Sequence[Receipt]) -> str:
    """Digest of all that a stage's result depends on.

    Args:
        stage: the stage.
        study: where its files lie.
        settings: as they apply.
        upstream: receipts of the stages before it.
    """
    wanted = {f"private/tables/{table.name}.parquet" for table in stage.inputs}
    tables = {path: digest for r in upstream for path, digest in r.outputs.items() if path in wanted}
    if any(table.name == "sources" for table in stage.inputs):
        tables |= {p: d for r in upstream for p, d in r.outputs.items() if p.startswith("private/text/")}
    models = model_checksums(stage, study)
    transcripts = _transcripts_digest(study, settings) if stage.reads_transcripts else ""
    earlier = [[r.libraries, *map(asdict, r.findings)] for r in upstream] if stage.reads_receipts else []
    sections = {name: asdict(getattr(settings, name)) for name in stage.settings}
    method = [stage.name, fingerprint_of(stage.run.__module__), sections]
    return content_key(method, tables, models, transcripts, earlier)


def fingerprint_of(module: str) -> tuple[str, dict[str, str], list[int]]:
    """What results depend on that a module computes, beside what it is given.

    Its code and that of all that it imports, the distributions behind them, and the minor version of Python, which
    brings the tables of Unicode, regular expressions and SQLite.
    """
    return code_digest(module), libraries_of(module), list(sys.version_info[:2])


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
def code_digest(module: str) -> str:
    """Digest of the code of a module, of all that it imports, and of the data files that they read."""
    graph = code_graph()
    return graph.digest(graph.closure(module))


@cache
def libraries_of(module: str) -> dict[str, str]:
    """The version of each distribution that a module and all that it imports depend on."""
    graph = code_graph()
    return versions_behind(graph.imported(graph.closure(module)))


@cache
def code_graph() -> CodeGraph:
    """The graph of this package; what was read from each file is kept where Python keeps its bytecode."""
    return CodeGraph(_PACKAGE, remembered=Path(cache_from_source(__file__)).with_name(_REMEMBERED))


def _receipt_path(study: Study, stage: str) -> Path:
    return study.private / f"receipt_{stage}.json"


def _stage_of(path: Path) -> str:
    return path.stem.partition("_")[2]


def _begun_path(study: Study, stage: str) -> Path:
    return study.private / f"writing_{stage}.txt"


def model_checksums(stage: Stage, study: Study) -> dict[str, str]:
    """The checksum of each file of the models folder that the stage reads, by its path there."""
    paths = {path for pattern in stage.reads for path in study.models.glob(pattern)}
    return {path.relative_to(study.models).as_posix(): checksum(path) for path in sorted(paths)}


def _transcripts_digest(study: Study, settings: Settings) -> str:
    largest = settings.ingest.largest_file_bytes
    about = [study.transcripts / name for name in (CASES_FILE, PARTICIPANTS_FILE)]
    files = [path for path in about if path.exists()] + study.transcript_files()
    left = [[one.name, one.problem] for one in study.left_out()]
    return content_key([[study.file_name(path), fingerprint(path, largest=largest)] for path in files], left)
