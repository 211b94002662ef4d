"""Decides whether a stage must be run, by a digest of everything its result depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from pipeline.corpus.settings import Settings
from pipeline.corpus.storage import checksum, fingerprint
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE, Study, listed
from pipeline.workflow.cache import content_key
from pipeline.workflow.fingerprints import fingerprint_of
from pipeline.workflow.receipts import Receipt, begun_outputs, read_receipt
from pipeline.workflow.stage import Stage


def stage_key(stage: Stage, *, study: Study, settings: Settings, upstream: Sequence[Receipt]) -> str:
    """Digest of everything a stage's result depends on.

    Args:
        stage: the stage.
        study: the study's folders.
        settings: the effective settings.
        upstream: receipts of the stages before it.
    """
    wanted = {f"private/tables/{table.name}.parquet" for table in stage.inputs}
    tables = {path: digest for r in upstream for path, digest in r.outputs.items() if path in wanted}
    if any(table.name == "sources" for table in stage.inputs):
        tables |= {p: d for r in upstream for p, d in r.outputs.items() if p.startswith("private/text/")}
    models = model_checksums(stage, study)
    transcripts = _transcripts_digest(study, settings) if stage.reads_transcripts else ""
    earlier = [[r.libraries, *map(asdict, r.findings)] for r in upstream] if stage.reads_receipts else []
    recordings = _recordings(study) if stage.reads_recordings else {}
    sections = {name: asdict(getattr(settings, name)) for name in stage.settings}
    method = [stage.name, fingerprint_of(stage.run.__module__), sections]
    return content_key(method, tables, models, transcripts, earlier, recordings)


def _recordings(study: Study) -> dict[str, str]:
    files = listed(study.transcripts)[0] if study.transcripts.is_dir() else []
    return study.recording_addresses(map(study.file_name, files))


def mixed_outputs(study: Study, stages: Sequence[Stage]) -> str:
    """The first stage whose outputs do not match those of earlier stages; "" if all match.

    They can differ after an interrupted run, or a run of the first stages only.
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


def model_checksums(stage: Stage, study: Study) -> dict[str, str]:
    """Checksums of the files in the models folder that the stage reads, by path."""
    paths = {path for pattern in stage.reads for path in study.models.glob(pattern)}
    return {path.relative_to(study.models).as_posix(): checksum(path) for path in sorted(paths)}


def _transcripts_digest(study: Study, settings: Settings) -> str:
    largest = settings.ingest.largest_file_bytes
    about = [study.transcripts / name for name in (CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE)]
    files = [path for path in about if path.exists()] + study.transcript_files()
    left = [[one.name, one.problem] for one in study.left_out()]
    return content_key([[study.file_name(path), fingerprint(path, largest=largest)] for path in files], left)
