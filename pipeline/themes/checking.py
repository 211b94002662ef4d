"""Lints the codebook of a study, with what its last run tells of how the codes are used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline import tables
from pipeline.decisions import PIPELINE
from pipeline.errors import UserError
from pipeline.language.meaning import embedded
from pipeline.records import Finding
from pipeline.schema import Table
from pipeline.storage import read_table
from pipeline.study import Study
from pipeline.themes.codebook import read_codebook
from pipeline.themes.lint import lint_codebook


def lint_study(study: Study, *, threads: int) -> list[Finding]:
    """Warnings about the study's codebook.

    Raises:
        UserError: if there is none, or it cannot be read.
    """
    path = study.models / "codebook.yaml"
    if not path.exists():
        raise UserError("there is no codebook", "Write one, or name its folder with --models", path)
    codebook = read_codebook(path)
    used: Counter[str] | None = None
    passages = 0
    if _made(study, tables.CODINGS).exists() and _made(study, tables.PASSAGES).exists():
        codings = read_table(_made(study, tables.CODINGS), tables.CODINGS)
        used = Counter(codings.loc[codings["coder"] == PIPELINE, "theme_id"])
        passages = int(read_table(_made(study, tables.PASSAGES), tables.PASSAGES)["substance"].sum())
    return lint_codebook(
        codebook,
        embed=lambda texts: embedded(texts, threads=threads),
        used=used,
        passages=passages,
        file=path.name,
    )


def _made(study: Study, table: Table) -> Path:
    return study.tables / f"{table.name}.parquet"
