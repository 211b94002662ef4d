"""Lints the codebook of a study, with what its last run tells of how the codes are used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline import tables
from pipeline.decisions import PIPELINE
from pipeline.errors import UserError
from pipeline.language.meaning import embedded
from pipeline.receipts import read_receipt
from pipeline.records import Finding
from pipeline.schema import Table
from pipeline.storage import checksum, decoded, file_content, read_table
from pipeline.study import Study
from pipeline.themes.codebook import usable_codes
from pipeline.themes.lint import lint_codebook


def lint_study(study: Study, *, threads: int) -> list[Finding]:
    """Warnings about the study's codebook.

    Raises:
        UserError: if there is none, or no code of it can be used.
    """
    path = study.models / "codebook.yaml"
    if not path.exists():
        raise UserError("there is no codebook", "Write one, or name its folder with --models", path)
    codebook, left_out = usable_codes(decoded(file_content(path)), path=path)
    used: Counter[str] | None = None
    passages = 0
    unjudged = _why_not_judged(study, path)
    if not unjudged:
        codings = read_table(_made(study, tables.CODINGS), tables.CODINGS)
        used = Counter(codings.loc[codings["coder"] == PIPELINE, "theme_id"])
        passages = int(read_table(_made(study, tables.PASSAGES), tables.PASSAGES)["substance"].sum())
    warnings = lint_codebook(
        codebook,
        embed=lambda texts: embedded(texts, threads=threads),
        used=used,
        passages=passages,
        file=path.name,
    )
    return [*left_out, *warnings, *unjudged]


def _why_not_judged(study: Study, path: Path) -> list[Finding]:
    """A note where nothing can be said of how codes are used: no run was made with the codebook as it is."""
    receipt = read_receipt(study, "themes")
    made = all(_made(study, table).exists() for table in (tables.CODINGS, tables.PASSAGES))
    if receipt is not None and made and receipt.holds(study) and receipt.models.get(path.name) == checksum(path):
        return []
    why = "the last run was made with another codebook" if receipt is not None and made else "there has been no run"
    return [
        Finding(
            level="note",
            stage="themes",
            file=path.name,
            finding=f"how the codes are used was not judged: {why}",
            remedy="Run: pipeline themes; then lint again",
        )
    ]


def _made(study: Study, table: Table) -> Path:
    return study.tables / f"{table.name}.parquet"
